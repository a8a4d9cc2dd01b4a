"""International bank account number.

*Source*: ISO 13616: country, two check digits by ISO 7064 mod 97-10, and a national part whose length and form the
registry fixes for each country.
"""

from __future__ import annotations

import polars as pl
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from formats.identifiers.on_unique import check_unique


def is_iban(text: str) -> bool:
    """Whether a text is an IBAN, with or without spaces."""
    return bool(IBAN(text, allow_invalid=True).is_valid)


def valid_ibans(values: pl.Series) -> pl.Series:
    """Whether each text is an IBAN; null stays null."""
    return check_unique(values, is_iban)


def compact_ibans(values: pl.Series) -> pl.Series:
    """IBANs as they are stored: upper case without spaces and dots."""
    return values.str.replace_all(r"[\s.]", "").str.to_uppercase()


def make_iban(country: str, bank: str, account: str) -> str:
    """The IBAN of an account, for synthetic files.

    Args:
        country: ISO 3166 alpha-2, in any case.
        bank: Code of the bank, such as `ABNA` or `539`.
        account: Number of the account in its bank, without the national check digits.

    Raises:
        ValueError: The parts do not fit the country.
    """
    try:
        return str(IBAN.generate(country.upper(), bank_code=bank, account_code=account))
    except SchwiftyException as error:
        raise ValueError(f"no IBAN in {country} for bank {bank!r} and account {account!r}: {error}") from error
