"""Rows and cents of deliveries by what became of them, and the controls that prove that nothing was lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from typing import Final

import polars as pl

from pipelines.canonical.delivery import Delivery, Stock
from pipelines.canonical.derive_changes import derived_id
from pipelines.canonical.move_money import is_moved
from pipelines.controls import SCHEMA, count
from warehouse.tables import schema_of

AMOUNTS: Final[dict[str, str | None]] = {
    "debtors": None,
    "claims": "principal_cents",
    "payments": "amount_cents",
    "events": "amount_cents",
    "operator_decisions": None,
    "arrangements": "total_cents",
    "instalments": "amount_cents",
    "list_entries": None,
}
"""The tables that a delivery fills, and the column whose cents are counted."""

_OUTCOMES: Final = ("accepted", "refused", "duplicate", "waiting", "withdrawn")
_COUNTS: Final = tuple(f"{unit}_{outcome}" for unit in ("rows", "cents") for outcome in ("read", *_OUTCOMES))
_RELEASED: Final = ("rows_released", "cents_released")


def count_delivery(
    deliveries: Sequence[Delivery],
    outcomes: pl.DataFrame,
    released: pl.DataFrame,
    *,
    unread: dict[str, int],
    refused: Set[str],
) -> pl.DataFrame:
    """Rows of `inbox.deliveries`: rows and cents read, and what became of them.

    Args:
        deliveries: The deliveries, in the order of the log.
        outcomes: One row per record: `delivery_id`, `cents`, `outcome` (one of `_OUTCOMES`).
        released: Records of earlier deliveries that were tried again: `delivery_id`, `cents`, and `code`, which is
            empty where they were booked.
        unread: Records of deliveries that are refused before a record is looked at, by delivery.
        refused: Deliveries that are refused as a whole.
    """
    facts = pl.DataFrame([_manifest(delivery) for delivery in deliveries], schema=_manifest_schema())
    lost = pl.DataFrame(
        {"delivery_id": list(unread), "unread": list(unread.values())},
        schema={"delivery_id": pl.String, "unread": pl.Int64},
    )
    is_out = {outcome: pl.col("outcome") == outcome for outcome in _OUTCOMES}
    counted = outcomes.group_by("delivery_id").agg(
        rows_read=pl.len().cast(pl.Int64),
        cents_read=pl.col("cents").sum(),
        **{f"rows_{outcome}": mask.sum().cast(pl.Int64) for outcome, mask in is_out.items()},
        **{f"cents_{outcome}": pl.col("cents").filter(mask).sum() for outcome, mask in is_out.items()},
    )
    later = released.filter(pl.col("code").is_null()).group_by("delivery_id")
    joined = (
        facts.join(counted, on="delivery_id", how="left", maintain_order="left")
        .join(lost, on="delivery_id", how="left", maintain_order="left")
        .join(
            later.agg(rows_released=pl.len().cast(pl.Int64), cents_released=pl.col("cents").sum()),
            on="delivery_id",
            how="left",
            maintain_order="left",
        )
        .with_columns(pl.col(*_COUNTS, *_RELEASED, "unread").fill_null(0))
        .with_columns(_with_unread(name) for name in ("read", "refused", "duplicate", "withdrawn"))
        .with_columns(status=_status(pl.col("delivery_id").is_in(list(refused))))
    )
    schema = schema_of("inbox.deliveries")
    return _balanced(joined.select(pl.col(name).cast(kind) for name, kind in schema.items()))


def count_controls(deliveries: pl.DataFrame, findings: pl.DataFrame, booked: Stock) -> pl.DataFrame:
    """Rows of `inbox.controls` of the stage: records and findings of each delivery, and what each table got from it.

    Args:
        deliveries: Rows of `inbox.deliveries`.
        findings: Rows of `inbox.findings` about them.
        booked: The rows that the deliveries added to the canonical tables.
    """
    tables = {name: getattr(booked, name) for name in AMOUNTS}
    parts = (
        count_records(deliveries), count_booked(deliveries, tables), count_findings(findings), count_tables(tables)
    )  # fmt: skip
    return pl.concat(parts)


def count_tables(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Controls of the canonical tables: rows and cents by delivery and creditor.

    Args:
        tables: Rows by name of the table without its stage; all rows, when what is stored is counted again.
    """
    counted = [
        count(
            rows,
            stage="canonical",
            run_key=pl.col("delivery_id"),
            control=name,
            side="out",
            outcome="booked",
            amount=AMOUNTS[name],
        )
        for name, rows in tables.items()
    ]
    return pl.concat(counted).sort("run_key", "control", "creditor_id")


def count_records(deliveries: pl.DataFrame) -> pl.DataFrame:
    """The control `records`: read on the one side; accepted, refused, duplicate, waiting and withdrawn on the other.

    Args:
        deliveries: Rows of `inbox.deliveries`.
    """
    rows = [
        deliveries.select(
            stage=pl.lit("canonical"),
            run_key="delivery_id",
            control=pl.lit("records"),
            creditor_id="creditor_id",
            side=pl.lit("in" if outcome == "read" else "out"),
            outcome=pl.lit(outcome),
            row_count=f"rows_{outcome}",
            amount_cents=f"cents_{outcome}",
        )
        for outcome in ("read", *_OUTCOMES)
    ]
    return (
        pl.concat(rows)
        .select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
        .sort("run_key", "side", "outcome")
    )


