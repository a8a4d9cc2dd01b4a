"""The SQL that defines the tables, made from their models through SQLAlchemy."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl
import sqlalchemy as sa
from duckdb_engine import Dialect
from sqlalchemy.schema import CreateSchema, CreateTable, SetColumnComment, SetTableComment

from warehouse import codes
from warehouse.tables import TABLES, column_descriptions, description_of, model_of, schema_of

_TYPES: Final[dict[type[pl.DataType], type[sa.types.TypeEngine]]] = {
    pl.Int64: sa.BigInteger,
    pl.String: sa.String,
    pl.Date: sa.Date,
    pl.Boolean: sa.Boolean,
}
# Comments are no statements with parameters: the question mark leaves a per cent sign in them alone.
_DIALECT: Final = Dialect(paramstyle="qmark")


def table_of(name: str) -> sa.Table:
    """The SQLAlchemy table of a model: columns, types, what may be empty, and the descriptions as comments.

    Args:
        name: Name of the table, `stage.table`.
    """
    stage, _, table = name.partition(".")
    descriptions, schema = column_descriptions(name), schema_of(name)
    columns = [
        sa.Column(
            column, _TYPES[schema[column].base_type()], nullable=bool(field.nullable), comment=descriptions[column]
        )
        for column, field in model_of(name).to_schema().columns.items()
    ]
    return sa.Table(table, sa.MetaData(), *columns, schema=stage, comment=description_of(name))


@cache
def schema_statements() -> tuple[str, ...]:
    """The statements that make the schemas: one per stage, and `marts`."""
    return tuple(_sql(CreateSchema(schema, if_not_exists=True)) for schema in (*codes.STAGES, "marts"))


@cache
def table_statements() -> tuple[str, ...]:
    """The statements that make every table that is not there yet."""
    return tuple(_sql(CreateTable(table_of(name), if_not_exists=True)) for name in TABLES)


@cache
def comment_statements() -> tuple[str, ...]:
    """The statements that describe every table and column."""
    statements = []
    for name in TABLES:
        table = table_of(name)
        statements.append(_sql(SetTableComment(table)))
        statements += [_sql(SetColumnComment(column)) for column in table.columns]
    return tuple(statements)


def _sql(element: sa.sql.ddl.ExecutableDDLElement) -> str:
    return str(element.compile(dialect=_DIALECT)).strip()
