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
_LARGEST_SHORT_PRODUCT: Final = 2**62
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


def bound_products(stretches: pl.DataFrame, convention: Convention) -> int:
    """What the products below are at most, for each unit of a base.

    Args:
        stretches: Stretches of some lines.
        convention: How interest is rounded.
    """
    days = pl.col("until_date").to_physical() - pl.col("from_date").to_physical()
    largest_rate, longest = stretches.select(pl.col("rate_ppm").max(), days.max()).row(0)
    year_days = 366 if convention.units == 1 else 1
    return max(largest_rate, 1) * max(longest, 1) * year_days * 2


def measure_interest(stretches: pl.DataFrame, convention: Convention, largest_base: int, bound: int) -> pl.Expr:
    """Interest of lines, rounded to units of the convention.

    Args:
        stretches: Stretches that the lines are in; `rate_ppm` is not empty.
        convention: How interest is rounded: to cents, or to units far below.
        largest_base: The largest `base` of the lines.
        bound: What `bound_products` gives for the stretches.

    Returns:
        An expression over lines: `stretch`, `until` (first day), `stop` (day after the last), `base` in units of the
        convention.

    Raises:
        UsageError: An amount outgrows what the engine can hold.
    """
    width = _choose_width(largest_base, bound, convention)
    days = (pl.col("stop").to_physical() - pl.col("until").to_physical()).cast(width)
    yearly = pl.col("base").cast(width) * _at(stretches["rate_ppm"]).cast(width)
    interest = _divide(yearly * days, 365 * PPM)
    if stretches["act_act"].any():
        by_years = _by_calendar_years(yearly, days, convention)
        interest = pl.when(_at(stretches["act_act"])).then(by_years).otherwise(interest)
    if stretches["per_month"].any():
        by_months = _by_months(yearly, days, stretches, width)
        interest = pl.when(_at(stretches["per_month"])).then(by_months).otherwise(interest)
    return interest.cast(convention.dtype)


def _choose_width(largest_base: int, bound: int, convention: Convention) -> type[pl.DataType]:
    """The type that holds every product below: none may outgrow 128 bits, and no sum of cents 64."""
    product = largest_base * bound
    if product >= _LARGEST_PRODUCT or largest_base >= _LARGEST_BASE_CENTS * convention.units:
        cause = "interest outgrows what the ledger can hold"
        place = f"a base of {largest_base // convention.units} cents"
        raise UsageError(cause, place=place, cure="Check principals and rates.")
    return pl.Int64 if product < _LARGEST_SHORT_PRODUCT else pl.Int128


def _at(values: pl.Series) -> pl.Expr:
    """The value of the stretch that a line is in."""
    return pl.lit(values).gather(pl.col("stretch"))


def _divide(product: pl.Expr, divisor: pl.Expr | int) -> pl.Expr:
    """Quotient rounded half up, which is half away from zero: nothing here is below zero."""
    if isinstance(divisor, int) and divisor % 2 == 0:
        return (product + divisor // 2) // divisor
    return (product * 2 + divisor) // (divisor * 2)


def _by_calendar_years(yearly: pl.Expr, days: pl.Expr, convention: Convention) -> pl.Expr:
    """Each day over the days of its own calendar year: one rounding for both kinds of years together."""
    leap = _leap_days("stop") - _leap_days("until")
    plain = days - leap
    if convention.units == 1:
        return _divide(yearly * (plain * 366 + leap * 365), 365 * 366 * PPM)
    return _divide(yearly * plain, 365 * PPM) + _divide(yearly * leap, 366 * PPM)


def _leap_days(column: str) -> pl.Expr:
    """Days in leap years before a date, counted from the year 1."""
    day = pl.col(column)
    before = day.dt.year().cast(pl.Int64) - 1
    leap_years = before // 4 - before // 100 + before // 400
    return leap_years * 366 + pl.when(day.dt.is_leap_year()).then(day.dt.ordinal_day().cast(pl.Int64) - 1).otherwise(0)


def _by_months(yearly: pl.Expr, days: pl.Expr, stretches: pl.DataFrame, width: type[pl.DataType]) -> pl.Expr:
    """A part of a month bears its share of the days, or the line that opens the month bears the whole rate."""
    month_days = (stretches["until_date"] - stretches["from_date"]).dt.total_days().cast(width)
    opens_month = (pl.col("until") == _at(stretches["from_date"])) & (days > 0)
    whole = pl.when(opens_month).then(_divide(yearly, pl.lit(PPM, width))).otherwise(0)
    share = _divide(yearly * days, _at(month_days) * PPM)
    return pl.when(_at(stretches["full_month"])).then(whole).otherwise(share)
