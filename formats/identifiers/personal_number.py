"""Numbers of persons, which creditors may not send and the hub may not keep.

*Source*: NL, citizen service number: Wet algemene bepalingen burgerservicenummer; nine digits times 9 to 2 and −1 add
up to a multiple of eleven. BE, national number: Royal Decree of 3 April 1984: day of birth, order, 97 less the rest of
the first nine digits, which are preceded by 2 for births from 2000.
"""

from __future__ import annotations

import polars as pl

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_eleven_test(text: pl.Expr) -> pl.Expr:
    """Whether nine digits pass the Dutch eleven-test."""
    total = pl.sum_horizontal(
        text.str.slice(place, 1).cast(pl.Int64, strict=False) * weight for place, weight in enumerate(_WEIGHTS)
    )
    return text.str.contains(r"^[0-9]{9}$") & (total % 11 == 0) & (text != "000000000")


def is_national_number(text: pl.Expr) -> pl.Expr:
    """Whether eleven digits are a Belgian national number."""
    body = text.str.slice(0, 9).cast(pl.Int64, strict=False)
    check = text.str.slice(9, 2).cast(pl.Int64, strict=False)
    month = text.str.slice(2, 2).cast(pl.Int64, strict=False) % 20
    day = text.str.slice(4, 2).cast(pl.Int64, strict=False)
    is_born = month.is_between(0, 12) & day.is_between(0, 31)
    is_checked = (97 - body % 97 == check) | (97 - (body + 2_000_000_000) % 97 == check)
    return text.str.contains(r"^[0-9]{11}$") & is_born & is_checked
