"""Older contracts that keep a lower rate: one line of a law table that holds for each of its values from a day on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from mappings.law_table import DatedValue, LawTable, OlderContracts, Source
from mappings.yaml_block import Block
from warehouse.errors import ConfigurationError


def read_older_contracts(block: Block | None, unit: str) -> OlderContracts | None:
    """What `older_contracts:` of a law table says; none where the table has no such block.

    Args:
        block: The block; faults are noted in it.
        unit: Unit of the table: only rates can be lower.
    """
    if block is None:
        return None
    if unit != "percent_per_year":
        block.fault("only a table of rates has older contracts", "Remove the block.")
    source = block.inner("source", is_required=True)
    found = OlderContracts(
        concluded_before=block.day("concluded_before"),
        since=block.day("since"),
        less_ppm=block.scaled("less", 4),
        source=Source(source.filled("title"), source.filled("article"), source.filled("href")),
        checked_on=block.day("checked_on"),
        is_verified=block.flag("verified", default=True),
    )
    source.close()
    block.close()
    return found


def part_by_contract(table: LawTable) -> LawTable:
    """A table whose values part by the date of the contract, from the day on which older contracts keep a lower rate.

    Args:
        table: Table with its values, those that a home added included.

    Raises:
        ConfigurationError: The lower rate would be less than nothing.
    """
    if table.older is None:
        return table
    return replace(table, values=tuple(_part(table, table.older)))


def _part(table: LawTable, older: OlderContracts) -> Iterator[DatedValue]:
    for dated in table.values:
        is_whole = dated.contract_from is None and dated.contract_until is None
        if dated.valid_from < older.since or not is_whole:
            yield dated
            continue
        assert isinstance(dated.value, int), f"{table.rule_id} holds no rates"
        if dated.value < older.less_ppm:
            cause = f"the rate of {dated.valid_from} is lower than what older contracts have less"
            raise ConfigurationError(cause, place=str(dated.file or table.file), cure="Correct the rate or the block.")
        yield replace(
            dated,
            value=dated.value - older.less_ppm,
            source=older.source,
            checked_on=older.checked_on,
            is_verified=older.is_verified,
            contract_until=older.concluded_before,
        )
        yield replace(dated, contract_from=older.concluded_before)
