"""Belgian structured communication (OGM, VCS), `+++ddd/dddd/ddddd+++`.

*Source*: Febelfin: ten digits and two check digits, the rest of the ten after division by 97, or 97 when there is no
rest.
"""

from __future__ import annotations

import polars as pl

from formats.identifiers.on_unique import first_valid

_IN_TEXT = r"[0-9][0-9/]*"


def valid_ogms(values: pl.Series) -> pl.Series:
    """Whether each text is a structured communication, printed or as twelve digits; null stays null."""
    plain = values.str.replace(r"^[+*]{3}(.*?)[+*]{3}$", "$1")
    has_form = plain.str.contains(r"^[0-9]{12}$|^[0-9]{3}/[0-9]{4}/[0-9]{5}$")
    digits = plain.str.replace_all("/", "", literal=True).rename("found").to_frame()
    return has_form & digits.select(_is_checked()).to_series().rename(values.name)


def make_ogms(numbers: pl.Series) -> pl.Series:
    """The structured communication, as printed, of each number of ten digits; null stays null.

    Args:
        numbers: Texts of ten digits, such as dossier ids.
    """
    rest = numbers.cast(pl.Int64) % 97
    check = rest.replace(0, 97).cast(pl.String).str.zfill(2)
    return print_ogms(numbers.cast(pl.String).str.zfill(10) + check)


def find_ogms(texts: pl.Series) -> pl.Series:
    """The first valid structured communication in each text, as twelve digits, else null.

    Twelve digits count only when no other digit touches them, and slashes only in their right places.
    """
    tidy = texts.str.replace_all(r"\s*/\s*", "/").str.replace_all(r"/+(?:[^0-9]|$)", " ")
    is_whole = pl.col("found").str.contains(r"^[0-9]{12}$")
    return first_valid(tidy, _IN_TEXT, _digits, is_whole & _is_checked()).rename(texts.name)


def print_ogms(digits: pl.Series) -> pl.Series:
    """Twelve digits as letters show them."""
    return digits.str.replace(r"^(\d{3})(\d{4})(\d{5})$", "+++$1/$2/$3+++")


def _digits(found: pl.Expr) -> pl.Expr:
    return found.str.replace(r"^([0-9]{3})/([0-9]{4})/([0-9]{5})$", "$1$2$3")


def _is_checked() -> pl.Expr:
    rest = pl.col("found").str.slice(0, 10).cast(pl.Int64, strict=False) % 97
    expected = pl.when(rest == 0).then(97).otherwise(rest)
    return expected == pl.col("found").str.slice(10, 2).cast(pl.Int64, strict=False)
