"""Work items: dossiers that owe and of which nothing comes any more, and messages that were made and never left."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from pipelines.decisions.name_few import name_few


def list_quiet(
    actions: pl.DataFrame, tables: Mapping[str, pl.DataFrame], *, quiet_days: int, business_date: date
) -> pl.DataFrame:
    """One work item for each creditor, profile and step of which dossiers are quiet.

    A dossier is quiet when it owes, no step of its profile has a day on which it falls due, and nothing became known of
    it for so many days: no claim, money, message or report. What holds a step, or asks for a person, is no silence.
    What is decided on an item holds until a dossier joins it in another month.

    Args:
        actions: `decisions.actions` of the business date.
        tables: By name: `claims`, `payments` and `events` as known.
        quiet_days: Days without news.
        business_date: Day of the list.

    Returns:
        item_id, kind, creditor_id, reason, amount_cents, since_date, subject.
    """
    is_ended = pl.col("outcome") == "finished"
    is_undated = (pl.col("outcome") == "waiting") & pl.col("due_date").is_null()
    still = actions.filter(is_ended | is_undated, pl.col("open_cents") > 0)
    news = _newest(still, tables, business_date)
    quiet = still.join(news, on="dossier_id").filter(pl.col("newest") < business_date - timedelta(days=quiet_days))
    since = pl.col("newest") + pl.duration(days=quiet_days)
    grouped = quiet.group_by("creditor_id", "profile_id", "step_id").agg(
        dossiers=pl.len(),
        names=name_few("dossier_id"),
        amount_cents=pl.col("open_cents").sum(),
        since_date=since.min(),
        newest_month=since.max().dt.strftime("%Y-%m"),
    )
    waits = pl.format("wait at step {} for an event", "step_id")
    what = pl.coalesce(waits, pl.lit("have no step left"))
    text = "{} dossiers of profile {} {}, and nothing came of them for {} days: {}"
    return grouped.select(
        "creditor_id",
        "amount_cents",
        "since_date",
        item_id=pl.format("silence:{}:{}:{}", "creditor_id", "profile_id", pl.col("step_id").fill_null("-")),
        kind=pl.lit("silence"),
        reason=pl.format(text, "dossiers", "profile_id", what, pl.lit(quiet_days), "names"),
        subject=pl.struct("creditor_id", "profile_id", "step_id", "newest_month").struct.json_encode(),
    )


def list_unsent(unsent: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """One work item for each batch of an earlier day of which something is not known to have left.

    It goes when a receipt tells that it left, or when its dossiers owe nothing any more.

    Args:
        unsent: Messages and hand-overs of earlier days that no receipt tells of: batch_id, business_date, creditor_id,
            dossier_id.
        facts: Facts of the dossiers (`gather_facts`).

    Returns:
        item_id, kind, creditor_id (where all are of one), reason, amount_cents, since_date, subject.
    """
    owing = facts.filter(pl.col("open_cents") > 0).select("dossier_id", "open_cents")
    owner = pl.when(pl.col("creditor_id").n_unique() == 1).then(pl.col("creditor_id").first())
    told = unsent.select("batch_id", "business_date", "creditor_id", "dossier_id").unique()
    met = told.join(owing, on="dossier_id")
    grouped = met.group_by("batch_id", since_date="business_date").agg(
        creditor_id=owner,
        dossiers=pl.len(),
        names=name_few("dossier_id"),
        amount_cents=pl.col("open_cents").sum(),
    )
    text = "{} dossiers stand in batch {}, and no receipt tells that it left: {}"
    return grouped.select(
        "creditor_id",
        "amount_cents",
        "since_date",
        item_id=pl.format("silence:{}", "batch_id"),
        kind=pl.lit("silence"),
        reason=pl.format(text, "dossiers", "batch_id", "names"),
        subject=pl.struct("batch_id").struct.json_encode(),
    )


def _newest(still: pl.DataFrame, tables: Mapping[str, pl.DataFrame], business_date: date) -> pl.DataFrame:
    """The day on which something became known last of each of these dossiers."""
    asked = still.select("dossier_id")
    known = [
        tables[name]
        .filter(pl.col("known_at") <= business_date)
        .join(asked, on="dossier_id", how="semi")
        .select("dossier_id", "known_at")
        for name in ("claims", "payments", "events")
    ]
    return pl.concat(known).group_by("dossier_id").agg(newest=pl.col("known_at").max())
