"""Law tables: dated values with their sources, read from `law/{nl,be}/*.yaml` and checked whole.

A file of the same path under an earlier root (a hub's own `mappings/`) takes the place of the shipped one. A file with
`adds_to` takes no place: it adds values to a table from the day on which that table ends.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Final

from mappings.law_contracts import part_by_contract, read_older_contracts
from mappings.law_table import DatedValue, Law, LawTable, Publication, Source
from mappings.law_values import UNITS, parts_of, read_value
from mappings.tree import SHIPPED, list_files
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_YEARLY: Final = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_OF_THE_ENGINE: Final = ("percent_per_year", "percent", "cost_scale", "notice_term")
"""Units whose values the ledger reads as one series: they know no days without a value between two values."""


def load_law(roots: Sequence[Path] = (SHIPPED,)) -> Law:
    """All law tables.

    Args:
        roots: Folders that hold a folder `law`, the one that wins first.

    Returns:
        Tables by rule.

    Raises:
        ConfigurationError: A file breaks the contract of law tables, or two files hold one rule.
    """
    return _load_files(tuple((file, file.stat().st_mtime_ns) for file in list_law_files(roots)))


def list_law_files(roots: Sequence[Path]) -> list[Path]:
    """The files that make up the law: of each path the strongest one, and before it those that add to a table.

    Args:
        roots: As for `load_law`.
    """
    found: list[Path] = []
    for path in list_files("law/*/*.yaml", roots):
        for root in roots:
            file = root / path
            if file.is_file():
                found.append(file)
                if not _adds(file):
                    break
    return found


def _adds(file: Path) -> bool:
    return any(line.startswith(b"adds_to:") for line in file.read_bytes().splitlines())


@lru_cache(maxsize=8)
def _load_files(stamps: tuple[tuple[Path, int], ...]) -> Law:
    """Tables of files; the time of their last change is part of the cache's key, so that an edit is seen."""
    blocks = [read_yaml(file) for file, _ in stamps]
    tables: dict[str, LawTable] = {}
    for block in sorted(blocks, key=_place_in_order):
        if "adds_to" in block.values:
            _add_values(block, tables)
            block.close()
            continue
        table = _read_follower(block, tables) if "follows" in block.values else _read_table(block)
        block.close()
        if table.rule_id in tables:
            cause = f"the id '{table.rule_id}' is taken by {tables[table.rule_id].file}"
            block.fault(cause, "Choose another id.", "id")
        tables[table.rule_id] = table
    raise_faults(fault for block in blocks for fault in block.faults)
    return Law({rule_id: part_by_contract(table) for rule_id, table in tables.items()})


def _place_in_order(block: Block) -> tuple[int, str]:
    """Tables first, then what adds to them, by their first day; last the tables that follow another one."""
    if "adds_to" in block.values:
        dates = block.values.get("values")
        return 1, min(dates.values, default="") if isinstance(dates, Block) else ""
    return (2 if "follows" in block.values else 0), ""


def _read_table(block: Block) -> LawTable:
    unit = block.text("unit", choices=UNITS)
    names_block = block.block("names")
    names = {} if names_block is None else {key: names_block.filled(key) for key in names_block.values}
    values = _read_values(block, unit, names)
    covered_until = block.day("covered_until")
    if not block.faults and (not values or covered_until <= values[-1].valid_from):
        block.fault("no value before this day, or values from it on", "Correct the date.", "covered_until")
    publication = _read_publication(block.block("publication"))
    older = read_older_contracts(block.block("older_contracts"), unit)
    head = (block.filled("id"), block.filled("description"), unit, block.path)
    return LawTable(*head, values, covered_until, names, publication, older)


