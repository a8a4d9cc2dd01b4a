"""Rows of a partner's database, by a query that only reads; every failure is told without the address."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from warehouse.errors import ConfigurationError, TransportError

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

_POSTGRESQL: Final = ("postgresql", "postgres")

Row = tuple[dict[str, str | None], Any]
"""The columns of a row as text, and the value of one of them as the database gave it."""


def fetch_rows(url: str, query: str, *, after: Any, mark: str | None, place: str) -> Iterator[Row]:
    """The rows that a query gives, each with the value of its mark.

    Args:
        url: Address of the database, as SQLAlchemy has it; PostgreSQL is reached by pg8000 where no driver is named.
        query: The query.
        after: Value of its parameter `:after`; none where it has none.
        mark: Column that is given as it is, too.
        place: File and line of the source, for errors.

    Raises:
        ConfigurationError: The address, its driver or the columns are wrong.
        TransportError: The database is away, or refuses.
    """
    with _connected(url, place) as connection:
        parameters = {} if mark is None else {"after": _bound(connection, after)}
        try:
            answer = connection.execute(sa.text(query), parameters)
            names = list(answer.keys())
            _check_columns(names, mark, place)
            for values in answer:
                row = dict(zip(names, values, strict=True))
                yield {name: _text(value) for name, value in row.items()}, row[mark] if mark else None
        except SQLAlchemyError as error:
            raise _refused(error, url, place) from error


@contextmanager
def _connected(url: str, place: str) -> Iterator[Connection]:
    """A connection that writes nothing: what a query did is never committed, and PostgreSQL refuses it at once."""
    engine = _engine(url, place)
    try:
        connection = engine.connect()
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(postgresql_readonly=True)
    except SQLAlchemyError as error:
        raise _refused(error, url, place) from error
    try:
        yield connection
    finally:
        connection.close()
        engine.dispose()


def _engine(url: str, place: str) -> Engine:
    try:
        address = sa.make_url(url)
        if address.drivername in _POSTGRESQL:
            address = address.set(drivername="postgresql+pg8000")
        return sa.create_engine(address, poolclass=sa.NullPool)
    except (NoSuchModuleError, ImportError) as error:
        cause = f"no driver for this kind of database is installed ({_hidden(str(error), url)})"
        cure = "Install the driver that SQLAlchemy names for it beside the hub."
        raise ConfigurationError(cause, place=place, cure=cure) from error
    except ArgumentError as error:
        cure = "Write it as `postgresql://user:password@host/database` or `sqlite:///path`."
        raise ConfigurationError("the address of the database cannot be read", place=place, cure=cure) from error


def _check_columns(names: list[str], mark: str | None, place: str) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        cause = f"the query gives {', '.join(map(repr, twice))} more than once"
        raise ConfigurationError(cause, place=place, cure="Give each column a name of its own with `as`.")
    if mark is not None and mark not in names:
        cause = f"the query gives no column {mark!r}, its mark"
        raise ConfigurationError(cause, place=place, cure=f"Add it to the query; it gives {', '.join(names)}.")


def _bound(connection: Connection, after: Any) -> Any:
    """The mark as the database takes it: SQLite keeps days and moments as text."""
    is_text = connection.dialect.name == "sqlite" and isinstance(after, date)
    return _text(after) if is_text else after


def _text(value: Any) -> str | None:
    """A value as text, exactly; midnight is left out, for some databases have no days without it."""
    if value is None or isinstance(value, str):
        return value
    write = next((write for kind, write in _WRITERS if isinstance(value, kind)), str)
    return write(value)


def _moment(value: datetime) -> str:
    return value.date().isoformat() if value.timetz() == time() else value.isoformat(" ")


_WRITERS: Final[tuple[tuple[Any, Callable[[Any], str]], ...]] = (
    (bool, lambda value: "true" if value else "false"),
    (float, lambda value: format(Decimal(repr(value)), "f")),
    (Decimal, lambda value: format(value, "f")),
    (datetime, _moment),
    ((date, time), lambda value: value.isoformat()),
    ((bytes, bytearray, memoryview), lambda value: bytes(value).hex()),
    ((dict, list), lambda value: json.dumps(value, ensure_ascii=False, default=str)),
)


def _refused(error: SQLAlchemyError, url: str, place: str) -> TransportError:
    """The error of a database in its own words, without address and parameters."""
    told = getattr(error, "orig", None) or error
    fields = told.args[0] if told.args and isinstance(told.args[0], dict) else {}
    words = " ".join(str(fields.get("M", told)).split())[:300]
    return TransportError(
        f"the database cannot be asked ({_hidden(words, url)})",
        place=place,
        cure="Check address, rights and query; rows that could not be fetched now are fetched by the next run.",
        retryable=True,
    )


def _hidden(words: str, url: str) -> str:
    try:
        password = sa.make_url(url).password
    except ArgumentError:
        password = None
    found = words.replace(url, "***")
    return found.replace(password, "***") if password else found
