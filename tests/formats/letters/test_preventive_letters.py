"""A message before the due date asks in time, and tells that nobody is late."""

from __future__ import annotations

import pytest

from tests.formats.letters.messages import claim, letter_facts, message
from tests.formats.letters.test_letter_batch import render, texts_of


@pytest.mark.parametrize(("language", "words"), [("nl", "niet te laat"), ("fr", "pas en retard"), ("en", "not late")])
def test_it_says_that_nobody_is_late_and_until_when_to_pay(language: str, words: str) -> None:
    one = letter_facts(language=language, claims=[claim(due_date="2026-11-30")])
    two = letter_facts(language=language, claims=[claim(due_date="2026-11-30"), claim(due_date="2026-12-01")])
    alone, together = texts_of(
        render(message(template="preventive", **one), message(2, template="preventive", **two)),
    )
    day = {"nl": "30-11-2026", "fr": "30/11/2026", "en": "30/11/2026"}[language]
    assert words in alone
    assert words in together
    assert alone.count(day) == 2
    assert together.count(day) == 1
