"""Decisions of people on work items, held against the items as they stand: what is booked, was known, or is refused."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.book_later_facts import RELEASED, BookedBatch
from pipelines.canonical.delivery import Stock
from pipelines.canonical.find_dossiers import dossiers_in_text
from pipelines.canonical.move_money import MOVING, move_money
from warehouse import codes
from warehouse.findings import CODES
from warehouse.tables import schema_of

_OF_ITEM: Final = ("item_id", "subject")
_CONTENT: Final = ("decision", "dossier_id", "claim_id", "until_date", "owner", "deadline_date")
_PAYMENT: Final = pl.Struct({"payment_id": pl.String})
_Check = tuple[pl.Expr, str, str, str | None]
"""Where it is wrong, name of the finding, field, and a word more than the finding says."""


def book_decisions(records: pl.DataFrame, stock: Stock, questions: pl.DataFrame) -> BookedBatch:
    """The decisions that hold, with the money that they move, and the faults of the others.

    A decision must be about an item that is open: that stands in the newest workbook that left before it came, about
    the same subject, and was not decided on since. The same decision again is known (3001).

    Args:
        records: Valid `DecisionRecord` rows of one delivery, in order.
        stock: What was booked before.
        questions: The items that they name (`assets.asked`): item_key, item_id, kind, subject, creditor_id, dossier_id,
            proposal, is_current.

    Returns:
        The new rows and the faults; nothing waits for a decision.
    """
    asked = questions.unique("item_key", keep="last", maintain_order=True)
    now = questions.filter("is_current").select("item_id", key_now="item_key")
    met = (
        records.drop("creditor_id")
        .join(asked.drop("is_current"), on="item_key", how="left", maintain_order="left")
        .join(now.unique("item_id"), on="item_id", how="left", maintain_order="left")
        .with_columns(payment_id=pl.col("subject").str.json_decode(_PAYMENT).struct.field("payment_id"))
    )
    placed = _placed(met, stock.claims)
    doubtful = _faults(placed, _item_checks())
    sound = placed.join(doubtful, on="row_key", how="anti", maintain_order="left")
    known, closed = _decided_before(sound, stock.operator_decisions)
    again = pl.concat([doubtful, known, closed])
    left = placed.join(again, on="row_key", how="anti", maintain_order="left")
    gone = _faults(_in_suspense(left, stock.payments), _money_checks())
    booked = left.join(gone, on="row_key", how="anti", maintain_order="left")
    moving = booked.filter(pl.col("decision").is_in(MOVING))
    added = Stock(operator_decisions=_as_table(booked), payments=move_money(moving, stock.payments))
    return BookedBatch(added, pl.concat([again, gone]), pl.DataFrame(schema=RELEASED))


def _item_checks() -> list[_Check]:
    """What is asked of the item that a decision is about; the first that fails is told."""
    kind, decision, key = pl.col("kind"), pl.col("decision"), pl.col("item_key")
    possible = [(kind == name) & decision.is_in(words) for name, words in codes.ITEM_DECISIONS.items()]
    is_other = ~kind.is_in(list(codes.ITEM_DECISIONS)) & (decision == "snooze")
    is_booking = decision == "book"
    return [
        (pl.col("item_id").is_null(), "unknown_item", "item_key", None),
        (pl.col("key_now").is_null(), "item_closed", "item_key", None),
        (pl.col("key_now") != key, "item_changed", "item_key", None),
        (~(decision.is_null() | pl.any_horizontal(*possible, is_other)), "unfit_decision", "decision", None),
        (is_booking & pl.col("target").is_null(), "required", "target_reference", "There is no proposal either."),
        (is_booking & pl.col("home_creditor").is_null(), "unknown_claim", "target_reference", None),
    ]


def _money_checks() -> list[_Check]:
    word = "The money was taken back, or has a dossier by now."
    return [(pl.col("is_moving") & ~pl.col("is_waiting"), "item_closed", "item_key", word)]


def _placed(met: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The decisions with the dossier to which money is booked, and the claim where one is named.

    Our number of the dossier decides, bare or in a payment reference; then the claim as `creditor:claim`; then the
    creditor's number of the claim, where one creditor only has it.
    """
    target = pl.coalesce("target_reference", "proposal")
    asked = met.select("row_key", "decision", target=target).filter(decision="book").drop_nulls("target")
    dossiers = claims.select("dossier_id", home_creditor="creditor_id").unique()
    named = asked.select("row_key", dossier_id=dossiers_in_text(pl.col("target"))).explode("dossier_id")
    of_claims = claims.select("claim_id", "claim_reference", "dossier_id", home_creditor="creditor_id")
    found = pl.concat(
        [
            named.join(dossiers, on="dossier_id").with_columns(claim_id=pl.lit(None, pl.String), rank=pl.lit(1)),
            asked.join(of_claims, left_on="target", right_on="claim_id", coalesce=False).with_columns(rank=pl.lit(2)),
            asked.join(of_claims, left_on="target", right_on="claim_reference").with_columns(rank=pl.lit(3)),
        ],
        how="diagonal",
    ).select("row_key", "rank", "dossier_id", "claim_id", "home_creditor")
    single = found.unique().filter(pl.len().over("row_key", "rank") == 1)
    best = single.sort("row_key", "rank").unique("row_key", keep="first", maintain_order=True).drop("rank")
    is_booking = pl.col("decision") == "book"
    return (
        met.rename({"dossier_id": "item_dossier"})
        .join(best, on="row_key", how="left", maintain_order="left")
        .with_columns(target=target)
        .with_columns(dossier_id=pl.when(is_booking).then("dossier_id").otherwise("item_dossier"))
    )


