"""Batches that wait for a person: what became of each by the decisions that are known, and which dossiers are in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import polars as pl

RELEASE: Final = "release"
"""Kind of the work items about batches that wait."""

_STANDING: Final = (
    *("batch_id", "shown_date", "shown_by", "state", "partner_id", "kind", "row_count", "amount_cents", "reason"),
    *("decided_by", "remark", "until_date"),
)
_OFFER: Final = ("batch_id", "sequence_number", "dossier_id", "step_id", "channel")


def release_item_id(batch_id: pl.Expr) -> pl.Expr:
    """The number of the work item about a batch."""
    return pl.format("release:{}", batch_id)


def release_items(waiting: pl.DataFrame) -> pl.DataFrame:
    """One work item for each batch that waits; it goes when somebody decided, or nobody did in time.

    Args:
        waiting: Batches that wait: batch_id, kind, partner_id, row_count, amount_cents, reason, until_date; shown_date.

    Returns:
        item_id, kind, reason, amount_cents, since_date and subject, as work items have them.
    """
    reason = pl.format(
        "{} {} for {} wait to be released by {}: {}; all of it stands in release-{}.txt",
        *("row_count", "kind", "partner_id", "until_date", "reason", "batch_id"),
    )
    return waiting.select(
        "amount_cents",
        item_id=release_item_id(pl.col("batch_id")),
        kind=pl.lit(RELEASE),
        reason=reason,
        since_date="shown_date",
        # Not its counts: they fall when a person is erased, and what was decided must hold.
        subject=pl.struct("batch_id").struct.json_encode(),
    )


def follow_releases(
    releases: pl.DataFrame, decided: pl.DataFrame, *, business_date: date, rest_days: int
) -> pl.DataFrame:
    """The batches that wait, and those whose steps rest, with what becomes of each by an order of the day.

    A batch is released or refused by the first order that knows of the decision, and only by that: from then on it has
    a row of its own that says so. A release that came after the last day for it is none.

    Args:
        releases: `outbox.releases` of earlier orders.
        decided: `canonical.operator_decisions` as known by the order.
        business_date: Day of the order.
        rest_days: Days for which the steps of a refused batch rest.

    Returns:
        batch_id (the one that waited), shown_date, shown_by (its order), state (`waiting`, `released`, `refused`,
        `lapsed`; `resting` where it was refused by an earlier order), partner_id, kind, row_count, amount_cents, reason
        (why it waited), decided_by, remark, until_date (last day to release it; day on which resting steps are offered
        again), sorted by batch_id.
    """
    shown = releases.filter(state="waiting").with_columns(shown_date="business_date", shown_by="delivery_id")
    ended = releases.filter(pl.col("state") != "waiting").select(
        *("state", "decided_by", "until_date"), batch_id="waiting_batch_id", remark="reason"
    )
    open_ones = shown.drop("state", "decided_by").join(ended, on="batch_id", how="anti")
    met = open_ones.with_columns(item_id=release_item_id(pl.col("batch_id"))).join(
        _first_words(decided), on="item_id", how="left"
    )
    is_in_time = pl.coalesce("decided_at", pl.lit(business_date)) <= pl.col("until_date")
    state = (
        pl.when(pl.col("decision") == "refuse")
        .then(pl.lit("refused"))
        .when(~is_in_time)
        .then(pl.lit("lapsed"))
        .when(pl.col("decision") == "release")
        .then(pl.lit("released"))
        .otherwise(pl.lit("waiting"))
    )
    again = pl.lit(business_date + timedelta(days=rest_days))
    now = met.with_columns(state=state).with_columns(
        until_date=pl.when(pl.col("state") == "refused").then(again).otherwise("until_date")
    )
    refused = ended.filter(pl.col("until_date") > business_date, state="refused").with_columns(state=pl.lit("resting"))
    resting = refused.join(shown.drop("state", "decided_by", "until_date"), on="batch_id")
    return pl.concat([now.select(_STANDING), resting.select(_STANDING)]).sort("batch_id")


def _first_words(decided: pl.DataFrame) -> pl.DataFrame:
    """The decision on each batch; booking lets no second one by."""
    words = decided.filter(pl.col("decision").is_in(["release", "refuse"]), item_kind=RELEASE)
    return (
        words.sort("known_at", "delivery_id", "sheet", "line_number")
        .unique("item_id", keep="first", maintain_order=True)
        .select("item_id", "decision", "decided_by", "remark", decided_at="known_at")
    )


def list_offers(standing: pl.DataFrame, messages: pl.DataFrame, transfers: pl.DataFrame) -> pl.DataFrame:
    """The dossiers in the batches that wait or rest, one row each.

    Args:
        standing: `follow_releases`.
        messages: Rows of `outbox.messages` of these batches, as they were shown.
        transfers: Rows of `outbox.transfers` of these batches.

    Returns:
        batch_id, sequence_number, dossier_id, step_id, channel; shown_date, shown_by, state, decided_by, remark,
        until_date of the batch.
    """
    rows = pl.concat(
        [
            messages.select(_OFFER),
            transfers.with_columns(channel=pl.lit("bailiff")).select(_OFFER),
        ]
    )
    of_batch = standing.select("batch_id", "shown_date", "shown_by", "state", "decided_by", "remark", "until_date")
    return rows.join(of_batch, on="batch_id").sort("batch_id", "sequence_number")


def find_changes(
    offers: pl.DataFrame, actions: pl.DataFrame, tables: Mapping[str, pl.DataFrame], *, business_date: date
) -> pl.DataFrame:
    """The offers with what came between them and the order: such a dossier does not leave as it was shown.

    Args:
        offers: `list_offers`.
        actions: `decisions.actions` of the business date, at least those of these dossiers: outcome, step, channel.
        tables: `payments`, `claims`, `events` and `debtors` as known, at least those of dossiers that would leave.
        business_date: Day of the order.

    Returns:
        The same rows with `change`, in words; empty where everything is as it was.
    """
    now = actions.select("dossier_id", "outcome", "reason", step_now="step_id", channel_now="channel")
    came = _came_since(offers, tables, business_date)
    met = offers.join(now, on="dossier_id", how="left").join(came, on=["batch_id", "dossier_id"], how="left")
    change = (
        pl.when((pl.col("outcome") == "send").fill_null(value=False).not_())
        .then(pl.coalesce("reason", pl.lit("the dossier is gone")))
        .when(pl.col("step_now") != pl.col("step_id"))
        .then(pl.format("its next step is {} by now", "step_now"))
        .when(pl.col("channel_now") != pl.col("channel"))
        .then(pl.format("it would go by {} by now", "channel_now"))
        .otherwise("came")
    )
    return met.with_columns(change=change).select(*offers.columns, "change")


def _came_since(offers: pl.DataFrame, tables: Mapping[str, pl.DataFrame], business_date: date) -> pl.DataFrame:
    """What became known of a dossier since it was shown, in words: batch_id, dossier_id, came."""
    asked = offers.select("batch_id", "dossier_id", "shown_by", "shown_date")
    claims = tables["claims"].join(asked, on="dossier_id", how="semi")
    owners = claims.select("dossier_id", "debtor_id").unique()
    debtors = tables["debtors"].select("debtor_id", "delivery_id").join(owners, on="debtor_id")
    facts = {
        "money": tables["payments"],
        "a claim": claims,
        "a change of the debtor": debtors,
        # The hub tells of an acceptance itself, on the day on which its letter was shown; a later one is another step.
        "a report": tables["events"].filter(pl.col("kind") != "arrangement_accepted"),
    }
    found = [
        asked.join(rows.select("dossier_id", "delivery_id"), on="dossier_id")
        .filter(pl.col("delivery_id") > pl.col("shown_by"))
        .select("batch_id", "dossier_id", what=pl.lit(what))
        for what, rows in facts.items()
    ]
    due = pl.col("due_date").is_between(pl.col("shown_date"), pl.lit(business_date), closed="left")
    fallen_due = asked.join(claims.select("dossier_id", "due_date"), on="dossier_id").filter(due)
    found.append(fallen_due.select("batch_id", "dossier_id", what=pl.lit("the due date of a claim")))
    return (
        pl.concat(found)
        .unique()
        .group_by("batch_id", "dossier_id")
        .agg(came=pl.format("since it was shown came {}", pl.col("what").sort().str.join(" and ")))
    )
