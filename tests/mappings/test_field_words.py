from __future__ import annotations

from pathlib import Path

import pytest

from mappings.field_words import load_field_words
from mappings.fields import FIELDS
from mappings.tree import SHIPPED
from warehouse import codes
from warehouse.errors import ConfigurationError


@pytest.mark.parametrize("language", codes.LANGUAGES)
def test_every_field_has_words_in_every_language(language: str) -> None:
    words = load_field_words(language)
    for books, fields in FIELDS.items():
        assert set(words.fields[books]) == set(fields)
        assert all(text.name and text.meaning.endswith(".") for text in words.fields[books].values())


@pytest.mark.parametrize("language", codes.LANGUAGES)
def test_every_value_of_a_closed_list_has_a_word(language: str) -> None:
    words = load_field_words(language).codes
    assert set(words["debtor_type"]) == set(codes.DEBTOR_TYPES)
    assert set(words["kind"]) == {*codes.PAYMENT_KINDS, *codes.EVENT_KINDS}
    assert all(value for values in words.values() for value in values.values())


def test_the_languages_differ() -> None:
    meanings = {load_field_words(language).fields["claim"]["due_date"].meaning for language in codes.LANGUAGES}
    assert len(meanings) == len(codes.LANGUAGES)


def test_a_field_without_words_is_told(tmp_path: Path) -> None:
    text = (SHIPPED / "fields/nl.yaml").read_text(encoding="utf-8")
    path = tmp_path / "fields/nl.yaml"
    path.parent.mkdir()
    path.write_text("\n".join(line for line in text.splitlines() if "  postcode:" not in line), encoding="utf-8")
    with pytest.raises(ConfigurationError, match="postcode"):
        load_field_words("nl", (tmp_path,))
