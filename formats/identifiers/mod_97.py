"""ISO 7064 mod 97-10: check digits of texts with letters, which count as 10 for A to 35 for Z."""

from __future__ import annotations

from typing import Final

import polars as pl

_CHUNK: Final = 16
"""Digits that fit in 64 bits with a rest in front: 97 times ten to the 16th."""

_LETTERS: Final = {chr(code): str(code - 55) for code in range(ord("A"), ord("Z") + 1)}


def rest_97(text: pl.Expr, longest: int) -> pl.Expr:
    """The rest of a long number after division by 97; null where a sign is no digit or capital.

    Args:
        text: Texts of digits and capitals.
        longest: Signs of the longest text; the less, the faster.
    """
    chunks = -(-2 * longest // _CHUNK)
    digits = text.str.replace_many(list(_LETTERS), list(_LETTERS.values()))
    padded = digits.str.zfill(chunks * _CHUNK)
    rest: pl.Expr = pl.lit(0, dtype=pl.Int64)
    for start in range(0, chunks * _CHUNK, _CHUNK):
        rest = (rest * 10**_CHUNK + padded.str.slice(start, _CHUNK).cast(pl.Int64, strict=False)) % 97
    return rest
