"""The step that lists, per dossier, the costs that count and what was sent before: a bailiff must prove both."""

from __future__ import annotations

import polars as pl


def list_costs(costs: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The costs of every dossier, by due date.

    Args:
        costs: `ledger.costs` of the business date.
        claims: `canonical.claims`.

    Returns:
        One row per dossier with costs: dossier_id; `costs`, a list of structs: cost_id, kind, claim_reference (empty
        for a cost of the dossier), due_date, base_cents, amount_cents, vat_cents, paid_cents, open_cents, rule_id.
    """
    told = (
        costs.join(claims.select("claim_id", "claim_reference"), on="claim_id", how="left")
        .sort("dossier_id", "due_date", "cost_id")
        .select(
            "dossier_id",
            cost=pl.struct(
                "cost_id",
                "kind",
                "claim_reference",
                "due_date",
                "base_cents",
                "amount_cents",
                "vat_cents",
                "paid_cents",
                "open_cents",
                "rule_id",
            ),
        )
    )
    return told.group_by("dossier_id", maintain_order=True).agg(costs="cost")


def list_notices(events: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """What was sent to the debtor of every dossier, by day.

    Args:
        events: `canonical.events` as known.
        claims: `canonical.claims`.

    Returns:
        One row per dossier that anything was sent to: dossier_id; `notices`, a list of structs: kind, sent_date,
        channel (empty where the creditor did not tell), claim_reference (empty for the whole dossier).
    """
    told = (
        events.filter(pl.col("kind").str.ends_with("_sent"))
        .join(claims.select("claim_id", "claim_reference"), on="claim_id", how="left")
        .sort("dossier_id", "effective_date", "kind", "claim_reference", "event_id")
        .select(
            "dossier_id",
            notice=pl.struct("kind", "channel", "claim_reference", sent_date="effective_date"),
        )
    )
    return told.group_by("dossier_id", maintain_order=True).agg(notices="notice")
