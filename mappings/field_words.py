"""Words for fields and their codes in the creditors' languages: `fields/<language>.yaml`, complete or refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from mappings.fields import FIELDS
from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml

_OWN_WORDS: Final = ("act",)
"""Fields whose values are names already: the letters of the bailiffs' tariff."""


class FieldText(NamedTuple):
    """A field in words: what it is called, what it means, and its form where that is not plain; else empty."""

    name: str
    meaning: str
    form: str


class FieldWords(NamedTuple):
    """Words of one language.

    Args:
        fields: Text of each field, by what a record books and field.
        codes: Word for each value of a field with a closed list.
    """

    fields: dict[str, dict[str, FieldText]]
    codes: dict[str, dict[str, str]]


def load_field_words(language: str, roots: Sequence[Path] = (SHIPPED,)) -> FieldWords:
    """The words of a language.

    Args:
        language: `nl`, `fr` or `en`.
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is missing or wrong, or a field or value has no words.
    """
    block = read_yaml(find_file(f"fields/{language}.yaml", roots))
    fields = {books: _fields(block.inner(books, is_required=True), books) for books in FIELDS}
    codes = _codes(block.inner("codes", is_required=True))
    block.close()
    raise_faults(block.faults)
    return FieldWords(fields, codes)


def _fields(block: Block, books: str) -> dict[str, FieldText]:
    found = {}
    for name in FIELDS[books]:
        words = block.inner(name, is_required=True)
        if name in block.values:
            found[name] = FieldText(words.filled("name"), words.filled("meaning"), words.filled("form", ""))
            words.close()
    block.close()
    return found


def _codes(block: Block) -> dict[str, dict[str, str]]:
    """The word of every value that a field can have."""
    choices = {name: field.choices for fields in FIELDS.values() for name, field in fields.items() if field.choices}
    found = {}
    for name, values in choices.items():
        if name in _OWN_WORDS:
            found[name] = {value: value for value in values}
            continue
        words = block.inner(name, is_required=True)
        found[name] = {value: words.filled(value) for value in values}
        words.close()
    block.close()
    return found
