"""Belgian structured communication (OGM, VCS), `+++ddd/dddd/ddddd+++`.

*Source*: Febelfin: ten digits and two check digits, the rest of the ten after division by 97, or 97 when there is no
rest.
"""

from __future__ import annotations

from typing import Final

import polars as pl

_TWELVE: Final = r"^(\d{3})(\d{4})(\d{5})$"
_PRINTED: Final = "+++$1/$2/$3+++"


def make_ogms(numbers: pl.Series) -> pl.Series:
    """The structured communication, as printed, of each number of ten digits; null stays null.

    Args:
        numbers: Texts of ten digits, such as dossier ids.
    """
    number = pl.col("number")
    frame = numbers.cast(pl.String).str.zfill(10).rename("number").to_frame()
    return print_ogms(frame.select(number + check_digits(number)).to_series()).rename(numbers.name)


def print_ogms(digits: pl.Series) -> pl.Series:
    """Twelve digits as letters show them."""
    return digits.str.replace(_TWELVE, _PRINTED)


def print_ogm_numbers(number: pl.Expr) -> pl.Expr:
    """The structured communication of ten digits as letters show it; null for null."""
    return (number + check_digits(number)).str.replace(_TWELVE, _PRINTED)


def find_ogm_numbers(text: pl.Expr) -> pl.Expr:
    """The ten digits of every valid structured communication in a text: a list, null for what is none.

    Twelve digits count only when no other digit touches them, and slashes only in their right places.
    """
    return text.str.extract_all(r"[0-9]+(?: */ *[0-9]+)*").list.eval(_number(pl.element()))


def check_digits(number: pl.Expr) -> pl.Expr:
    """The two check digits of ten digits."""
    rest = number.cast(pl.Int64, strict=False) % 97
    return pl.when(rest == 0).then(97).otherwise(rest).cast(pl.String).str.zfill(2)


def _number(found: pl.Expr) -> pl.Expr:
    digits = found.str.replace(r"^([0-9]{3}) */ *([0-9]{4}) */ *([0-9]{5})$", "$1$2$3")
    number = digits.str.slice(0, 10)
    is_right = digits.str.contains(r"^[0-9]{12}$") & (digits.str.slice(10, 2) == check_digits(number))
    return pl.when(is_right).then(number)
