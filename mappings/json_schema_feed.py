"""The JSON Schema of a feed's file and of a shared list of codes, from the definitions by which they are loaded."""

from __future__ import annotations

from typing import Final

import polars as pl

from formats.registry import FORMATS
from mappings.database_source import MARKS
from mappings.expected_rules import EVERY, WEEKDAYS
from mappings.feeds import USES
from mappings.fields import MAPPED_FIELDS, REQUIRED, Field
from mappings.json_schema_parts import (
    DAY,
    FLAG,
    NUMBER,
    QUESTIONS,
    TEXT,
    TEXTS,
    Schema,
    keys,
    one_of,
    option_schema,
    whole,
)
from mappings.parse_rules import DATE_FORMS, DECIMALS, KINDS, THOUSANDS, UNKNOWN
from mappings.snapshot_rules import AMOUNTS, COVERS, GONE, LOWER, MODES
from mappings.splits import SPLITS

_VALUE: Final[Schema] = {"type": ["string", "number", "boolean"]}
_SPAN: Final = keys({"value": _VALUE, "from": DAY, "until": DAY}, required=["value"])
_CODES: Final[Schema] = {
    "type": "object",
    "additionalProperties": {"anyOf": [_VALUE, _SPAN, {"type": "array", "items": _SPAN, "minItems": 1}]},
}
_FORM: Final[Schema] = {"$ref": "#/definitions/date_form"}
_FORMS: Final[dict[str, Schema]] = {
    "decimal": one_of(DECIMALS),
    "thousands": one_of(THOUSANDS),
    "implied_decimals": {"enum": [0, 2]},
    "dates": {"anyOf": [_FORM, {"type": "array", "items": _FORM}]},
}


def feed_schema() -> Schema:
    """The schema of a feed's file."""
    record = {"anyOf": [{"const": "ignore"}, *({"$ref": f"#/definitions/{books}"} for books in MAPPED_FIELDS)]}
    return {
        **keys(
            {
                "description": TEXT,
                "questions": QUESTIONS,
                "files": TEXTS,
                "format": {"$ref": "#/definitions/format"},
                "source": _source(),
                "forms": keys(_FORMS),
                "records": {"type": "object", "additionalProperties": record, "minProperties": 1},
                "totals": _totals(),
                "reject": keys({"errors": whole(1), "percent": {"type": "number", "exclusiveMinimum": 0}}),
                "mode": one_of(MODES),
                "snapshot": _snapshot(),
                "expected": _expected(),
            },
            required=["records"],
        ),
        "definitions": {
            "codes": _CODES,
            "format": {"anyOf": [_format(name) for name in FORMATS]},
            "date_form": one_of(DATE_FORMS),
            **{books: _record(books) for books in MAPPED_FIELDS},
            **{f"{books}_use": one_of([*fields, *USES]) for books, fields in MAPPED_FIELDS.items()},
            **{f"{books}_column": _column(books) for books in MAPPED_FIELDS},
            **{
                f"{books}_expression": keys({"sql": TEXT, **_parse(books)}, required=["sql"]) for books in MAPPED_FIELDS
            },
        },
    }


def codes_schema() -> Schema:
    """The schema of a shared list of codes."""
    return keys({"description": TEXT, "codes": _CODES}, required=["codes"])


def _format(name: str) -> Schema:
    known = FORMATS[name].options
    found = {option: option_schema(rule) for option, rule in known.items()}
    required = ["name", *(option for option, rule in known.items() if rule.is_required)]
    return keys({"name": {"const": name, "description": FORMATS[name].description}, **found}, required=required)


def _source() -> Schema:
    mark = keys(
        {"column": TEXT, "kind": one_of(MARKS), "start": {"type": ["string", "integer"]}},
        required=["column", "kind", "start"],
    )
    database = {"type": "string", "pattern": r"^\$[A-Za-z_]\w*$"}
    return keys({"database": database, "query": TEXT, "mark": mark}, required=["database", "query"])


def _record(books: str) -> Schema:
    """A record that books claims, facts, or entries of a list."""
    fields = MAPPED_FIELDS[books]
    columns = [{"$ref": f"#/definitions/{books}_use"}, {"$ref": f"#/definitions/{books}_column"}]
    filled = " and ".join(" or ".join(group) for group in REQUIRED[books])
    return keys(
        {
            "books": {"const": books, "description": f"Needed are {filled}."},
            "record": TEXT,
            "where": TEXT,
            "repeat_is_real": FLAG,
            "columns": {"type": "object", "additionalProperties": {"anyOf": columns}},
            "values": keys({name: _fixed(books, field) for name, field in fields.items()}),
        },
        required=["books", "columns"],
    )


def _column(books: str) -> Schema:
    """A column in its long form."""
    splits = {name: split.meaning for name, split in SPLITS.items() if set(split.fields) <= set(MAPPED_FIELDS[books])}
    found = {
        "to": {"$ref": f"#/definitions/{books}_use"},
        **({"split": one_of(splits)} if splits else {}),
        **_parse(books),
        "aliases": TEXTS,
        "optional": FLAG,
        "plain_numbers": FLAG,
        "example": TEXTS,
    }
    return keys(found) | {"oneOf": [{"required": ["to"]}, {"required": ["split"]}]}


def _parse(books: str) -> dict[str, Schema]:
    """How a text is read."""
    dates = [name for name, field in MAPPED_FIELDS[books].items() if field.parse == "date"]
    return {
        "parse": one_of(KINDS),
        "codes": {"anyOf": [{"type": "string", "description": "A shared list."}, {"$ref": "#/definitions/codes"}]},
        "codes_on": one_of(dates),
        "unknown": one_of(UNKNOWN),
        **_FORMS,
    }


def _fixed(books: str, field: Field) -> Schema:
    """A field that no single column fills: a constant of its type, or an expression."""
    kinds: dict[type[pl.DataType], Schema] = {pl.Int64: {"type": "integer"}, pl.Boolean: FLAG, pl.Date: DAY}
    constant = one_of(field.choices) if field.choices else kinds.get(field.dtype.base_type(), TEXT)
    return {"anyOf": [constant, {"$ref": f"#/definitions/{books}_expression"}], "description": field.description}


def _totals() -> Schema:
    found = {"rows": TEXT, "amount": TEXT, "differ": one_of(("refuse", "report")), **_FORMS}
    name = {"type": "string", "pattern": r"\{(name|stem)\}"}
    beside = {"beside": name, "format": {"$ref": "#/definitions/format"}, "wait_hours": whole(0, 24 * 31)}
    inside = keys({"record": TEXT, **found})
    return {"anyOf": [inside, keys({**found, **beside}, required=["beside", "format"])]}


def _snapshot() -> Schema:
    share = {**NUMBER, "minimum": 0, "maximum": 100}
    return keys(
        {
            "covers": one_of(COVERS),
            "amount": one_of(AMOUNTS),
            "lower": one_of(LOWER),
            "gone": one_of(GONE),
            "drop_percent": share,
        }
    )


def _expected() -> Schema:
    by = {"anyOf": [one_of(WEEKDAYS), whole(1, 31)]}
    days = whole(0, 60)
    return keys(
        {"every": one_of(EVERY), "by": by, "grace_days": days, "early_days": days, "since": DAY}, required=["every"]
    )
