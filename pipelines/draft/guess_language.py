"""The language in which a creditor is asked: that of his country; in Belgium the one that the headings speak."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from formats.table import RESERVED_COLUMNS, Table
from mappings.draft_words import squash
from mappings.field_words import FieldWords

_LEAST_LETTERS = 4


def guess_language(tables: Iterable[Table], country: str | None, words: Mapping[str, FieldWords]) -> str:
    """`nl`, `fr` or `en`; the last where no country is known.

    Args:
        tables: The sample.
        country: Country that it shows; none where it does not.
        words: Words for fields, by language.
    """
    if country is None:
        return "en"
    if country != "be":
        return "nl"
    names = [name for table in tables for name in table.rows.columns if name not in RESERVED_COLUMNS]
    asked = {word for name in names for word in _words(name)}
    known = {language: len(asked & _vocabulary(words[language])) for language in ("nl", "fr")}
    return "fr" if known["fr"] > known["nl"] else "nl"


def _vocabulary(words: FieldWords) -> set[str]:
    """The words in the names of all fields."""
    return {word for fields in words.fields.values() for text in fields.values() for word in _words(text.name)}


def _words(text: str) -> set[str]:
    parts = (squash(part) for part in re.split(r"[\W_]+", text))
    return {part for part in parts if len(part) >= _LEAST_LETTERS}
