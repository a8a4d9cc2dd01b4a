"""The text of a value in the form of a feed: the way back from `parse_values`, for files that the hub writes itself."""

from __future__ import annotations

import polars as pl

from mappings.parse_rules import DATE_FORMS, ParseRule


def render_value(value: pl.Expr, rule: ParseRule) -> pl.Expr:
    """The text from which `parse_value` makes this value again; null stays null.

    The first date form is written; an amount has a minus in front and no thousands signs; of several codes for one
    word the first of the list.

    Args:
        value: Value of the kind.
        rule: Kind and forms.
    """
    match rule.kind:
        case "amount":
            return _fixed(value, rule, decimals=0 if rule.implied_decimals else 2)
        case "date":
            return value.dt.to_string(DATE_FORMS[rule.date_forms[0]][1])
        case "percent":
            return _fixed(value, rule, decimals=4)
        case "boolean":
            codes = _first_codes(rule) or {"true": "true", "false": "false"}
            return value.cast(pl.String).replace_strict(codes, default=None, return_dtype=pl.String)
        case "code" if rule.codes:
            return value.replace_strict(_first_codes(rule), default=None, return_dtype=pl.String)
        case _:
            return value.cast(pl.String)


def _fixed(value: pl.Expr, rule: ParseRule, *, decimals: int) -> pl.Expr:
    """A whole number as text with so many decimals."""
    sign = pl.when(value < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    digits = value.abs().cast(pl.String)
    if not decimals:
        return sign + digits
    padded = digits.str.zfill(decimals + 1)
    return sign + padded.str.head(-decimals) + rule.decimal + padded.str.tail(decimals)


def _first_codes(rule: ParseRule) -> dict[str, str]:
    """The first code of each word."""
    return {word: code for code, word in reversed(rule.codes.items())}
