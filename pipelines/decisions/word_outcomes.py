"""The step that names the outcome of every action, and its reason in words: what holds it, what it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import polars as pl

from warehouse import codes

_MESSAGES: Final = (*codes.MESSAGE_CHANNELS, "call")
_STEP_COLUMNS: Final = ("step_id", "event_kind", "channel", "template", "tone", "due_date")


class _Rule(NamedTuple):
    """Where it is true, the outcome, its reason in words, and the hold that is named."""

    when: pl.Expr
    outcome: str | pl.Expr
    words: pl.Expr
    hold_id: pl.Expr | None = None


def word_outcomes(chosen: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The outcome and the reason of each dossier; the first rule that is true decides.

    Args:
        chosen: Facts with the next step of every dossier: step_id, channel, due_date, threshold_cents, pressure,
            asked_cents, free_cents, nothing_asked; what stops it (`sum_stops`); closed (why no message may
            leave today); sent_step (what left earlier today); plan_step (the message of a plan that is the step) and
            plan_reason.
        business_date: Day that is decided.

    Returns:
        The same rows with `outcome`, `reason` and `hold_id`; dossiers that are closed or finished lose their step.
    """
    rules = [*_rules_of_the_dossier(), *_rules_of_waiting(business_date), *_rules_of_the_step()]
    otherwise = pl.concat_str(
        pl.format("step {} is due since {} by {}", "step_id", "due_date", "channel"),
        pl.format(": {}", "plan_reason").fill_null(""),
    )
    rules.append(_Rule(pl.lit(value=True), "send", otherwise))
    return chosen.with_columns(_told(chosen, rules)).with_columns(
        pl.when(~pl.col("outcome").is_in(["closed", "finished"])).then(pl.col(name)).alias(name)
        for name in _STEP_COLUMNS
    )


def _told(chosen: pl.DataFrame, rules: Sequence[_Rule]) -> pl.DataFrame:
    """Outcome, reason and hold of each dossier; only the rule that decides on it is put into words."""
    first = pl.coalesce(pl.when(rule.when).then(pl.lit(number, pl.Int32)) for number, rule in enumerate(rules))
    numbered = chosen.with_columns(rule_number=first).with_row_index("row").lazy()
    told = [
        numbered.filter(rule_number=number).select(
            "row",
            outcome=pl.lit(rule.outcome) if isinstance(rule.outcome, str) else rule.outcome,
            reason=rule.words,
            hold_id=pl.lit(None, pl.String) if rule.hold_id is None else rule.hold_id,
        )
        for number, rule in enumerate(rules)
    ]
    return pl.concat(pl.collect_all(told)).sort("row").drop("row")


def _held(for_person: str) -> pl.Expr:
    """Whether a hold lets a step wait by itself, or asks for a person."""
    return pl.when(pl.col(for_person).fill_null(value=False)).then(pl.lit("person")).otherwise(pl.lit("held"))


def _rules_of_the_dossier() -> list[_Rule]:
    """What decides whatever the step: nothing open, sent today, with a bailiff, given back by one."""
    col = pl.col
    return [
        _Rule(col("sent_step").is_not_null(), "sent", pl.format("step {} left earlier today", "sent_step")),
        _Rule(
            (col("open_cents") == 0) & col("last_withdrawal_date").is_not_null(),
            "closed",
            pl.format("nothing is open; the creditor withdrew on {}", "last_withdrawal_date"),
        ),
        _Rule(col("open_cents") == 0, "closed", pl.lit("nothing is open")),
        _Rule(
            col("is_with_bailiff").fill_null(value=False) & col("untraceable_since").is_null(),
            "held",
            pl.format("with bailiff since {}", "with_bailiff_since"),
        ),
        _Rule(
            col("bailiff_refusal_date").is_not_null(),
            "person",
            pl.format("the bailiff refused the dossier on {}", "bailiff_refusal_date"),
        ),
        _Rule(
            col("untraceable_since").is_not_null(),
            "person",
            pl.format("the debtor cannot be found, reported on {}", "untraceable_since"),
        ),
        _Rule(col("open_claim_count") == 0, "person", pl.lit("no claim is open, but costs of the dossier are")),
        _Rule(
            col("step_number").is_null() & col("plan_step").is_null(),
            "finished",
            pl.lit("no step of the profile is left"),
        ),
    ]


