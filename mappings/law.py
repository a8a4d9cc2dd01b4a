"""Law tables: dated values with their sources, read from `law/{nl,be}/*.yaml` and checked whole.

A file of the same path under an earlier root (a hub's own `mappings/`) takes the place of the shipped one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from mappings.law_values import UNITS, LawValue, read_value
from mappings.tree import SHIPPED, list_files
from mappings.yaml_nodes import Node, parse_day, read_nodes
from warehouse.errors import ConfigurationError, LawError


@dataclass(frozen=True)
class Source:
    """Where a value was read: title, article and address."""

    title: str
    article: str
    href: str


@dataclass(frozen=True)
class DatedValue:
    """A value from a day on, for contracts concluded from `contract_from` and before `contract_until` (None: any)."""

    valid_from: date
    value: LawValue
    source: Source
    checked_on: date
    is_verified: bool
    contract_from: date | None = None
    contract_until: date | None = None


@dataclass(frozen=True)
class LawTable:
    """A rule of law over time.

    Args:
        rule_id: Name of the rule.
        description: What it is, in the words of the law.
        unit: What its values are.
        file: File it was read from.
        values: Values in order of date of force.
        covered_until: First day on which no value is known.
    """

    rule_id: str
    description: str
    unit: str
    file: Path
    values: tuple[DatedValue, ...]
    covered_until: date

    def at(self, day: date) -> DatedValue:
        """Value in force on a day (for new contracts).

        Args:
            day: Day asked.

        Raises:
            LawError: No value covers the day.
        """
        found = [value for value in self.for_contract(None) if value.valid_from <= day]
        if not found or day >= self.covered_until:
            raise self.uncovered(day)
        return found[-1]

    def for_contract(self, contract_date: date | None) -> tuple[DatedValue, ...]:
        """Values for a contract of a date; None stands for the newest contracts.

        Args:
            contract_date: Day on which the contract was concluded.
        """
        day = contract_date or date.max
        return tuple(
            value
            for value in self.values
            if (value.contract_from or date.min) <= day and (value.contract_until is None or day < value.contract_until)
        )

    def contract_splits(self) -> tuple[date, ...]:
        """Contract dates at which the values part."""
        return tuple(sorted({value.contract_from for value in self.values if value.contract_from}))

    def uncovered(self, day: date) -> LawError:
        """Error that names the rule, the day and the file.

        Args:
            day: Day that no value covers.
        """
        return LawError(
            f"{self.rule_id} has no value for {day.isoformat()}",
            place=f"law/{self.file.parent.name}/{self.file.name}",
            cure="Add the value with its source, or correct the date.",
        )


@dataclass(frozen=True)
class Law:
    """Every law table by its rule."""

    tables: dict[str, LawTable]

    def table(self, rule_id: str) -> LawTable:
        """Table of a rule.

        Args:
            rule_id: Rule.

        Raises:
            ConfigurationError: No file holds this rule.
        """
        if rule_id not in self.tables:
            cure = f"Restore its file; known rules: {', '.join(sorted(self.tables))}."
            raise ConfigurationError(f"no law table has the id `{rule_id}`", place="law", cure=cure)
        return self.tables[rule_id]


def load_law(roots: Sequence[Path] = (SHIPPED,)) -> Law:
    """All law tables.

    Args:
        roots: Folders that hold a folder `law`, the one that wins first.

    Returns:
        Tables by rule.

    Raises:
        ConfigurationError: A file breaks the contract of law tables, or two files hold one rule.
    """
    files = list_files("law/*/*.yaml", roots).values()
    return _load_files(tuple((file, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=8)
def _load_files(stamps: tuple[tuple[Path, int], ...]) -> Law:
    """Tables of files; the time of their last change is part of the cache's key, so that an edit is seen."""
    nodes = {file: read_nodes(file) for file, _ in stamps}
    followers = {file: node for file, node in nodes.items() if "follows" in node.entries()}
    tables: dict[str, LawTable] = {}
    for file, node in nodes.items():
        if file not in followers:
            _add(tables, _read_table(node), node)
    for node in followers.values():
        _add(tables, _read_follower(node, tables), node)
    return Law(tables)


