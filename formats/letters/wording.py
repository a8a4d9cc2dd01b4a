"""Wording of a message: texts with placeholders, compiled once and filled per message.

A text is a Jinja template. `**words**` are printed bold. A paragraph that comes out empty is left out, so a condition
around a whole paragraph makes it optional. Values are never read as markup: what a creditor or debtor wrote stands as
written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, TypeAlias, TypedDict

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from formats.letters.printed import Printed

_BOLD_FROM: Final = "\ue000"
_BOLD_UNTIL: Final = "\ue001"
_MARKS: Final = str.maketrans("", "", _BOLD_FROM + _BOLD_UNTIL)
_ENVIRONMENT: Final = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined, autoescape=False)


class Run(TypedDict):
    """A stretch of text in one weight."""

    text: str
    strong: bool


Paragraph: TypeAlias = list[Run]
"""The stretches of a paragraph, in order."""


class Message(TypedDict):
    """The words of one message."""

    subject: str
    salutation: str
    opening: list[Paragraph]
    after: list[Paragraph]
    options: list[dict[str, Any]]
    closing: list[Paragraph]
    short: str
    """All of it in one text message; empty where the template has none."""


@dataclass(frozen=True)
class Wording:
    """The texts of a template in one language: subject, salutation, paragraphs around the amounts, and options.

    Args:
        subject: Subject line.
        salutation: First line.
        opening: Paragraphs before the amounts.
        after: Paragraphs between the way to pay and the options.
        options: What else the debtor can do: a short title and a text each.
        closing: Paragraphs at the end.
        short: All of it in one text message; none where it cannot be said so.
    """

    subject: jinja2.Template
    salutation: jinja2.Template
    opening: tuple[jinja2.Template, ...]
    after: tuple[jinja2.Template, ...]
    options: tuple[tuple[str, jinja2.Template], ...]
    closing: tuple[jinja2.Template, ...]
    short: jinja2.Template | None = None

    def fill(self, printed: Printed) -> Message:
        """The words of one message.

        Args:
            printed: Facts as text (`formats.letters.printed`).

        Raises:
            jinja2.UndefinedError: A text names something that the facts do not hold.
        """
        return {
            "subject": _plain(self.subject.render(printed)),
            "salutation": _plain(self.salutation.render(printed)),
            "opening": _paragraphs(self.opening, printed),
            "after": _paragraphs(self.after, printed),
            "options": [
                {"title": title, "text": paragraph}
                for title, text in self.options
                if (paragraph := _runs(text.render(printed)))
            ],
            "closing": _paragraphs(self.closing, printed),
            "short": _plain(self.short.render(printed)) if self.short else "",
        }


@lru_cache(maxsize=4096)
def compile_text(source: str) -> jinja2.Template:
    """A text, ready to be filled.

    Args:
        source: Text with `{{ placeholders }}`, `{% if %}` and `**bold**`.

    Raises:
        jinja2.TemplateSyntaxError: The text is not a template.
    """
    marks = iter((_BOLD_FROM, _BOLD_UNTIL) * source.count("**"))
    return _ENVIRONMENT.from_string(re.sub(r"\*\*", lambda _: next(marks), source))


def _paragraphs(texts: tuple[jinja2.Template, ...], printed: Printed) -> list[Paragraph]:
    return [runs for text in texts if (runs := _runs(text.render(printed)))]


def _plain(rendered: str) -> str:
    return _squeezed(rendered.translate(_MARKS))


def _runs(rendered: str) -> Paragraph:
    parts = re.split(f"([{_BOLD_FROM}{_BOLD_UNTIL}])", _squeezed(rendered))
    runs: Paragraph = []
    strong = False
    for part in parts:
        if part in (_BOLD_FROM, _BOLD_UNTIL):
            strong = part == _BOLD_FROM
        elif part:
            runs.append({"text": part, "strong": strong})
    return runs


def _squeezed(text: str) -> str:
    # By hand: str.split would also take the no-break spaces inside amounts.
    return re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
