"""The value of a field from its text, by the rule of the feed. `render_values` is the way back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from typing import Final

import polars as pl

from formats.identifiers.iban import compact_ibans, is_iban
from mappings.parse_rules import DATE_FORMS, ParseRule
from warehouse.findings import CODES

YES_NO: Final[dict[str, str]] = {
    **dict.fromkeys(("ja", "j", "oui", "o", "yes", "y", "true", "1"), "true"),
    **dict.fromkeys(("nee", "n", "neen", "non", "no", "false", "0"), "false"),
}
"""Words that a `boolean` understands when the feed lists no codes, in lower case."""

FAULT_CODES: Final[dict[str, int]] = {
    "amount": CODES["amount"],
    "date": CODES["date"],
    "integer": CODES["number"],
    "percent": CODES["number"],
    "boolean": CODES["code"],
    "code": CODES["code"],
    "iban": CODES["iban"],
}
"""The finding for a text that cannot be parsed, by kind of parse; `text` takes everything."""


def parse_value(text: pl.Expr, rule: ParseRule) -> pl.Expr:
    """The value of a text; null where the text is null or cannot be parsed.

    Args:
        text: Text without white space around it, null where empty.
        rule: Kind and forms.

    Returns:
        Cents or parts per million as Int64, a Date, a Boolean, or text, as the kind says.
    """
    parse = _PARSES.get(rule.kind)
    return text if parse is None else parse(text, rule)


def parse_by_day(texts: pl.Series, days: pl.Series, rule: ParseRule) -> pl.Series:
    """The values of codes by the day that counts; null where a code means nothing on its day.

    Args:
        texts: Texts without white space around them, null where empty.
        days: The day of each.
        rule: A rule with periods.
    """
    columns = {"code": pl.String, "value": pl.String, "valid_from": pl.Date, "valid_until": pl.Date}
    spans = pl.DataFrame([astuple(span) for span in rule.spans], schema=columns, orient="row")
    asked = pl.DataFrame({"code": texts, "day": days}).with_row_index()
    if any(span.code == "" for span in rule.spans):
        asked = asked.with_columns(pl.col("code").fill_null(""))
    is_begun = pl.col("valid_from").is_null() | (pl.col("valid_from") <= pl.col("day"))
    is_ended = (pl.col("valid_until") <= pl.col("day")).fill_null(value=False)
    met = asked.join(spans, on="code").filter(is_begun & ~is_ended).select("index", "value")
    value = asked.join(met, on="index", how="left", maintain_order="left")["value"]
    return value == "true" if rule.kind == "boolean" else value


def is_reported(rule: ParseRule) -> bool:
    """Whether a text that cannot be parsed is a fault: always, but for codes that may be unknown."""
    return rule.kind in FAULT_CODES and rule.unknown == "refuse"


def _integer(text: pl.Expr, _: ParseRule) -> pl.Expr:
    """A whole number."""
    return pl.when(text.str.contains(r"^[-+]?\d{1,18}$")).then(text.cast(pl.Int64, strict=False))


def _boolean(text: pl.Expr, rule: ParseRule) -> pl.Expr:
    """Whether a word means yes; null for a word that means neither."""
    words = text if rule.codes else text.str.to_lowercase()
    return words.replace_strict(rule.codes or YES_NO, default=None, return_dtype=pl.String) == "true"


def _iban(text: pl.Expr, _: ParseRule) -> pl.Expr:
    """A compact IBAN; null where its check digits or its length are wrong."""
    return text.map_batches(_right_ibans, return_dtype=pl.String)


def _right_ibans(texts: pl.Series) -> pl.Series:
    """The compact IBANs of a column: each distinct text is checked once, as the check costs more than all else."""
    asked = texts.rename("text").to_frame()
    compact = compact_ibans(pl.col("text"))
    distinct = asked.drop_nulls().unique().with_columns(compact=compact)
    longest = min(distinct.select(pl.col("compact").str.len_chars().max()).item() or 0, 34)
    is_right = is_iban(pl.col("compact"), longest=longest)
    # Lazily, and before the condition: what stands more than once in the check is computed once.
    checked = distinct.lazy().with_columns(is_right=is_right).collect()
    right = checked.select("text", iban=pl.when("is_right").then("compact"))
    return asked.join(right, on="text", how="left", maintain_order="left")["iban"]


def _amount(text: pl.Expr, rule: ParseRule) -> pl.Expr:
    """Cents of an amount; the sign stands in front or behind, not both."""
    bare = text.str.strip_chars("€ \u00a0")
    is_negative = bare.str.starts_with("-") | bare.str.ends_with("-")
    if rule.implied_decimals:
        fits = bare.str.contains(r"^(?:[-+]?\d{1,16}|\d{1,16}-)$")
        cents = bare.str.strip_chars("-+").cast(pl.Int64, strict=False)
    else:
        fits = bare.str.contains(_amount_pattern(rule))
        number = bare.str.strip_chars("-+")
        number = number.str.replace_all(rule.thousands, "", literal=True) if rule.thousands else number
        decimals = number.str.len_bytes() - number.str.find(rule.decimal, literal=True) - 1
        digits = number.str.replace(rule.decimal, "", literal=True).cast(pl.Int64, strict=False)
        cents = digits * decimals.replace_strict({2: 1, 1: 10}, default=100, return_dtype=pl.Int64)
    # The cents stand here once: in both parts of a condition they are computed twice.
    return pl.when(fits).then(cents * pl.when(is_negative).then(-1).otherwise(1))


def _amount_pattern(rule: ParseRule) -> str:
    """The form of an amount: thousands in threes or not at all, and no more than two decimals."""
    groups = rf"\d{{1,3}}(?:[{rule.thousands}]\d{{3}})+|" if rule.thousands else ""
    body = rf"(?:{groups}\d{{1,14}})(?:[{rule.decimal}]\d{{1,2}})?"
    return rf"^(?:[-+]?{body}|{body}-)$"


def _percent(text: pl.Expr, rule: ParseRule) -> pl.Expr:
    """Parts per million of a percentage with at most four decimals."""
    bare = text.str.strip_chars("% ")
    fits = bare.str.contains(rf"^\d{{1,3}}(?:[{rule.decimal}]\d{{1,4}})?$")
    parts = bare.str.splitn(rule.decimal, 2)
    digits = parts.struct.field("field_0") + parts.struct.field("field_1").fill_null("").str.pad_end(4, "0")
    return pl.when(fits).then(digits.cast(pl.Int64, strict=False))


def _first_date(text: pl.Expr, rule: ParseRule) -> pl.Expr:
    """The day of a text in the first form that fits."""
    return pl.coalesce(_date(text, name) for name in rule.date_forms)


def _date(text: pl.Expr, name: str) -> pl.Expr:
    """The day of a text in one form; null where it has another form, or where no such day exists."""
    pattern, form = DATE_FORMS[name]
    return pl.when(text.str.contains(pattern)).then(text).str.to_date(form, strict=False)


def _code(text: pl.Expr, rule: ParseRule) -> pl.Expr:
    """The word that a code stands for; without codes the hub's own words."""
    if rule.codes:
        filled = text.fill_null("") if "" in rule.codes else text
        return filled.replace_strict(rule.codes, default=None, return_dtype=pl.String)
    lower = text.str.to_lowercase()
    return pl.when(lower.is_in(list(rule.choices))).then(lower) if rule.choices else lower


_PARSES: Final[dict[str, Callable[[pl.Expr, ParseRule], pl.Expr]]] = {
    "amount": _amount,
    "date": _first_date,
    "integer": _integer,
    "percent": _percent,
    "boolean": _boolean,
    "code": _code,
    "iban": _iban,
}
