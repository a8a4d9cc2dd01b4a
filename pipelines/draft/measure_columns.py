"""What the values of columns look like: how many are filled, how many differ, which patterns they keep to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from formats.identifiers.company_number import is_kbo
from formats.identifiers.iban import compact_ibans, is_iban
from formats.identifiers.vat_number import is_vat_number
from formats.table import RESERVED_COLUMNS
from mappings.draft_words import DraftWords
from mappings.parse_rules import DATE_FORMS

ALL: Final = 1000
"""A share of all filled values, in thousandths."""

MOST: Final = 950
"""A share that leaves room for slips of the pen."""

_ROWS: Final = 20_000
_MOST_CODES: Final = 25
_LIKELY: Final = 500
_PATTERNS: Final = {
    "email": r"^[^@\s]+@[^@\s]+\.[A-Za-z]{2,}$",
    "postcode_nl": r"^[1-9]\d{3} ?[A-Za-z]{2}$",
    "four_digits": r"^[1-9]\d{3}$",
    "kvk": r"^\d{8}$",
    "phone": r"^(?:\+|0)[\d ()./-]{8,17}$",
    "digits": r"^\d+$",
    "number": r"^[-+]?[\d.,' ]*\d[-+]?$",
    "comma_decimals": r"^[-+€ ]*\d{1,3}(?:[. ']?\d{3})*,\d{1,2}-?$",
    "point_decimals": r"^[-+€ ]*\d{1,3}(?:[, ']?\d{3})*\.\d{1,2}-?$",
    "thousand_or_decimal": r"^[-+€ ]*\d{1,3}[.,]\d{3}-?$",
    "comma_thousands": r"\d,\d{3}(?:\D|$)",
    "point_thousands": r"\d\.\d{3}(?:\D|$)",
    "percent": r"^\d{1,3}(?:[.,]\d{1,4})? ?%?$",
    "period": r"^(?:19|20)\d{2}[-/]?(?:0[1-9]|1[0-2])$",
    "initials": r"^[A-Z](?:\.?[A-Z])*\.?$",
    "two_letters": r"^[A-Za-z]{2}$",
    "three_capitals": r"^[A-Z]{3}$",
    "words": r"^[^\d@]*\p{L}{2}[^\d@]*$",
    "house_number": r"^\d{1,5}(?:[ -]?[A-Za-z0-9/-]{1,6})?$",
    "street_number": r"^\p{L}[^,]*[\p{L}.,] ?,? ?\d{1,5}(?:[ /-]?[A-Za-z0-9/-]{1,8}){0,3}$",
    "number_street": r"^\d{1,5}[A-Za-z]?,? \p{L}{2}[\p{L}' .-]{2,}$",
    "postcode_town": r"^(?:[A-Za-z]{1,2}-)?[1-9]\d{3}(?: ?[A-Z]{2})? +\p{L}[^\d]{2,}$",
    "initials_surname": r"^(?:(?:[A-Z]\.[ -]?)+(?:\p{L}[\p{L}' -]+)|\p{L}[\p{L}' -]+, ?(?:[A-Z]\. ?)+(?:[\p{L}' ]+)?)$",
    "reference": r"^[A-Za-z]{0,6}[-/. ]?\d[\dA-Za-z/.-]*$",
    "serial": r"^[2-6]\d{4}$",
    "few_signs": r"^.{1,6}$",
    "like_number": r"^[A-Za-z]{0,2}[\d. ]{2}[\dA-Za-z. ]{7,40}$",
    "like_date": r"^\d{1,4}[-/.]?\d{1,2}[-/.]?\d{1,4}$",
}
# Member states by the letters of their VAT numbers: other letters before digits are somebody's own numbers.
_VAT: Final = r"^(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|HR|HU|IE|IT|LT|LU|LV|MT|NL|PL|PT|RO|SE|SI|SK)[ .]?[U\d]"


@dataclass(frozen=True)
class Measured:
    """What the values of a column look like.

    Attributes:
        name: The column.
        rows: Rows of the sample.
        filled: Rows in which it holds something.
        distinct: Values that differ.
        longest: Signs of the longest value.
        shares: Thousandths of the filled values that keep to each pattern.
        date_forms: Forms of dates that nearly all values have; none where they are no dates.
        middle_day: The day in the middle of them, in the first form.
        values: How often each value stands there, where there are few.
        example: One of the values, where it is a day; else empty, for others may be about a person.
    """

    name: str
    rows: int
    filled: int
    distinct: int
    longest: int
    shares: Mapping[str, int]
    date_forms: tuple[str, ...]
    middle_day: date | None
    values: Mapping[str, int]
    example: str = ""

    def has(self, pattern: str, least: int = MOST) -> bool:
        """Whether at least so many thousandths of the values keep to a pattern."""
        return self.filled > 0 and self.shares[pattern] >= least

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value of its own."""
        return self.filled == self.rows == self.distinct

    @property
    def is_code(self) -> bool:
        """Whether a few short values come back again and again, as of a closed list."""
        return 1 <= len(self.values) <= 12 and self.filled >= 3 * self.distinct and self.longest <= 30


