"""The rules of one kind of record in a feed, read from its block and checked against the fields it can fill."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import polars as pl

from mappings.feeds import USES, ColumnRule, RecordRule, ValueRule
from mappings.fields import MAPPED_FIELDS, REQUIRED, Field
from mappings.parse_rules import ParseRule, read_parse
from mappings.splits import SPLITS
from mappings.sql_value import sql_value
from mappings.yaml_block import Block

_SPLIT = "split"


def read_record(block: Block, *, name: str, forms: ParseRule, lists: Mapping[str, Path]) -> RecordRule:
    """The rule that a block under `records:` describes; faults are noted in the block.

    Args:
        block: The block.
        name: Name of the record.
        forms: Forms of the feed.
        lists: Files of the partner's shared lists of codes, by name.
    """
    books = block.text("books", choices=tuple(MAPPED_FIELDS)) or "claim"
    fields = MAPPED_FIELDS[books]
    columns = _columns(block, fields, forms, lists)
    values, read = _values(block, fields, columns, forms, lists)
    where = block.text("where", None)
    if where is not None:
        read |= _where(block, where, list(columns))
    _check_filled(block, books, columns, values)
    _check_used(block, columns, read)
    _check_dates(block, fields, columns, values)
    rule = RecordRule(
        name=name,
        source=block.text("record", name),
        books=books,
        where=where,
        columns=columns,
        values=values,
        is_repeat_real=block.flag("repeat_is_real", default=True),
    )
    block.close()
    return rule


def _columns(
    block: Block, fields: dict[str, Field], forms: ParseRule, lists: Mapping[str, Path]
) -> dict[str, ColumnRule]:
    """The rule of every column."""
    found = block.block("columns", is_required=True)
    if found is None:
        return {}
    rules = {}
    for name in found.values:
        value = found.any(name)
        if isinstance(value, Block):
            rules[name] = _long_column(value, name, fields, forms, lists)
        elif isinstance(value, str):
            short = Block(found.path, found.lines[name], {"to": value}, {"to": found.lines[name]}, found.faults)
            rules[name] = _long_column(short, name, fields, forms, lists)
        else:
            found.fault(f"'{name}' needs a field", "Name a field, or write extra, used or ignore.", name)
    return rules


def _long_column(
    block: Block, name: str, fields: dict[str, Field], forms: ParseRule, lists: Mapping[str, Path]
) -> ColumnRule:
    """The rule of a column from its block."""
    split = _split(block, fields)
    # A split that is misspelt is told by itself: no field is missing beside it.
    is_split = split or ("split" in block.values and "to" not in block.values)
    to = _SPLIT if is_split else block.text("to", choices=(*fields, *USES))
    target = fields.get(to)
    rule = ColumnRule(
        name=name,
        to=to,
        parse=read_parse(block, target, forms, lists) if target else None,
        aliases=block.texts("aliases", ()),
        is_optional=block.flag("optional", default=False),
        is_personal_number_possible=not block.flag("plain_numbers", default=False),
        examples=block.texts("example", ()),
        split=split,
    )
    if to or target:
        block.close()
    return rule


def _split(block: Block, fields: dict[str, Field]) -> str | None:
    """How a column is taken apart; none where it fills one field or none."""
    split: str | None = block.text("split", None, choices=SPLITS)
    if split is not None and not set(SPLITS[split].fields) <= set(fields):
        block.fault("a fact has no such fields", "Map the column to a field, or write extra.", "split")
        return None
    return split


def _values(
    block: Block,
    fields: dict[str, Field],
    columns: dict[str, ColumnRule],
    forms: ParseRule,
    lists: Mapping[str, Path],
) -> tuple[tuple[ValueRule, ...], set[str]]:
    """The rules of fields that no single column fills, and the columns that their expressions read."""
    found = block.block("values")
    rules: list[ValueRule] = []
    read: set[str] = set()
    if found is None:
        return (), read
    filled = {field for column in columns.values() for field in column.fills}
    for name in found.values:
        value = found.any(name)
        if name not in fields:
            near = get_close_matches(name, fields, n=1)
            found.fault(
                f"'{name}' is no field", f"Did you mean '{near[0]}'?" if near else "See docs/mappings.md.", name
            )
        elif name in filled:
            found.fault(f"'{name}' is filled by a column as well", "Remove one of both.", name)
        elif isinstance(value, Block):
            rule, names = _expression(value, fields[name], columns, forms, lists)
            rules.append(rule)
            read |= names
        else:
            rules.append(ValueRule(name, constant=_constant(found, fields[name], value)))
    return tuple(rules), read


def _expression(
    block: Block, target: Field, columns: dict[str, ColumnRule], forms: ParseRule, lists: Mapping[str, Path]
) -> tuple[ValueRule, set[str]]:
    """A field that an SQL expression fills, and the columns that it reads."""
    sql = block.text("sql")
    parse = read_parse(block, target, forms, lists)
    block.close()
    if not sql:
        return ValueRule(target.name), set()
    try:
        expression, dtype = sql_value(sql, list(columns))
    except ValueError as error:
        block.fault(f"the expression of '{target.name}' {error}", "Correct the SQL.", "sql")
        return ValueRule(target.name), set()
    if dtype not in (pl.String, target.dtype):
        cause = f"the expression of '{target.name}' gives {dtype}, and {target.dtype} is needed"
        block.fault(cause, "Let it give text, which is then parsed.", "sql")
    is_text = dtype == pl.String
    return ValueRule(target.name, sql=sql, parse=parse if is_text else None), set(expression.meta.root_names())


def _where(block: Block, where: str, columns: list[str]) -> set[str]:
    """The columns that the condition reads; a fault where it is none."""
    try:
        expression, dtype = sql_value(where, columns)
    except ValueError as error:
        block.fault(f"'where' {error}", "Correct the SQL.", "where")
        return set()
    if dtype != pl.Boolean:
        block.fault("'where' is neither true nor false", "Write a condition.", "where")
    return set(expression.meta.root_names())


def _constant(block: Block, target: Field, value: Any) -> Any:
    """A constant in the type of its field; none where it has another."""
    wanted = {pl.String: str, pl.Int64: int, pl.Boolean: bool, pl.Date: date}[target.dtype.base_type()]
    given = str(value) if wanted is str and isinstance(value, int) and not isinstance(value, bool) else value
    if type(given) is not wanted or (target.choices and given not in target.choices):
        options = f"one of: {', '.join(target.choices)}" if target.choices else f"a constant of type {wanted.__name__}"
        block.fault(f"'{target.name}' cannot be '{value}'", f"Write {options}; or `{{sql: …}}`.", target.name)
        return None
    return given


def _check_filled(block: Block, books: str, columns: dict[str, ColumnRule], values: tuple[ValueRule, ...]) -> None:
    """Note a field that is filled twice, and a required one that nothing fills."""
    targets = [field for column in columns.values() for field in column.fills if field]
    for name in sorted({name for name in targets if targets.count(name) > 1}):
        block.fault(
            f"'{name}' is filled by two columns", "Map one of both as extra, or join them with `sql:`.", "columns"
        )
    filled = {*targets, *(value.field for value in values)}
    for group in REQUIRED[books]:
        if not filled & set(group):
            block.fault(
                f"nothing fills '{' or '.join(group)}'", "Map a column to it, or add it under `values:`.", "columns"
            )


def _check_used(block: Block, columns: dict[str, ColumnRule], read: set[str]) -> None:
    """Note a column that is said to feed an expression, and feeds none."""
    for name, column in columns.items():
        if column.to == "used" and name not in read:
            block.fault(f"no expression reads '{name}'", "Map it, or write extra or ignore.", "columns")


def _check_dates(
    block: Block, fields: dict[str, Field], columns: dict[str, ColumnRule], values: tuple[ValueRule, ...]
) -> None:
    """Note codes whose periods go by a field that is no date, or that no column fills."""
    filled = {field for column in columns.values() for field in column.fills}
    parses = {name: column.parse for name, column in columns.items()} | {value.field: value.parse for value in values}
    for name, parse in parses.items():
        asked = parse.codes_on if parse else None
        if asked is not None and (asked not in filled or fields[asked].parse != "date"):
            block.fault(
                f"'codes_on: {asked}' of '{name}' is no date of a column", "Name a field with a date.", "columns"
            )
