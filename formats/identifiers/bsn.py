"""Dutch citizen service number (burgerservicenummer), which creditors may not send and the hub may not keep.

*Source*: Wet algemene bepalingen burgerservicenummer; the eleven-test: the digits times 9 to 2 and −1 add up to a
multiple of eleven.
"""

from __future__ import annotations

import polars as pl
from stdnum.nl import bsn

from formats.identifiers.on_unique import check_unique


def is_bsn(text: str) -> bool:
    """Whether a text is nine digits (spaces and dots aside) that pass the eleven-test."""
    return sum(sign.isdigit() for sign in text) == 9 and bool(bsn.is_valid(text))


def valid_bsns(values: pl.Series) -> pl.Series:
    """Whether each text can be a citizen service number, as one in eleven of all nine digits can; null stays null."""
    return check_unique(values, is_bsn)


def make_bsn(body: int) -> str:
    """The number of a body of eight digits, for tests.

    Raises:
        ValueError: No ninth digit makes this body pass.
    """
    digits = f"{body:08d}"
    check = sum(weight * int(digit) for weight, digit in zip(range(9, 1, -1), digits, strict=True)) % 11
    if check == 10:
        raise ValueError(f"no citizen service number starts with {digits}")
    return f"{digits}{check}"
