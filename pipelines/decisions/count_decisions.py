"""The step that counts the decisions: every dossier of the ledger has one profile and one action, cent by cent."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.controls import count


def count_decisions(
    dossiers: pl.DataFrame, profiles: pl.DataFrame, actions: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The controls `profiles` and `actions`: dossiers in, decisions out by profile and by outcome.

    Args:
        dossiers: `ledger.dossiers` of the business date.
        profiles: `decisions.profiles` of the business date.
        actions: `decisions.actions` of the business date.
        business_date: Day that was decided; its text is the key of the run.

    Returns:
        Rows of `inbox.controls`, per creditor, with rows and open cents.
    """
    with_cents = profiles.join(dossiers.select("dossier_id", "open_cents"), on="dossier_id", how="left")
    run = business_date.isoformat()
    parts = [
        _counted(dossiers, run, "profiles", "in", "dossiers"),
        _counted(with_cents, run, "profiles", "out", pl.col("profile_id")),
        _counted(dossiers, run, "actions", "in", "dossiers"),
        _counted(actions, run, "actions", "out", pl.col("outcome")),
    ]
    return pl.concat(parts)


def count_parties(parties: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The control `parties`: debtors that share a party, by rule.

    Args:
        parties: `decisions.parties` of the business date.
        business_date: Day that was decided; its text is the key of the run.
    """
    return count(
        parties,
        stage="decisions",
        run_key=business_date.isoformat(),
        control="parties",
        side="out",
        outcome=pl.col("rule"),
        amount=None,
        by_creditor=False,
    )


def count_checks(checks: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The control `arrangement_checks`: instalments by what became of them, with rows and cents.

    Args:
        checks: `decisions.arrangement_checks` of the business date.
        business_date: Day that was decided; its text is the key of the run.
    """
    return count(
        checks,
        stage="decisions",
        run_key=business_date.isoformat(),
        control="arrangement_checks",
        side="out",
        outcome=pl.col("outcome"),
        amount="amount_cents",
    )


def count_work_items(items: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The control `work_items`: what a person must look at, by kind, with rows and cents.

    Args:
        items: `decisions.work_items` of the business date.
        business_date: Day that was decided; its text is the key of the run.
    """
    return count(
        items,
        stage="decisions",
        run_key=business_date.isoformat(),
        control="work_items",
        side="out",
        outcome=pl.col("kind"),
        amount="amount_cents",
    )


def _counted(frame: pl.DataFrame, run: str, control: str, side: str, outcome: str | pl.Expr) -> pl.DataFrame:
    return count(
        frame, stage="decisions", run_key=run, control=control, side=side, outcome=outcome, amount="open_cents"
    )
