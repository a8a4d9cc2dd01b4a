"""The step that places the claims of a dossier: what stops each, and when what was last done for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from mappings.profile_facts import CLAIM_EVENTS, NOTICE_TERMS
from pipelines.decisions.spread_steps import ABOUT_BAILIFFS, spread_steps

WITH_BAILIFF: Final = "with_bailiff"
"""What stops a claim that a bailiff has; other stops are kinds of holds."""

_STOP: Final = ("stop", "stop_id", "stop_since", "stop_words", "stop_for_person")


def place_claims(tables: Mapping[str, pl.DataFrame], events: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    """The open claims, each with what stops it and the newest day of each step that was taken for it.

    Of a dossier in which no claim, but costs of its own are open, all claims are there.

    Args:
        tables: By name: `dossiers` and `balances` of the business date; `claims` as known; `terms` of the notices:
            event_id, until_date; `hold_rules`.
        events: `canonical.events` that count on the business date.
        holds: `decisions.holds`.

    Returns:
        dossier_id, claim_id, creditor_id, debtor_id, due_date, delivery_id, principal_cents, principal_open_cents,
        open_cents; stop (`with_bailiff` or a kind of hold; empty where nothing stops it), stop_id, stop_since,
        stop_words, stop_for_person; refused_on, untraceable_on; a date per kind of step (`CLAIM_EVENTS`); per kind of
        notice the day after the last free day of the first that covers it (`NOTICE_TERMS`). Sorted by claim_id.
    """
    claims = _list_claims(tables)
    steps = spread_steps(events, claims)
    dated = _date_steps(steps, tables["terms"])
    stops = pl.concat([_with_bailiff(steps), _held(claims, holds, tables["hold_rules"])])
    # What a bailiff has is his; of several holds the longest is told, so that it is named until its last day.
    first = stops.sort("rank", "stop_until", "stop_since", "stop_id", descending=[False, True, False, False]).unique(
        "claim_id", keep="first", maintain_order=True
    )
    return (
        claims.join(first.select("claim_id", *_STOP), on="claim_id", how="left", maintain_order="left")
        .join(_answers(steps), on="claim_id", how="left", maintain_order="left")
        .join(dated, on="claim_id", how="left", maintain_order="left")
    )


def _list_claims(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Open claims; and all claims of dossiers that owe nothing but costs of their own."""
    debtors = tables["dossiers"].select(
        "dossier_id", "debtor_id", owes_costs_only=(pl.col("open_cents") > 0) & (pl.col("open_claim_count") == 0)
    )
    told = tables["claims"].select("claim_id", "due_date", "delivery_id")
    return (
        tables["balances"]
        .select("dossier_id", "claim_id", "creditor_id", "principal_cents", "principal_open_cents", "open_cents")
        .join(debtors, on="dossier_id", how="inner")
        .filter((pl.col("open_cents") > 0) | pl.col("owes_costs_only"))
        .drop("owes_costs_only")
        .join(told, on="claim_id", how="inner", validate="1:1")
        .sort("claim_id")
    )


def _date_steps(steps: pl.DataFrame, terms: pl.DataFrame) -> pl.DataFrame:
    """The newest day of each kind of step per claim, and the end of the first notice's term."""
    ended = steps.join(terms.select("event_id", "until_date"), on="event_id", how="left")
    found = steps["kind"].unique().to_list()
    newest = {name: pl.when(kind=kind).then("effective_date").max() for kind, name in CLAIM_EVENTS.items()}
    ends = {name: pl.when(kind=kind).then("until_date").min() for kind, name in NOTICE_TERMS.items()}
    kinds = {name: kind for kind, name in (*CLAIM_EVENTS.items(), *NOTICE_TERMS.items())}
    dates = newest | ends
    told = ended.group_by("claim_id").agg(**{name: date for name, date in dates.items() if kinds[name] in found})
    # Of most kinds there is no event at all.
    never = [pl.lit(None, pl.Date).alias(name) for name in dates if name not in told.columns]
    return told.with_columns(never).select("claim_id", *dates)


def _with_bailiff(steps: pl.DataFrame) -> pl.DataFrame:
    """The claims that a bailiff has: handed to him, and not given back since."""
    return (
        _bailiffs(steps)
        .filter(pl.col("returned").is_null() | ~pl.col("is_refused"), pl.col("handed").is_not_null())
        .select(
            "claim_id",
            rank=pl.lit(0, pl.Int32),
            stop=pl.lit(WITH_BAILIFF),
            stop_id=pl.lit(None, pl.String),
            stop_since=pl.coalesce("transferred", "accepted"),
            stop_until=pl.lit(None, pl.Date),
            stop_words=pl.format("with bailiff since {}", pl.coalesce("transferred", "accepted")),
            stop_for_person=pl.lit(value=False),
        )
    )


def _answers(steps: pl.DataFrame) -> pl.DataFrame:
    """When a bailiff refused the newest transfer of a claim, and when its debtor was reported untraceable."""
    lost = steps.filter(kind="untraceable").group_by("claim_id").agg(untraceable_on=pl.col("effective_date").max())
    refused = _bailiffs(steps).filter("is_refused").select("claim_id", refused_on="refused")
    return refused.join(lost, on="claim_id", how="full", coalesce=True)


def _bailiffs(steps: pl.DataFrame) -> pl.DataFrame:
    """Where the newest transfer of each claim stands; an answer is about the claims that were handed over."""
    about = steps.filter(pl.col("kind").is_in(ABOUT_BAILIFFS)).sort("effective_date", "delivery_id", "line_number")
    placed = about.with_row_index("place")
    handed_over = placed.filter(kind="transferred")
    is_other = (
        pl.col("dossier_id").is_in(handed_over["dossier_id"].unique().implode())
        & ~pl.col("claim_id").is_in(handed_over["claim_id"].unique().implode())
    )  # fmt: skip
    place, kind, day = pl.col("place"), pl.col("kind"), pl.col("effective_date")

    def newest(name: str, column: pl.Expr) -> pl.Expr:
        return column.filter(kind == name).last()

    return (
        placed.filter(~is_other)
        .group_by("claim_id")
        .agg(
            transferred=newest("transferred", day),
            accepted=newest("bailiff_accepted", day),
            refused=newest("bailiff_refused", day),
            handed=place.filter(kind.is_in(["transferred", "bailiff_accepted"])).last(),
            returned=newest("bailiff_refused", place),
        )
        .with_columns(
            is_refused=pl.col("returned").is_not_null()
            & ((pl.col("returned") > pl.col("handed")) | pl.col("handed").is_null())
        )
    )


def _held(claims: pl.DataFrame, holds: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """The claims that a hold stops altogether: their own, or that of dossier, debtor or creditor."""
    stopping = holds.filter(stops="everything").join(rules.select("kind", "for_person"), on="kind", how="left")
    parts = []
    for scope in ("claim", "dossier", "debtor", "creditor"):
        key = f"{scope}_id"
        on_scope = stopping.filter(scope=scope).select(
            key,
            rank=pl.lit(1, pl.Int32),
            stop="kind",
            stop_id="hold_id",
            stop_since="since_date",
            stop_until="until_date",
            stop_words="reason",
            stop_for_person="for_person",
        )
        parts.append(claims.select("claim_id", *([key] if key != "claim_id" else [])).join(on_scope, on=key).drop(
            [] if key == "claim_id" else [key]
        ))  # fmt: skip
    return pl.concat(parts).select("claim_id", "rank", "stop", "stop_id", "stop_since", "stop_until", *_STOP[3:])