def measure_columns(rows: pl.DataFrame, words: DraftWords) -> dict[str, Measured]:
    """Every column of a table of text with what its values look like.

    Args:
        rows: The rows as read; those that the reader marked as broken are left out beforehand.
        words: Words in values.

    Returns:
        By name, in the order of the file.
    """
    looked_at = rows.head(_ROWS)
    patterns = _PATTERNS | _word_patterns(words)
    return {name: _measure(looked_at[name], patterns) for name in rows.columns if name not in RESERVED_COLUMNS}


def _word_patterns(words: DraftWords) -> dict[str, str]:
    """Patterns of values that hold a word of a list."""
    prefixes = "|".join(map(re.escape, words.lists["prefixes"]))
    streets = "|".join(map(re.escape, words.lists["streets"]))
    return {
        "prefix": f"^(?i:{prefixes})$",
        "street": rf"(?i)(?:{streets})(?:$|[ ,])",
        "street_word": rf"(?i)(?:{streets})(?:$|[ ,\d])",
    }


def _measure(column: pl.Series, patterns: Mapping[str, str]) -> Measured:
    text = column.str.strip_chars()
    filled = text.filter(text.is_not_null() & (text != "")).rename("text")
    shares = _shares(filled, patterns)
    forms = tuple(name for name in DATE_FORMS if shares[name] >= MOST)
    counts = filled.value_counts(sort=True)
    few = counts.sort(["count", "text"], descending=[True, False]).rows() if counts.height <= _MOST_CODES else []
    return Measured(
        name=column.name,
        rows=column.len(),
        filled=filled.len(),
        distinct=counts.height,
        longest=max(filled.str.len_chars().to_list(), default=0),
        shares=shares,
        date_forms=_narrowest(forms),
        middle_day=_middle_day(filled, forms),
        values=dict(few),
        example=str(filled[0]) if forms else "",
    )


def _shares(filled: pl.Series, patterns: Mapping[str, str]) -> dict[str, int]:
    """Thousandths of the values that keep to each pattern, and to each form of a date.

    What is costly to check is only looked at where a simple pattern says that it is likely.
    """
    text = pl.col("text")
    shares = _counted(filled, {name: text.str.contains(pattern) for name, pattern in patterns.items()})
    bare = text.str.replace_all(r"[. ]", "")
    numbers = {
        "iban": is_iban(compact_ibans(text)),
        "kbo": is_kbo(bare.str.replace("(?i)^be", "")),
        "vat": is_vat_number(bare.str.to_uppercase()) & text.str.contains(_VAT),
    }
    days = {name: _is_day(text, name) for name in DATE_FORMS}
    for likely, checks in (("like_number", numbers), ("like_date", days)):
        is_likely = shares[likely] >= _LIKELY
        shares |= _counted(filled, checks) if is_likely else dict.fromkeys(checks, 0)
    return shares


def _counted(filled: pl.Series, fits: Mapping[str, pl.Expr]) -> dict[str, int]:
    """Thousandths of the values for which each check is true."""
    counted = filled.to_frame().select(
        (fit.fill_null(value=False).sum().cast(pl.Int64) * ALL // max(filled.len(), 1)).alias(name)
        for name, fit in fits.items()
    )
    return {name: int(share) for name, share in counted.row(0, named=True).items()}


def _is_day(text: pl.Expr, name: str) -> pl.Expr:
    """Whether a text is a day between 1900 and 2099 in one form."""
    pattern, form = DATE_FORMS[name]
    day = pl.when(text.str.contains(pattern)).then(text).str.to_date(form, strict=False)
    return day.dt.year().is_between(1900, 2099)


def _narrowest(forms: tuple[str, ...]) -> tuple[str, ...]:
    """The forms without those that are looser than another: `d-m-yyyy` where `dd-mm-yyyy` fits as well."""
    return tuple(
        name for name in forms if not (name.count("d") == 1 and name.replace("d", "dd").replace("m", "mm") in forms)
    )


def _middle_day(filled: pl.Series, forms: tuple[str, ...]) -> date | None:
    if not forms:
        return None
    days = filled.str.to_date(DATE_FORMS[forms[0]][1], strict=False).drop_nulls().sort()
    return days[days.len() // 2] if days.len() else None
