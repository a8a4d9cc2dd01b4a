"""Checked facts about arrangements as rows of `canonical.arrangements` and `canonical.instalments`."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.check_plans import GIVEN, SCHEDULED
from pipelines.canonical.make_schedule import make_schedule
from warehouse.tables import empty, schema_of

_PLACE = ("creditor_id", "delivery_id", "line_number", "known_at")


def split_plans(facts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The arrangements that facts bring, and their instalments.

    Args:
        facts: New facts that `check_plans` let pass, with `arrangement_id` and `dossier_id`, in order of delivery and
            line.

    Returns:
        Rows of `canonical.arrangements` and of `canonical.instalments`, in the order of the facts.
    """
    plans = facts.filter(pl.col("kind").is_in([*SCHEDULED, GIVEN]))
    if plans.is_empty():
        return empty("canonical.arrangements"), empty("canonical.instalments")
    cut = make_schedule(plans.filter(pl.col("kind") != GIVEN))
    given = plans.filter(kind=GIVEN).sort("arrangement_id", "first_due_date", "row_key")
    numbered = given.with_columns(
        instalment_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("arrangement_id"),
        due_date="first_due_date",
        part_cents="amount_cents",
        instalment_period=pl.lit(None, pl.String),
    )
    parts = pl.concat([cut, numbered.select(cut.columns)])
    order = parts.group_by("arrangement_id").agg(place=pl.col("row_key").min())
    listed = parts.join(order, on="arrangement_id").sort("place", "instalment_number")
    return _arrangements(listed), _as_table(listed.drop("amount_cents").rename({"part_cents": "amount_cents"}))


def _arrangements(parts: pl.DataFrame) -> pl.DataFrame:
    """One row per arrangement, from its instalments; where each was given, the first line of it is its place."""
    of_plan = ("dossier_id", *_PLACE, "instalment_period", "arrangement_template")
    summed = (
        parts.sort("place", "row_key", "instalment_number")
        .group_by("arrangement_id", maintain_order=True)
        .agg(
            *(pl.col(name).first() for name in of_plan),
            is_proposal=(pl.col("kind") == "arrangement_proposed").first(),
            agreed_date=pl.col("effective_date").min(),
            total_cents=pl.col("part_cents").sum(),
            instalment_count=pl.len().cast(pl.Int64),
            first_due_date=pl.col("due_date").min(),
            last_due_date=pl.col("due_date").max(),
        )
        .rename({"instalment_period": "period", "arrangement_template": "template"})
    )
    is_cut = ~summed["arrangement_id"].is_in(parts.filter(kind=GIVEN)["arrangement_id"].unique().to_list())
    period = pl.when(pl.lit(is_cut)).then(pl.col("period").fill_null("month"))
    schema = schema_of("canonical.arrangements")
    return summed.with_columns(period=period).select(pl.col(name).cast(kind) for name, kind in schema.items())


def _as_table(parts: pl.DataFrame) -> pl.DataFrame:
    """Rows of `canonical.instalments`."""
    return parts.select(pl.col(name).cast(kind) for name, kind in schema_of("canonical.instalments").items())
