"""What the law tables lack on a day: values that have run out, publications that passed, gaps, weak sources."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from mappings.law_table import Law, LawTable

_SOON: Final = timedelta(days=60)
_STALE: Final = timedelta(days=400)


class LawRemark(NamedTuple):
    """Something about a law table: its rule and file, what kind of thing, in words, and whether a value is missing."""

    rule_id: str
    place: str
    kind: str
    text: str
    is_missing: bool


class UnverifiedValue(NamedTuple):
    """A value, or parts of it, that no official text or second source bears out, and of which contracts, if not all."""

    rule_id: str
    place: str
    valid_from: date
    parts: tuple[str, ...]
    source: str
    article: str
    contracts: str


def check_law(law: Law, day: date) -> list[LawRemark]:
    """Remarks on every table, by rule.

    A table whose values overlap, or whose contract dates do, is refused when it is loaded.

    Args:
        law: Law tables.
        day: Day on which the tables must hold.

    Returns:
        Missing: `ended` (no value on the day or after), `unpublished` (a day of publication has passed without a
        value), `source` (no address where the value can be read). To know: `gap` (days without a value between two
        values), `covered` or `ends_soon` (its last day), `stale` (nobody looked for more than a year), `unverified`
        (how many values).
    """
    return [remark for _, table in sorted(law.tables.items()) for remark in _check_table(table, day)]


def list_unverified(law: Law) -> list[UnverifiedValue]:
    """Every value that is not verified, by rule and day.

    Args:
        law: Law tables.
    """
    return [
        UnverifiedValue(
            *(rule_id, table.place, value.valid_from, value.unverified_parts),
            *(value.source.title, value.source.article, value.contracts),
        )
        for rule_id, table in sorted(law.tables.items())
        for value in table.values
        if not value.is_verified or value.unverified_parts
    ]


def _check_table(table: LawTable, day: date) -> list[LawRemark]:
    def remark(kind: str, text: str, *, is_missing: bool = False) -> LawRemark:
        return LawRemark(table.rule_id, table.place, kind, text, is_missing)

    remarks = [
        remark("source", f"the value of {value.valid_from} has no address where it can be read", is_missing=True)
        for value in table.values
        if not value.source.href.startswith("http")
    ]
    if table.covered_until <= day:
        remarks.append(remark("ended", f"nothing is known from {table.covered_until} on", is_missing=True))
    elif table.covered_until <= day + _SOON:
        remarks.append(remark("ends_soon", f"nothing is known from {table.covered_until} on"))
    else:
        remarks.append(remark("covered", f"known to {table.covered_until - timedelta(days=1)}"))
    remarks += [
        remark("unpublished", f"the value published for {due} is missing", is_missing=True)
        for due in _unpublished(table, day)
    ]
    remarks += [
        remark("gap", f"nothing is known from {before.valid_until} to {after.valid_from - timedelta(days=1)}")
        for before, after in pairwise(table.values)
        if before.valid_until is not None and before.valid_until < after.valid_from
    ]
    newest = max(value.checked_on for value in table.values)
    if newest + _STALE < day:
        remarks.append(remark("stale", f"nobody has looked since {newest}"))
    if doubtful := [value for value in table.values if not value.is_verified or value.unverified_parts]:
        remarks.append(remark("unverified", f"{len(doubtful)} of {len(table.values)} values are not verified"))
    return remarks


def _unpublished(table: LawTable, day: date) -> list[date]:
    """Days of publication on which no value starts; from the table's end on, that it has ended says enough."""
    if table.publication is None:
        return []
    starts = {value.valid_from for value in table.values}
    last = min(day, table.covered_until - timedelta(days=1))
    return [due for due in table.publication.due_until(last) if due not in starts]
