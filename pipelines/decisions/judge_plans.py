"""The step that judges plans by their instalments: running, kept, broken; and says why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl


def judge_plans(
    plans: pl.DataFrame, checks: pl.DataFrame, tables: Mapping[str, pl.DataFrame], *, business_date: date
) -> pl.DataFrame:
    """The plans with how they stand. No plan is both kept and broken.

    A plan breaks on the day after the last day of the missed instalment that is one too many, and stays broken. It is
    kept when every instalment was paid, or when no claim that was known on its first day has anything open. Of a broken
    promise, part was kept where money came in time.

    Args:
        plans: Plans (`gather_plans`).
        checks: Their instalments (`check_instalments`).
        tables: By name: `claims` and `balances`, `payments` and `events` as known.
        business_date: Day that is decided.

    Returns:
        The plans with state, state_since, broken_date, reason, arrears_cents (asked by today, and not paid),
        next_due_date (of the first instalment that is not paid), paid_cents.
    """
    summed = _sums(checks)
    broken = _broken(plans, checks)
    settled = _settled(plans, tables, business_date)
    judged = (
        plans.join(summed, on="arrangement_id", how="inner", validate="1:1")
        .join(broken, on="arrangement_id", how="left")
        .join(settled, on="arrangement_id", how="left")
        .with_columns(pl.col("is_settled").fill_null(value=False))
    )
    # What was due after the debt was gone was owed by nobody.
    after = pl.col("is_settled") & (pl.col("broken_date") > pl.col("settled_date"))
    judged = judged.with_columns(broken_date=pl.when(~after.fill_null(value=False)).then("broken_date"))
    return _worded(_with_state(judged))


def _sums(checks: pl.DataFrame) -> pl.DataFrame:
    """What the instalments of each plan come to, and the first one that is not paid."""
    is_paid = pl.col("outcome").is_in(["kept", "paid_late"])
    is_asked = pl.col("outcome").is_in(["late", "missed"])
    return checks.group_by("arrangement_id").agg(
        instalments=pl.len(),
        are_all_paid=is_paid.all(),
        paid_cents=pl.col("paid_cents").sum(),
        arrears_cents=(pl.col("amount_cents") - pl.col("paid_cents")).filter(is_asked).sum(),
        next_due_date=pl.col("due_date").filter(~is_paid).min(),
        late_number=pl.col("instalment_number").filter(pl.col("outcome") == "late").min(),
        late_until=pl.col("last_date").filter(pl.col("outcome") == "late").min(),
        last_due_date=pl.col("due_date").max(),
        rest_until=pl.col("last_date").max(),
        finished_date=pl.col("paid_date").max(),
    )


def _broken(plans: pl.DataFrame, checks: pl.DataFrame) -> pl.DataFrame:
    """The day on which each plan broke, the instalment that broke it, and what had come for it in time."""
    missed = (
        checks.filter(pl.col("outcome").is_in(["missed", "paid_late"]))
        .sort("last_date", "instalment_number")
        .with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over("arrangement_id"))
    )
    allowed = plans.select(
        "arrangement_id",
        most=pl.when(pl.col("plan_kind") == "promise").then(pl.lit(1, pl.Int64)).otherwise("breach_after"),
    )
    return (
        missed.join(allowed, on="arrangement_id")
        .filter(pl.col("rank") == pl.col("most"))
        .select(
            "arrangement_id",
            broken_date=pl.col("last_date") + pl.duration(days=1),
            broken_number="instalment_number",
            broken_cents="amount_cents",
            plan_came_cents="in_time_cents",
            came_cents=pl.max_horizontal(
                pl.col("in_time_cents") - pl.col("needed_cents") + pl.col("amount_cents"), pl.lit(0)
            ),
        )
    )


def _settled(plans: pl.DataFrame, tables: Mapping[str, pl.DataFrame], business_date: date) -> pl.DataFrame:
    """The plans whose debt is gone, with the newest day of what can have paid or ended it."""
    owing = tables["claims"].join(
        tables["balances"].filter(pl.col("open_cents") > 0).select("claim_id"), on="claim_id", how="semi"
    )
    still = (
        plans.select("arrangement_id", "dossier_id", plan_delivery="delivery_id")
        .join(owing.select("dossier_id", claim_delivery="delivery_id"), on="dossier_id")
        .filter(pl.col("claim_delivery") <= pl.col("plan_delivery"))
    )
    gone = plans.join(still.select("arrangement_id"), on="arrangement_id", how="anti")
    money = tables["payments"].filter(pl.col("kind") != "reversal").select("dossier_id", "effective_date")
    ended = tables["events"].filter(kind="withdrawal").select("dossier_id", "effective_date")
    newest = (
        pl.concat([money, ended])
        .join(gone, on="dossier_id", how="semi")
        .filter(pl.col("effective_date") <= business_date)
        .group_by("dossier_id")
        .agg(settled_date=pl.col("effective_date").max())
    )
    return (
        gone.select("arrangement_id", "dossier_id", "start_date")
        .join(newest, on="dossier_id", how="left")
        .select(
            "arrangement_id",
            is_settled=pl.lit(value=True),
            settled_date=pl.max_horizontal("settled_date", "start_date"),
        )
    )


def _with_state(judged: pl.DataFrame) -> pl.DataFrame:
    """The plans with state, and the day since which they stand so; the first that is true decides."""
    is_promise, came = pl.col("plan_kind") == "promise", pl.col("plan_came_cents") > 0
    states: list[tuple[pl.Expr, pl.Expr, pl.Expr]] = [
        (pl.col("declined_date").is_not_null(), pl.lit("declined"), pl.col("declined_date")),
        (pl.col("force_date").is_null(), pl.lit("proposed"), pl.col("known_at")),
        (
            pl.col("broken_date").is_not_null(),
            pl.when(is_promise & came).then(pl.lit("part_kept")).otherwise(pl.lit("broken")),
            pl.col("broken_date"),
        ),
        (pl.col("are_all_paid"), pl.lit("kept"), pl.col("finished_date")),
        (pl.col("is_settled"), pl.lit("kept"), pl.col("settled_date")),
        (pl.col("end_date").is_not_null(), pl.col("end_state"), pl.col("end_date")),
    ]
    state = pl.coalesce(*(pl.when(rule).then(name) for rule, name, _ in states), pl.lit("running"))
    since = pl.coalesce(*(pl.when(rule).then(day) for rule, _, day in states), "force_date")
    return judged.with_columns(state=state, state_since=since)


def _worded(judged: pl.DataFrame) -> pl.DataFrame:
    """The plans with the reason of their state in words."""
    col = pl.col
    what = pl.when(col("plan_kind") == "promise").then(pl.lit("promise")).otherwise(pl.lit("arrangement"))
    broken = pl.format(
        "instalment {} of {} was not paid by {}: {} had come",
        "broken_number",
        _euros(col("broken_cents")),
        col("broken_date") - pl.duration(days=1),
        _euros(col("came_cents")),
    )
    late = pl.format("instalment {} is late; money until {} is in time", "late_number", "late_until")
    on_time = pl.format("paid up to today; next due {}", "next_due_date")
    arrears = pl.format("{} in arrears", _euros(col("arrears_cents")))
    words = {
        "declined": pl.format("the proposal was declined on {}", "declined_date"),
        "proposed": pl.lit("the proposal waits for an answer"),
        "kept": pl.when("are_all_paid")
        .then(pl.format("all {} instalments were paid", "instalments"))
        .otherwise(pl.lit("nothing of its debt is open any more")),
        "ended": pl.format("the {} was ended on {}", what, "end_date"),
        "replaced": pl.format("another {} stands in its place since {}", what, "end_date"),
        "running": pl.coalesce(late, pl.when(col("arrears_cents") > 0).then(arrears), on_time, pl.lit("it runs")),
    }
    told = [pl.when(col("state") == name).then(text) for name, text in words.items()]
    return judged.with_columns(reason=pl.coalesce(*told, broken))


def _euros(cents: pl.Expr) -> pl.Expr:
    """Cents as euros with two decimals."""
    return pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))
