"""Money and rates: one rounding function, and exact text of cents and parts per million.

Cents are `Int64`, rates are parts per million (11.15 % = 111 500). Products of the two outgrow 64 bits, so divisions
are made in `Int128` and come back as whole numbers.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

PPM: Final = 1_000_000
"""Parts in a whole: 100 %."""

MAX_CENTS: Final = 10**11
"""Largest single amount that the ledger takes: a thousand million euros."""

_AMOUNT = re.compile(r"(-?)(\d{1,15})(?:\.(\d{1,2}))?", re.ASCII)
_PERCENTAGE = re.compile(r"(\d{1,6})(?:\.(\d{1,4}))?", re.ASCII)


def divide_rounded(numerator: pl.Expr, denominator: pl.Expr | int) -> pl.Expr:
    """Quotient as a whole number, rounded half away from zero.

    Args:
        numerator: Whole numbers; a product of cents should be cast to `Int128` before it is made.
        denominator: Whole numbers above zero.

    Returns:
        `Int128`.
    """
    wide = numerator.cast(pl.Int128)
    below = (pl.lit(denominator) if isinstance(denominator, int) else denominator).cast(pl.Int128)
    size = (wide.abs() * 2 + below) // (below * 2)
    return pl.when(wide < 0).then(0 - size).otherwise(size)


def share_of(amount_cents: pl.Expr, rate_ppm: pl.Expr | int) -> pl.Expr:
    """Part of an amount at a rate, in cents, rounded once half away from zero.

    Args:
        amount_cents: Amount in cents.
        rate_ppm: Parts per million.

    Returns:
        `Int64` cents.
    """
    rate = (pl.lit(rate_ppm) if isinstance(rate_ppm, int) else rate_ppm).cast(pl.Int128)
    return divide_rounded(amount_cents.cast(pl.Int128) * rate, PPM).cast(pl.Int64)


def parse_cents(text: str) -> int:
    """Cents of an amount such as `1234.56`, exactly.

    Args:
        text: Digits with at most two decimals behind a point; a minus sign may lead.

    Returns:
        Cents.

    Raises:
        ValueError: The text is not such an amount.
    """
    match = _AMOUNT.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an amount with at most two decimals")
    sign, whole, decimals = match.groups()
    cents = int(whole) * 100 + int((decimals or "").ljust(2, "0"))
    return -cents if sign else cents


def format_cents(cents: int) -> str:
    """Amount with two decimals: 123456 gives `1234.56`.

    Args:
        cents: Cents.

    Returns:
        Text that `parse_cents` reads back.
    """
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def parse_ppm(text: str) -> int:
    """Parts per million of a percentage such as `11.15`, exactly.

    Args:
        text: Digits with at most four decimals behind a point.

    Returns:
        Parts per million: 111500.

    Raises:
        ValueError: The text is not such a percentage.
    """
    match = _PERCENTAGE.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a percentage with at most four decimals")
    whole, decimals = match.groups()
    return int(whole) * 10_000 + int((decimals or "").ljust(4, "0"))


def format_pct(rate_ppm: int) -> str:
    """Percentage without trailing zeros: 111500 gives `11.15`, 30000 gives `3`.

    Args:
        rate_ppm: Parts per million, zero or more.

    Returns:
        Text that `parse_ppm` reads back.
    """
    whole, rest = divmod(rate_ppm, 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
