"""A mapping drafted from a sample: the files that would stand in the creditor's folder, and the open questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from formats.registry import read
from formats.sample.propose_format import propose_format
from formats.wrapping import unwrap
from mappings.draft_questions import load_draft_questions
from mappings.draft_words import load_draft_words
from mappings.field_words import load_field_words
from mappings.known_layouts import known_layout
from mappings.tree import list_files
from mappings.yaml_file import read_yaml
from pipelines.draft.draft_creditor import draft_creditor
from pipelines.draft.draft_feed import draft_feed
from pipelines.draft.draft_standard import draft_standard
from pipelines.draft.guess_country import guess_country
from pipelines.draft.guess_language import guess_language
from pipelines.draft.question import in_words
from pipelines.draft.write_yaml import write_feed
from warehouse.codes import COUNTRIES, LANGUAGES
from warehouse.errors import UsageError

NEW_CREDITOR: Final = "new-creditor"
"""Id of a creditor that was not named."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LANGUAGES: Final = {"nl": "nl"}
"""The language of a country that has one for all its creditors."""


@dataclass(frozen=True)
class DraftedMapping:
    """The files of a drafted mapping.

    Attributes:
        creditor_id: Whose it is.
        format_name: Format that was recognised.
        files: Text by name, in the creditor's folder; without creditor.yaml where he is known already.
        questions: Open questions of the feed.
        language: Language of the questions.
    """

    creditor_id: str
    format_name: str
    files: dict[str, str]
    questions: tuple[str, ...]
    language: str


def draft_mapping(
    sample: Path,
    *,
    creditor_id: str | None,
    roots: Sequence[Path],
    format_name: str | None = None,
    language: str | None = None,
) -> DraftedMapping:
    """The mapping that a sample proposes.

    Args:
        sample: A file of the creditor; what it is packed in is taken off.
        creditor_id: The creditor; a new one when not given.
        roots: Roots of the tree of mappings, the strongest first.
        format_name: Format of the sample; recognised when not given.
        language: Language of the questions; when not given, the creditor's, else that of the country that is shown.

    Raises:
        UsageError: The id cannot be that of a folder, or the sample cannot be read or is a bank's message.
        FormatError: The sample is damaged, or its format is not recognised.
    """
    if creditor_id is not None and not _ID.fullmatch(creditor_id):
        raise UsageError(
            "cannot be the name of a folder", place=creditor_id, cure="Use small letters, digits and hyphens."
        )
    owner = creditor_id or NEW_CREDITOR
    member = unwrap(_bytes(sample), file_name=sample.name)[0]
    proposal = propose_format(member.data, file_name=member.name, name=format_name)
    tables = read(member.data, proposal.options, file_name=member.name)
    words = load_draft_words(roots)
    head = list_files(f"creditors/{owner}/creditor.yaml", roots).get(f"creditors/{owner}/creditor.yaml")
    country = _known(head, "country", COUNTRIES) or guess_country(tables.values())
    names = {each: load_field_words(each, roots) for each in LANGUAGES}
    asked_in = language or _known(head, "language", LANGUAGES) or guess_language(tables.values(), country, names)
    texts = load_draft_questions(asked_in, roots)
    layout = known_layout(proposal.options["name"], roots)
    if layout is not None:
        feed = draft_standard(
            tables, layout, format_name=proposal.options["name"], file_suffix=Path(member.name).suffix
        )
    else:
        feed = draft_feed(tables, proposal, file_name=member.name, words=words, country=country or COUNTRIES[0])
    told = language or _LANGUAGES.get(country or "")
    files = {} if head else {"creditor.yaml": draft_creditor(owner, texts, country=country, language=told)}
    questions = in_words(feed.questions, texts, names[asked_in])
    files[f"{feed.name}.yaml"] = write_feed(feed, questions)
    return DraftedMapping(owner, proposal.options["name"], files, tuple(questions.values()), asked_in)


def _bytes(sample: Path) -> bytes:
    try:
        return sample.read_bytes()
    except OSError as error:
        cause = f"cannot be read ({error.strerror})"
        raise UsageError(cause, place=str(sample), cure="Name a file that is there.") from error


def _known(head: Path | None, key: str, choices: Sequence[str]) -> str | None:
    """What the file of a known creditor says; none where there is none, or it does not say."""
    if head is None:
        return None
    value = read_yaml(head).text(key)
    return value if value in choices else None