def _faults(rows: pl.DataFrame, checks: list[_Check]) -> pl.DataFrame:
    """The first fault of each row that has one."""
    found = [pl.DataFrame(schema=FAULTS)]
    for is_wrong, name, field, detail in checks:
        wrong = rows.filter(is_wrong.fill_null(value=False)).select(
            "row_key",
            code=pl.lit(CODES[name], pl.Int64),
            field=pl.lit(field),
            detail=pl.lit(detail, pl.String),
        )
        found.append(wrong)
        rows = rows.join(wrong, on="row_key", how="anti", maintain_order="left")
    return pl.concat(found)


def _decided_before(rows: pl.DataFrame, decided: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Faults of decisions that were taken before, in this file or an earlier one: the same (3001), or others (3031)."""
    order = pl.int_range(pl.len(), dtype=pl.Int64)
    earlier = decided.join(rows, on=_OF_ITEM, how="semi", maintain_order="left")
    columns = [*_OF_ITEM, *_CONTENT]
    lined_up = pl.concat(
        [
            earlier.select(*columns, row_key=pl.lit(None, pl.Int64), who=pl.col("decided_by"), day=pl.col("known_at")),
            rows.select(*columns, "row_key", who=pl.col("decided_by"), day=pl.col("known_at")),
        ]
    ).with_columns(order=order)
    is_final = pl.col("decision").is_in(codes.FINAL_DECISIONS)
    first = lined_up.filter(is_final).unique(_OF_ITEM, keep="first", maintain_order=True)
    met = lined_up.join(
        first.select(*_OF_ITEM, *(pl.col(name).alias(f"{name} first") for name in (*_CONTENT, "order", "who", "day"))),
        on=_OF_ITEM,
        how="left",
        maintain_order="left",
    )
    is_after = (pl.col("order") > pl.col("order first")).fill_null(value=False)
    is_first_again = pl.all_horizontal(pl.col(name).eq_missing(pl.col(f"{name} first")) for name in _CONTENT)
    is_last_again = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift().over(_OF_ITEM)) for name in _CONTENT)
    is_repeat = is_last_again & (pl.int_range(pl.len()).over(_OF_ITEM) > 0)
    is_known = pl.when(is_after).then(is_first_again).otherwise(is_repeat)
    told = met.with_columns(is_known=is_known, is_closed=is_after & ~is_first_again).drop_nulls("row_key")
    empty = pl.lit(None, pl.String)
    known = told.filter("is_known").select(
        "row_key", code=pl.lit(CODES["known"], pl.Int64), field=pl.lit("item_key"), detail=empty
    )
    words = pl.format("It was decided by {} on {}.", "who first", "day first")
    closed = told.filter("is_closed").select(
        "row_key", code=pl.lit(CODES["item_closed"], pl.Int64), field=pl.lit("item_key"), detail=words
    )
    return known, closed


def _in_suspense(rows: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """The decisions, and whether the money that they move still waits for a dossier."""
    back = payments.filter(kind="reversal").select(payment_id="reverses_payment_id")
    waiting = payments.filter(pl.col("dossier_id").is_null(), kind="payment").join(back, on="payment_id", how="anti")
    return rows.with_columns(
        is_moving=pl.col("decision").is_in(MOVING),
        is_waiting=pl.col("payment_id").is_in(waiting["payment_id"].implode()),
    )


def _as_table(booked: pl.DataFrame) -> pl.DataFrame:
    """Rows of `canonical.operator_decisions`."""
    named = booked.with_columns(
        sheet="record_type", item_kind="kind", creditor_id=pl.coalesce("home_creditor", "creditor_id")
    )
    return named.select(pl.col(name).cast(kind) for name, kind in schema_of("canonical.operator_decisions").items())
