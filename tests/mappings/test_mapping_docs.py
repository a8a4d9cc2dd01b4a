from __future__ import annotations

import re
from pathlib import Path

import pytest

from mappings.expected_rules import EVERY
from mappings.feeds import USES
from mappings.fields import CLAIM_FIELDS, ENTRY_FIELDS, FACT_FIELDS
from mappings.parse_rules import KINDS, UNKNOWN
from mappings.partners import GROUPINGS, load_partners
from mappings.snapshot_rules import AMOUNTS, COVERS, GONE, LOWER, MODES
from mappings.splits import SPLITS
from mappings.sql_value import FUNCTIONS
from mappings.tree import SHIPPED

DOCUMENT = Path(__file__).parents[2].joinpath("docs", "mappings.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "field", [*CLAIM_FIELDS.values(), *FACT_FIELDS.values(), *ENTRY_FIELDS.values()], ids=lambda field: field.name
)
def test_every_field_stands_in_the_document(field: object) -> None:
    assert f"| `{field.name}` | {field.parse} | {field.description} |" in DOCUMENT


@pytest.mark.parametrize("name", [*MODES, *USES, *KINDS, *UNKNOWN, *GROUPINGS, *sorted(FUNCTIONS)])
def test_every_word_of_the_language_stands_in_the_document(name: str) -> None:
    assert f"`{name}`" in DOCUMENT


@pytest.mark.parametrize(
    ("word", "meaning"),
    [pair for words in (USES, KINDS, MODES, COVERS, AMOUNTS, LOWER, GONE, GROUPINGS, EVERY) for pair in words.items()],
)
def test_meanings_are_those_of_the_code(word: str, meaning: str) -> None:
    assert f"| `{word}` | {meaning} |" in DOCUMENT


@pytest.mark.parametrize("name", SPLITS)
def test_every_way_to_take_a_text_apart_is_that_of_the_code(name: str) -> None:
    fields = ", ".join(f"`{field}`" for field in SPLITS[name].fields)
    assert f"| `{name}` | {fields} | {SPLITS[name].meaning} |" in DOCUMENT


def test_the_creditor_of_the_document_loads(tmp_path: Path) -> None:
    blocks = re.findall(r"`home/mappings/(\S+\.yaml)`:\n\n```yaml\n(.*?)```", DOCUMENT, flags=re.DOTALL)
    assert len(blocks) == 2
    for relative, text in blocks:
        path = tmp_path / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    creditor = load_partners((tmp_path, SHIPPED)).creditors["tandarts-plein"]
    assert creditor.feed_of("rekeningen-oktober.csv") is creditor.feeds["claims"]
