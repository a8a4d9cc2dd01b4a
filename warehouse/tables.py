"""Every table of the warehouse by its name, with its model, schema, key and description."""

from __future__ import annotations

from inspect import cleandoc, isclass
from types import ModuleType
from typing import Final

import pandera.errors
import pandera.polars as pa
import polars as pl

from warehouse.schemas import canonical, decisions, inbox, ledger, outbox

Model = type[pa.DataFrameModel]


def _tables() -> dict[str, Model]:
    found: dict[str, Model] = {}
    for module in (inbox, canonical, ledger, decisions, outbox):
        found.update(_tables_of(module))
    return found


def _tables_of(module: ModuleType) -> dict[str, Model]:
    stage = module.__name__.rpartition(".")[2]
    # `vars` keeps the order of definition: a reader meets deliveries before findings.
    models: list[Model] = [
        member
        for member in vars(module).values()
        if isclass(member) and issubclass(member, pa.DataFrameModel) and member.__module__ == module.__name__
    ]
    # A model without a key is the common part of some tables, and no table itself.
    return {f"{stage}.{_snake_case(model.__name__)}": model for model in models if _key(model)}


def _key(model: Model) -> tuple[str, ...]:
    metadata = (model.get_metadata() or {}).get(model.__name__) or {}
    return tuple((metadata.get("dataframe") or {}).get("key", ()))


def _snake_case(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


TABLES: Final = _tables()
"""The model of each table by its name, `stage.table`, in the order of the stages."""


def model_of(name: str) -> Model:
    """The model of a table.

    Args:
        name: Name of the table, `stage.table`.
    """
    if name not in TABLES:
        raise AssertionError(f"no table is named {name!r}; the tables are {', '.join(TABLES)}")
    return TABLES[name]


def schema_of(name: str) -> pl.Schema:
    """The columns of a table, in order, with their polars types.

    Args:
        name: Name of the table, `stage.table`.
    """
    return pl.Schema({column: field.dtype.type for column, field in model_of(name).to_schema().columns.items()})


def key_of(name: str) -> tuple[str, ...]:
    """The columns that identify a row of a table.

    Args:
        name: Name of the table, `stage.table`.
    """
    return _key(model_of(name))


def empty(name: str) -> pl.DataFrame:
    """A frame with the columns of a table and no rows.

    Args:
        name: Name of the table, `stage.table`.
    """
    return pl.DataFrame(schema=schema_of(name))


def description_of(name: str) -> str:
    """What a row of a table is: the docstring of its model in one line.

    Args:
        name: Name of the table, `stage.table`.
    """
    return " ".join(cleandoc(model_of(name).__doc__ or "").split())


def column_descriptions(name: str) -> dict[str, str]:
    """What each column of a table holds, in the order of the columns.

    Args:
        name: Name of the table, `stage.table`.
    """
    return {column: field.description or "" for column, field in model_of(name).to_schema().columns.items()}


def validate(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    """The same frame, once every constraint of the table holds for it.

    Nothing is cast, reordered or left out: a step that makes other columns or types has a fault.

    Args:
        name: Name of the table, `stage.table`.
        frame: Collected rows for it.

    Raises:
        AssertionError: A step made rows that the table does not allow; the first cases are named.
    """
    if frame.schema != schema_of(name) or list(frame.schema) != list(schema_of(name)):
        raise AssertionError(f"{name}: {_schema_difference(schema_of(name), frame.schema)}")
    # No constraint is on a table as a whole, so without rows there is nothing to break one.
    if frame.is_empty():
        return frame
    try:
        model_of(name).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as error:
        raise AssertionError(f"{name}: rows break the model of the table\n{_cases(error)}") from error
    return frame


def _schema_difference(expected: pl.Schema, actual: pl.Schema) -> str:
    missing = [column for column in expected if column not in actual]
    unknown = [column for column in actual if column not in expected]
    other = [
        f"{column} is {actual[column]}, not {expected[column]}"
        for column in expected
        if column in actual and actual[column] != expected[column]
    ]
    parts = [
        f"missing columns: {', '.join(missing)}" if missing else "",
        f"unknown columns: {', '.join(unknown)}" if unknown else "",
        "; ".join(other),
    ]
    return "; ".join(part for part in parts if part) or f"the order of the columns must be {', '.join(expected)}"


def _cases(error: pandera.errors.SchemaErrors) -> str:
    cases = pl.DataFrame(error.failure_cases).select("column", "check", "failure_case", "index").head(10)
    return "\n".join(
        f"  {case['column']}: {case['check']} fails on {case['failure_case']!r} (row {case['index']})"
        for case in cases.iter_rows(named=True)
    )
