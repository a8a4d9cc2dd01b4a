"""Law tables: dated values with their sources, read from `law/{nl,be}/*.yaml` and checked whole.

A file of the same path under an earlier root (a hub's own `mappings/`) takes the place of the shipped one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from mappings.law_values import UNITS, LawValue, read_value
from mappings.tree import SHIPPED, list_files
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml
from warehouse.errors import ConfigurationError, LawError

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


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
    blocks = [read_yaml(file) for file, _ in stamps]
    tables: dict[str, LawTable] = {}
    for block in sorted(blocks, key=lambda block: "follows" in block.values):
        table = _read_follower(block, tables) if "follows" in block.values else _read_table(block)
        block.close()
        if table.rule_id in tables:
            cause = f"the id '{table.rule_id}' is taken by {tables[table.rule_id].file}"
            block.fault(cause, "Choose another id.", "id")
        tables[table.rule_id] = table
    raise_faults(fault for block in blocks for fault in block.faults)
    return Law(tables)


def _read_table(block: Block) -> LawTable:
    unit = block.text("unit", choices=UNITS)
    dates = block.inner("values", is_required=True)
    values: list[DatedValue] = []
    for key in dates.values if unit else ():
        day = _day_of_key(dates, key)
        if values and day is not None and day <= values[-1].valid_from:
            dates.fault(f"{key} does not come after the date before it", "Order the values by date.", key)
        read = [_read_dated(variant, day or date.min, unit) for variant in dates.blocks(key)]
        _check_contracts(read, dates, key)
        values.extend(read)
    covered_until = block.day("covered_until")
    if not block.faults and (not values or covered_until <= values[-1].valid_from):
        block.fault("no value before this day, or values from it on", "Correct the date.", "covered_until")
    block.any("sources")
    return LawTable(block.filled("id"), block.filled("description"), unit, block.path, tuple(values), covered_until)


def _day_of_key(dates: Block, key: str) -> date | None:
    """The date that a key is; a fault where it is none."""
    try:
        return date.fromisoformat(key if _DATE.fullmatch(key) else "")
    except ValueError:
        dates.fault(f"'{key}' is no date", "Write yyyy-mm-dd.", key)
        return None


def _read_dated(block: Block, day: date, unit: str) -> DatedValue:
    dated = DatedValue(
        day,
        read_value(block, unit),
        _read_source(block),
        block.day("checked_on"),
        block.flag("verified", default=True),
        block.day("contract_from", None),
        block.day("contract_until", None),
    )
    block.close()
    return dated


def _read_source(block: Block) -> Source:
    found = block.block("source", is_required=True)
    if found is None:
        return Source("", "", "")
    source = Source(found.filled("title"), found.filled("article"), found.filled("href"))
    found.close()
    return source


def _check_contracts(values: list[DatedValue], dates: Block, key: str) -> None:
    """Note contract dates without one value: the first starts nowhere, each next where the one before ends."""
    if values and (values[0].contract_from is not None or values[-1].contract_until is not None):
        dates.fault("some contract dates have no value", "Let the first and the last value be open-ended.", key)
    for before, after in pairwise(values):
        if before.contract_until is None or before.contract_until != after.contract_from:
            cure = "Let each value start where the one before ends."
            dates.fault("contract dates have a gap or overlap", cure, key)


def _read_follower(block: Block, tables: dict[str, LawTable]) -> LawTable:
    """A table whose values are those of another one, from a day on."""
    lead = tables.get(block.filled("follows"))
    start, until = block.day("covered_from"), block.day("covered_until")
    source, checked = _read_source(block), block.day("checked_on")
    is_verified = block.flag("verified", default=True)
    unit = block.text("unit", choices=UNITS if lead is None else (lead.unit,))
    values: tuple[DatedValue, ...] = ()
    if lead is None:
        known = ", ".join(sorted(tables))
        block.fault(f"no law table has the id '{block.text('follows')}'", f"Use one of: {known}.", "follows")
    elif not lead.values or start < lead.values[0].valid_from or until > lead.covered_until:
        block.fault(f"'{lead.rule_id}' does not cover this period", "Correct the period.", "covered_from")
    else:
        first = max(value.valid_from for value in lead.for_contract(None) if value.valid_from <= start)
        values = tuple(
            DatedValue(max(value.valid_from, start), value.value, source, checked, is_verified)
            for value in lead.for_contract(None)
            if value.valid_from >= first
        )
    return LawTable(block.filled("id"), block.filled("description"), unit, block.path, values, until)
