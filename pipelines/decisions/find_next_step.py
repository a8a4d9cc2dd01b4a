"""The step that finds the next step of every dossier along its profile, and from which day it may be taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final, NamedTuple

import polars as pl

from mappings.plan_rules import PLAN_MESSAGES
from mappings.profile_facts import EVENT_FACTS, FACT_SCHEMA, NOTICE_TERMS, TERM_FACTS, UNCOVERED_FACTS
from mappings.profile_rules import Profile, Step
from mappings.sql_condition import sql_condition
from mappings.sql_parts import names_in
from pipelines.calendar import add_days
from pipelines.decisions.follow_behaviour import follow_behaviour
from pipelines.decisions.select_claims import SELECTED, select_claims
from pipelines.decisions.walk_claims import own_term, walk_claims

_LED: Final = ("led_to", "led_on", "led_due", "is_led")
_NEXT: Final = ("step_number", "due_date", "is_repeated")
_READ: Final = (
    *("dossier_id", "country", "days_overdue", "has_bailiff_office", "creditor_threshold_cents"),
    *UNCOVERED_FACTS.values(),
)
# Where a plan rests the steps, its messages need no rest of their own.
_MESSAGES: Final = tuple(
    fact for kind, fact in EVENT_FACTS.items() if kind.endswith("_sent") and kind not in PLAN_MESSAGES.values()
)


class NextSteps(NamedTuple):
    """The next step of every dossier, and the claims that it asks or leaves out.

    Args:
        dossiers: The facts with profile_id, step_number (place in the profile, from 0; empty where no step is left),
            due_date (day from which the step may be taken; empty while it waits for an event), in their order.
        claims: `SELECTED` of the claims that the steps go by.
    """

    dossiers: pl.DataFrame
    claims: pl.DataFrame


def find_next_step(
    facts: pl.DataFrame,
    claims: pl.DataFrame,
    assigned: pl.DataFrame,
    profiles: Sequence[Profile],
    *,
    business_date: date,
) -> NextSteps:
    """The next step: the first after the furthest one that was taken for any claim, whose condition is true.

    The claims that are furthest lead, and the others go along where they can. A step that the law asks for per claim
    (`every_claim`) comes back for a claim that it does not cover, also when later steps were taken for others; until it
    is due, those go on. Claims that are not far enough for a step of `claims_need` walk on by themselves until those
    that are can leave. What behaviour leads to comes before all others.

    Args:
        facts: Facts of the dossiers.
        claims: The claims that the steps go by (`place_claims`).
        assigned: `decisions.profiles`: dossier_id, profile_id.
        profiles: Profiles.
        business_date: Day that is decided.
    """
    # All columns stay where they are in a join from the left; one from both sides would copy them all.
    chosen = assigned.select("dossier_id", "profile_id")
    with_profile = facts.join(chosen, on="dossier_id", how="left", maintain_order="left")
    of_profile = claims.join(chosen, on="dossier_id", how="left", maintain_order="left")
    given = set(assigned["profile_id"])
    walked = [
        _walk(
            with_profile.select("profile_id", *_facts_read(profile)).filter(profile_id=profile.profile_id),
            of_profile.filter(profile_id=profile.profile_id),
            profile,
            business_date,
        )
        # Profiles that no dossier has need no walk; of an empty stock one gives the columns.
        for profile in ([profile for profile in profiles if profile.profile_id in given] or profiles[-1:])
    ]
    found = pl.concat([part.dossiers for part in walked])
    return NextSteps(
        with_profile.filter(pl.col("profile_id").is_in([profile.profile_id for profile in profiles])).join(
            found, on="dossier_id", how="left", validate="1:1", maintain_order="left"
        ),
        pl.concat([part.claims for part in walked]),
    )


def _facts_read(profile: Profile) -> list[str]:
    """The facts that decide on the steps of a profile; the many others need not walk along."""
    steps, behaviour = profile.steps, profile.behaviour
    conditions = [*(step.condition for step in steps), *(follows.condition for follows in behaviour)]
    kinds = [kind for step in steps for kind in (step.event_kind, step.after_event) if kind in EVENT_FACTS]
    read = {
        *_READ,
        *(_MESSAGES if profile.rest_days else ()),
        *(name for condition in conditions if condition is not None for name in names_in(condition)),
        *(EVENT_FACTS[kind] for kind in kinds),
        *(follows.on for follows in behaviour),
        *(step.not_before for step in steps if step.not_before is not None),
    }
    return sorted(read)


def _walk(dossiers: pl.DataFrame, claims: pl.DataFrame, profile: Profile, business_date: date) -> NextSteps:
    """The next steps of the dossiers of one profile."""
    steps = profile.steps
    led = follow_behaviour(dossiers, profile, business_date=business_date).with_columns(
        _condition(step).alias(f"notice_{number}") for number, step in enumerate(steps) if step.every_claim
    )
    notices = [f"notice_{number}" for number, step in enumerate(steps) if step.every_claim]
    waits = {name for step in steps for name in _waits_for(step)}
    walked = walk_claims(
        claims.join(
            led.select("dossier_id", "country", *_LED, *notices, *waits),
            on="dossier_id",
            how="left",
            maintain_order="left",
        ),
        steps,
    )
    main = _next_in_order(led, walked, steps, business_date)
    behind = _next_behind(main, walked, steps, business_date)
    chosen = _rest(_choose(main.join(behind, on="dossier_id", how="left"), steps, business_date), profile)
    selected = select_claims(
        walked.join(chosen.select("dossier_id", "step_number"), on="dossier_id", how="left", maintain_order="left"),
        steps,
        business_date=business_date,
    )
    return NextSteps(chosen.select("dossier_id", *_NEXT), selected.select(SELECTED))


def _waits_for(step: Step) -> list[str]:
    """Facts with a date that decide when a step is due, besides the term of a claim's own notice."""
    names = [] if step.after_event is None else [EVENT_FACTS[step.after_event]]
    return names if step.not_before is None or step.not_before in TERM_FACTS else [*names, step.not_before]


