"""Dutch payment reference (betalingskenmerk) of sixteen digits.

*Source*: Betaalvereniging Nederland: the first digit checks the other fifteen; from the right they weigh 2, 4, 8, 5,
10, 9, 7, 3, 6, 1 and so on; the check is 11 less the rest of the sum after division by 11, where 10 is written as 1
and 11 as 0.
"""

from __future__ import annotations

from typing import Final

import polars as pl

IN_TEXT: Final = r"(?i)(?:BETALINGS)?KENM(?:ERK)?[.:\s]*((?:[0-9]\s*){15}[0-9])(?:[^0-9]|$)"
"""Regular expression of a reference that is announced in a text."""

_WEIGHTS: Final = (2, 4, 8, 5, 10, 9, 7, 3, 6, 1, 2, 4, 8, 5, 10)


def is_dutch_reference(digits: pl.Expr) -> pl.Expr:
    """Whether sixteen digits have the right check digit; false for any other text, null for null."""
    check = digits.str.slice(0, 1).cast(pl.Int64, strict=False)
    return digits.str.contains(r"^[0-9]{16}$") & (check == dutch_check_digit(digits.str.slice(1)))


def dutch_check_digit(number: pl.Expr) -> pl.Expr:
    """The check digit of fifteen digits; null for any other text."""
    digits = [number.str.slice(14 - place, 1).cast(pl.Int64, strict=False) for place in range(len(_WEIGHTS))]
    rest = 11 - pl.sum_horizontal(d * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11
    return pl.when(number.str.contains(r"^[0-9]{15}$")).then(rest.replace({10: 1, 11: 0}))
