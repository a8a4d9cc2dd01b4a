"""The payment reference in a free text: a payer or an old format writes it there."""

from __future__ import annotations

from typing import Final

import polars as pl

from formats.identifiers import dutch_reference, rf_reference
from formats.identifiers.ogm import check_digits, print_ogm_numbers

_OGM: Final = r"(?:[^0-9/]|^)([0-9]{3} */ *[0-9]{4} */ *[0-9]{5}|[0-9]{12})(?:[^0-9/]|$)"
_WHOLE_DUTCH: Final = r"^\s*((?:[0-9]\s?){15}[0-9])\s*$"
_HINT: Final = r"(?i:rf)[ .\-]*[0-9]{2}|[0-9]{3} */ *[0-9]{4} */|[0-9]{12}|(?:[0-9]\s*){16}"
_KINDS: Final = {
    "rf": (rf_reference.WRITTEN_TOGETHER, rf_reference.IN_TEXT),
    "ogm": (_OGM,),
    "dutch": (dutch_reference.IN_TEXT, _WHOLE_DUTCH),
}


def find_references(texts: pl.Series) -> pl.Series:
    """The one reference in each text whose check digits are right; null where there is none, or more than one.

    It may be an RF reference (written together), a Belgian structured communication (as printed), or a Dutch reference
    of sixteen digits that is announced as one or is the whole text. The first of each kind in a text is looked at.

    Args:
        texts: Free texts.
    """
    asked = texts.rename("text").to_frame().with_row_index("row").filter(pl.col("text").str.contains(_HINT))
    upper = asked.with_columns(pl.col("text").str.to_uppercase())
    found = [_found(upper, kind, pattern) for kind, patterns in _KINDS.items() for pattern in patterns]
    references = pl.concat(found).unique()
    single = references.filter(pl.len().over("row") == 1)
    rows = pl.DataFrame({"row": pl.int_range(len(texts), dtype=pl.UInt32, eager=True)})
    return rows.join(single, on="row", how="left", maintain_order="left")["reference"]


def _found(asked: pl.DataFrame, kind: str, pattern: str) -> pl.DataFrame:
    """The references of one kind: `row`, `reference`."""
    match = pl.col("text").str.extract(pattern, 0 if kind == "rf" else 1)
    met = asked.select("row", match=match).drop_nulls()
    compact = met.with_columns(pl.col("match").str.replace_all(r"[\s.\-/]", ""))
    return compact.filter(_is_right(kind)).select("row", reference=_written(kind))


def _is_right(kind: str) -> pl.Expr:
    reference = pl.col("match")
    if kind == "rf":
        return rf_reference.is_rf_reference(reference)
    if kind == "dutch":
        return dutch_reference.is_dutch_reference(reference)
    return reference.str.slice(10) == check_digits(reference.str.slice(0, 10))


def _written(kind: str) -> pl.Expr:
    return print_ogm_numbers(pl.col("match").str.slice(0, 10)) if kind == "ogm" else pl.col("match")
