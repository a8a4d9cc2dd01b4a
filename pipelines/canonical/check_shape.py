"""Whether a delivery has the shape that its feed agrees on, before any record is looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from formats.fixed_width import UNKNOWN
from formats.table import RESERVED_COLUMNS, Table
from mappings.feeds import ColumnRule, Feed, RecordRule
from pipelines.canonical.delivery import Delivery
from warehouse.findings import CODES, FINDINGS


class FileFault(NamedTuple):
    """What is wrong with a delivery as a whole."""

    delivery_id: str
    code: int
    message: str
    line_number: int = 0

    @property
    def is_refusal(self) -> bool:
        """Whether the delivery is refused for it."""
        return FINDINGS[self.code].severity == "error"


def check_shape(delivery: Delivery) -> FileFault | None:
    """Why a delivery cannot be read at all; none where it can.

    Args:
        delivery: A delivery with its feed and tables, or with the reader's error.
    """
    if delivery.error is not None:
        error = delivery.error
        return FileFault(delivery.delivery_id, error.code, f"{error.place}: {error.cause}.", error.line_number)
    if delivery.feed is None:
        message = f"{FINDINGS[CODES['no_feed']].cause} It is called {delivery.file_name!r}."
        return FileFault(delivery.delivery_id, CODES["no_feed"], message)
    if delivery.is_totals:
        return None
    assert delivery.tables is not None, "a delivery with a feed has tables or an error"
    differences = [
        *_record_differences(delivery.feed, delivery.tables),
        *_column_differences(delivery.feed, delivery.tables),
    ]
    if not differences:
        return None
    message = " ".join((FINDINGS[CODES["columns"]].cause, *differences))
    return FileFault(delivery.delivery_id, CODES["columns"], message)


def columns_of(feed: Feed, source: str) -> dict[str, ColumnRule]:
    """The columns that the rules on one record of the format name together."""
    return {
        name: column for rule in feed.records.values() if rule.source == source for name, column in rule.columns.items()
    }


def strange_lines(feed: Feed, deliveries: Sequence[Delivery]) -> RecordRule | None:
    """The rule for lines that no record of a fixed-width layout knows; none where there are none. All are refused."""
    if UNKNOWN in feed.records or not any(UNKNOWN in (delivery.tables or {}) for delivery in deliveries):
        return None
    return RecordRule(UNKNOWN, UNKNOWN, "fact", None, {"line": ColumnRule("line", "ignore")})


def _record_differences(feed: Feed, tables: dict[str, Table]) -> list[str]:
    """Records of the format that are missing or not agreed."""
    agreed = {rule.source for rule in feed.records.values()}
    missing = sorted(agreed - set(tables))
    found = {name for name, table in tables.items() if table.rows.height}
    unexpected = sorted(found - agreed - set(feed.ignored_records) - {UNKNOWN})
    return _told("records", missing, unexpected)


def _column_differences(feed: Feed, tables: dict[str, Table]) -> list[str]:
    """Columns that are missing or not agreed, by record."""
    told = []
    for source in dict.fromkeys(rule.source for rule in feed.records.values()):
        if source not in tables:
            continue
        agreed = columns_of(feed, source)
        present = set(tables[source].rows.columns) - set(RESERVED_COLUMNS)
        missing = [
            name for name, rule in agreed.items() if not rule.is_optional and not {name, *rule.aliases} & present
        ]
        told += _told(f"columns of {source!r}", missing, sorted(present - _chosen_names(agreed, present)))
    return told


def _chosen_names(agreed: dict[str, ColumnRule], present: set[str]) -> set[str]:
    """The names under which columns come; of two names of one column the second is not agreed."""
    names = ([known for known in (name, *rule.aliases) if known in present] for name, rule in agreed.items())
    return {found[0] for found in names if found}


def _told(what: str, missing: list[str], unexpected: list[str]) -> list[str]:
    """Both sides of a difference in words."""
    sides = (("Missing", missing), ("Not agreed", unexpected))
    return [f"{side} {what}: {', '.join(names)}." for side, names in sides if names]
