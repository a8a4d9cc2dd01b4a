"""Work items: holds that wait for the word of a creditor, and get none: disputes, complaints, others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from pipelines.decisions.name_few import name_few

_WAITS_FOR_CREDITOR: Final = ("dispute", "complaint", "other")


def list_endless_holds(
    holds: pl.DataFrame, tables: Mapping[str, pl.DataFrame], facts: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """One work item for each creditor and kind of hold without a last day that is older than his days to answer.

    It goes when the holds are lifted or get a last day, or nothing is open any more. What is decided on it holds
    until another one joins in another month.

    Args:
        holds: `decisions.holds` of the business date.
        tables: By name: `balances` of the date; `answers`, who owes answers (`mappings.silence_rules.answer_table`).
        facts: Facts of the dossiers (`gather_facts`).
        business_date: Day of the list.

    Returns:
        item_id, kind, creditor_id, reason, amount_cents, since_date, subject.
    """
    owing = tables["answers"].filter(pl.col("channel").is_null()).select("answer_days", creditor_id="partner_id")
    days = pl.duration(days=pl.col("answer_days"))
    old = (
        holds.filter(pl.col("kind").is_in(_WAITS_FOR_CREDITOR), pl.col("until_date").is_null())
        .join(owing, on="creditor_id")
        .filter(pl.col("since_date") + days < business_date)
    )
    held = _held(old, tables["balances"].filter(pl.col("open_cents") > 0), facts.filter(pl.col("open_cents") > 0))
    grouped = held.group_by("creditor_id", "kind", "answer_days").agg(
        dossiers=pl.col("dossier_id").n_unique(),
        names=name_few("dossier_id"),
        amount_cents=pl.col("open_cents").sum(),
        since_date=(pl.col("since_date") + days).min(),
        newest_month=(pl.col("since_date") + days).max().dt.strftime("%Y-%m"),
    )
    words = {"dispute": "a dispute", "complaint": "a complaint", "other": "somebody who asked to wait"}
    text = "{} dossiers are held by {}, without a last day, for more than {} days: {}"
    return grouped.select(
        "creditor_id",
        "amount_cents",
        "since_date",
        item_id=pl.format("answer:{}:{}", "creditor_id", "kind"),
        reason=pl.format(text, "dossiers", pl.col("kind").replace_strict(words), "answer_days", "names"),
        subject=pl.struct("creditor_id", "newest_month", hold_kind="kind").struct.json_encode(),
        kind=pl.lit("answer"),
    )


def _held(old: pl.DataFrame, claims: pl.DataFrame, dossiers: pl.DataFrame) -> pl.DataFrame:
    """What is open and held, once: the claims of holds on claims, else the dossiers of a dossier or debtor."""
    columns = ("creditor_id", "kind", "answer_days", "since_date", "dossier_id", "open_cents")
    keep = ("kind", "answer_days", "since_date")
    of_claims = old.filter(scope="claim").select("claim_id", *keep).join(claims, on="claim_id")
    of_dossiers = [
        old.filter(scope=scope).select(f"{scope}_id", *keep).join(dossiers, on=f"{scope}_id")
        for scope in ("dossier", "debtor")
    ]
    whole = pl.concat([frame.select(columns) for frame in of_dossiers])
    oldest = whole.sort("since_date").unique(["dossier_id", "kind"], keep="first", maintain_order=True)
    single = of_claims.sort("since_date").unique(["claim_id", "kind"], keep="first", maintain_order=True)
    rest = single.select(columns).join(oldest, on=["dossier_id", "kind"], how="anti")
    return pl.concat([oldest, rest])
