"""Which totals of a sample count its records, and which sum a column: proven by the sample itself."""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

_DECIMALS = re.compile(r"^-?\d+[.,](\d{1,2})$")


def counting_total(rows: pl.DataFrame, totals: Mapping[str, str]) -> str | None:
    """The name of the total that is the number of records; none where none is."""
    return next((name for name, text in totals.items() if text.strip().lstrip("0") == str(rows.height)), None)


def summing_totals(rows: pl.DataFrame, columns: list[str], totals: Mapping[str, str]) -> dict[str, str]:
    """The columns whose sum is one of the totals, with the name of that total.

    Args:
        rows: Rows of the record.
        columns: Columns that hold numbers.
        totals: Totals as the file states them.
    """
    stated = {cents: name for name, text in totals.items() if (cents := _hundredths(text))}
    found: dict[str, str] = {}
    for column in columns:
        digits = rows.select(cents=_cents(column).sum(), units=_cents(column, whole=True).sum()).row(0)
        named = next((stated[total] for total in digits if total in stated), None)
        if named is not None and named not in found.values():
            found[column] = named
    return found


def _hundredths(text: str) -> int:
    """A total times a hundred where it has a decimal sign, else as it is; 0 where it is no number."""
    bare = text.strip()
    match = _DECIMALS.match(bare)
    if match:
        whole = re.sub(r"[.,]", "", bare[: -len(match[1])])
        return int(whole + match[1].ljust(2, "0"))
    return int(bare) if re.fullmatch(r"-?\d{1,18}", bare) else 0


def _cents(column: str, *, whole: bool = False) -> pl.Expr:
    """Digits of a column: as they stand, or with two decimals added where there is a decimal sign."""
    text = pl.col(column).str.strip_chars()
    if whole:
        return text.str.extract(r"^(-?\d{1,17})$").cast(pl.Int64, strict=False)
    fraction = text.str.extract(r"[.,](\d{1,2})$").fill_null("").str.pad_end(2, "0")
    units = text.str.replace(r"[.,]\d{1,2}$", "").str.replace_all(r"[.,' ]", "")
    return (units + fraction).str.extract(r"^(-?\d{1,17})$").cast(pl.Int64, strict=False)
