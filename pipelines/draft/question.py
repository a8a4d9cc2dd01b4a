"""A question to a creditor: which text, and what is filled in; put in words only when its language is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias, Union

from mappings.draft_questions import QUESTIONS
from mappings.field_words import FieldWords


class FieldName(NamedTuple):
    """A field that is named in the creditor's own words."""

    books: str
    field: str


class Shown(NamedTuple):
    """A column or a code with what the sample shows of it."""

    name: str
    shows: tuple[Part, ...]


Part: TypeAlias = Union[str, int, FieldName, Shown, "Question", tuple["Part", ...]]
"""What is filled in: as it is, in words, or several of them in a row."""


class Question(NamedTuple):
    """A question.

    Args:
        text: Name of its text (`mappings.draft_questions`).
        parts: What is filled in, by place.
    """

    text: str
    parts: Mapping[str, Part] = {}


def ask(text: str, **parts: Part) -> Question:
    """The question with this text.

    Args:
        text: Name of its text.
        **parts: What is filled in, by place.
    """
    assert set(parts) == set(QUESTIONS[text]), f"{text} has other places"
    return Question(text, parts)


def quoted(columns: Mapping[str, object] | list[str]) -> tuple[str, ...]:
    """Names of columns, in quotes."""
    return tuple(f"'{column}'" for column in columns)


def in_words(questions: Mapping[str, Question], texts: Mapping[str, str], words: FieldWords) -> dict[str, str]:
    """The questions in words, by name.

    Args:
        questions: The questions by name.
        texts: Texts of the language.
        words: Words for fields in the language.
    """
    return {name: _worded(question, texts, words) for name, question in questions.items()}


def _worded(part: Part, texts: Mapping[str, str], words: FieldWords) -> str:
    if isinstance(part, Question):
        filled = {place: _worded(value, texts, words) for place, value in part.parts.items()}
        return texts[part.text].format(**filled)
    if isinstance(part, FieldName):
        return words.fields[part.books][part.field].name
    if isinstance(part, Shown):
        return f"{part.name} ({_worded(part.shows, texts, words)})"
    if isinstance(part, tuple):
        return ", ".join(_worded(one, texts, words) for one in part)
    return str(part)
