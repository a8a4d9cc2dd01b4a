"""Shares of co-debtors: together they are no more than the whole debt."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.delivery import Stock
from warehouse.findings import CODES

WHOLE_PPM: Final = 1_000_000
"""All of a debt, in parts per million."""

_COLUMNS: Final = ("dossier_id", "claim_id", "who", "share_ppm", "from_date", "until_date", "place")


def check_shares(facts: pl.DataFrame, stock: Stock) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts without co-debtors whose share would make those of a debt more than all of it; a fault (3014) for each.

    Co-debtors are taken in order of delivery and line, each with what was told last of the others; one that is refused
    has no share. Who has none given owes all of it with the others, and takes no part in the sum.

    Args:
        facts: New facts with `dossier_id` and `claim_id`, in order of delivery and line.
        stock: What was booked before.
    """
    named = facts.filter(pl.col("kind") == "party_named", pl.col("party_role") == "co_debtor")
    if named["party_share_ppm"].null_count() == named.height:
        return facts, pl.DataFrame(schema=FAULTS)
    told = named.select(
        *("row_key", "dossier_id", "claim_id", "until_date"),
        who=pl.coalesce("party_reference", "party_name"),
        share_ppm="party_share_ppm",
        from_date="effective_date",
        place=pl.int_range(pl.len(), dtype=pl.Int64),
    )
    known = stock.roles.filter(pl.col("role") == "co_debtor").join(told, on="dossier_id", how="semi")
    before = known.sort("delivery_id", "line_number").select(
        *("dossier_id", "claim_id", "share_ppm", "from_date", "until_date"),
        who=pl.coalesce("party_reference", "name"),
        place=pl.int_range(pl.len(), dtype=pl.Int64) - pl.len(),
    )
    refused = told.clear()
    for _ in range(told.height + 1):
        over = _over(told, pl.concat([before.select(_COLUMNS), told.select(_COLUMNS)]))
        if over.is_empty():
            break
        worst = over.unique("dossier_id", keep="first", maintain_order=True)
        refused = pl.concat([refused, worst])
        told = told.join(worst, on="row_key", how="anti", maintain_order="left")
    faults = refused.select(
        "row_key",
        code=pl.lit(CODES["shares_exceed"], pl.Int64),
        field=pl.lit("party_share_ppm"),
        detail=pl.lit(None, pl.String),
    )
    return facts.join(refused, on="row_key", how="anti", maintain_order="left"), faults


def _over(told: pl.DataFrame, parties: pl.DataFrame) -> pl.DataFrame:
    """The co-debtors whose share, with those that stood when they were named, is more than the whole; in order."""
    pairs = told.filter(pl.col("share_ppm").is_not_null()).join(parties, on="dossier_id", suffix="_other")
    is_same_debt = pl.col("claim_id").is_null() | pl.col("claim_id_other").is_null()
    is_same_debt = is_same_debt | (pl.col("claim_id") == pl.col("claim_id_other"))
    others = (
        pairs.filter(is_same_debt, pl.col("place_other") < pl.col("place"), pl.col("who_other") != pl.col("who"))
        .sort("place", "place_other")
        .unique(["row_key", "who_other", "claim_id_other"], keep="last")
        .filter(pl.col("until_date_other").is_null() | (pl.col("until_date_other") >= pl.col("from_date")))
        .group_by("row_key")
        .agg(others_ppm=pl.col("share_ppm_other").sum())
    )
    summed = told.join(others, on="row_key", how="left", maintain_order="left")
    is_over = pl.col("share_ppm") + pl.col("others_ppm").fill_null(0) > WHOLE_PPM
    return summed.filter(is_over).select(told.columns)
