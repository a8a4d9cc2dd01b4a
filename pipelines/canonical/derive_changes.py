"""Facts that follow from a snapshot: what was paid, credited or withdrawn, with that file as its source."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.compare_snapshot import Snapshot
from pipelines.canonical.delivery import Stock
from warehouse import codes
from warehouse.tables import schema_of


def derive_changes(snapshot: Snapshot, listed: pl.DataFrame) -> Stock:
    """Payments and events that follow from claims that are lower or gone.

    Their day is the business date of the delivery: nobody said when it happened. A claim that is gone has line 0.

    Args:
        snapshot: The snapshot, compared.
        listed: Accepted records of known claims: `claim_id`, `line_number`.
    """
    rule, positions = snapshot.rule, snapshot.positions
    lower = positions.filter(~pl.col("is_gone") & (pl.col("lowered_cents") > 0))
    lower = lower.join(listed.select("claim_id", "line_number"), on="claim_id").with_columns(kind=pl.lit(rule.lower))
    gone = positions.filter("is_gone").with_columns(line_number=pl.lit(0, pl.Int64), kind=pl.lit(rule.gone))
    told = pl.when("is_gone").then(pl.lit("no longer in")).otherwise(pl.lit("lower amount in"))
    changes = (
        pl.concat([lower, gone.select(lower.columns)])
        .sort("line_number", "claim_id")
        .with_columns(
            creditor_id=pl.lit(snapshot.delivery.creditor_id),
            delivery_id=pl.lit(snapshot.delivery.delivery_id),
            known_at=pl.lit(snapshot.delivery.known_at),
            effective_date=pl.lit(snapshot.delivery.known_at),
            words=told + pl.lit(f" {snapshot.delivery.file_name}"),
        )
        .with_columns(fact_id=derived_id())
    )
    is_money = pl.col("kind").is_in(codes.PAYMENT_KINDS)
    payments = changes.filter(is_money).with_columns(
        payment_id="fact_id",
        amount_cents="lowered_cents",
        source=pl.lit("creditor"),
        is_from_start=pl.lit(value=False),
        reference="words",
        match_rule=pl.lit("claim_reference"),
    )
    events = changes.filter(~is_money).with_columns(event_id="fact_id", detail="words")
    return Stock(payments=_as_table(payments, "canonical.payments"), events=_as_table(events, "canonical.events"))


def derived_id() -> pl.Expr:
    """The id of a fact that follows from a snapshot: of a claim and a delivery there is one at most."""
    return pl.format("{}:snapshot-{}:{}", "creditor_id", "delivery_id", "claim_id")


def _as_table(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The columns of a table, in its order and types; those that the rows lack are empty."""
    return rows.select(
        (pl.col(column) if column in rows.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in schema_of(name).items()
    )
