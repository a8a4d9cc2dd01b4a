"""Every finding has words in every language of a creditor."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.finding_texts import load_finding_texts
from mappings.tree import SHIPPED
from warehouse.errors import ConfigurationError
from warehouse.findings import FINDINGS


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_finding_has_message_and_cure(language: str) -> None:
    texts = load_finding_texts(language)
    assert set(texts.findings) == set(FINDINGS)
    for text in texts.findings.values():
        assert text.message.endswith(".")
        assert text.cure.endswith(".")


def test_languages_differ() -> None:
    dutch, french = load_finding_texts("nl"), load_finding_texts("fr")
    assert not [code for code in FINDINGS if dutch.findings[code] == french.findings[code]]


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("  2009:\n", "  9999:\n", "9999"),
        ("  2009:\n", "  9999:\n", "2009"),
        ("    cure:", "    kuur:", "kuur"),
        ("  sheet_file:", "  sheet:", "sheet_file"),
        ("labels:", "labels: 3\nwords:", "labels"),
    ],
)
def test_file_of_a_home_with_a_fault_is_refused_with_its_place(tmp_path: Path, old: str, new: str, fault: str) -> None:
    source = (SHIPPED / "findings/nl.yaml").read_text(encoding="utf-8")
    assert old in source
    (tmp_path / "findings").mkdir()
    (tmp_path / "findings/nl.yaml").write_text(source.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ConfigurationError, match=fault):
        load_finding_texts("nl", (tmp_path, SHIPPED))


def test_language_that_the_hub_does_not_write_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="language `de`"):
        load_finding_texts("de")
