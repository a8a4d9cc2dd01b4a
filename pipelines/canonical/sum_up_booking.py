"""What a booking comes to, for a person who has not booked it yet: what is new, changed, known and refused."""

from __future__ import annotations

from typing import Final, NamedTuple

import polars as pl

from pipelines.canonical.delivery import Booked, Stock

_EXAMPLES: Final = 3
_LONGEST_VALUE: Final = 60
_OUTCOMES: Final = ("read", "accepted", "refused", "duplicate", "waiting")


class Summary(NamedTuple):
    """A booking in figures.

    Args:
        records: outcome, row_count, amount_cents: read = accepted + refused + duplicate + waiting.
        changes: what, kind, row_count, amount_cents: rows that would come in the stock.
        findings: code, severity, column_name, row_count, examples: lines with the value that they hold.
    """

    records: pl.DataFrame
    changes: pl.DataFrame
    findings: pl.DataFrame


def sum_up_booking(booked: Booked, stock: Stock) -> Summary:
    """The figures of a booking.

    Args:
        booked: What the booking would add.
        stock: What was booked before.
    """
    return Summary(_records(booked.deliveries), _changes(booked.facts, stock), _findings(booked.findings))


def _records(deliveries: pl.DataFrame) -> pl.DataFrame:
    """Rows and cents by what would become of them."""
    rows = [
        deliveries.select(
            outcome=pl.lit(outcome),
            row_count=pl.col(f"rows_{outcome}").sum().cast(pl.Int64),
            amount_cents=pl.col(f"cents_{outcome}").sum().cast(pl.Int64),
        )
        for outcome in _OUTCOMES
    ]
    return pl.concat(rows)


def _changes(facts: Stock, stock: Stock) -> pl.DataFrame:
    """Rows that come in the stock: new debtors and claims, changed debtors, money and events by kind."""
    is_known = pl.col("debtor_id").is_in(stock.debtors["debtor_id"].unique().to_list())
    debtors = facts.debtors.select(
        what=pl.lit("debtors"),
        kind=pl.when(is_known | pl.col("debtor_id").is_duplicated() & ~pl.col("debtor_id").is_first_distinct())
        .then(pl.lit("changed"))
        .otherwise(pl.lit("new")),
        cents=pl.lit(None, pl.Int64),
    )
    parts = [
        facts.claims.select(what=pl.lit("claims"), kind=pl.lit("new"), cents="principal_cents"),
        debtors,
        facts.payments.select(what=pl.lit("money"), kind="kind", cents="amount_cents"),
        facts.events.select(what=pl.lit("events"), kind="kind", cents="amount_cents"),
    ]
    lined_up = pl.concat(part.cast({"kind": pl.String, "cents": pl.Int64}) for part in parts)
    return lined_up.group_by("what", "kind", maintain_order=True).agg(
        row_count=pl.len().cast(pl.Int64),
        amount_cents=pl.when(pl.col("cents").count() > 0).then(pl.col("cents").sum()),
    )


def _findings(findings: pl.DataFrame) -> pl.DataFrame:
    """Findings by code and column, errors and the frequent ones first, with a few of their lines."""
    value = pl.col("value").str.slice(0, _LONGEST_VALUE)
    shown = pl.format("line {}: {}", "line_number", value)
    example = (
        pl.when(pl.col("line_number") == 0)
        .then("message")
        .when(value.is_not_null())
        .then(shown)
        .otherwise(pl.format("line {}", "line_number"))
    )
    grouped = findings.sort("line_number").group_by("code", "severity", "column_name", maintain_order=True)
    summed = grouped.agg(row_count=pl.len().cast(pl.Int64), examples=example.head(_EXAMPLES))
    return summed.with_columns(examples=pl.col("examples").list.join("; ")).sort(
        "severity", "row_count", "code", descending=[False, True, False]
    )
