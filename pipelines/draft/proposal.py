"""A proposed feed: what would stand in its file, and what a person must still answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from pipelines.draft.question import Question

UNKNOWN: Final = "?"
"""What stands in a proposal where the sample does not tell: the check of mappings refuses it."""


@dataclass(frozen=True)
class ProposedColumn:
    """A column.

    Attributes:
        to: The field, or `extra`; `split` where its text is taken apart.
        more: Other keys: `codes`, `dates`, `split`, …
        note: A word for the reader of the file.
    """

    to: str
    more: dict[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class ProposedRecord:
    """A record; one that books nothing is ignored.

    Attributes:
        books: `claim` or `fact`; empty for a record that is ignored.
        columns: By name.
        more: Other keys: `where`, `record`, `values`.
        note: A word for the reader of the file.
    """

    books: str
    columns: dict[str, ProposedColumn] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class ProposedFeed:
    """A feed.

    Attributes:
        name: Its name.
        files: Pattern of its file names.
        format: Name and options of the format.
        forms: Forms of numbers and dates.
        records: By name.
        totals: Totals that the file states and that fit; none where there are none.
        questions: What the creditor must answer, by name.
    """

    name: str
    files: str
    format: dict[str, Any]
    forms: dict[str, Any]
    records: dict[str, ProposedRecord]
    totals: dict[str, Any] | None
    questions: dict[str, Question]
