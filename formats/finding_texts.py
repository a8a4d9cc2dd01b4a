"""Words about findings in a creditor's language: what is wrong, what to do, and the labels around them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple


class FindingText(NamedTuple):
    """What is wrong, and what the sender can do about it."""

    message: str
    cure: str


@dataclass(frozen=True)
class FindingTexts:
    """The words of one language.

    Args:
        language: `nl`, `fr` or `en`.
        findings: Words of each finding, by its number.
        labels: Headings and short words, by name (`LABELS`).
    """

    language: str
    findings: Mapping[int, FindingText]
    labels: Mapping[str, str]


LABELS = (
    "sheet_file",
    "sheet_records",
    "more_records",
    "line",
    "status",
    "code",
    "column",
    "value",
    "message",
    "cure",
    "correction",
    "refused",
    "duplicate",
    "booked",
    "receipt",
    "delivery",
    "file",
    "fingerprint",
    "result",
    "accepted",
    "partly_accepted",
    "rows",
    "amount",
    "read",
    "findings",
    "times",
    "nothing_wrong",
    "waiting",
    "withdrawn",
    "released",
    "correction_of",
    "closed",
    "still_open",
    "differs_from",
    "new",
    "gone",
    "changed",
    "how_to_correct",
)
"""Names of the labels that every language needs."""
