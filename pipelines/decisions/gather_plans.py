"""The step that gathers the plans to pay of every dossier: arrangements and promises, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

_ORDER = ["start_date", "delivery_id", "line_number"]
_ANSWERS: Final = {"accept": "arrangement_accepted", "decline": "arrangement_declined"}
_SUBJECT: Final = pl.Struct({"arrangement_id": pl.String})
_PLAN = (
    *("plan_kind", "arrangement_id", "creditor_id", "dossier_id", "debtor_id", "delivery_id", "line_number"),
    *("is_proposal", "start_date", "known_at", "total_cents"),
)


def gather_plans(
    tables: Mapping[str, pl.DataFrame], accepted: pl.DataFrame, *, business_date: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The plans that are known on the business date, and their instalments.

    A plan that was proposed is in force from the day on which it was accepted. A later arrangement of the dossier takes
    the place of the one before it, from the day on which it is in force; so does a later promise. Promises of one day
    are one plan.

    Args:
        tables: By name: `arrangements`, `instalments` and `operator_decisions` as known; `events` that count;
            `dossiers` of the date; `plan_days`, the days of each creditor (`mappings.plan_rules.plan_table`).
        accepted: Proposals that the hub accepts today: arrangement_id.
        business_date: Day that is decided.

    Returns:
        Plans: creditor_id, dossier_id, debtor_id, delivery_id, line_number, known_at, plan_kind, arrangement_id,
        is_proposal, start_date (money counts from it), force_date (empty while it is not in force), declined_date,
        end_date (first day on which it is in force no more), end_state, total_cents, horizon_date (last day on which it
        is looked at), and the creditor's days, with `grace_days` and `resume_days` of its kind. Instalments:
        arrangement_id, instalment_number, due_date, amount_cents.
    """
    arranged = tables["arrangements"].filter(pl.col("agreed_date") <= business_date)
    promised, promised_parts = _promises(tables["events"])
    homes = tables["dossiers"].select("dossier_id", "debtor_id")
    plans = (
        pl.concat(
            [
                arranged.with_columns(plan_kind=pl.lit("arrangement"), start_date="agreed_date")
                .join(homes, on="dossier_id")
                .select(_PLAN),
                promised.join(homes, on="dossier_id").select(_PLAN),
            ]
        )
        .join(tables["plan_days"], on="creditor_id", how="inner", validate="m:1")
        .with_columns(grace_days=_of_kind("promise_grace_days", "grace_days"), resume_days=_of_kind(0, "resume_days"))
    )
    answers = _answers(tables["events"], tables["operator_decisions"])
    dated = _ended(_in_force(plans, answers, accepted, business_date), tables["events"])
    horizon = pl.min_horizontal(pl.lit(business_date), pl.col("end_date") - pl.duration(days=1))
    parts = pl.concat(
        [
            tables["instalments"].select("arrangement_id", "instalment_number", "due_date", "amount_cents"),
            promised_parts,
        ]
    )
    return (
        dated.with_columns(horizon_date=horizon).sort("arrangement_id"),
        parts.join(dated, on="arrangement_id", how="semi").sort("arrangement_id", "instalment_number"),
    )


def _of_kind(promise: str | int, arrangement: str) -> pl.Expr:
    """A number of days of promises, or of arrangements."""
    days = pl.col(promise) if isinstance(promise, str) else pl.lit(promise, pl.Int64)
    return pl.when(pl.col("plan_kind") == "promise").then(days).otherwise(arrangement)


