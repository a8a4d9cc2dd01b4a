"""Interest of a line, in units of a cent: the one formula of the ledger, for both rounding conventions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import polars as pl

from pipelines.money import PPM, divide_rounded
from warehouse.errors import UsageError

EXACT_UNITS: Final = 4 * 3 * 5 * 7 * 29 * 31 * 61 * 73 * PPM
"""Units of a cent in the convention `exact`: fifteen decimals, and a multiple of every divisor that interest meets.

Those are 365, 366, months of 28 to 31 days and parts per million; so only interest on fractions is cut off.
"""

_LARGEST_PRODUCT: Final = 2**125
_LARGEST_BASE_CENTS: Final = 2**52


@dataclass(frozen=True)
class Convention:
    """A rounding convention: in how many units of a cent interest is kept until money is posted."""

    name: str
    units: int

    @property
    def dtype(self) -> type[pl.DataType]:
        """Type of the columns that hold such units."""
        return pl.Int64 if self.units == 1 else pl.Int128

    def cents(self, units: pl.Expr) -> pl.Expr:
        """Units as cents, rounded half away from zero.

        Args:
            units: Units of this convention.
        """
        return units if self.units == 1 else divide_rounded(units, self.units).cast(pl.Int64)


CONVENTIONS: Final = {"line": Convention("line", 1), "exact": Convention("exact", EXACT_UNITS)}
"""The two conventions of `docs/ledger.md`."""


def measure_lines(lines: pl.DataFrame, convention: Convention) -> pl.DataFrame:
    """Lines with their days and interest.

    Args:
        lines: Lines as `cut_lines` gives them, with `base` in units of the convention.
        convention: How interest is rounded: to cents, or to units far below.

    Returns:
        The lines with `days`, `interest` in units, and the same as `interest_cents` (right for `line` only). Where the
        rate is empty the interest is zero.

    Raises:
        UsageError: An amount outgrows what the engine can hold.
    """
    days = (pl.col("until_date") - pl.col("from_date")).dt.total_days()
    lines = lines.with_columns(days=days)
    _check_range(lines, convention)
    interest = _by_days(365)
    if lines["act_act"].any():
        interest = pl.when("act_act").then(_by_calendar_years(convention)).otherwise(interest)
    if lines["per_month"].any():
        interest = pl.when("per_month").then(_by_months()).otherwise(interest)
    lines = lines.with_columns(interest=interest.fill_null(0).cast(convention.dtype))
    return lines.with_columns(interest_cents=pl.col("interest").cast(pl.Int64) if convention.units == 1 else pl.lit(0))


def _yearly() -> pl.Expr:
    return pl.col("base").cast(pl.Int128) * pl.col("rate_ppm").cast(pl.Int128)


def _by_days(year_days: int) -> pl.Expr:
    return divide_rounded(_yearly() * pl.col("days"), year_days * PPM)


def _by_calendar_years(convention: Convention) -> pl.Expr:
    """Each day over the days of its own calendar year: one rounding for both kinds of years together."""
    leap = _leap_days("until_date") - _leap_days("from_date")
    plain = pl.col("days") - leap
    if convention.units == 1:
        return divide_rounded(_yearly() * (plain * 366 + leap * 365), 365 * 366 * PPM)
    return divide_rounded(_yearly() * plain, 365 * PPM) + divide_rounded(_yearly() * leap, 366 * PPM)


def _leap_days(column: str) -> pl.Expr:
    """Days in leap years before a date, counted from the year 1."""
    day = pl.col(column)
    before = day.dt.year().cast(pl.Int64) - 1
    leap_years = before // 4 - before // 100 + before // 400
    return leap_years * 366 + pl.when(day.dt.is_leap_year()).then(day.dt.ordinal_day().cast(pl.Int64) - 1).otherwise(0)


def _by_months() -> pl.Expr:
    """A part of a month bears its share of the days, or the line that opens the month bears the whole rate."""
    whole = pl.when("opens_month").then(divide_rounded(_yearly(), PPM)).otherwise(0)
    share = divide_rounded(_yearly() * pl.col("days"), pl.col("month_days").cast(pl.Int128) * PPM)
    return pl.when("full_month").then(whole).otherwise(share)


def _check_range(lines: pl.DataFrame, convention: Convention) -> None:
    """No product may outgrow 128 bits, and no sum of cents 64; amounts that could are far from any debt."""
    if lines.height == 0:
        return
    largest = lines.select(pl.col("base", "rate_ppm", "days").max().fill_null(0)).row(0)
    year_days = 366 if convention.units == 1 else 1
    product = largest[0] * largest[1] * largest[2] * year_days * 2
    if product >= _LARGEST_PRODUCT or largest[0] >= _LARGEST_BASE_CENTS * convention.units:
        cause = "interest outgrows what the ledger can hold"
        raise UsageError(
            cause, place=f"a base of {largest[0] // convention.units} cents", cure="Check principals and rates."
        )
