"""The step that lets dossiers wait whose message or hand-over stands in a batch that a person must release."""

from __future__ import annotations

import polars as pl


def await_releases(actions: pl.DataFrame, offers: pl.DataFrame) -> pl.DataFrame:
    """The actions; a step that is due and stands in such a batch waits, rests, or leaves as it was shown.

    A step that is not due any more, or is another one by now, is not touched: its dossier is taken out of the batch.

    Args:
        actions: `decisions.actions` as the profiles have them.
        offers: Dossiers in batches that wait or rest, with what came between (`pipelines.releases.find_changes`).

    Returns:
        `decisions.actions`, sorted by dossier_id.
    """
    offered = offers.select(
        *("dossier_id", "step_id", "batch_id", "state", "decided_by", "remark", "until_date", "change")
    ).unique(["dossier_id", "step_id"], keep="last")
    met = actions.join(offered, on=["dossier_id", "step_id"], how="left")
    is_due, state = pl.col("outcome") == "send", pl.col("state")
    waits = is_due & (state == "waiting")
    rests = is_due & state.is_in(["refused", "resting"])
    leaves = is_due & (state == "released") & pl.col("change").is_null()
    words = pl.format("by {}: {}", "decided_by", "remark")
    reason = (
        pl.when(waits)
        .then(pl.format("step {} waits for the release of batch {}", "step_id", "batch_id"))
        .when(rests)
        .then(pl.format("batch {} was refused {}; offered again on {}", "batch_id", words, "until_date"))
        .when(leaves)
        .then(pl.format("step {} leaves with batch {}, released {}", "step_id", "batch_id", words))
        .otherwise("reason")
    )
    outcome = pl.when(waits | rests).then(pl.lit("waiting")).otherwise("outcome")
    return met.with_columns(reason=reason, outcome=outcome).select(actions.columns).sort("dossier_id")
