"""Work items: promises to pay that were not kept."""

from __future__ import annotations

import polars as pl


def list_promises(checks: pl.DataFrame, facts: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """One work item for each dossier whose promise was broken, or kept in part.

    It goes when the next step was sent, the dossier is paid, or somebody agreed on something else.

    Args:
        checks: `decisions.arrangement_checks` of the business date.
        facts: Facts of the dossiers (`gather_facts`).
        events: `canonical.events` as known.

    Returns:
        item_id, kind, creditor_id, dossier_id, reason, amount_cents (that was promised and did not come), since_date,
        subject.
    """
    failed = ["broken", "part_kept"]
    is_planned = pl.col("arrangement_state").is_in(["running", "proposed"]).fill_null(value=False)
    owing = facts.filter(pl.col("open_cents") > 0, pl.col("promise_state").is_in(failed), ~is_planned)
    newest = (
        checks.filter(pl.col("state").is_in(failed), plan_kind="promise")
        .join(owing.select("dossier_id", "promise_state", "promise_until", "open_cents"), on="dossier_id")
        .filter(pl.col("due_date") == pl.col("promise_until"), pl.col("state") == pl.col("promise_state"))
        .sort("state_since", "arrangement_id")
        .unique("dossier_id", keep="last", maintain_order=True)
    )
    is_step = pl.col("batch_id").is_not_null() & (
        pl.col("kind").str.ends_with("_sent") | (pl.col("kind") == "transferred")
    )
    steps = events.filter(is_step).group_by("dossier_id").agg(last_step=pl.col("effective_date").max())
    went_on = (pl.col("last_step") >= pl.col("state_since")).fill_null(value=False)
    return (
        newest.join(steps, on="dossier_id", how="left")
        .filter(~went_on)
        .select(
            "creditor_id",
            "dossier_id",
            item_id=pl.format("promise:{}", "arrangement_id"),
            kind=pl.lit("promise"),
            reason=pl.format("promise {}: {}", "arrangement_id", "reason"),
            amount_cents=pl.min_horizontal(pl.col("amount_cents") - pl.col("paid_cents"), "open_cents"),
            since_date="state_since",
            subject=pl.struct("arrangement_id", "state").struct.json_encode(),
        )
    )
