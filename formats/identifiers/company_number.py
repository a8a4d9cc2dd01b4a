"""Numbers of companies in the Dutch and Belgian trade registers.

*Source*: KvK: eight digits without check digit (Handelsregisterbesluit 2008). KBO: ten digits, the first 0 or
1, the last two 97 less the rest of the first eight after division by 97 (Royal Decree of 24 June 2003).
"""

from __future__ import annotations

import re
from typing import Final

import polars as pl
from stdnum.be import vat

from formats.identifiers.on_unique import check_unique


def is_kvk(text: str) -> bool:
    """Whether a text is a KvK number: eight digits, not all the same."""
    return re.fullmatch(r"[0-9]{8}", text) is not None and len(set(text)) > 1


def is_kbo(text: str) -> bool:
    """Whether a text is a KBO number, with or without dots or `BE`."""
    return bool(vat.is_valid(text))


def valid_company_numbers(values: pl.Series, country: str) -> pl.Series:
    """Whether each text is a company number of a country; null stays null.

    Args:
        values: Numbers.
        country: `nl` or `be`.
    """
    return check_unique(values, _CHECKS[country])


def compact_company_numbers(values: pl.Series) -> pl.Series:
    """Numbers as they are stored: digits only."""
    return values.str.replace_all(r"[^0-9]", "")


def make_kbo(body: int) -> str:
    """The KBO number of a body of at most eight digits, for synthetic files."""
    if not 0 < body < 20_000_000:
        raise ValueError(f"a KBO body lies from 1 to 19999999, not {body}")
    return f"{body:08d}{97 - body % 97:02d}"


_CHECKS: Final = {"nl": is_kvk, "be": is_kbo}