def count_booked(deliveries: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The control `booked`: accepted and released records of each delivery in; claims, payments, reported events out.

    Args:
        deliveries: Rows of `inbox.deliveries`.
        tables: Rows of the canonical tables by name; events that a claim brought along, and what follows from a
            snapshot or a decision, are no records of their own.
    """
    brought = pl.format("{}:{}", "claim_id", "kind").eq_missing(pl.col("event_id"))
    brought = brought | derived_id().eq_missing(pl.col("event_id"))
    derived = derived_id().eq_missing(pl.col("payment_id")) | is_moved()
    parts = {
        "claims": tables["claims"].select("delivery_id", cents="principal_cents"),
        "payments": tables["payments"].filter(~derived).select("delivery_id", cents="amount_cents"),
        "operator_decisions": tables["operator_decisions"].select("delivery_id", cents=pl.lit(0, pl.Int64)),
        # What is gone from a list stands in none of its records.
        "list_entries": tables["list_entries"].filter("is_listed").select("delivery_id", cents=pl.lit(0, pl.Int64)),
        "events": tables["events"]
        .filter(~brought.fill_null(value=False))
        .select("delivery_id", cents=pl.col("amount_cents").fill_null(0)),
    }
    came_out = [
        count(
            rows,
            stage="canonical",
            run_key=pl.col("delivery_id"),
            control="booked",
            side="out",
            outcome=name,
            amount="cents",
            by_creditor=False,
        )
        for name, rows in parts.items()
    ]
    return pl.concat([_went_in(deliveries, "accepted"), _went_in(deliveries, "released"), *came_out])


def _went_in(deliveries: pl.DataFrame, outcome: str) -> pl.DataFrame:
    """Records that were to be booked: a delivery's own, or those that waited for it, where there are any."""
    went_in = deliveries.select(
        stage=pl.lit("canonical"),
        run_key="delivery_id",
        control=pl.lit("booked"),
        creditor_id=pl.lit(None, pl.String),
        side=pl.lit("in"),
        outcome=pl.lit(outcome),
        row_count=f"rows_{outcome}",
        amount_cents=f"cents_{outcome}",
    )
    return went_in.filter((pl.col("row_count") > 0) | (outcome == "accepted")).cast(SCHEMA)


def count_findings(findings: pl.DataFrame) -> pl.DataFrame:
    """The control `findings`: how many findings each delivery has, by what became of the record.

    Args:
        findings: Rows of `inbox.findings`.
    """
    return count(
        findings,
        stage="canonical",
        run_key=pl.col("delivery_id"),
        control="findings",
        side="out",
        outcome=pl.col("outcome"),
        amount=None,
    )


def _with_unread(outcome: str) -> pl.Expr:
    """The rows of an outcome, with those of files that were refused before a record was looked at."""
    became = (
        pl.when("is_withdrawn")
        .then(pl.lit("withdrawn"))
        .when(pl.col("duplicate_of").is_not_null())
        .then(pl.lit("duplicate"))
        .otherwise(pl.lit("refused"))
    )
    is_here = pl.lit(value=True) if outcome == "read" else became == outcome
    return pl.col(f"rows_{outcome}") + pl.when(is_here).then("unread").otherwise(0)


def _status(is_refused: pl.Expr) -> pl.Expr:
    """What became of a delivery."""
    accepted, refused, duplicate, waiting, _ = (pl.col(f"rows_{outcome}") for outcome in _OUTCOMES)
    return (
        pl.when("is_withdrawn")
        .then(pl.lit("withdrawn"))
        .when(pl.col("duplicate_of").is_not_null())
        .then(pl.lit("duplicate"))
        .when(is_refused)
        .then(pl.lit("refused"))
        # A snapshot says what is, so that it is news also where every claim in it was known.
        .when((accepted == 0) & (refused == 0) & (waiting == 0) & (duplicate > 0) & ~pl.col("is_snapshot"))
        .then(pl.lit("duplicate"))
        .when((accepted == 0) & (refused == 0) & (waiting > 0))
        .then(pl.lit("waiting"))
        .when((accepted == 0) & (waiting == 0) & (refused > 0))
        .then(pl.lit("refused"))
        .when((refused > 0) | (waiting > 0))
        .then(pl.lit("partly_accepted"))
        .otherwise(pl.lit("accepted"))
    )


def _manifest(delivery: Delivery) -> dict[str, object]:
    """What is known of a delivery before its records."""
    return {
        "delivery_id": delivery.delivery_id,
        "sequence_number": delivery.sequence_number,
        "partner_id": delivery.partner_id,
        "partner_kind": delivery.partner_kind,
        "creditor_id": delivery.creditor_id,
        "feed": delivery.feed.name if delivery.feed else None,
        "file_name": delivery.file_name,
        "sha256": delivery.sha256,
        "size_bytes": delivery.size_bytes,
        "known_at": delivery.known_at,
        "duplicate_of": delivery.duplicate_of,
        "corrects": delivery.corrects,
        "mapping_sha256": delivery.feed.sha256 if delivery.feed else None,
        "is_withdrawn": delivery.is_withdrawn,
        "is_snapshot": delivery.is_snapshot,
        "revised_by": None,
    }


def _manifest_schema() -> pl.Schema:
    """Columns of `inbox.deliveries` that the manifest fills."""
    schema = schema_of("inbox.deliveries")
    known = {name: kind for name, kind in schema.items() if name not in (*_COUNTS, *_RELEASED, "status")}
    return pl.Schema(known | {"is_withdrawn": pl.Boolean(), "is_snapshot": pl.Boolean()})


def _balanced(deliveries: pl.DataFrame) -> pl.DataFrame:
    """The same rows; read = accepted + refused + duplicate + waiting + withdrawn in each, in rows and in cents."""
    for unit in ("rows", "cents"):
        out = pl.sum_horizontal(f"{unit}_{outcome}" for outcome in _OUTCOMES)
        assert deliveries.select((pl.col(f"{unit}_read") == out).all()).item(), f"{unit} of a delivery do not add up"
    return deliveries
