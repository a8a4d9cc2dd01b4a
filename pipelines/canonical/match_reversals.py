"""The payment that each reversal takes back."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.move_money import origin_of
from warehouse.findings import CODES


def match_reversals(facts: pl.DataFrame, payments: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts with `reverses_payment_id`, and a fault (3005) for each reversal that no payment fits.

    A payment fits when its amount is the same, it went the same way, and it was not taken back yet. The number of the
    payment decides, also of one that a person booked to its dossier; then a word in the payment's reference that is the
    number which the reversal gives; then the newest payment of the same dossier, of the same claim first. The reversal
    takes dossier, claim and creditor from its payment. Reversals choose in order of delivery and line.

    Args:
        facts: New facts with `dossier_id`, `claim_id` and `source`, in order of delivery and line.
        payments: Payments and reversals as known, those of `facts` included: `payment_id`, `kind`, `dossier_id`,
            `claim_id`, `creditor_id`, `amount_cents`, `effective_date`, `source`, `reference`, `reverses_payment_id`.
    """
    is_reversal = pl.col("kind") == "reversal"
    reversals = facts.filter(is_reversal)
    rest = facts.filter(~is_reversal).with_columns(reverses_payment_id=pl.lit(None, pl.String))
    if reversals.is_empty():
        return rest, pl.DataFrame(schema=FAULTS)
    taken = payments.filter(is_reversal).select(payment_id="reverses_payment_id")
    free = payments.filter(pl.col("kind") == "payment").join(taken, on="payment_id", how="anti")
    chosen = _choose(_pairs(reversals, free))
    home = ["dossier_id", "claim_id", "creditor_id"]
    matched = (
        reversals.drop(home)
        .join(chosen.select("row_key", reverses_payment_id="payment_id"), on="row_key", maintain_order="left")
        .join(
            free.select("payment_id", *home),
            left_on="reverses_payment_id",
            right_on="payment_id",
            maintain_order="left",
        )
    )
    faults = reversals.join(chosen, on="row_key", how="anti").select(
        "row_key",
        code=pl.lit(CODES["unknown_payment"], pl.Int64),
        field=pl.lit("reverses_reference"),
        detail=pl.lit(None, pl.String),
    )
    return pl.concat([rest, matched.select(rest.columns)]).sort("sequence", "row_key"), faults


def _pairs(reversals: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """Every payment that fits a reversal, with the rule's rank: `row_key`, `payment_id`, `rank`, `effective_date`."""
    asked = reversals.select(
        "row_key",
        "amount_cents",
        "source",
        "dossier_id",
        asked_claim="claim_id",
        word=pl.col("reverses_reference"),
        payment_id=pl.concat_str("partner_id", "reverses_reference", separator=":"),
    )
    same = ["amount_cents", "source"]
    words = payments.with_columns(word=pl.col("reference").str.split(" ")).explode("word")
    origins = payments.with_columns(origin=origin_of("payment_id"))
    by_id = (
        asked.drop("dossier_id")
        .join(origins, left_on=["payment_id", *same], right_on=["origin", *same], suffix="_met")
        .with_columns(payment_id="payment_id_met", rank=pl.lit(1))
    )
    by_word = asked.drop("dossier_id", "payment_id").join(words, on=["word", *same]).with_columns(rank=pl.lit(2))
    by_dossier = (
        asked.drop("payment_id")
        .join(payments, on=["dossier_id", *same])
        .with_columns(rank=pl.when(pl.col("asked_claim").eq_missing(pl.col("claim_id"))).then(3).otherwise(4))
    )
    columns = ["row_key", "payment_id", pl.col("rank").cast(pl.Int32), "effective_date"]
    return pl.concat(frame.select(columns) for frame in (by_id, by_word, by_dossier))


def _choose(pairs: pl.DataFrame) -> pl.DataFrame:
    """One payment per reversal and one reversal per payment; an earlier reversal goes before a later one.

    Each reversal asks for the payment it likes best; a payment keeps the earliest that asks; the others ask on.
    """
    liked = pairs.sort("row_key", "rank", "effective_date", "payment_id", descending=[False, False, True, False])
    liked = liked.unique(["row_key", "payment_id"], keep="first", maintain_order=True)
    for _ in range(liked.height + 1):
        best = liked.unique("row_key", keep="first", maintain_order=True)
        kept = best.unique("payment_id", keep="first", maintain_order=True)
        if kept.height == best.height:
            return kept
        lost = best.join(kept, on=["row_key", "payment_id"], how="anti")
        liked = liked.join(lost, on=["row_key", "payment_id"], how="anti", maintain_order="left")
    raise AssertionError("each round takes a pair away")