def _add(tables: dict[str, LawTable], table: LawTable, node: Node) -> None:
    if table.rule_id in tables:
        raise node.error(f"the id `{table.rule_id}` is taken by {tables[table.rule_id].file}", "Choose another id.")
    tables[table.rule_id] = table


def _read_table(node: Node) -> LawTable:
    fields = node.fields(required=("id", "description", "unit", "covered_until", "values"), optional=("sources",))
    unit = fields["unit"].choice(UNITS)
    values: list[DatedValue] = []
    for key, entry in fields["values"].entries().items():
        day = parse_day(key, entry)
        if values and day <= values[-1].valid_from:
            raise entry.error(f"{key} does not come after the date before it", "Order the values by date.")
        variants = entry.items() if isinstance(entry.content, list) else [entry]
        read = [_read_dated(variant, day, unit) for variant in variants]
        _check_contracts(read, entry)
        values.extend(read)
    if not values or fields["covered_until"].day() <= values[-1].valid_from:
        raise fields["covered_until"].error("no value before this day, or values from it on", "Correct the date.")
    return LawTable(
        fields["id"].text(),
        fields["description"].text(),
        unit,
        node.file,
        tuple(values),
        fields["covered_until"].day(),
    )


def _read_dated(node: Node, day: date, unit: str) -> DatedValue:
    fields = node.fields(
        required=("value", "source", "checked_on"), optional=("verified", "contract_from", "contract_until")
    )
    return DatedValue(
        day,
        read_value(fields["value"], unit),
        _read_source(fields["source"]),
        fields["checked_on"].day(),
        "verified" not in fields or fields["verified"].truth(),
        fields["contract_from"].day() if "contract_from" in fields else None,
        fields["contract_until"].day() if "contract_until" in fields else None,
    )


def _read_source(node: Node) -> Source:
    fields = node.fields(required=("title", "article", "href"))
    return Source(fields["title"].text(), fields["article"].text(), fields["href"].text())


def _check_contracts(values: list[DatedValue], node: Node) -> None:
    """Every contract date has exactly one value: the first starts nowhere, each next where the one before ends."""
    if values[0].contract_from is not None or values[-1].contract_until is not None:
        raise node.error("some contract dates have no value", "Let the first and the last value be open-ended.")
    for before, after in pairwise(values):
        if before.contract_until is None or before.contract_until != after.contract_from:
            raise node.error("contract dates have a gap or overlap", "Let each value start where the one before ends.")


def _read_follower(node: Node, tables: dict[str, LawTable]) -> LawTable:
    fields = node.fields(
        required=("id", "description", "unit", "covered_until", "follows", "covered_from", "source", "checked_on"),
        optional=("verified",),
    )
    lead = tables.get(fields["follows"].text())
    if lead is None:
        raise fields["follows"].error(f"no law table has the id `{fields['follows'].text()}`", "Correct the id.")
    start, source, checked = fields["covered_from"].day(), _read_source(fields["source"]), fields["checked_on"].day()
    is_verified = "verified" not in fields or fields["verified"].truth()
    if start < lead.values[0].valid_from or fields["covered_until"].day() > lead.covered_until:
        raise fields["covered_from"].error(f"`{lead.rule_id}` does not cover this period", "Correct the period.")
    first = max(value.valid_from for value in lead.for_contract(None) if value.valid_from <= start)
    values = tuple(
        DatedValue(max(value.valid_from, start), value.value, source, checked, is_verified)
        for value in lead.for_contract(None)
        if value.valid_from >= first
    )
    unit = fields["unit"].choice((lead.unit,))
    return LawTable(
        fields["id"].text(), fields["description"].text(), unit, node.file, values, fields["covered_until"].day()
    )
