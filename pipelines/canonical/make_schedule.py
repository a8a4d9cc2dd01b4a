"""The instalments of a plan: equal amounts, the last one the rest, so that they add up to the cent."""

from __future__ import annotations

from typing import Final

import polars as pl

_WEEKS: Final = {"week": 1, "two_weeks": 2, "four_weeks": 4}
_MONTHS: Final = {"month": 1, "quarter": 3}


def make_schedule(plans: pl.DataFrame) -> pl.DataFrame:
    """The instalments of plans that fit (`fits_schedule`).

    Days are counted from the first: a plan that starts on the 31st is due on the last day of shorter months, and on the
    31st again after them.

    Args:
        plans: arrangement_id, amount_cents (their sum), instalment_count or instalment_cents, first_due_date,
            instalment_period (empty: a month).

    Returns:
        One row per instalment: the columns of the plan, instalment_number, due_date, and its amount in `part_cents`.
    """
    number = pl.col("instalment_number")
    each, last = _each(), _last()
    return (
        plans.with_columns(instalment_number=pl.int_ranges(1, schedule_count() + 1, dtype=pl.Int64))
        .explode("instalment_number")
        .with_columns(
            due_date=pl.col("first_due_date").dt.offset_by(_offset(number - 1)),
            part_cents=pl.when(number == schedule_count()).then(last).otherwise(each),
        )
    )


def fits_schedule(most: int) -> pl.Expr:
    """Whether a plan can be cut into instalments: not too many, none of nothing; unknown where parts are missing.

    Args:
        most: Most instalments.
    """
    return schedule_count().is_between(1, most) & (_each() >= 1) & (_last() >= 1)


def schedule_count() -> pl.Expr:
    """The number of instalments: as given, or as many as the amount of one takes."""
    amount, each = pl.col("amount_cents"), pl.col("instalment_cents")
    needed = pl.when(each > 0).then((amount + each - 1) // each)
    return pl.coalesce("instalment_count", needed)


def _each() -> pl.Expr:
    """The amount of every instalment but the last."""
    count = schedule_count()
    return pl.coalesce("instalment_cents", pl.when(count > 0).then(pl.col("amount_cents") // count))


def _last() -> pl.Expr:
    """The amount of the last instalment: the rest."""
    return pl.col("amount_cents") - _each() * (schedule_count() - 1)


def _offset(periods: pl.Expr) -> pl.Expr:
    """So many periods as an offset of dates."""
    period = pl.col("instalment_period").fill_null("month")
    weeks = period.replace_strict(_WEEKS, default=None, return_dtype=pl.Int64)
    months = period.replace_strict(_MONTHS, default=None, return_dtype=pl.Int64)
    return pl.coalesce(pl.format("{}w", weeks * periods), pl.format("{}mo", months * periods))
