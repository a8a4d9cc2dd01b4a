"""How the text of a column becomes the value of a field: the rule of each, with the forms that the feed agrees on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from mappings.code_lists import CodeSpan, is_dated, read_codes
from mappings.fields import Field
from mappings.yaml_block import Block

KINDS: Final[dict[str, str]] = {
    "text": "Text, without the white space around it.",
    "amount": "Amount of money: digits with the feed's decimal sign and thousands sign; a minus in front or behind.",
    "date": "Date in one of the feed's forms.",
    "integer": "Whole number.",
    "percent": "Percentage, to four decimals; `10` and `10%` are the same.",
    "boolean": "Yes or no; without `codes`: ja/nee, j/n, oui/non, yes/no, y/n, true/false, 1/0.",
    "code": "Code of a closed list through `codes`; without `codes`: the hub's own words, in any case.",
    "iban": "IBAN, with or without spaces; its check digits must fit.",
}
"""Every kind of parse, with its meaning."""

UNKNOWN: Final[dict[str, str]] = {
    "refuse": "The record is refused with finding 2008.",
    "empty": "The field stays empty.",
}
"""What happens to a code that is not in the list."""

DECIMALS: Final = (".", ",")
"""Decimal signs."""

THOUSANDS: Final = (".", ",", " ", "'", "")
"""Signs between thousands; the last stands for none."""

DATE_FORMS: Final[dict[str, tuple[str, str]]] = {
    f"{first}{sign}{second}{sign}{third}": (
        rf"^{sizes[first]}{escaped}{sizes[second]}{escaped}{sizes[third]}$",
        f"{marks[first]}{sign}{marks[second]}{sign}{marks[third]}",
    )
    for sign, escaped in (("-", "-"), ("/", "/"), (".", r"\."), ("", ""))
    for sizes in [{"dd": r"\d{2}", "mm": r"\d{2}", "d": r"\d{1,2}", "m": r"\d{1,2}", "yyyy": r"\d{4}", "yy": r"\d{2}"}]
    for marks in [{"dd": "%d", "mm": "%m", "d": "%d", "m": "%m", "yyyy": "%Y", "yy": "%y"}]
    for day, month in (("dd", "mm"), ("d", "m"))
    if sign or day == "dd"
    for year in ("yyyy", "yy")
    for first, second, third in ((day, month, year), (month, day, year), (year, month, day))
}
"""Every form of a date: its name (`dd-mm-yyyy`), the pattern of the text, and the form in strftime's terms."""


@dataclass(frozen=True)
class ParseRule:
    """The parse of one field.

    Attributes:
        kind: One of `KINDS`.
        decimal: Decimal sign.
        thousands: Sign between thousands; empty for none.
        implied_decimals: Decimals without a sign in an amount of digits only; 2 means cents.
        date_forms: Names of the forms of a date, tried in order.
        codes: Value of the field by code of the source; of a code with several periods the newest.
        spans: The codes with their periods, where any holds for a time only.
        codes_on: Field whose date says which period counts; none: the business date of the delivery.
        unknown: What happens to other codes: one of `UNKNOWN`.
        choices: Values that the field can have; empty for any.
    """

    kind: str
    decimal: str = "."
    thousands: str = ""
    implied_decimals: int = 0
    date_forms: tuple[str, ...] = ("yyyy-mm-dd",)
    codes: dict[str, str] = field(default_factory=dict)
    spans: tuple[CodeSpan, ...] = ()
    codes_on: str | None = None
    unknown: str = "refuse"
    choices: tuple[str, ...] = ()


def read_forms(block: Block, default: ParseRule) -> ParseRule:
    """The rule with the forms of numbers and dates that a block gives: of a feed, or of one column.

    Args:
        block: Block with the keys `decimal`, `thousands`, `implied_decimals` and `dates`, each optional.
        default: What holds where a key is absent.
    """
    known_faults = len(block.faults)
    decimal = block.text("decimal", default.decimal, choices=DECIMALS)
    thousands = block.text("thousands", default.thousands, choices=THOUSANDS)
    is_same = {decimal} == {thousands} and len(block.faults) == known_faults
    implied = block.number("implied_decimals", default.implied_decimals)
    if implied not in (0, 2):
        block.fault("'implied_decimals' must be 0 or 2", "Write 2 for amounts in cents.", "implied_decimals")
        implied = 0
    dates = block.texts("dates", default.date_forms)
    for name in dates:
        if name not in DATE_FORMS:
            block.fault(f"'{name}' is no form of a date", "Write it as dd-mm-yyyy, yyyymmdd, d/m/yy …", "dates")
    # What is wrong with the feed's own signs is told there, not again at each column.
    if is_same and not block.values.keys().isdisjoint(("decimal", "thousands")):
        block.fault("decimal sign and thousands sign are the same", "Give each its own sign.", "thousands")
    known = tuple(name for name in dates if name in DATE_FORMS)
    return replace(default, decimal=decimal, thousands=thousands, implied_decimals=implied, date_forms=known)


def read_parse(block: Block, target: Field, forms: ParseRule, lists: Mapping[str, Path]) -> ParseRule:
    """The parse of a column or value, from its block.

    Args:
        block: Block with `parse`, `codes`, `codes_on`, `unknown` and the keys of `read_forms`, each optional.
        target: The field that it fills.
        forms: Forms of the feed.
        lists: Files of the partner's shared lists of codes, by name.
    """
    kind = block.text("parse", target.parse, choices=KINDS)
    rule = replace(read_forms(block, forms), kind=kind, choices=target.choices)
    if not _fits(kind, target):
        block.fault(
            f"'{target.name}' cannot be parsed as {kind}", f"Use `parse: {target.parse}`, or leave it out.", "parse"
        )
    rule = replace(rule, unknown=block.text("unknown", "refuse", choices=UNKNOWN))
    codes_on = block.text("codes_on", None)
    if block.any("codes") is None:
        if codes_on is not None:
            block.fault("'codes_on' says nothing without codes", "Add `codes:`, or remove it.", "codes_on")
        return rule
    if kind not in ("code", "boolean"):
        if target.parse != "text":
            block.fault(f"'{target.name}' takes no codes", "Remove `codes`.", "codes")
        rule = replace(rule, kind="code")
    return _with_codes(block, rule, read_codes(block, target, rule.kind, lists), codes_on)


def _with_codes(block: Block, rule: ParseRule, spans: tuple[CodeSpan, ...], codes_on: str | None) -> ParseRule:
    """The rule with its codes; those that hold for a time only are kept with their days."""
    newest = {span.code: span.value for span in spans}
    if not is_dated(spans):
        if codes_on is not None:
            block.fault("'codes_on' says nothing about codes that always hold", "Remove it.", "codes_on")
        return replace(rule, codes=newest)
    return replace(rule, codes=newest, spans=spans, codes_on=codes_on)


def _fits(kind: str, target: Field) -> bool:
    """Whether a kind of parse gives the type of the field."""
    if target.parse in ("amount", "percent", "integer"):
        return kind == target.parse
    if target.parse in ("date", "boolean"):
        return kind == target.parse
    return kind in ("text", "code", "iban")
