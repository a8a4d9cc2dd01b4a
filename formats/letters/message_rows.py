"""Rows of `outbox.messages` as messages: facts read and checked, amounts compared with the row, words filled in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import jinja2
import polars as pl

from formats.letters.facts import LetterFacts, read_facts
from formats.letters.message_template import MessageTemplate, Templates, find_template
from formats.letters.printed import Printed, print_facts
from formats.letters.wording import Message
from warehouse.errors import BalanceError, ConfigurationError

_BUCKETS = ("principal_cents", "interest_cents", "costs_cents", "open_cents")


class FilledMessage(NamedTuple):
    """One message: its row, facts, facts as text, words, and template."""

    row: dict[str, Any]
    facts: LetterFacts
    printed: Printed
    words: Message
    template: MessageTemplate


def fill_messages(messages: pl.DataFrame, templates: Templates, *, channel: str) -> Iterator[FilledMessage]:
    """The messages of a batch in order of their number, ready to be laid out.

    Args:
        messages: Rows of `outbox.messages`.
        templates: Templates by language and name.
        channel: How the messages go; a text may ask for it as `is_letter`.

    Raises:
        BalanceError: A row and its facts ask different amounts.
        ConfigurationError: A template is missing, or names something that the facts do not hold.
        HubError: Facts do not fit their description.
    """
    for row, facts in read_messages(messages):
        place = f"{row['batch_id']}, message {row['sequence_number']}"
        template = find_template(templates, row["language"], row["template"], place=place)
        printed = {**print_facts(facts), "is_letter": channel == "print"}
        yield FilledMessage(row, facts, printed, _fill(template, printed, place), template)


def read_messages(messages: pl.DataFrame) -> Iterator[tuple[dict[str, Any], LetterFacts]]:
    """The rows of a batch in order of their number, each with its facts, checked.

    Args:
        messages: Rows of `outbox.messages`.

    Raises:
        BalanceError: A row and its facts ask different amounts.
        HubError: Facts do not fit their description.
    """
    for row in messages.sort("sequence_number").iter_rows(named=True):
        place = f"{row['batch_id']}, message {row['sequence_number']}"
        facts = read_facts(row["facts"], place=place)
        _check_row(row, facts, place)
        yield row, facts


def _check_row(row: dict[str, Any], facts: LetterFacts, place: str) -> None:
    told: dict[str, Any] = {**facts["buckets"], "language": facts["language"], "dossier_id": facts["dossier_id"]}
    for name in (*_BUCKETS, "language", "dossier_id"):
        if row[name] != told[name]:
            raise BalanceError(
                f"the row has {row[name]} as `{name}`, its facts have {told[name]}",
                place=place,
                cure="Nothing of this batch leaves; look the dossier up with `incassohub explain`.",
            )


def _fill(template: MessageTemplate, printed: Printed, place: str) -> Message:
    try:
        return template.wording.fill(printed)
    except jinja2.UndefinedError as error:
        raise ConfigurationError(
            f"the text needs something that this message does not have: {error.message}",
            place=f"{place}, template {template.language}/{template.name}",
            cure="Use the placeholders of `formats/letters/printed.py`, or put a condition around the sentence.",
        ) from error
