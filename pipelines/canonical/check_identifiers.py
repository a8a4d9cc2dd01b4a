"""Whether numbers with check digits are right, as expressions over whole columns; empty gives empty.

`formats.identifiers` checks single numbers; these expressions give the same answers for a million at a time.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

IBAN_LENGTHS: Final[dict[str, int]] = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 LI21 "
        "LT20 LU20 LV21 MC27 MT31 NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24 SM27 VA22",
    )
}
"""Length of an IBAN in the countries of SEPA. *Source*: ISO 13616 registry."""

_CHUNK: Final = 16
"""Digits that fit in 64 bits with a rest in front: 97 times ten to the 16th."""

_LETTERS: Final = {chr(code): str(code - 55) for code in range(ord("A"), ord("Z") + 1)}


def is_iban(text: pl.Expr, *, longest: int = 34) -> pl.Expr:
    """Whether a compact IBAN has the length of its country and right check digits.

    *Source*: ISO 13616, ISO 7064 (mod 97-10). Countries outside SEPA have any length from 15 to 34.

    Args:
        text: Texts without spaces.
        longest: Characters of the longest text; the less, the faster.
    """
    length = text.str.slice(0, 2).replace_strict(IBAN_LENGTHS, default=0, return_dtype=pl.UInt32)
    fits = text.str.contains(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$") & ((length == 0) | (length == text.str.len_chars()))
    moved = text.str.slice(4) + text.str.slice(0, 4)
    digits = moved.str.replace_many(list(_LETTERS), list(_LETTERS.values()))
    return fits & (_rest_97(digits, 2 * longest) == 1)


def is_kbo(text: pl.Expr) -> pl.Expr:
    """Whether ten digits are a Belgian company number. *Source*: KBO, mod 97 over the first eight."""
    body = text.str.slice(0, 8).cast(pl.Int64, strict=False)
    check = text.str.slice(8, 2).cast(pl.Int64, strict=False)
    return text.str.contains(r"^[01][0-9]{9}$") & (97 - body % 97 == check)


def is_kvk(text: pl.Expr) -> pl.Expr:
    """Whether eight digits are a Dutch company number; it has no check digit."""
    return text.str.contains(r"^[0-9]{8}$") & (text != "00000000")


def is_vat_number(text: pl.Expr) -> pl.Expr:
    """Whether a compact VAT number is right: check digits for NL and BE, the form for other countries.

    *Source*: NL: eleven-test of the nine digits, or mod 97-10 of the whole number for those issued from 2020.
    """
    digits = text.str.slice(2, 9)
    numeric = text.str.replace_many(list(_LETTERS), list(_LETTERS.values()))
    is_dutch = text.str.contains(r"^NL[0-9]{9}B[0-9]{2}$") & (passes_eleven_test(digits) | (_rest_97(numeric, 18) == 1))
    is_belgian = text.str.contains(r"^BE[0-9]{10}$") & is_kbo(text.str.slice(2))
    is_other = text.str.contains(r"^[A-Z]{2}[A-Z0-9+*]{2,13}$") & ~text.str.slice(0, 2).is_in(["NL", "BE"])
    return is_dutch | is_belgian | is_other


def passes_eleven_test(text: pl.Expr) -> pl.Expr:
    """Whether nine digits pass the Dutch eleven-test. *Source*: Regeling BSN; weights 9 to 2, then -1."""
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    total = pl.sum_horizontal(
        text.str.slice(place, 1).cast(pl.Int64, strict=False) * weight for place, weight in enumerate(weights)
    )
    return text.str.contains(r"^[0-9]{9}$") & (total % 11 == 0) & (text != "000000000")


def is_national_number(text: pl.Expr) -> pl.Expr:
    """Whether eleven digits are a Belgian national number.

    *Source*: Royal Decree of 3 April 1984: day of birth, order, 97 less the rest of the first nine digits, which are
    preceded by 2 for births from 2000.
    """
    body = text.str.slice(0, 9).cast(pl.Int64, strict=False)
    check = text.str.slice(9, 2).cast(pl.Int64, strict=False)
    month = text.str.slice(2, 2).cast(pl.Int64, strict=False) % 20
    day = text.str.slice(4, 2).cast(pl.Int64, strict=False)
    is_born = month.is_between(0, 12) & day.is_between(0, 31)
    is_checked = (97 - body % 97 == check) | (97 - (body + 2_000_000_000) % 97 == check)
    return text.str.contains(r"^[0-9]{11}$") & is_born & is_checked


def _rest_97(digits: pl.Expr, width: int) -> pl.Expr:
    """The rest of a long number after division by 97, sixteen digits at a time; null where a sign is no digit."""
    chunks = -(-width // _CHUNK)
    padded = digits.str.zfill(chunks * _CHUNK)
    rest: pl.Expr = pl.lit(0, dtype=pl.Int64)
    for start in range(0, chunks * _CHUNK, _CHUNK):
        rest = (rest * 10**_CHUNK + padded.str.slice(start, _CHUNK).cast(pl.Int64, strict=False)) % 97
    return rest
