"""A letter about an arrangement asks for what is due now, and shows its schedule."""

from __future__ import annotations

import pytest

from tests.formats.letters.messages import arrangement, letter_facts, message
from tests.formats.letters.test_letter_batch import render, texts_of


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_a_letter_about_an_arrangement_asks_for_its_instalment_and_shows_them_all(language: str) -> None:
    facts = letter_facts(language=language, arrangement=arrangement())
    text = texts_of(render(message(template="instalment_reminder", **facts)))[0]
    amounts = {"nl": ("37,50", "50,01"), "fr": ("37,50", "50,01"), "en": ("37.50", "50.01")}[language]
    asked = {"nl": "30 november 2026", "fr": "30 novembre 2026", "en": "30 November 2026"}[language]
    assert text.count(amounts[0]) >= 3
    assert amounts[1] in text
    assert asked in text.replace("\u00a0", " ")
