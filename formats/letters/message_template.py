"""Template of a message in one language: its wording, and the layouts that show it on paper and in an e-mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

import jinja2

from formats.letters.wording import Wording
from warehouse.errors import ConfigurationError


@dataclass(frozen=True)
class MessageTemplate:
    """One template, read and checked.

    Args:
        name: Name of the template, as in a profile's step.
        language: Language of its words.
        sha256: Hash of the wording and of all files that it includes.
        wording: Texts with placeholders.
        labels: Words of tables and headings, by name.
        letter_layout: Typst source of the letter.
        mail_text_layout: Layout of the plain part of an e-mail.
        mail_html_layout: Layout of its HTML part; it escapes what it is given.
    """

    name: str
    language: str
    sha256: str
    wording: Wording
    labels: Mapping[str, str]
    letter_layout: str
    mail_text_layout: jinja2.Template
    mail_html_layout: jinja2.Template


Templates: TypeAlias = Mapping[tuple[str, str], MessageTemplate]
"""Templates by language and name."""


def find_template(templates: Templates, language: str, name: str, *, place: str) -> MessageTemplate:
    """The template of a message.

    Raises:
        ConfigurationError: There is none of this name in this language.
    """
    if (language, name) not in templates:
        raise ConfigurationError(
            f"there is no template `{name}` in the language `{language}`",
            place=place,
            cure=f"Write `mappings/letters/{language}/{name}.yaml`, or name another template in the profile.",
        )
    return templates[language, name]