def _next_in_order(
    dossiers: pl.DataFrame, walked: pl.DataFrame, steps: Sequence[Step], business_date: date
) -> pl.DataFrame:
    """The dossiers with the furthest step that was taken for some claims, the next one in order, and its due date."""
    furthest = walked.group_by("dossier_id").agg(done_number=pl.col("done").max())
    numbered = dossiers.join(furthest, on="dossier_id", how="left").with_columns(
        main_number=pl.coalesce(*_candidates(steps), pl.lit(None, pl.Int32))
    )
    return numbered.join(_due_dates(walked, numbered, steps, business_date), on="dossier_id", how="left")


def _next_behind(main: pl.DataFrame, walked: pl.DataFrame, steps: Sequence[Step], business_date: date) -> pl.DataFrame:
    """The next step of the claims that stay behind a step of `claims_need`, and whether those before them can leave."""
    needy = [number for number, step in enumerate(steps) if step.claims_need]
    waiting = main.filter(pl.col("main_number").is_in(needy))
    met = walked.join(
        waiting.select("dossier_id", "done_number", step_number="main_number"), on="dossier_id", how="inner"
    )
    is_leading = pl.col("done") == pl.col("done_number")
    ripe = met.group_by("dossier_id").agg(ripe_cents=pl.col("open_cents").filter(is_leading).sum())
    left = waiting.drop("done_number", "main_number", "main_due")
    found = _next_in_order(left, met.filter(~is_leading).drop("done_number", "step_number"), steps, business_date)
    return (
        waiting.select("dossier_id", "main_number")
        .join(ripe, on="dossier_id", how="left")
        .join(found.select("dossier_id", "done_number", "main_number", "main_due"), on="dossier_id", suffix="_behind")
        # A dossier of which no claim stays behind has nothing to walk on with.
        .filter(pl.col("done_number").is_not_null(), pl.col("main_number_behind") < pl.col("main_number"))
        .select("dossier_id", "ripe_cents", behind_number="main_number_behind", behind_due="main_due")
    )


def _candidates(steps: Sequence[Step]) -> list[pl.Expr]:
    """Each step as the next one, where it can be: after the furthest, with its condition true, in order."""
    return [
        pl.when(_is_ahead(number, step)).then(pl.lit(number, pl.Int32))
        for number, step in enumerate(steps)
        if not step.aside
    ]


def _is_ahead(number: int, step: Step) -> pl.Expr:
    """Whether a step can be the next one; one that the law asks for per claim only while a claim is without it."""
    ahead = (pl.col("done_number") < number).fill_null(value=True) & _condition(step)
    is_early = (pl.col("days_overdue") <= 0).fill_null(value=False)
    if step.is_preventive:
        return ahead & is_early
    if step.every_claim and step.event_kind is not None:
        return ahead & (is_early | pl.col(UNCOVERED_FACTS[step.event_kind]).is_not_null())
    return ahead


def _condition(step: Step) -> pl.Expr:
    return pl.lit(value=True) if step.condition is None else sql_condition(step.condition, FACT_SCHEMA)


