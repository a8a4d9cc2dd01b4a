"""Words of the layout document for creditors: `guide/<language>.yaml`, complete or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mappings.expected_rules import EVERY, WEEKDAYS
from mappings.feeds import USES
from mappings.fields import FIELDS
from mappings.parse_rules import KINDS
from mappings.splits import SPLITS
from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml

LABELS: Final = (
    *(
        "title",
        "subtitle",
        "version",
        "page",
        "page_of",
        "file",
        "file_name",
        "format",
        "content",
        "expected",
        "totals",
    ),
    *("wrong", "kept", "records", "column", "place", "meaning", "form", "required", "example", "yes", "no", "one_of"),
    *("for_money", "codes", "code", "ours", "what_happens", "errors", "what_wrong", "cure", "effect", "refuses_file"),
    *("refuses_record", "tells", "sample", "sample_word"),
)
"""Short words of headings and tables."""

_SENTENCES: Final = (
    *("header", "header_after", "no_header", "packed", "aliases", "optional", "delta", "snapshot", "totals_rows"),
    *("totals_beside", "totals_amount", "totals_refuse", "totals_report", "no_totals", "reject_none", "reject_errors"),
    *("reject_percent", "line_kind", "sheet", "value", "sample_text"),
)
_LISTS: Final[dict[str, tuple[str, ...]]] = {
    "labels": LABELS,
    "letters": ("day", "month", "year"),
    "books": tuple(FIELDS),
    "formats": ("csv", "xlsx", "fixed", "xml", "json", "ubl", "other"),
    "delimiters": ("tab", "comma", "semicolon", "other"),
    "uses": tuple(USES),
    "expected": (*EVERY, "moved"),
    "weekdays": WEEKDAYS,
    "forms": (*KINDS, "free", "cents", "real_date", "real_number", "or"),
    "splits": tuple(SPLITS),
}


@dataclass(frozen=True)
class GuideWords:
    """Words of one language.

    Attributes:
        sentences: Sentences with named gaps.
        lists: Words by list and name.
        rules: Paragraphs on what happens to a file.
    """

    sentences: dict[str, str]
    lists: dict[str, dict[str, str]]
    rules: tuple[str, ...]

    def say(self, sentence: str, /, **gaps: object) -> str:
        """A sentence with its gaps filled.

        Args:
            sentence: Name of the sentence.
            gaps: What to fill in.
        """
        return self.sentences[sentence].format(**gaps)

    def word(self, group: str, name: str, /, **gaps: object) -> str:
        """A word of a list, with its gaps filled.

        Args:
            group: Name of the list.
            name: Name of the word.
            gaps: What to fill in.
        """
        return self.lists[group][name].format(**gaps)


def load_guide_words(language: str, roots: Sequence[Path] = (SHIPPED,)) -> GuideWords:
    """The words of a language.

    Args:
        language: `nl`, `fr` or `en`.
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is missing or wrong, or lacks a word.
    """
    block = read_yaml(find_file(f"guide/{language}.yaml", roots))
    sentences = {name: block.filled(name) for name in _SENTENCES}
    lists = {name: _words(block.inner(name, is_required=True), names) for name, names in _LISTS.items()}
    rules = block.texts("rules")
    block.close()
    raise_faults(block.faults)
    return GuideWords(sentences, lists, rules)


def _words(block: Block, names: Sequence[str]) -> dict[str, str]:
    found = {name: block.filled(name) for name in names}
    block.close()
    return found
