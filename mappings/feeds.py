"""Feeds: how the files of a partner are read, as typed rules that were checked when loaded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final

from formats.wrapping import bare_names
from mappings.expected_rules import ExpectedRule
from mappings.parse_rules import ParseRule
from mappings.snapshot_rules import SnapshotRule
from mappings.splits import SPLITS

USES: Final[dict[str, str]] = {
    "extra": "Kept to the letter with the claim, in `extra`.",
    "used": "Read by an expression under `where:` or `sql:`, and kept nowhere else.",
    "ignore": "Not read.",
}
"""What a column can be besides a field."""


@dataclass(frozen=True)
class ColumnRule:
    """What becomes of a column of the source.

    Attributes:
        name: Name in the file.
        to: Field of the record, or one of `USES`.
        parse: How its text becomes the field's value; none where it fills no field.
        aliases: Other names under which it may come.
        is_optional: Whether it may be absent.
        is_personal_number_possible: Whether nine digits in it can be a citizen service number.
        examples: Texts for synthetic files.
        split: How its text is taken apart into several fields, one of `mappings.splits.SPLITS`; `to` is `split` then.
    """

    name: str
    to: str
    parse: ParseRule | None = None
    aliases: tuple[str, ...] = ()
    is_optional: bool = False
    is_personal_number_possible: bool = True
    examples: tuple[str, ...] = ()
    split: str | None = None

    @property
    def fills(self) -> tuple[str, ...]:
        """The fields that it fills: none where it is extra, used or ignored."""
        if self.split is not None:
            return SPLITS[self.split].fields
        return () if self.to in USES else (self.to,)


@dataclass(frozen=True)
class ValueRule:
    """A field that no single column fills: a constant, or an SQL expression over columns.

    Attributes:
        field: Field of the record.
        constant: The constant, in the field's own type; none where an expression fills the field.
        sql: The expression.
        parse: How the expression's text becomes the field's value; none where it gives that type itself.
    """

    field: str
    constant: str | int | bool | date | None = None
    sql: str | None = None
    parse: ParseRule | None = None


@dataclass(frozen=True)
class RecordRule:
    """How the records of one kind are read.

    Attributes:
        name: Name of the rule.
        source: Record of the format that it reads.
        books: What it books: `claim`, `fact` or `entry`; `decision` in the workbook of work items.
        where: SQL; only rows for which it is true are records. None: all rows are.
        columns: Rule of every column, by name.
        values: Rules of the fields that no single column fills.
        is_repeat_real: Whether equal rows without a reference of their own, in one file, are facts of their own.
    """

    name: str
    source: str
    books: str
    where: str | None
    columns: dict[str, ColumnRule]
    values: tuple[ValueRule, ...] = ()
    is_repeat_real: bool = True

    @property
    def amount_field(self) -> str | None:
        """The field that holds the record's amount; none for an entry of a list."""
        return {"claim": "principal_cents", "entry": None}.get(self.books, "amount_cents")


@dataclass(frozen=True)
class BesideRule:
    """A small file beside a file, which states its totals.

    Attributes:
        name: Its name, with `{name}` for the name of the file, or `{stem}` for that name without its ending.
        format: Name and options of its format.
        wait_hours: How long a file waits in the inbox for the one beside it.
    """

    name: str
    format: dict[str, Any]
    wait_hours: int

    def name_for(self, file_name: str) -> str:
        """The name of the file beside a file, in lower case, without the endings of packing."""
        bare = bare_names(file_name)[-1].lower()
        return self.name.lower().replace("{name}", bare).replace("{stem}", bare.rpartition(".")[0] or bare)


@dataclass(frozen=True)
class TotalsRule:
    """The totals that are stated about a file.

    Attributes:
        source: Record of the format that carries them, where the file itself states them.
        rows: Name of the total that counts records; none where there is none.
        amount: Name of the total that sums amounts; none where there is none.
        is_refused: Whether the file is refused when they differ; else it is told.
        parse: Form of the total amount.
        beside: The file beside it that states them; none where it does so itself.
    """

    source: str
    rows: str | None
    amount: str | None
    is_refused: bool
    parse: ParseRule
    beside: BesideRule | None = None


@dataclass(frozen=True)
class RejectRule:
    """From how many wrong records on the whole file is refused; none of both: never."""

    errors: int | None = None
    percent: Decimal | None = None


@dataclass(frozen=True)
class Mark:
    """How far rows have been fetched: the column that tells, its kind, and where the first fetch starts."""

    column: str
    kind: str
    start: str


@dataclass(frozen=True)
class DatabaseSource:
    """A database that a feed is fetched from.

    Attributes:
        variable: Environment variable with its address.
        query: The query; `:after` stands for the mark up to which rows were fetched.
        mark: How that is known; none where every fetch brings all rows.
        place: File and line, for errors.
    """

    variable: str
    query: str
    mark: Mark | None
    place: str = field(compare=False)


@dataclass(frozen=True)
class Feed:
    """A feed of a partner: which files it takes, and how they are read.

    Attributes:
        partner_id: Partner that sends it.
        name: Name of the feed.
        path: The file that describes it.
        sha256: Hash of that file, and of the lists of codes.
        lists: Files of the lists of codes that the partner's feeds share, by name.
        files: Patterns of file names.
        format: Name and options of the format.
        records: Rules by name, in the order of the file.
        ignored_records: Records of the format that book nothing.
        forms: Forms of numbers and dates.
        totals: Totals that are stated about a file; none where there are none.
        reject: When the whole file is refused.
        source: The database that it is fetched from; none where its files are sent.
        snapshot: How a full snapshot is read; none where a file holds what is new.
        expected: When files are expected; none where they come when they come.
    """

    partner_id: str
    name: str
    path: Path
    sha256: str
    files: tuple[str, ...]
    format: dict[str, Any]
    records: dict[str, RecordRule]
    ignored_records: tuple[str, ...] = ()
    forms: ParseRule = field(default_factory=lambda: ParseRule("text"))
    totals: TotalsRule | None = None
    reject: RejectRule = field(default_factory=RejectRule)
    source: DatabaseSource | None = None
    snapshot: SnapshotRule | None = None
    expected: ExpectedRule | None = None
    lists: dict[str, Path] = field(default_factory=dict)

    def takes(self, file_name: str) -> bool:
        """Whether a file of this name is of this feed; capitals and the endings of packing do not matter."""
        return _fits(file_name, self.files)

    def takes_beside(self, file_name: str) -> bool:
        """Whether a file of this name states the totals of a file of this feed."""
        beside = self.totals.beside if self.totals else None
        return beside is not None and _fits(file_name, [beside.name_for(pattern) for pattern in self.files])


def _fits(file_name: str, patterns: Iterable[str]) -> bool:
    names = [name.lower() for name in bare_names(file_name)]
    return any(fnmatchcase(name, pattern.lower()) for name in names for pattern in patterns)
