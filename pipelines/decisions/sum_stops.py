"""The step that sums up what stops each dossier: all of it, its steps that press, or some of its channels."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.decisions.place_claims import WITH_BAILIFF

PLAN_HOLDS: Final = ("arrangement", "promise")
"""Kinds of holds that the messages of a plan pass."""

_MOST_WORDS = 3


def sum_stops(dossiers: pl.DataFrame, placed: pl.DataFrame, holds: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """What stops each dossier that anything stops.

    Args:
        dossiers: dossier_id, debtor_id, creditor_id.
        placed: Open claims with what stops them (`place_claims`).
        holds: `decisions.holds`.
        rules: Kinds of holds (`mappings.hold_rules.hold_table`).

    Returns:
        dossier_id; is_stopped (nothing open is free of stops), is_with_bailiff (because a bailiff has all of it),
        stop_id, stop_words, stop_for_person; pressure_id, pressure_words, pressure_for_person (hold against pressure);
        stopped_channels (list), channel_id, channel_words; other_id, other_words, other_for_person (hold that stops
        anything open altogether, and is no arrangement or promise).
    """
    partial = _reach(holds.filter(pl.col("stops") != "everything"), dossiers).join(
        rules.select("kind", "for_person"), on="kind"
    )
    presses = pl.col("stops") == "pressure"
    others = _others(holds, placed, dossiers).join(rules.select("kind", "for_person"), on="kind")
    found = [
        _stopped(placed),
        _first(others, "other"),
        _first(partial.filter(presses), "pressure"),
        _first(partial.filter(~presses), "channel").drop("channel_for_person"),
        partial.filter(~presses)
        .group_by("dossier_id")
        .agg(
            stopped_channels=pl.col("stops")
            .str.split(" ")
            .list.explode(keep_nulls=False, empty_as_null=False)
            .unique()
            .sort()
        ),
    ]
    reached = pl.concat([frame.select("dossier_id") for frame in found]).unique()
    for frame in found:
        reached = reached.join(frame, on="dossier_id", how="left")
    return reached.with_columns(pl.col("is_stopped", "is_with_bailiff").fill_null(value=False))


def _stopped(placed: pl.DataFrame) -> pl.DataFrame:
    """Dossiers of which every open claim is stopped: by which hold, and in words by which ones."""
    stopped = placed.filter(pl.col("stop").is_not_null())
    free = placed.filter(pl.col("stop").is_null())
    return (
        stopped.join(free.select("dossier_id"), on="dossier_id", how="anti")
        .sort("dossier_id", "stop_since", "claim_id")
        .group_by("dossier_id", maintain_order=True)
        .agg(
            is_stopped=pl.lit(value=True),
            is_with_bailiff=(pl.col("stop") == WITH_BAILIFF).all(),
            stop_id=pl.col("stop_id").drop_nulls().first(),
            stop_words=pl.col("stop_words").unique(maintain_order=True).head(_MOST_WORDS).str.join("; "),
            stop_for_person=pl.col("stop_for_person").any(),
        )
    )


def _others(holds: pl.DataFrame, placed: pl.DataFrame, dossiers: pl.DataFrame) -> pl.DataFrame:
    """The holds that stop a dossier, or one of its open claims, and that no plan to pay gives; with each dossier."""
    stopping = holds.filter(pl.col("stops") == "everything", ~pl.col("kind").is_in(PLAN_HOLDS))
    of_claims = pl.col("scope") == "claim"
    of_open = stopping.filter(of_claims).join(placed.select("claim_id"), on="claim_id", how="semi")
    return _reach(pl.concat([stopping.filter(~of_claims), of_open]), dossiers)


def _reach(holds: pl.DataFrame, dossiers: pl.DataFrame) -> pl.DataFrame:
    """The holds with each dossier that they reach; one on a claim reaches its dossier."""
    columns = ["hold_id", "kind", "stops", "since_date", "until_date", "reason"]
    own = dossiers.select("dossier_id", "debtor_id", "creditor_id")
    parts = [
        holds.filter(pl.col("scope").is_in(["claim", "dossier"])).select("dossier_id", *columns),
        holds.filter(scope="debtor")
        .select("debtor_id", *columns)
        .join(own, on="debtor_id")
        .select("dossier_id", *columns),
        holds.filter(scope="creditor")
        .select("creditor_id", *columns)
        .join(own, on="creditor_id")
        .select("dossier_id", *columns),
    ]
    return pl.concat(parts)


def _first(reaching: pl.DataFrame, name: str) -> pl.DataFrame:
    """The longest of the holds that reach a dossier, under names of its own."""
    return (
        reaching.sort("dossier_id", "until_date", "since_date", "hold_id", descending=[False, True, False, False])
        .unique("dossier_id", keep="first", maintain_order=True)
        .select(
            "dossier_id",
            pl.col("hold_id").alias(f"{name}_id"),
            pl.col("reason").alias(f"{name}_words"),
            pl.col("for_person").alias(f"{name}_for_person"),
        )
    )
