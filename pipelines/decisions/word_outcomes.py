"""The step that names the outcome of every action, and its reason in words: what holds it, what it waits for."""

from __future__ import annotations

from datetime import date

import polars as pl


def word_outcomes(chosen: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The outcome and the reason of each dossier; the first rule that is true decides.

    Args:
        chosen: Facts with the next step of every dossier: step_id, channel, due_date, threshold_cents, approval,
            sent_step (what left earlier today).
        business_date: Day that is decided.

    Returns:
        The same rows with `outcome` and `reason`; dossiers that are closed or finished lose their step.
    """
    rules = [*_rules_of_the_dossier(), *_rules_of_the_step(business_date)]
    otherwise = pl.format("step {} is due since {} by {}", "step_id", "due_date", "channel")
    outcome = pl.coalesce(*(pl.when(rule).then(pl.lit(name)) for rule, name, _ in rules), pl.lit("send"))
    reason = pl.coalesce(*(pl.when(rule).then(words) for rule, _, words in rules), otherwise)
    step_columns = ["step_id", "event_kind", "channel", "template", "due_date"]
    return chosen.with_columns(outcome=outcome, reason=reason).with_columns(
        pl.when(~pl.col("outcome").is_in(["closed", "finished"])).then(pl.col(name)).alias(name)
        for name in step_columns
    )


def _rules_of_the_dossier() -> list[tuple[pl.Expr, str, pl.Expr]]:
    """What decides whatever the step: nothing open, sent today, with a bailiff, given back by one."""
    col = pl.col
    return [
        (col("sent_step").is_not_null(), "sent", pl.format("step {} left earlier today", "sent_step")),
        (
            (col("open_cents") == 0) & col("last_withdrawal_date").is_not_null(),
            "closed",
            pl.format("nothing is open; the creditor withdrew on {}", "last_withdrawal_date"),
        ),
        (col("open_cents") == 0, "closed", pl.lit("nothing is open")),
        (
            col("with_bailiff_since").is_not_null() & col("untraceable_since").is_null(),
            "held",
            pl.format("with bailiff since {}", "with_bailiff_since"),
        ),
        (
            col("bailiff_refusal_date").is_not_null(),
            "person",
            pl.format("the bailiff refused the dossier on {}", "bailiff_refusal_date"),
        ),
        (
            col("untraceable_since").is_not_null(),
            "person",
            pl.format("the debtor cannot be found, reported on {}", "untraceable_since"),
        ),
        (col("step_number").is_null(), "finished", pl.lit("no step of the profile is left")),
    ]


def _rules_of_the_step(business_date: date) -> list[tuple[pl.Expr, str, pl.Expr]]:
    """What decides on the next step: its day, what forbids it, its size, its channel."""
    col = pl.col
    least = pl.max_horizontal("threshold_cents", "creditor_threshold_cents")
    until = pl.when(col("hold_until").is_null()).then(pl.lit("")).otherwise(pl.format(" until {}", "hold_until"))
    return [
        (col("due_date").is_null(), "waiting", pl.format("step {} waits for an event", "step_id")),
        (
            col("due_date") > business_date,
            "waiting",
            pl.format("step {} is due on {}", "step_id", "due_date"),
        ),
        (
            col("limited_since").is_not_null(),
            "held",
            pl.format("limitation passed on {}, by rule {}", "limited_since", "limitation_rule"),
        ),
        (
            col("dispute_since").is_not_null(),
            "held",
            pl.format("disputed since {}{}", "dispute_since", _ground("dispute_detail")),
        ),
        (
            col("hold_since").is_not_null(),
            "held",
            pl.format("on hold since {}{}{}", "hold_since", until, _ground("hold_detail")),
        ),
        (
            col("open_cents") < least,
            "below_threshold",
            pl.format(
                "{} is open, less than the {} that step {} asks for", _euros("open_cents"), _euros(least), "step_id"
            ),
        ),
        (
            _announces_nothing(),
            "person",
            pl.format("step {} announces nothing: no claim needs it, or the terms ask for no costs", "step_id"),
        ),
        (col("channel").is_null(), "person", pl.format("step {} has no channel that reaches", "step_id")),
        (col("channel") == "person", "person", pl.format("step {} is taken by a person", "step_id")),
        (col("approval").is_not_null(), "person", pl.format("step {} waits for approval", "step_id")),
    ]


def _announces_nothing() -> pl.Expr:
    """Whether a step sends a notice of the law that no claim needs, or that has no costs to announce."""
    kind = pl.col("event_kind")
    notice = (kind == "fourteen_day_notice_sent") & (
        ~pl.col("asks_collection_costs") | pl.col("without_notice_due_date").is_null()
    )
    reminder = (kind == "first_reminder_sent") & pl.col("without_first_reminder_due_date").is_null()
    return (notice | reminder).fill_null(value=False)


def _ground(column: str) -> pl.Expr:
    """The ground of a stop in brackets, where one was given."""
    return pl.when(pl.col(column).is_null()).then(pl.lit("")).otherwise(pl.format(" ({})", column))


def _euros(cents: str | pl.Expr) -> pl.Expr:
    """Cents as euros with two decimals."""
    amount = pl.col(cents) if isinstance(cents, str) else cents
    return pl.format("{}.{}", amount // 100, (amount % 100).cast(pl.String).str.zfill(2))
