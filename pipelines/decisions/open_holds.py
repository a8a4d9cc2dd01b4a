"""The step that tells which placed holds are in force: not lifted since, and not past their last day."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

_OPENED: Final = ("dispute_opened", "hold_placed")
_CLOSED: Final = ("dispute_closed", "hold_lifted")
_ORDER: Final = ["effective_date", "delivery_id", "line_number"]


def open_holds(events: pl.DataFrame, owners: pl.DataFrame, rules: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The holds that events placed and that are in force on the business date.

    A hold is ended by a later lifting of the same claim, dossier, debtor or creditor; one on a claim also by that of
    its whole dossier. A lifting that names a kind ends that kind; one that names none ends what was placed, but no
    dispute and nothing that follows a person. Of one day, what arrived later counts as later.

    Args:
        events: `canonical.events` known and in force on the business date.
        owners: dossier_id, debtor_id, creditor_id of every dossier.
        rules: Kinds of holds (`mappings.hold_rules.hold_table`).
        business_date: Day that is decided.

    Returns:
        hold_id, kind, scope, creditor_id, debtor_id, dossier_id, claim_id, since_date, until_date, detail, owner. One
        that follows a person is on the debtor, whichever claim it was told with.
    """
    placed = _aim(events.filter(pl.col("kind").is_in([*_OPENED, *_CLOSED])), owners, rules)
    ordered = placed.sort(_ORDER).with_row_index("place")
    closings = ordered.filter(pl.col("event_kind").is_in(_CLOSED))
    of_kind = closings.filter(pl.col("kind").is_not_null()).group_by("target", "kind").agg(end=pl.col("place").max())
    of_any = closings.filter(pl.col("kind").is_null()).group_by("target").agg(any_end=pl.col("place").max())
    whole = {"target": "whole", "end": "whole_end", "any_end": "whole_any_end"}
    met = (
        ordered.filter(pl.col("event_kind").is_in(_OPENED))
        .join(of_kind, on=["target", "kind"], how="left")
        .join(of_any, on="target", how="left")
        .join(of_kind.rename(whole, strict=False), on=["whole", "kind"], how="left")
        .join(of_any.rename(whole, strict=False), on="whole", how="left")
    )
    is_loose = (pl.col("event_kind") == "hold_placed") & ~pl.col("follows_person")
    ends = pl.max_horizontal(
        pl.col("end").cast(pl.Int64),
        pl.col("whole_end").cast(pl.Int64),
        pl.when(is_loose).then(pl.max_horizontal(pl.col("any_end", "whole_any_end").cast(pl.Int64))),
    )
    is_open = pl.col("place") > ends.fill_null(-1)
    in_time = pl.col("until_date").is_null() | (pl.col("until_date") >= business_date)
    return met.filter(is_open, in_time).select(
        *("creditor_id", "debtor_id", "dossier_id", "claim_id", "until_date", "detail", "owner", "kind", "scope"),
        hold_id="event_id",
        since_date="effective_date",
    )


def _aim(events: pl.DataFrame, owners: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    """Openings and closings with their kind, what they are on, and the debtor behind it."""
    is_dispute = pl.col("kind").str.starts_with("dispute")
    placed_kind = pl.when(pl.col("kind") == "hold_placed").then(pl.coalesce("hold_kind", pl.lit("other")))
    named = events.with_columns(
        event_kind="kind",
        kind=pl.when(is_dispute).then(pl.lit("dispute")).otherwise(pl.coalesce(placed_kind, "hold_kind")),
    )
    owned = (
        named.join(owners, on="dossier_id", how="left", suffix="_of_dossier")
        .with_columns(
            debtor_id=pl.coalesce("debtor_id", "debtor_id_of_dossier"),
            creditor_id=pl.coalesce("creditor_id_of_dossier", "creditor_id"),
        )
        .join(rules.select("kind", "follows_person"), on="kind", how="left")
        .with_columns(pl.col("follows_person").fill_null(value=False))
    )
    follows = pl.col("follows_person") & pl.col("debtor_id").is_not_null()
    scope = (
        pl.when(follows)
        .then(pl.lit("debtor"))
        .when(pl.col("claim_id").is_not_null())
        .then(pl.lit("claim"))
        .when(pl.col("dossier_id").is_not_null())
        .then(pl.lit("dossier"))
        .when(pl.col("debtor_id").is_not_null())
        .then(pl.lit("debtor"))
        .otherwise(pl.lit("creditor"))
    )
    aimed = owned.with_columns(scope=scope).with_columns(
        claim_id=pl.when(pl.col("scope") == "claim").then("claim_id"),
        dossier_id=pl.when(pl.col("scope").is_in(["claim", "dossier"])).then("dossier_id"),
    )
    key = pl.coalesce("claim_id", "dossier_id", "debtor_id", "creditor_id")
    return aimed.with_columns(
        target=pl.format("{} {}", "scope", key),
        whole=pl.when(pl.col("scope") == "claim").then(pl.format("dossier {}", "dossier_id")),
    )
