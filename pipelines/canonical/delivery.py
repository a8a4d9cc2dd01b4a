"""What the stage takes and gives: deliveries with their tables, the stock of facts, and what was booked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

import polars as pl

from formats.table import Table
from mappings.feeds import Feed
from warehouse.errors import FormatError
from warehouse.tables import empty

# An archive holds fewer files than that (`formats.wrapping`).
_MOST_FILES: Final = 10_000


@dataclass(frozen=True)
class Correction:
    """What a delivery corrects.

    Attributes:
        corrects: Delivery whose findings were corrected.
        first_delivery_id: Delivery that brought its records first.
        first_file_name: Name under which that delivery came.
        changes: line_number, record_type, column_name, value_before, value_after; one row per value.
        settled: line_number and record_type of the records that do not wait for a correction.
    """

    corrects: str
    first_delivery_id: str
    first_file_name: str
    changes: pl.DataFrame
    settled: pl.DataFrame


@dataclass(frozen=True)
class Delivery:
    """A delivery of the log, as its manifest has it, and what the reader made of its bytes.

    Attributes:
        delivery_id: Number in the log, then the start of the hash; of a file in an archive, its number there.
        sequence_number: Place in the log.
        partner_id: Who sent it.
        partner_kind: What kind of partner that is.
        creditor_id: Creditor, where the sender is one.
        file_name: Name under which it came; of a file in an archive, `archive!file`.
        sha256: Hash of its bytes: as they came, or of a file in an archive its own.
        size_bytes: Their number.
        known_at: Business date on which it was taken in.
        feed: The feed that takes the file; none where no feed does.
        tables: What the reader found, by record; none where there is no feed, or the file cannot be read.
        error: Why the file cannot be read.
        duplicate_of: Delivery that brought the same bytes before.
        corrects: Earlier delivery of the same name with other bytes.
        is_withdrawn: Whether it was taken back: it is counted, and books nothing.
        correction: What it corrects; none where it is no workbook that was sent back.
        is_totals: Whether it only states the totals of a file beside it: it holds no records.
        stated: Totals that a file beside it states; none where there is none.
        questions: Work items that the decisions in it are about (`assets.asked`); none where it holds no decisions.
        member_number: Which of the files in an archive it is, from 1; 0 where there is only one.
    """

    delivery_id: str
    sequence_number: int
    partner_id: str
    partner_kind: str
    creditor_id: str | None
    file_name: str
    sha256: str
    size_bytes: int
    known_at: date
    feed: Feed | None = None
    tables: dict[str, Table] | None = None
    error: FormatError | None = None
    duplicate_of: str | None = None
    corrects: str | None = None
    is_withdrawn: bool = False
    correction: Correction | None = None
    is_totals: bool = False
    stated: dict[str, str] | None = None
    questions: pl.DataFrame | None = None
    member_number: int = 0

    @property
    def has_totals_beside(self) -> bool:
        """Whether another file must state its totals; that of a workbook that was sent back need not."""
        totals = self.feed.totals if self.feed else None
        return totals is not None and totals.beside is not None and not self.is_totals and self.correction is None

    @property
    def is_snapshot(self) -> bool:
        """Whether it holds every claim that is open; records that came back corrected are no such file."""
        return self.feed is not None and self.feed.snapshot is not None and self.correction is None

    @property
    def place(self) -> int:
        """A number that rises in the order of the log, and of the files in an archive."""
        return self.sequence_number * _MOST_FILES + self.member_number


def _debtors() -> pl.DataFrame:
    return empty("canonical.debtors")


def _claims() -> pl.DataFrame:
    return empty("canonical.claims")


def _payments() -> pl.DataFrame:
    return empty("canonical.payments")


def _events() -> pl.DataFrame:
    return empty("canonical.events")


def _operator_decisions() -> pl.DataFrame:
    return empty("canonical.operator_decisions")


def _arrangements() -> pl.DataFrame:
    return empty("canonical.arrangements")


def _instalments() -> pl.DataFrame:
    return empty("canonical.instalments")


def _feeds() -> pl.DataFrame:
    return empty("inbox.deliveries").select("delivery_id", "feed")


def _roles() -> pl.DataFrame:
    return empty("canonical.roles")


def _statements() -> pl.DataFrame:
    return empty("inbox.statements")


def _list_entries() -> pl.DataFrame:
    return empty("canonical.list_entries")


def _lists() -> pl.DataFrame:
    return empty("inbox.lists")


def _waiting() -> pl.DataFrame:
    return empty("inbox.waiting")


@dataclass(frozen=True)
class Stock:
    """Everything that was booked before: the canonical tables, the bank's statements, and the feed of each delivery.

    `waiting` holds the records that wait for a claim or payment (`pipelines.waiting`). Arrangements and instalments are
    only booked: what was known of them is among the events.
    """

    debtors: pl.DataFrame = field(default_factory=_debtors)
    claims: pl.DataFrame = field(default_factory=_claims)
    payments: pl.DataFrame = field(default_factory=_payments)
    events: pl.DataFrame = field(default_factory=_events)
    operator_decisions: pl.DataFrame = field(default_factory=_operator_decisions)
    feeds: pl.DataFrame = field(default_factory=_feeds)
    statements: pl.DataFrame = field(default_factory=_statements)
    roles: pl.DataFrame = field(default_factory=_roles)
    waiting: pl.DataFrame = field(default_factory=_waiting)
    arrangements: pl.DataFrame = field(default_factory=_arrangements)
    instalments: pl.DataFrame = field(default_factory=_instalments)
    list_entries: pl.DataFrame = field(default_factory=_list_entries)
    lists: pl.DataFrame = field(default_factory=_lists)

    def plus(self, facts: Stock) -> Stock:
        """The stock after a booking."""
        return replace(
            self,
            debtors=pl.concat([self.debtors, facts.debtors]),
            claims=pl.concat([self.claims, facts.claims]),
            payments=pl.concat([self.payments, facts.payments]),
            events=pl.concat([self.events, facts.events]),
            operator_decisions=pl.concat([self.operator_decisions, facts.operator_decisions]),
            feeds=pl.concat([self.feeds, facts.feeds]),
            statements=pl.concat([self.statements, facts.statements]),
            roles=pl.concat([self.roles, facts.roles]),
            waiting=pl.concat([self.waiting, facts.waiting]),
            arrangements=pl.concat([self.arrangements, facts.arrangements]),
            instalments=pl.concat([self.instalments, facts.instalments]),
            list_entries=pl.concat([self.list_entries, facts.list_entries]),
            lists=pl.concat([self.lists, facts.lists]),
        )


def _deliveries() -> pl.DataFrame:
    return empty("inbox.deliveries")


def _findings() -> pl.DataFrame:
    return empty("inbox.findings")


def _corrections() -> pl.DataFrame:
    return empty("inbox.corrections")


def _controls() -> pl.DataFrame:
    return empty("inbox.controls")


@dataclass(frozen=True)
class Booked:
    """What a booking adds to the tables of `inbox` and `canonical`."""

    deliveries: pl.DataFrame = field(default_factory=_deliveries)
    findings: pl.DataFrame = field(default_factory=_findings)
    corrections: pl.DataFrame = field(default_factory=_corrections)
    controls: pl.DataFrame = field(default_factory=_controls)
    facts: Stock = field(default_factory=Stock)

    def plus(self, later: Booked) -> Booked:
        """Both bookings as one."""
        return Booked(
            deliveries=pl.concat([self.deliveries, later.deliveries]),
            findings=pl.concat([self.findings, later.findings]),
            corrections=pl.concat([self.corrections, later.corrections]),
            controls=pl.concat([self.controls, later.controls]),
            facts=self.facts.plus(later.facts),
        )
