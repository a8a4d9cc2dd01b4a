"""The form of a column in words: how its text must be written."""

from __future__ import annotations

import re
from typing import Any, Final

from mappings.feeds import ColumnRule
from mappings.field_words import FieldText
from mappings.guide_words import GuideWords
from mappings.parse_rules import ParseRule
from pipelines.canonical.record_limits import LENGTHS

_PARTS: Final = {"d": "day", "m": "month", "y": "year"}


def describe_form(column: ColumnRule, text: FieldText | None, options: dict[str, Any], words: GuideWords) -> str:
    """How the text of a column must be written; empty where anything will do.

    Args:
        column: The column.
        text: Words of its field; none where it fills none, or several.
        options: Name and options of the format: a workbook can ask for its own dates and numbers.
        words: Words of the language.
    """
    real = options.get("types", {}).get(column.name) if options["name"] == "xlsx" else None
    if real is not None:
        return words.word("forms", f"real_{real}")
    if column.split is not None:
        return words.word("splits", column.split)
    if column.parse is None:
        return ""
    if column.parse.codes or column.parse.choices:
        return words.word("forms", "code")
    if text is not None and text.form:
        return text.form
    return _of_kind(column.parse, column.to, words)


def describe_dates(forms: tuple[str, ...], words: GuideWords) -> str:
    """Forms of dates as the language writes them: `dd-mm-jjjj`."""
    letters = {sign: words.word("letters", part) for sign, part in _PARTS.items()}
    shown = [re.sub("[dmy]", lambda found: letters[found[0]], form) for form in forms]
    return f" {words.word('forms', 'or')} ".join(shown)


def _of_kind(parse: ParseRule, field: str, words: GuideWords) -> str:
    """The form that a kind of parse asks for."""
    name, gaps = parse.kind, {}
    if parse.kind == "amount" and parse.implied_decimals:
        name = "cents"
    elif parse.kind == "amount":
        gaps = {"example": f"1{parse.thousands}234{parse.decimal}56"}
    elif parse.kind == "percent":
        gaps = {"example": f"12{parse.decimal}5"}
    elif parse.kind == "date":
        gaps = {"forms": describe_dates(parse.date_forms, words)}
    elif field in LENGTHS:
        name, gaps = "text", {"most": str(LENGTHS[field])}
    elif parse.kind in ("text", "code"):
        name = "free"
    return words.word("forms", name, **gaps)
