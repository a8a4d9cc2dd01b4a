"""The rule by which a workbook of work items is read when it comes back: the hub writes it, so that nobody maps it."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from formats.decision_rows import ANSWERS, ITEM_HEADING, RECORD
from mappings.feeds import ColumnRule, Feed, RecordRule
from mappings.fields import RECORD_FIELDS
from mappings.parse_rules import ParseRule
from warehouse import codes

DECISIONS_FEED: Final = "decisions"
"""Name of the feed."""

_SHOWN: Final = (
    "reason", "euros", "since", "days", "deadline", "owner", "creditor", "dossier", "delivery", "line", "proposal",
)  # fmt: skip
_DATES: Final = ("yyyy-mm-dd", "dd-mm-yyyy", "d-m-yyyy", "dd/mm/yyyy", "d/m/yyyy")
_WORDS: Final = {
    word: name for name in codes.DECISIONS for word in (name, name.replace("_", " "), name.replace("_", " ").title())
}
_FIELDS: Final = {
    "decision": "decision",
    "book to": "target_reference",
    "until": "until_date",
    "new owner": "owner",
    "new deadline": "deadline_date",
    "remark": "remark",
    "decided by": "decided_by",
    ITEM_HEADING: "item_key",
}
_NEEDED: Final = ("decision", "decided by", ITEM_HEADING)


def decision_feed(partner_id: str) -> Feed:
    """The feed of workbooks that come back.

    Args:
        partner_id: Partner that sends them: the hub.
    """
    assert set(ANSWERS) < set(_FIELDS), "every answer is read"
    # What the hub itself wrote holds numbers of dossiers and of payments.
    columns = {name: ColumnRule(name, "ignore", is_optional=True, is_personal_number_possible=False) for name in _SHOWN}
    for name, field in _FIELDS.items():
        columns[name] = ColumnRule(name, field, _parse(field), is_optional=name not in _NEEDED)
    rule = RecordRule(RECORD, RECORD, "decision", None, columns)
    told = hashlib.sha256("\n".join(f"{name} {field}" for name, field in _FIELDS.items()).encode()).hexdigest()
    return Feed(partner_id, DECISIONS_FEED, Path(__file__), told, (), {"name": "xlsx"}, {RECORD: rule})


def _parse(field: str) -> ParseRule:
    kind = RECORD_FIELDS["decision"][field].parse
    if field == "decision":
        return ParseRule("code", codes=_WORDS)
    return ParseRule(kind, date_forms=_DATES)
