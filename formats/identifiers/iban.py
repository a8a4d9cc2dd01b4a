"""International bank account number.

*Source*: ISO 13616: country, two check digits by ISO 7064 mod 97-10, and a national part whose length the registry
fixes for each country. The national part in Belgium: bank (3), account (7), and the rest of these ten digits after
division by 97, or 97 when there is no rest.
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl

from formats.identifiers.mod_97 import rest_97
from formats.identifiers.ogm import check_digits

_LENGTHS: Final[dict[str, int]] = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d\d)",
        "AD24 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FR27 GB22 GI23 GR27 HR21 HU28 IE22 IS26 IT27 LI21 "
        "LT20 LU20 LV21 MC27 MT31 NL18 NO15 PL28 PT25 RO24 SE24 SI19 SK24 SM27 VA22",
    )
}
"""Length of an IBAN in the countries of SEPA. *Source*: ISO 13616 registry."""


def has_iban_shape(text: str) -> bool:
    """Whether a compact text looks like an IBAN of a country of SEPA; check digits are not looked at."""
    return text[2:4].isdecimal() and text.isalnum() and _LENGTHS.get(text[:2]) == len(text)


def is_iban(text: pl.Expr, *, longest: int = 34) -> pl.Expr:
    """Whether a compact IBAN has the length of its country and right check digits.

    Countries outside SEPA have any length from 15 to 34.

    Args:
        text: Texts without spaces.
        longest: Characters of the longest text; the less, the faster.
    """
    length = text.str.slice(0, 2).replace_strict(_LENGTHS, default=0, return_dtype=pl.UInt32)
    fits = text.str.contains(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$") & ((length == 0) | (length == text.str.len_chars()))
    return fits & (rest_97(text.str.slice(4) + text.str.slice(0, 4), longest) == 1)


def compact_ibans(values: pl.Expr) -> pl.Expr:
    """IBANs as they are stored: upper case without spaces and dots."""
    return values.str.replace_all(r"[\s.]", "").str.to_uppercase()


def make_ibans(country: str, banks: pl.Series, accounts: pl.Series) -> pl.Series:
    """The IBANs of accounts in the Netherlands or Belgium, for synthetic files.

    Args:
        country: `nl` or `be`.
        banks: Codes of the banks, such as `ABNA` or `539`.
        accounts: Numbers of the accounts in their banks, without check digits.
    """
    if country == "nl":
        national = pl.col("bank") + pl.col("account").str.zfill(10)
    else:
        number = pl.col("bank") + pl.col("account").str.zfill(7)
        national = number + check_digits(number)
    made = pl.DataFrame({"bank": banks, "account": accounts.cast(pl.String)}).select(national=national)
    rest = rest_97(pl.col("national") + f"{country.upper()}00", 24)
    check = (98 - rest).cast(pl.String).str.zfill(2)
    return made.select(iban=country.upper() + check + pl.col("national")).to_series()