def _due_dates(walked: pl.DataFrame, main: pl.DataFrame, steps: Sequence[Step], business_date: date) -> pl.DataFrame:
    """The day from which the next step in order may be taken: the first among the claims that are furthest."""
    waits = {name for step in steps for name in _waits_for(step)}
    dates = walked.select("dossier_id", "done", "country", "start", *NOTICE_TERMS.values(), *waits)
    leading = dates.join(
        main.select("dossier_id", "done_number", "main_number"),
        left_on=["dossier_id", "done"],
        right_on=["dossier_id", "done_number"],
        how="inner",
    )
    # Each claim is dated by its own step only.
    days = [
        leading.filter(main_number=number).select("dossier_id", main_due=_due_date(steps[number], business_date))
        for number in leading["main_number"].drop_nulls().unique().sort()
    ]
    none = pl.DataFrame(schema={"dossier_id": pl.String, "main_due": pl.Date})
    return pl.concat([none, *days]).group_by("dossier_id").agg(pl.col("main_due").min())


def _due_date(step: Step, business_date: date) -> pl.Expr:
    """The day from which a step may be taken for a claim."""
    start = pl.col("start") if step.after_event is None else pl.col(EVENT_FACTS[step.after_event])
    due = add_days(
        start, step.after_days, working_days=step.working_days, country=pl.col("country"), around=business_date
    )
    term = own_term(step)
    floor = term if term is not None else None if step.not_before is None else pl.col(step.not_before)
    return due if floor is None else pl.when(due.is_not_null()).then(pl.max_horizontal(due, floor))


def _choose(dated: pl.DataFrame, steps: Sequence[Step], business_date: date) -> pl.DataFrame:
    """The step of each dossier: what behaviour leads to, else a notice that is due again, else the next in order."""
    again, again_due = pl.lit(None, pl.Int32), pl.lit(None, pl.Date)
    for number, step in reversed(list(enumerate(steps))):
        if step.every_claim and step.event_kind is not None:
            uncovered = pl.col(UNCOVERED_FACTS[step.event_kind])
            is_behind = (pl.col("done_number") >= number) & _condition(step) & uncovered.is_not_null()
            again = pl.when(is_behind).then(pl.lit(number, pl.Int32)).otherwise(again)
            waited = add_days(
                uncovered,
                step.after_days,
                working_days=step.working_days,
                country=pl.col("country"),
                around=business_date,
            )
            again_due = pl.when(is_behind).then(waited).otherwise(again_due)
    told = _walk_on(dated.with_columns(again=again, again_due=again_due), steps, business_date)
    main_is_due = (pl.col("main_due") <= business_date).fill_null(value=False)
    is_sooner = (pl.col("again_due") <= pl.col("main_due")).fill_null(value=True)
    takes_again = pl.col("again").is_not_null() & ((pl.col("again_due") <= business_date) | (~main_is_due & is_sooner))
    is_led, is_again = pl.col("is_led"), ~pl.col("is_led") & takes_again.fill_null(value=False)
    return told.with_columns(
        step_number=pl.when(is_led).then("led_to").when(is_again).then("again").otherwise("main_number"),
        due_date=pl.when(is_led).then("led_due").when(is_again).then("again_due").otherwise("main_due"),
        is_repeated=is_again,
    )


def _walk_on(dated: pl.DataFrame, steps: Sequence[Step], business_date: date) -> pl.DataFrame:
    """The next step of those behind in the place of the next one in order, while what is far enough cannot leave."""
    least = pl.coalesce(
        *(pl.when(pl.col("main_number") == number).then(step.threshold_cents) for number, step in enumerate(steps))
    )
    is_stuck = (
        (pl.col("ripe_cents") < pl.max_horizontal(least, "creditor_threshold_cents")) | ~pl.col("has_bailiff_office")
    ).fill_null(value=False)
    is_due = (pl.col("main_due") <= business_date).fill_null(value=False)
    behind_is_due = (pl.col("behind_due") <= business_date).fill_null(value=False)
    takes = pl.col("behind_number").is_not_null() & pl.when(is_due).then(is_stuck).otherwise(behind_is_due)
    return dated.with_columns(
        main_number=pl.when(takes).then("behind_number").otherwise("main_number"),
        main_due=pl.when(takes).then("behind_due").otherwise("main_due"),
    )


def _rest(chosen: pl.DataFrame, profile: Profile) -> pl.DataFrame:
    """The steps, with messages not before the days of rest after the newest message are over."""
    if not profile.rest_days:
        return chosen
    messages = [number for number, step in enumerate(profile.steps) if step.is_message]
    rested = pl.max_horizontal("due_date", pl.max_horizontal(_MESSAGES) + pl.duration(days=profile.rest_days))
    is_bound = pl.col("step_number").is_in(messages) & ~pl.col("is_led") & pl.col("due_date").is_not_null()
    return chosen.with_columns(due_date=pl.when(is_bound).then(rested).otherwise("due_date"))
