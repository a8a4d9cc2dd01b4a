"""Work items about arrangements: only what goes wrong, or waits for a person."""

from __future__ import annotations

import polars as pl


def list_plan_items(checks: pl.DataFrame, facts: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    """Proposals that a person must answer, and arrangements that go wrong.

    A late instalment is on the list once its grace has passed; a broken arrangement until its dossier's steps go on. An
    arrangement that was kept and left something open is there until that is paid or the next plan is made.

    Args:
        checks: `decisions.arrangement_checks` of the business date.
        facts: Facts of the dossiers (`gather_facts`).
        holds: Where plans rest the steps (`rest_steps`).

    Returns:
        item_id, kind, creditor_id, dossier_id, reason, amount_cents, since_date, subject.
    """
    owing = facts.filter(pl.col("open_cents") > 0).select("dossier_id", "open_cents", newest_id="arrangement_id")
    plans = (
        checks.filter(plan_kind="arrangement")
        .group_by("arrangement_id", "dossier_id", "creditor_id", "state", "state_since", "reason")
        .agg(
            missed_cents=(pl.col("amount_cents") - pl.col("paid_cents")).filter(pl.col("outcome") == "missed").sum(),
            missed_since=pl.col("last_date").filter(pl.col("outcome") == "missed").min(),
        )
        .join(owing, on="dossier_id")
    )
    state = pl.col("state")
    proposals = plans.filter(state == "proposed").with_columns(
        item_id=pl.format("proposal:{}", "arrangement_id"),
        kind=pl.lit("proposal"),
        amount_cents="open_cents",
        subject=pl.struct("arrangement_id").struct.json_encode(),
    )
    resting = plans.filter(state == "broken").join(
        holds.select(arrangement_id="plan_id"), on="arrangement_id", how="semi"
    )
    missed = plans.filter(state == "running", pl.col("missed_cents") > 0)
    left = plans.filter(state == "kept", pl.col("newest_id") == pl.col("arrangement_id"))
    wrong = [
        _item(resting, pl.format("arrangement {} broke: {}", "arrangement_id", "reason"), "open_cents", "state_since"),
        _item(missed, pl.format("arrangement {}: {}", "arrangement_id", "reason"), "missed_cents", "missed_since"),
        _item(
            left,
            pl.format("arrangement {} was kept, and the dossier is not paid", "arrangement_id"),
            "open_cents",
            "state_since",
        ),
    ]
    columns = ("item_id", "kind", "creditor_id", "dossier_id", "reason", "amount_cents", "since_date", "subject")
    told = proposals.with_columns(since_date="state_since").select(columns)
    return pl.concat([told, *(frame.select(columns) for frame in wrong)])


def _item(plans: pl.DataFrame, reason: pl.Expr, cents: str, since: str) -> pl.DataFrame:
    return plans.with_columns(
        item_id=pl.format("arrangement:{}", "arrangement_id"),
        kind=pl.lit("arrangement"),
        # A decision holds as long as the arrangement stands as it did.
        subject=pl.struct("arrangement_id", "state", since).struct.json_encode(),
        reason=reason,
        amount_cents=pl.col(cents),
        since_date=pl.col(since),
    )
