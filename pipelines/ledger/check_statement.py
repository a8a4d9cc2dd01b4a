"""What holds for every statement, asserted: nothing is lost between what was asked, what came in, and what is open."""

from __future__ import annotations

import polars as pl

from pipelines.ledger.allocate_money import ALLOCATIONS
from pipelines.ledger.number_facts import Book
from pipelines.ledger.replay_events import Replay
from pipelines.ledger.runs import sum_by_number


def check_statement(book: Book, replay: Replay) -> None:
    """Nothing, where every sum of `docs/ledger.md` holds.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers, interest in cents, claims in the order of the book.

    Raises:
        AssertionError: The engine lost or doubled a cent.
    """
    _check_claims(book, replay)
    _check_payments(book, replay)
    _check_dossiers(book, replay)


def check_lines(lines: pl.DataFrame, claims: pl.DataFrame) -> None:
    """Nothing, where the lines of every claim add up to its interest.

    Args:
        lines: Interest lines of some claims.
        claims: `c` and `interest_cents` of these claims.

    Raises:
        AssertionError: They do not.
    """
    sums = lines.group_by("c").agg(of_lines=pl.col("interest_cents").sum())
    beside = claims.join(sums, on="c", how="left")
    differs = beside.filter(pl.col("interest_cents") != pl.col("of_lines").fill_null(0))
    assert differs.is_empty(), f"lines do not add up to the interest: {differs.head(3)}"


def list_allocations(replay: Replay) -> pl.DataFrame:
    """Where all money went, once per source, claim or cost, and bucket; `credit` is what pays nothing yet.

    Args:
        replay: The replayed dossiers.

    Returns:
        The columns `ALLOCATIONS`.
    """
    empty = pl.DataFrame(schema=ALLOCATIONS)
    credit = replay.credits.select("s", "d", c=pl.lit(None, pl.UInt32), k=pl.lit(None, pl.UInt32))
    credit = credit.with_columns(bucket=pl.lit("credit"), amount_cents=replay.credits["money"])
    uses = pl.concat([empty, *replay.credit_uses])
    once = pl.concat([empty, *replay.allocations])
    if uses.height:
        used = uses["s"].unique().implode()
        again = once.filter(pl.col("s").is_in(used))
        both = pl.concat([again, uses]).group_by("s", "d", "c", "k", "bucket").agg(pl.col("amount_cents").sum())
        once = pl.concat([once.filter(~pl.col("s").is_in(used)), both])
    return pl.concat([once, credit])


def _check_claims(book: Book, replay: Replay) -> None:
    asked = pl.lit(book.claims["principal_cents"]) + pl.col("interest_cents")
    paid = pl.col("principal_paid") + pl.col("interest_paid")
    still = pl.col("principal") + pl.col("interest_open")
    lost = replay.claims.filter(asked != paid + pl.col("credited") + pl.col("waived") + still)
    assert lost.is_empty(), f"asked is not paid, credited, waived and open: {lost.head(3)}"
    for frame, names in (
        (replay.claims, ("principal", "interest_open", "capital", "interest_cents")),
        (replay.costs, ("amount", "vat", "paid", "waived")),
        (replay.costs.select(open=pl.col("amount") + pl.col("vat") - pl.col("paid") - pl.col("waived")), ("open",)),
        (replay.credits, ("money",)),
    ):
        assert (frame.select(pl.col(names).min()).min_horizontal() >= 0).all(), "an amount is below zero"


def _check_payments(book: Book, replay: Replay) -> None:
    """Allocations and credit of a payment are the payment."""
    moved = [frame.select("s", "amount_cents") for frame in (*replay.allocations, *replay.credit_uses)]
    entries = pl.concat([*moved, replay.credits.select("s", amount_cents="money")])
    given = book.sources.with_columns(moved=sum_by_number(entries, "s", "amount_cents", book.sources.height))
    differs = given.filter("is_payment", pl.col("amount") != pl.col("moved"))
    assert differs.is_empty(), f"allocations do not add up to the payment: {differs.head(3)}"


def _check_dossiers(book: Book, replay: Replay) -> None:
    """Per dossier: what was asked, with credit, is what came in, was waived and is open."""
    still = pl.col("principal") + pl.col("interest_open") + pl.col("waived")
    cost_open = pl.col("amount") + pl.col("vat") - pl.col("paid") - pl.col("waived")
    asked = pl.lit(book.claims["principal_cents"]) + pl.col("interest_cents") - still
    parts = (
        replay.claims.select(book.claims["d"], cents=asked),
        replay.costs.select("d", cents=pl.col("amount") + pl.col("vat") - pl.col("waived") - cost_open),
        replay.credits.select("d", cents="money"),
        book.sources.select("d", cents=-pl.col("amount")),
    )
    count = book.dossiers.height
    sums = pl.DataFrame([sum_by_number(rows, "d", "cents", count).alias(f"{n}") for n, rows in enumerate(parts)])
    differs = book.dossiers.filter(sums.sum_horizontal() != 0)
    assert differs.is_empty(), f"the dossier does not balance: {differs.head(3)}"
