"""Which interest a consumer bears where the contract asks for more than the law: an approval first, and a cap."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from mappings.law import Law, LawTable
from mappings.regimes import REGIMES

CAP_RULE: Final = "be_consumer_interest_cap"
STATUTORY: Final = {"nl": "nl_consumer", "be": "be_civil"}
"""Regime of a consumer where the contract's interest does not hold."""


def gate_contracts(claims: pl.DataFrame, law: Law, *, business_date: date) -> pl.DataFrame:
    """Claims with the regime that holds, and what kept the contract's interest out.

    A consumer bears the contract's rate, or points on top of the statutory one, only where somebody has approved the
    terms for it by the business date; in Belgium also only while the rate stays under the cap of every day. Else the
    country's statutory regime holds, as a whole.

    Args:
        claims: Claims with is_consumer, country, regime, rate_ppm, rate_per, surcharge_ppm, compounding,
            contract_approved_on, due_date, interest_from.
        law: Law tables.
        business_date: Day of the statement.

    Returns:
        The claims in the same order, with `interest_gate` (empty, or a code of `warehouse.codes.GATES`).

    Raises:
        LawError: The cap is needed on a day that its table does not cover.

    *Source*: 6:233 and 6:119 BW; articles XIX.4 and 5.240 of the Belgian codes.
    """
    is_contract = pl.col("regime") == "contract"
    per_year = pl.when(pl.col("rate_per") == "month").then(12).otherwise(1)
    added = pl.col("surcharge_ppm") + pl.when(is_contract).then(pl.col("rate_ppm") * per_year).otherwise(0)
    asks_more = pl.col("is_consumer") & (added > 0) & (pl.col("regime") != "none")
    is_approved = (pl.col("contract_approved_on") <= business_date).fill_null(value=False)
    is_above = (pl.col("country") == "be") & _is_above_cap(added, law, business_date)
    gate = (
        pl.when(asks_more & ~is_approved)
        .then(pl.lit("contract_interest_not_approved"))
        .when(asks_more & is_above)
        .then(pl.lit("interest_above_cap"))
    )
    cap = law.table(CAP_RULE)
    needs_cap = claims.filter(asks_more & is_approved, pl.col("country") == "be")
    if needs_cap.height and business_date >= cap.covered_until:
        raise cap.uncovered(business_date)
    is_gated = pl.col("interest_gate").is_not_null()
    return claims.with_columns(interest_gate=gate).with_columns(
        regime=pl.when(is_gated).then(pl.col("country").replace_strict(STATUTORY)).otherwise("regime"),
        surcharge_ppm=pl.when(is_gated).then(0).otherwise("surcharge_ppm"),
        compounding=pl.when(~is_gated).then("compounding"),
    )


def _is_above_cap(added: pl.Expr, law: Law, business_date: date) -> pl.Expr:
    """Whether a rate stands above the cap on any day that the claim bears interest, as far as the cap is known."""
    cap = law.table(CAP_RULE)
    first_day = pl.coalesce("interest_from", pl.col("due_date").dt.offset_by("1d"))
    found: pl.Expr = pl.lit(value=False)
    for name, regime in REGIMES.items():
        base = None if regime.rule_id is None else law.table(regime.rule_id)
        for start, end in _periods(cap, base, business_date):
            room = _rate(cap, start) - (0 if base is None else _rate(base, start))
            found = found | ((pl.col("regime") == name) & (added > room) & (first_day < end))
    return found


def _periods(cap: LawTable, base: LawTable | None, business_date: date) -> list[tuple[date, date]]:
    """Periods in which neither the cap nor the rate below it changes."""
    first = cap.values[0].valid_from if base is None else max(cap.values[0].valid_from, base.values[0].valid_from)
    last = cap.covered_until if base is None else min(cap.covered_until, base.covered_until)
    changes = {value.valid_from for table in (cap, base) if table is not None for value in table.values}
    starts = sorted({first, *(day for day in changes if first < day <= business_date and day < last)})
    return list(zip(starts, [*starts[1:], last], strict=True))


def _rate(table: LawTable, day: date) -> int:
    value = table.at(day).value
    assert isinstance(value, int), f"{table.rule_id} holds no rates"
    return value
