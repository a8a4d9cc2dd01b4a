"""The step that puts beside each message about an arrangement its instalments, and what it asks to be paid now."""

from __future__ import annotations

from typing import Final

import polars as pl

_BROKEN: Final = "arrangement_broken_sent"
_MISSED: Final = "instalment_missed_sent"
_EVENTS: Final = ("arrangement_confirmed_sent", "instalment_reminder_sent", _MISSED, _BROKEN)


def join_plans(joined: pl.DataFrame, checks: pl.DataFrame) -> pl.DataFrame:
    """The actions with `asked_cents`, and the arrangement that their message is about.

    A message asks for the first instalment that is not paid, and what was due before it; one about a missed instalment
    for all that is late; every other message, also the notice of a breach, for all that is open.

    Args:
        joined: Actions with what is known of their dossiers (`join_dossiers`).
        checks: `decisions.arrangement_checks` of the business date.

    Returns:
        The same rows with `asked_cents` and `arrangement`, a struct with the fields of
        `formats.letters.facts.Arrangement`; empty where the message is about none.
    """
    wanted = joined.filter(pl.col("event_kind").is_in(_EVENTS)).select("dossier_id", "event_kind")
    is_of_message = pl.when(pl.col("event_kind") == _BROKEN).then(pl.lit("broken")).otherwise(pl.lit("running"))
    parts = (
        checks.filter(plan_kind="arrangement")
        .join(wanted, on="dossier_id")
        .filter(pl.col("state") == is_of_message)
        .filter(pl.col("state_since") == pl.col("state_since").max().over("dossier_id"))
        .filter(pl.col("arrangement_id") == pl.col("arrangement_id").max().over("dossier_id"))
        .sort("dossier_id", "instalment_number")
        .with_columns(left=pl.col("amount_cents") - pl.col("paid_cents"))
    )
    told = joined.join(_summed(parts), on="dossier_id", how="left", validate="m:1")
    lost = told.filter(pl.col("event_kind").is_in(_EVENTS) & pl.col("instalments").is_null())
    if lost.height:
        raise AssertionError(
            f"dossier {lost['dossier_id'][0]} gets a message about an arrangement that it does not have"
        )
    asked = pl.when(pl.col("event_kind") == _BROKEN).then("open_cents").otherwise("plan_asked_cents")
    arrangement = pl.struct(
        "instalments",
        total_cents="plan_total_cents",
        asked_cents=pl.min_horizontal(asked, "open_cents"),
        due_date="plan_due_date",
        last_date="plan_last_date",
    )
    return told.with_columns(
        asked_cents=pl.coalesce(pl.min_horizontal(asked, "open_cents"), "open_cents"),
        arrangement=pl.when(pl.col("instalments").is_not_null()).then(arrangement),
    ).drop("instalments", "plan_asked_cents", "plan_total_cents", "plan_due_date", "plan_last_date")


def _summed(parts: pl.DataFrame) -> pl.DataFrame:
    """The arrangement of each dossier, and what its message asks by which day."""
    late = pl.col("outcome").is_in(["late", "missed"])
    is_next = pl.col("due_date") <= pl.col("due_date").filter(pl.col("left") > 0).min()
    is_asked = pl.when(pl.col("event_kind") == _MISSED).then(late).otherwise(is_next)
    chosen = parts.with_columns(is_asked.over("dossier_id").alias("is_asked"))
    return chosen.group_by("dossier_id").agg(
        instalments=pl.struct("due_date", "amount_cents", "paid_cents", number="instalment_number").sort_by(
            "instalment_number"
        ),
        plan_total_cents=pl.col("amount_cents").sum(),
        plan_asked_cents=pl.col("left").filter("is_asked").sum(),
        plan_due_date=pl.col("due_date").filter("is_asked").max(),
        plan_last_date=pl.col("last_date").filter(pl.col("outcome") == "late").min(),
    )
