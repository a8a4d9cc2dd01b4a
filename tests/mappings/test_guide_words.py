from __future__ import annotations

import re
from pathlib import Path

import pytest

from mappings.guide_words import load_guide_words
from mappings.tree import SHIPPED
from warehouse import codes
from warehouse.errors import ConfigurationError


@pytest.mark.parametrize("language", codes.LANGUAGES)
def test_every_word_is_there_with_the_same_gaps(language: str) -> None:
    words, english = load_guide_words(language), load_guide_words("en")
    for name, sentence in english.sentences.items():
        assert gaps(words.sentences[name]) == gaps(sentence), name
    for group, names in english.lists.items():
        assert {name: gaps(word) for name, word in words.lists[group].items()} == {
            name: gaps(word) for name, word in names.items()
        }
    assert len(words.rules) == len(english.rules)


def gaps(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_a_word_that_is_missing_is_told(tmp_path: Path) -> None:
    path = tmp_path / "guide/nl.yaml"
    path.parent.mkdir()
    text = (SHIPPED / "guide/nl.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("  column: Kolom\n", ""), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="column"):
        load_guide_words("nl", (tmp_path,))