def _add_values(block: Block, tables: dict[str, LawTable]) -> None:
    """A table goes on with the values of a file that adds to it, from the day on which it ended."""
    rule_id = block.filled("adds_to")
    table = tables.get(rule_id)
    until = block.day("covered_until")
    if table is None:
        block.fault(f"no law table has the id '{rule_id}'", f"Use one of: {', '.join(sorted(tables))}.", "adds_to")
        return
    values = _read_values(block, table.unit, table.names)
    if values and values[0].valid_from != table.covered_until:
        cause = f"'{rule_id}' ends on {table.covered_until}, so the first value added must hold from that day on"
        block.fault(cause, "Correct the date.", "values")
    elif not values or until <= values[-1].valid_from:
        block.fault("no value before this day, or values from it on", "Correct the date.", "covered_until")
    tables[rule_id] = replace(table, values=(*table.values, *values), covered_until=until)


def _read_values(block: Block, unit: str, names: dict[str, str]) -> tuple[DatedValue, ...]:
    block.any("sources")
    dates = block.inner("values", is_required=True)
    values: list[DatedValue] = []
    for key in dates.values if unit else ():
        day = _day_of_key(dates, key)
        if values and day is not None and day <= values[-1].valid_from:
            dates.fault(f"{key} does not come after the date before it", "Order the values by date.", key)
        read = [_read_dated(variant, day or date.min, unit, names) for variant in dates.blocks(key)]
        _check_contracts(read, dates, key)
        values.extend(read)
    return tuple(values)


def _read_publication(block: Block | None) -> Publication | None:
    if block is None:
        return None
    days = [_YEARLY.fullmatch(text) for text in block.texts("days")]
    if not days or any(match is None or not 1 <= int(match[1]) <= 12 or not 1 <= int(match[2]) <= 28 for match in days):
        block.fault("a day of publication is written mm-dd, up to the 28th", 'Write `days: ["01-01"]`.', "days")
        days = []
    left_out = tuple(day for text in block.texts("except", ()) if (day := _day_left_out(block, text)) is not None)
    found = Publication(tuple((int(match[1]), int(match[2])) for match in days if match), block.day("since"), left_out)
    block.close()
    return found


def _day_left_out(block: Block, text: str) -> date | None:
    """A day on which no row must stand; a fault where it is none."""
    try:
        return date.fromisoformat(text if _DATE.fullmatch(text) else "")
    except ValueError:
        block.fault(f"'{text}' is no date", "Write yyyy-mm-dd.", "except")
        return None


def _day_of_key(dates: Block, key: str) -> date | None:
    """The date that a key is; a fault where it is none."""
    try:
        return date.fromisoformat(key if _DATE.fullmatch(key) else "")
    except ValueError:
        dates.fault(f"'{key}' is no date", "Write yyyy-mm-dd.", key)
        return None


def _read_dated(block: Block, day: date, unit: str, names: dict[str, str]) -> DatedValue:
    dated = DatedValue(
        day,
        read_value(block, unit),
        _read_source(block),
        block.day("checked_on"),
        block.flag("verified", default=True),
        block.day("contract_from", None),
        block.day("contract_until", None),
        block.day("valid_until", None),
        block.texts("unverified", ()),
        block.path,
    )
    block.close()
    parts = parts_of(dated.value)
    if nameless := sorted(set(parts) - set(names)):
        block.fault(f"no name stands for {', '.join(nameless)}", "Add it under `names:`.", "value")
    if unknown := sorted(set(dated.unverified_parts) - set(parts)):
        block.fault(f"the value has no {', '.join(unknown)}", f"Use some of: {', '.join(parts)}.", "unverified")
    if dated.valid_until is not None and (unit in _OF_THE_ENGINE or dated.valid_until <= day):
        block.fault("the value cannot end on this day", "Leave it out, or write a later day.", "valid_until")
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
    start, until = block.day("covered_from"), block.day("covered_until", lead.covered_until if lead else date.min)
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
            DatedValue(max(value.valid_from, start), value.value, source, checked, is_verified, file=block.path)
            for value in lead.for_contract(None)
            if value.valid_from >= first
        )
    publication = None if lead is None else lead.publication
    head = (block.filled("id"), block.filled("description"), unit, block.path)
    return LawTable(
        *head, values, until, publication=publication and replace(publication, since=max(publication.since, start))
    )
