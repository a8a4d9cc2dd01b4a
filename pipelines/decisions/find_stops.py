"""The step that finds what stops a dossier: a dispute, a hold, a bailiff who has it, a debtor who cannot be found."""

from __future__ import annotations

from datetime import date

import polars as pl

_KINDS = (
    "dispute_opened",
    "dispute_closed",
    "hold_placed",
    "hold_lifted",
    "transferred",
    "bailiff_accepted",
    "bailiff_refused",
    "untraceable",
)
_ORDER = ["effective_date", "delivery_id", "line_number"]


def find_stops(events: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The stops in force on the business date.

    An opening is ended by a later closing of the same claim, or of the dossier as a whole. Of one day, what arrived
    later counts as later.

    Args:
        events: `canonical.events` that count on the business date.
        business_date: Day that is decided.

    Returns:
        One row per dossier with such an event: dossier_id, dispute_since, dispute_detail, hold_since, hold_until,
        hold_detail, with_bailiff_since, bailiff_refusal_date, untraceable_since; empty where nothing stops it.
    """
    ordered = events.filter(pl.col("kind").is_in(_KINDS)).sort(_ORDER).with_row_index("place")
    disputes = _still_open(ordered, opened="dispute_opened", closed="dispute_closed")
    holds = _still_open(ordered, opened="hold_placed", closed="hold_lifted").filter(
        pl.col("until_date").is_null() | (pl.col("until_date") >= business_date)
    )
    return (
        ordered.select("dossier_id")
        .unique()
        .join(_first(disputes, dispute_since="effective_date", dispute_detail="detail"), on="dossier_id", how="left")
        .join(
            _first(holds, hold_since="effective_date", hold_until="until_date", hold_detail="detail"),
            on="dossier_id",
            how="left",
        )
        .join(_bailiff(ordered), on="dossier_id", how="left")
        .sort("dossier_id")
    )


def _still_open(ordered: pl.DataFrame, *, opened: str, closed: str) -> pl.DataFrame:
    """The openings that no later closing ends; a closing without a claim ends those of every claim."""
    closings = ordered.filter(pl.col("kind") == closed)
    of_dossier = closings.filter(pl.col("claim_id").is_null()).group_by("dossier_id").agg(end=pl.col("place").max())
    of_claim = closings.group_by("dossier_id", "claim_id").agg(claim_end=pl.col("place").max())
    return (
        ordered.filter(pl.col("kind") == opened)
        .join(of_dossier, on="dossier_id", how="left")
        .join(of_claim, on=["dossier_id", "claim_id"], how="left", nulls_equal=True)
        .filter(pl.col("place") > pl.max_horizontal(pl.col("end", "claim_end").cast(pl.Int64)).fill_null(-1))
    )


def _first(openings: pl.DataFrame, **columns: str) -> pl.DataFrame:
    """The longest hold of each dossier, so that it is named until the last day; then the oldest opening."""
    return (
        openings.sort(["until_date", "place"], descending=[True, False], nulls_last=False)
        .group_by("dossier_id", maintain_order=True)
        .agg(**{name: pl.col(column).first() for name, column in columns.items()})
    )


def _bailiff(ordered: pl.DataFrame) -> pl.DataFrame:
    """Where the newest transfer stands: with the bailiff, or refused by him; and whether the debtor was not found."""
    place, kind, day = pl.col("place"), pl.col("kind"), pl.col("effective_date")

    def newest(name: str, column: pl.Expr) -> pl.Expr:
        return column.filter(kind == name).last()

    last_place = (
        ordered.group_by("dossier_id")
        .agg(
            transferred=newest("transferred", day),
            accepted=newest("bailiff_accepted", day),
            refused=newest("bailiff_refused", day),
            handed=place.filter(kind.is_in(["transferred", "bailiff_accepted"])).last(),
            returned=newest("bailiff_refused", place),
            untraceable_since=newest("untraceable", day),
        )
        .with_columns(is_refused=(pl.col("returned") > pl.col("handed")) | pl.col("handed").is_null())
    )
    return last_place.select(
        "dossier_id",
        with_bailiff_since=pl.when(pl.col("returned").is_null() | ~pl.col("is_refused")).then(
            pl.coalesce("transferred", "accepted")
        ),
        bailiff_refusal_date=pl.when(pl.col("is_refused")).then("refused"),
        untraceable_since="untraceable_since",
    )
