"""Most that a bailiff's official act may cost: the tariff of its day, with VAT where the creditor cannot deduct it."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.law import Law, LawTable
from mappings.law_amounts import Tariff
from pipelines.money import share_of

RULE: Final = "nl_bailiff_acts"
VAT_RULE: Final = "nl_vat_general"
_ROW: Final = "_row"


def limit_acts(posted: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Posted costs with `tariff_cents`, the most that the tariff allows; empty where it says nothing of them.

    That is so for a cost that names no act, and for an act of a day whose published tariff does not print it: such a
    cost is asked as it was posted.

    Args:
        posted: Costs: act, due_date, with_vat (the creditor cannot deduct VAT).
        law: Law tables.

    Returns:
        The costs, in the same order.

    Raises:
        LawError: An act is of a day for which no tariff is known yet.

    *Source*: articles 2 and 10 Besluit tarieven ambtshandelingen gerechtsdeurwaarders; article 10 is from memory.
    """
    table = law.table(RULE)
    acts = posted.with_row_index(_ROW).filter(pl.col("act").is_not_null())
    beyond = acts.filter(pl.col("due_date") >= table.covered_until)
    if beyond.height:
        raise table.uncovered(beyond["due_date"][0])
    allowed = (
        acts.join(_list_tariff(table), on="act")
        .filter(pl.col("due_date").is_between("first_day", "end", closed="left"))
        .sort("due_date")
        .join_asof(_list_vat(law), left_on="due_date", right_on="vat_from")
    )
    vat = pl.when("with_vat").then(share_of(pl.col("cents"), pl.col("vat_ppm"))).otherwise(0)
    tariffs = allowed.select(_ROW, tariff_cents=pl.col("cents") + vat)
    return posted.with_row_index(_ROW).join(tariffs, on=_ROW, how="left", maintain_order="left").drop(_ROW)


def _list_tariff(table: LawTable) -> pl.DataFrame:
    rows = []
    for dated in table.values:
        assert isinstance(dated.value, Tariff), f"{table.rule_id} holds no tariff"
        rows += [(act, dated.valid_from, table.ends(dated), cents) for act, cents in dated.value.amounts]
    schema = {"act": pl.String, "first_day": pl.Date, "end": pl.Date, "cents": pl.Int64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _list_vat(law: Law) -> pl.DataFrame:
    rows = [(dated.valid_from, dated.value) for dated in law.table(VAT_RULE).values]
    return pl.DataFrame(rows, schema={"vat_from": pl.Date, "vat_ppm": pl.Int64}, orient="row")
