"""Records in the hub's own terms from rows of text: each column parsed by its rule, all faults of a record at once."""

from __future__ import annotations

from typing import Final

import polars as pl

from formats.table import FAULT_COLUMN
from mappings.feeds import RecordRule, ValueRule
from mappings.fields import RECORD_FIELDS
from mappings.parse_rules import ParseRule
from pipelines.canonical.gather_source import PLACE, place_columns, with_trimmed
from pipelines.canonical.parse_values import FAULT_CODES, is_reported, parse_by_day, parse_value
from pipelines.canonical.split_text import split_text
from warehouse.findings import CODES

FAULTS: Final = pl.Schema({"row_key": pl.Int64, "code": pl.Int64, "field": pl.String, "detail": pl.String})
"""Faults of records: the record, the finding, the field, and a word more than the finding says."""


def apply_mapping(source: pl.DataFrame, rule: RecordRule) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Typed records, and the faults of texts that cannot be parsed.

    Args:
        source: Rows of one rule, from `gather_source`.
        rule: The rule.

    Returns:
        The records: `PLACE`, every field of what it books, `extra` (JSON) and `is_repeat_real`, one row
        per row of the source; and the `FAULTS`.
    """
    trimmed = with_trimmed(source, rule.columns)
    texts, parses = _texts(rule)
    text = trimmed.select(FAULT_COLUMN, PLACE["row_key"], PLACE["known_at"], **texts)
    parsed = text.select(parse_value(pl.col(name), parses[name]).alias(name) for name in texts)
    parsed = _by_day(text, parsed, parses)
    faults = [_broken(source), *(_unparsed(text, parsed, name, parses[name]) for name in texts)]
    is_repeat_real = pl.lit(rule.is_repeat_real).alias("is_repeat_real")
    given = trimmed.select(*place_columns(), *_given(rule, set(texts)), is_repeat_real)
    records = pl.concat([given, parsed, source.with_columns(_extra(rule)).select("extra")], how="horizontal")
    ordered = records.select(*PLACE, *_fields(rule), "extra", "is_repeat_real")
    return ordered, pl.concat([pl.DataFrame(schema=FAULTS), *(found for found in faults if found.height)])


def _texts(rule: RecordRule) -> tuple[dict[str, pl.Expr], dict[str, ParseRule]]:
    """The text and the parse of every field that is parsed."""
    texts: dict[str, pl.Expr] = {}
    parses: dict[str, ParseRule] = {}
    for column in rule.columns.values():
        if column.parse is not None:
            texts[column.to], parses[column.to] = pl.col(column.name), column.parse
        if column.split is not None:
            parts = split_text(pl.col(column.name), column.split)
            texts |= parts
            parses |= dict.fromkeys(parts, ParseRule("text"))
    for value in rule.values:
        if value.sql is not None and value.parse is not None:
            text = pl.sql_expr(value.sql).str.strip_chars()
            texts[value.field], parses[value.field] = pl.when(text != "").then(text), value.parse
    return texts, parses


def _by_day(text: pl.DataFrame, parsed: pl.DataFrame, parses: dict[str, ParseRule]) -> pl.DataFrame:
    """The values, with those of codes that hold for a time only by the day that counts: of the record, or delivery."""
    known_at = text[PLACE["known_at"]]
    for name, rule in parses.items():
        if rule.spans:
            day = known_at if rule.codes_on is None else parsed[rule.codes_on].fill_null(known_at)
            parsed = parsed.with_columns(parse_by_day(text[name], day, rule).alias(name))
    return parsed


def _broken(source: pl.DataFrame) -> pl.DataFrame:
    """Faults that the reader found in the row itself."""
    return source.filter(pl.col(FAULT_COLUMN).is_not_null()).select(
        row_key=PLACE["row_key"],
        code=pl.col(FAULT_COLUMN).replace_strict(CODES, default=CODES["record"], return_dtype=pl.Int64),
        field=pl.lit(None, pl.String),
        detail=pl.lit(None, pl.String),
    )


def _unparsed(text: pl.DataFrame, parsed: pl.DataFrame, name: str, parse: ParseRule) -> pl.DataFrame:
    """Faults of one field: a text is there, and no value came out of it."""
    if not is_reported(parse):
        return pl.DataFrame(schema=FAULTS)
    code = CODES["language"] if name == "language" else FAULT_CODES[parse.kind]
    is_wrong = text[name].is_not_null() & parsed[name].is_null() & text[FAULT_COLUMN].is_null()
    return text.filter(is_wrong).select(
        row_key=PLACE["row_key"], code=pl.lit(code, pl.Int64), field=pl.lit(name), detail=pl.lit(None, pl.String)
    )


def _given(rule: RecordRule, parsed: set[str]) -> list[pl.Expr]:
    """The fields that are not parsed from text: given by an expression, constant, or empty."""
    values = {value.field: value for value in rule.values}
    return [_value(values.get(name)).alias(name) for name in RECORD_FIELDS[rule.books] if name not in parsed]


def _value(value: ValueRule | None) -> pl.Expr:
    """A field that is not parsed from text."""
    if value is None:
        return pl.lit(None)
    return pl.lit(value.constant) if value.sql is None else pl.sql_expr(value.sql)


def _fields(rule: RecordRule) -> list[pl.Expr]:
    """Every field of the record, in its type."""
    return [pl.col(name).cast(field.dtype) for name, field in RECORD_FIELDS[rule.books].items()]


def _extra(rule: RecordRule) -> pl.Expr:
    """The columns that are kept to the letter, as a JSON object."""
    names = [column.name for column in rule.columns.values() if column.to == "extra"]
    if not names:
        return pl.lit(None, pl.String).alias("extra")
    return pl.struct(names).struct.json_encode().alias("extra")
