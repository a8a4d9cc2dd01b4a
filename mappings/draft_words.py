"""General words from which a draft knows columns and codes: `mappings/draft/words.yaml`."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mappings.fields import FIELDS
from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml

_LISTS: Final = ("prefixes", "streets", "companies")
_PART: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class DraftWords:
    """Words by what they stand for, all squashed: lower case, without accents, signs and spaces.

    Attributes:
        names: By what a record books, the field of each name.
        parts: Words that stand for each other.
        codes: By field, the value of each word.
        lists: Words in values: `prefixes`, `streets`, `companies`, as written.
    """

    names: dict[str, dict[str, str]]
    parts: dict[str, frozenset[str]]
    codes: dict[str, dict[str, str]]
    lists: dict[str, tuple[str, ...]]


def load_draft_words(roots: Sequence[Path] = (SHIPPED,)) -> DraftWords:
    """The words.

    Args:
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is missing or wrong, or names a field or part that does not exist.
    """
    block = read_yaml(find_file("draft/words.yaml", roots))
    named = block.inner("parts", is_required=True)
    parts = {name: named.texts(name) for name in named.values}
    names = {books: _names(block.inner(books, is_required=True), books, parts) for books in FIELDS}
    codes = _codes(block.inner("codes", is_required=True))
    lists = {name: block.texts(name) for name in _LISTS}
    block.close()
    raise_faults(block.faults)
    squashed = {name: frozenset(map(squash, words)) for name, words in parts.items()}
    return DraftWords(names, squashed, codes, lists)


def squash(text: str) -> str:
    """A text in lower case without accents, signs and spaces: `Nr. Fact.` and `NR_FACT` are the same."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "", plain)


def _names(block: Block, books: str, parts: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """The field of every name; a name written out goes before one made of parts, and of two fields the first has it."""
    written: dict[str, str] = {}
    made: dict[str, str] = {}
    for field in block.values:
        if field not in FIELDS[books]:
            block.fault(f"'{field}' is no field", "See docs/mappings.md.", field)
        for pattern in block.texts(field):
            used = _PART.findall(pattern)
            unknown = [part for part in used if part not in parts]
            if unknown:
                block.fault(f"'{unknown[0]}' is no part", f"Use one of: {', '.join(parts)}.", field)
                continue
            for words in itertools.product(*(parts[part] for part in used)):
                (made if used else written).setdefault(squash(_PART.sub("{}", pattern).format(*words)), field)
    return made | written


def _codes(block: Block) -> dict[str, dict[str, str]]:
    """The value of every word, by field."""
    found: dict[str, dict[str, str]] = {}
    for field in block.values:
        values = block.inner(field)
        found[field] = {squash(word): value for value in values.values for word in values.texts(value)}
    return found
