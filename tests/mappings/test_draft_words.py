from __future__ import annotations

from pathlib import Path

import pytest

from mappings.draft_words import load_draft_words, squash
from mappings.fields import CLAIM_FIELDS
from mappings.known_layouts import known_layout
from warehouse.errors import ConfigurationError

UNHEARD = {"transferred_to"}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("Factuurnr.", "claim_reference"),
        ("KLANT_NR", "debtor_reference"),
        ("Date d'échéance", "due_date"),
        ("Postcode", "postcode"),
        ("Outstanding amount", "principal_cents"),
    ],
)
def test_a_name_is_known_however_it_is_written(name: str, field: str) -> None:
    assert load_draft_words().names["claim"][squash(name)] == field


def test_every_field_of_a_claim_has_names() -> None:
    assert set(CLAIM_FIELDS) - set(load_draft_words().names["claim"].values()) == UNHEARD


def test_an_unknown_field_or_part_is_told(tmp_path: Path) -> None:
    path = tmp_path / "draft/words.yaml"
    path.parent.mkdir()
    lists = "prefixes: []\nstreets: []\ncompanies: []\n"
    path.write_text(f"parts: {{a: [b]}}\nclaim: {{nothing: x, name: '{{c}}'}}\nfact: {{}}\ncodes: {{}}\n{lists}")
    with pytest.raises(ConfigurationError, match="is no field") as raised:
        load_draft_words((tmp_path,))
    assert "'c' is no part" in str(raised.value)


def test_only_standard_formats_have_a_known_layout() -> None:
    assert known_layout("csv") is None
    assert set(known_layout("ubl") or {}) == {"forms", "records"}
