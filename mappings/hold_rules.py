"""Kinds of holds and what each of them stops, read from `holds.yaml` and checked when loaded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml
from warehouse import codes

EVERYTHING: Final = "everything"
PRESSURE: Final = "pressure"
_OLDEST: Final = 130
_SCHEMA: Final[dict[str, pl.DataType]] = {
    "kind": pl.String(),
    "description": pl.String(),
    "stops": pl.String(),
    "stopped_channels": pl.List(pl.String),
    "for_person": pl.Boolean(),
    "follows_person": pl.Boolean(),
    "until_age": pl.Int64(),
}


@dataclass(frozen=True)
class HoldRule:
    """What a kind of hold stops.

    Attributes:
        kind: One of `warehouse.codes.HOLD_KINDS`.
        description: Why, as it stands in reasons.
        stops: `everything`, `pressure`, or `channels`.
        channels: Channels that are stopped; none where `stops` is another word.
        for_person: Whether a person must look at what it holds.
        follows_person: Whether it holds all that the person owes, here and under other creditors.
        until_age: Consumers below this age have the hold without anybody placing it; none for other kinds.
    """

    kind: str
    description: str
    stops: str
    channels: tuple[str, ...]
    for_person: bool
    follows_person: bool
    until_age: int | None = None


def load_holds(roots: Sequence[Path] = (SHIPPED,)) -> dict[str, HoldRule]:
    """The rule of every kind of hold.

    Args:
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is missing or wrong, or says nothing about a kind.
    """
    block = read_yaml(find_file("holds.yaml", roots))
    rules = {kind: _rule(kind, block.inner(kind, is_required=True)) for kind in codes.HOLD_KINDS}
    block.close()
    raise_faults(block.faults)
    return rules


def hold_table(rules: Mapping[str, HoldRule]) -> pl.DataFrame:
    """The rules as a table.

    Args:
        rules: Rules by kind.

    Returns:
        kind, description, stops, stopped_channels (list), for_person, follows_person, until_age.
    """
    rows = [
        (
            *(rule.kind, rule.description, rule.stops, list(rule.channels)),
            *(rule.for_person, rule.follows_person, rule.until_age),
        )
        for rule in rules.values()
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _rule(kind: str, block: Block) -> HoldRule:
    """The rule of a kind; faults are noted in the block."""
    if not block.values:
        return HoldRule(kind, "", EVERYTHING, (), for_person=False, follows_person=False)
    stops = block.texts("stops")
    is_word = stops in {(EVERYTHING,), (PRESSURE,)}
    if not is_word and (not stops or not set(stops) <= set(codes.CHANNELS)):
        cure = f"Write {EVERYTHING}, {PRESSURE}, or a list of: {', '.join(codes.CHANNELS)}."
        block.fault("'stops' is no word for it, and no list of channels", cure, "stops")
    rule = HoldRule(
        kind=kind,
        description=block.filled("description"),
        stops=stops[0] if is_word else "channels",
        channels=() if is_word else stops,
        for_person=block.flag("for_person", default=False),
        follows_person=block.flag("follows_person", default=False),
        until_age=block.whole("until_age", None, lowest=1, highest=_OLDEST),
    )
    block.close()
    return rule
