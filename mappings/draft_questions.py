"""Texts of the questions of a drafted mapping: `draft/questions/<language>.yaml`, complete or refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Formatter
from typing import Final

from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml

_PLAIN: Final = (
    *("name", "company_number", "grouping", "interest", "contract_terms", "limitation", "thresholds", "bailiff", "vat"),
    *("sme", "country", "file_name", "mode", "totals", "amount", "standard_amount", "standard_debtor_type"),
    *("missing_type", "has_birth_date", "has_company_number", "has_company_name"),
)
_COLUMN: Final = ("notice", "first_reminder", "clause", "codes_empty")
_COLUMNS: Final = ("guessed", "split", "extra", "empty", "date_numbers", "decimal_sign", "cents_fixed", "cents")

QUESTIONS: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(_PLAIN, ()),
    **dict.fromkeys(_COLUMN, ("column",)),
    **dict.fromkeys(_COLUMNS, ("columns",)),
    "encoding": ("encoding",),
    "standard_file_name": ("suffix",),
    "standard_absent": ("column", "field"),
    "record": ("record",),
    "missing": ("fields",),
    "date_order": ("columns", "example", "forms"),
    "codes_open": ("codes", "column"),
    "debtor_type": ("codes", "column"),
    "times": ("count",),
}
"""Every text by name, with the places that are filled in."""

_GROUPS: Final = ("creditor", "file", "columns")


def load_draft_questions(language: str, roots: Sequence[Path] = (SHIPPED,)) -> dict[str, str]:
    """The texts of a language by name.

    Args:
        language: `nl`, `fr` or `en`.
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is missing, or a text is missing or has other places.
    """
    block = read_yaml(find_file(f"draft/questions/{language}.yaml", roots))
    texts: dict[str, str] = {}
    for group in _GROUPS:
        inner = block.inner(group, is_required=True)
        texts |= {name: _text(inner, name) for name in inner.values}
    for name in QUESTIONS.keys() - texts.keys():
        block.fault(f"the text '{name}' is missing", "Add it.")
    block.close()
    raise_faults(block.faults)
    return texts


def _text(block: Block, name: str) -> str:
    text = str(block.filled(name))
    try:
        places = {place for _, place, _, _ in Formatter().parse(text) if place is not None}
    except ValueError:
        places = {"?"}
    wanted = set(QUESTIONS.get(name, ()))
    if name not in QUESTIONS:
        block.fault(f"'{name}' is no text of a draft", f"Use one of: {', '.join(QUESTIONS)}.", name)
    elif places != wanted:
        listed = ", ".join(f"{{{place}}}" for place in sorted(wanted)) or "none"
        block.fault(f"'{name}' has other places than the draft fills in", f"Its places are: {listed}.", name)
    return text
