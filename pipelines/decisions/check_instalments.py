"""The step that checks every instalment against money from all sources: agency, creditor and bailiff."""

from __future__ import annotations

import polars as pl


def check_instalments(plans: pl.DataFrame, instalments: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """What was paid of each instalment, and what became of it; the same for any order in which the money came.

    The money of a plan is what was paid for its dossier from its first day, wherever it was paid; it pays the oldest
    instalment first. An instalment is kept when enough came by its last day: due date and grace. A payment that was
    taken back never was; where an instalment had been paid by it, its grace runs again from the day of the reversal.

    Args:
        plans: Plans (`gather_plans`): arrangement_id, dossier_id, start_date, horizon_date, force_date, grace_days.
        instalments: Their instalments: arrangement_id, instalment_number, due_date, amount_cents.
        payments: `canonical.payments` as known.

    Returns:
        The instalments with last_date, paid_cents, paid_date (day on which the last cent of it came), needed_cents (sum
        of the plan up to this instalment), in_time_cents (money of the plan by the last day), first_late_date (day
        since which it is late, if it is) and outcome (`void` while the plan is not in force), sorted by arrangement_id
        and number.
    """
    days = plans.select("arrangement_id", "horizon_date", "grace_days", is_in_force=pl.col("force_date").is_not_null())
    listed = (
        instalments.join(days, on="arrangement_id")
        .sort("arrangement_id", "instalment_number")
        .with_columns(
            needed_cents=pl.col("amount_cents").cum_sum().over("arrangement_id"),
            plain_date=pl.col("due_date") + pl.duration(days=pl.col("grace_days")),
        )
    )
    money = _money_of(plans, payments)
    return _outcomes(_counted(_reopened(listed, money), money)).drop("plain_date", "grace_days", "is_in_force")


def _money_of(plans: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """The money of each plan: arrangement_id, paid_date, cents, reversed_date (empty where it stands)."""
    reversals = (
        payments.filter(kind="reversal")
        .group_by("reverses_payment_id")
        .agg(reversed_date=pl.col("effective_date").min())
    )
    paid = (
        payments.filter(pl.col("dossier_id").is_not_null(), kind="payment")
        .join(reversals, left_on="payment_id", right_on="reverses_payment_id", how="left")
        .select("dossier_id", "reversed_date", paid_date="effective_date", cents="amount_cents")
    )
    return (
        plans.select("arrangement_id", "dossier_id", "start_date", "horizon_date")
        .join(paid, on="dossier_id")
        .filter(pl.col("paid_date").is_between("start_date", "horizon_date"))
        .select("arrangement_id", "paid_date", "cents", "reversed_date")
    )


def _reopened(instalments: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """The instalments with their last day, later where money in time was taken back, and since when they are late."""
    in_time = pl.col("paid_date") <= pl.col("plain_date")
    is_back = pl.col("reversed_date").is_not_null()
    counted = (
        instalments.join(money, on="arrangement_id")
        .group_by("arrangement_id", "instalment_number")
        .agg(
            standing=pl.col("cents").filter(in_time & ~is_back).sum(),
            ever=pl.col("cents").filter(in_time).sum(),
            reversed_on=pl.col("reversed_date").filter(in_time & is_back).max(),
        )
    )
    needed = pl.col("needed_cents")
    is_reopened = ((pl.col("standing") < needed) & (pl.col("ever") >= needed)).fill_null(value=False)
    again = pl.when(is_reopened).then("reversed_on")
    return (
        instalments.join(counted, on=["arrangement_id", "instalment_number"], how="left")
        .with_columns(
            last_date=pl.max_horizontal("plain_date", again + pl.duration(days=pl.col("grace_days"))),
            first_late_date=pl.max_horizontal(pl.col("due_date") + pl.duration(days=1), again),
        )
        .drop("standing", "ever", "reversed_on")
    )


def _counted(instalments: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """The instalments with the plan's money by their last day, and what of all its money pays them."""
    standing = money.filter(pl.col("reversed_date").is_null())
    in_time = pl.col("paid_date") <= pl.col("last_date")
    counted = (
        instalments.join(standing, on="arrangement_id")
        .sort("paid_date")
        .with_columns(so_far=pl.col("cents").cum_sum().over("arrangement_id", "instalment_number"))
        .group_by("arrangement_id", "instalment_number")
        .agg(
            in_time_cents=pl.col("cents").filter(in_time).sum(),
            money_cents=pl.col("cents").sum(),
            paid_date=pl.col("paid_date").filter(pl.col("so_far") >= pl.col("needed_cents")).min(),
        )
    )
    before = pl.col("needed_cents") - pl.col("amount_cents")
    return (
        instalments.join(counted, on=["arrangement_id", "instalment_number"], how="left")
        .with_columns(pl.col("in_time_cents", "money_cents").fill_null(0))
        .with_columns(
            paid_cents=pl.min_horizontal(pl.max_horizontal(pl.col("money_cents") - before, pl.lit(0)), "amount_cents")
        )
    )


def _outcomes(instalments: pl.DataFrame) -> pl.DataFrame:
    """The instalments with their outcome, as of the last day on which the plan is looked at."""
    on, needed = pl.col("horizon_date"), pl.col("needed_cents")
    outcome = (
        pl.when(~pl.col("is_in_force"))
        .then(pl.lit("void"))
        .when(pl.col("in_time_cents") >= needed)
        .then(pl.lit("kept"))
        .when(on < pl.col("first_late_date"))
        .then(pl.lit("open"))
        .when(on <= pl.col("last_date"))
        .then(pl.lit("late"))
        .when(pl.col("money_cents") >= needed)
        .then(pl.lit("paid_late"))
        .otherwise(pl.lit("missed"))
    )
    return instalments.with_columns(outcome=outcome).drop("money_cents").sort("arrangement_id", "instalment_number")