def _promises(events: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Promises as plans, one per dossier and day on which they were made; and their instalments."""
    made = events.filter(kind="promise_made").drop_nulls(["amount_cents", "until_date"])
    group = ["dossier_id", "effective_date"]
    placed = made.sort("until_date", "delivery_id", "line_number", "event_id").with_columns(
        arrangement_id=pl.col("event_id").min().over(group),
        instalment_number=pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(group),
    )
    plans = (
        placed.sort("delivery_id", "line_number", "event_id")
        .group_by("arrangement_id", maintain_order=True)
        .agg(
            pl.col("creditor_id", "dossier_id", "delivery_id", "line_number", "known_at").first(),
            start_date=pl.col("effective_date").first(),
            total_cents=pl.col("amount_cents").sum(),
        )
        .with_columns(plan_kind=pl.lit("promise"), is_proposal=pl.lit(value=False))
    )
    return plans, placed.select("arrangement_id", "instalment_number", "amount_cents", due_date="until_date").select(
        "arrangement_id", "instalment_number", "due_date", "amount_cents"
    )


def _answers(events: pl.DataFrame, decided: pl.DataFrame) -> pl.DataFrame:
    """What was answered to proposals: as an event of a file or of the hub, or as a person's decision on a work item."""
    columns = ["event_id", "arrangement_id", "dossier_id", "kind", "effective_date", "delivery_id", "line_number"]
    told = decided.filter(pl.col("decision").is_in(list(_ANSWERS)), item_kind="proposal").with_columns(
        event_id=pl.format("{}:{}", "delivery_id", "line_number"),
        arrangement_id=pl.col("subject").str.json_decode(_SUBJECT).struct.field("arrangement_id"),
        kind=pl.col("decision").replace_strict(_ANSWERS, return_dtype=pl.String),
        effective_date="known_at",
    )
    known = events.filter(pl.col("kind").is_in(list(_ANSWERS.values())))
    return pl.concat([known.select(columns), told.select(columns)])


def _in_force(plans: pl.DataFrame, answers: pl.DataFrame, accepted: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """The plans with the day from which they are in force, and the day on which a proposal was declined."""
    decided = _aimed(answers, plans.filter("is_proposal"))
    last = (
        decided.sort("effective_date", "delivery_id", "line_number")
        .group_by("arrangement_id")
        .agg(decision=pl.col("kind").last(), decided_date=pl.col("effective_date").last())
    )
    today = accepted.select("arrangement_id", accepted_today=pl.lit(business_date))
    is_accepted = pl.col("decision") == "arrangement_accepted"
    day = pl.when(~pl.col("is_proposal")).then("start_date").when(is_accepted).then("decided_date")
    return (
        plans.join(last, on="arrangement_id", how="left")
        .join(today, on="arrangement_id", how="left")
        .with_columns(
            force_date=pl.coalesce(day, "accepted_today"),
            declined_date=pl.when(pl.col("decision") == "arrangement_declined").then("decided_date"),
        )
        .drop("decision", "decided_date", "accepted_today")
    )


def _ended(plans: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """The plans with the first day on which they are in force no more, and what ended them."""
    is_arrangement = pl.col("plan_kind") == "arrangement"
    arrangements, promises = plans.filter(is_arrangement), plans.filter(~is_arrangement)
    ended = pl.concat(
        [
            _aimed(events.filter(kind="arrangement_ended"), arrangements),
            _aimed(events.filter(kind="promise_withdrawn"), promises),
        ]
    )
    stop = ended.group_by("arrangement_id").agg(ended_date=pl.col("effective_date").min())
    following = (
        plans.filter(pl.col("force_date").is_not_null())
        .sort("force_date", *_ORDER)
        .select(
            "arrangement_id",
            replaced_date=pl.col("force_date")
            .shift(-1)
            .over("dossier_id", "plan_kind", order_by=["force_date", *_ORDER]),
        )
    )
    joined = plans.join(stop, on="arrangement_id", how="left").join(following, on="arrangement_id", how="left")
    ends = pl.min_horizontal("ended_date", "replaced_date")
    return joined.with_columns(
        end_date=ends,
        end_state=pl.when(ends.is_null())
        .then(None)
        .when(pl.col("ended_date") == ends)
        .then(pl.lit("ended"))
        .otherwise(pl.lit("replaced")),
    ).drop("ended_date", "replaced_date")


def _aimed(events: pl.DataFrame, plans: pl.DataFrame) -> pl.DataFrame:
    """Events with the plan that they are about: the one that they name, else the newest of the dossier before them.

    Returns:
        arrangement_id, kind, effective_date, delivery_id, line_number.
    """
    columns = ["arrangement_id", "kind", "effective_date", "delivery_id", "line_number"]
    named = events.join(plans.select("arrangement_id"), on="arrangement_id", how="semi").select(columns)
    unnamed = (
        events.filter(pl.col("arrangement_id").is_null())
        .select("event_id", "dossier_id", "kind", "effective_date", "delivery_id", "line_number")
        .join(
            plans.select(
                "arrangement_id",
                "dossier_id",
                "start_date",
                delivery_id_plan="delivery_id",
                line_number_plan="line_number",
            ),
            on="dossier_id",
        )
        # Delivery ids sort in the order of the log.
        .filter(
            (pl.col("start_date") <= pl.col("effective_date")) & (pl.col("delivery_id_plan") <= pl.col("delivery_id"))
        )
        .sort("start_date", "delivery_id_plan", "line_number_plan")
        .unique("event_id", keep="last", maintain_order=True)
        .select(columns)
    )
    return pl.concat([named, unnamed])