def _rules_of_waiting(business_date: date) -> list[_Rule]:
    """What decides when the step is due, and what forbids it then."""
    col = pl.col
    return [
        _Rule(col("due_date").is_null(), "waiting", pl.format("step {} waits for an event", "step_id")),
        _Rule(
            col("due_date") > business_date,
            "waiting",
            pl.format("step {} is due on {}", "step_id", "due_date"),
        ),
        _Rule(
            col("is_stopped").fill_null(value=False) & col("plan_step").is_null(),
            _held("stop_for_person"),
            col("stop_words"),
            col("stop_id"),
        ),
        # A message of a plan passes the rest that the plan gives, and no other hold.
        _Rule(
            col("plan_step").is_not_null() & col("other_id").is_not_null(),
            _held("other_for_person"),
            col("other_words"),
            col("other_id"),
        ),
        _Rule(
            col("pressure") & col("pressure_id").is_not_null(),
            _held("pressure_for_person"),
            pl.format("step {} presses: {}", "step_id", "pressure_words"),
            col("pressure_id"),
        ),
        _Rule(
            col("nothing_asked").is_not_null(),
            "waiting",
            pl.format("step {} has no claim to ask for: {}", "step_id", "nothing_asked"),
        ),
    ]


def _rules_of_the_step() -> list[_Rule]:
    """What decides on a step that is due and not held: its size, its channel, the hour."""
    col = pl.col
    least = pl.max_horizontal("threshold_cents", "creditor_threshold_cents")
    is_message = col("channel").is_in(_MESSAGES)
    # A notice may be about a small claim of a dossier that is large enough; a bailiff gets what goes to him.
    size = pl.when(col("channel") == "bailiff").then("asked_cents").otherwise("free_cents")
    return [
        _Rule(
            size < least,
            "below_threshold",
            pl.format("{} is open, less than the {} that step {} asks for", _euros(size), _euros(least), "step_id"),
        ),
        _Rule(
            _announces_nothing(),
            "person",
            pl.format("step {} announces nothing: no claim needs it, or the terms ask for no costs", "step_id"),
        ),
        _Rule(
            col("channel").is_null() & col("reachable").is_not_null(),
            "person",
            pl.format("step {} has no channel that reaches: {}", "step_id", "channel_words"),
            col("channel_id"),
        ),
        _Rule(
            col("channel").is_null(),
            "person",
            pl.format("step {} has no channel that reaches{}", "step_id", _came_back()),
        ),
        _Rule(col("channel") == "person", "person", pl.format("step {} is taken by a person", "step_id")),
        _Rule(
            is_message & col("closed").is_not_null(),
            "held",
            pl.format("step {} is due since {}, but no message leaves on {}", "step_id", "due_date", "closed"),
        ),
    ]


def _announces_nothing() -> pl.Expr:
    """Whether a step sends a notice of the law that no claim needs, or that has no costs to announce."""
    kind = pl.col("event_kind")
    notice = (kind == "fourteen_day_notice_sent") & (
        ~pl.col("asks_collection_costs") | pl.col("without_notice_due_date").is_null()
    )
    reminder = (kind == "first_reminder_sent") & pl.col("without_first_reminder_due_date").is_null()
    return (notice | reminder).fill_null(value=False)


def _came_back() -> pl.Expr:
    """What came back from the present addresses, where something did: the hold of a wrong address."""
    post, email = pl.col("post_returned_date"), pl.col("email_returned_date")
    letter = pl.when(post.is_not_null()).then(pl.format(": a letter came back on {}", post)).otherwise(pl.lit(""))
    mail = pl.when(email.is_not_null()).then(pl.format(": an e-mail came back on {}", email)).otherwise(pl.lit(""))
    return pl.concat_str(letter, mail)


def _euros(cents: str | pl.Expr) -> pl.Expr:
    """Cents as euros with two decimals."""
    amount = pl.col(cents) if isinstance(cents, str) else cents
    return pl.format("{}.{}", amount // 100, (amount % 100).cast(pl.String).str.zfill(2))
