from __future__ import annotations

import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest

from assets.transports.database import fetch_rows
from warehouse.errors import ConfigurationError, TransportError


@pytest.fixture
def url(tmp_path: Path) -> str:
    with sqlite3.connect(tmp_path / "billing.db") as connection:
        connection.execute("create table bill (nr text, euros real, changed text)")
        connection.execute("insert into bill values ('1', 12.5, '2026-11-01 09:00:00'), ('2', null, '2026-11-02')")
    connection.close()
    return f"sqlite:///{tmp_path / 'billing.db'}"


def rows(
    url: str, query: str, after: object = None, mark: str | None = None
) -> list[tuple[dict[str, str | None], object]]:
    return list(fetch_rows(url, query, after=after, mark=mark, place="claims.yaml:3"))


def test_rows_are_text_beside_the_value_of_their_mark(url: str) -> None:
    found = rows(url, "select * from bill where changed >= :after", datetime.fromisoformat("2026-11-02"), "changed")
    assert found == [({"nr": "2", "euros": None, "changed": "2026-11-02"}, "2026-11-02")]
    assert rows(url, "select euros from bill where nr = '1'") == [({"euros": "12.5"}, None)]


def test_values_are_written_exactly(url: str) -> None:
    query = "select 1e20 as big, 0.1 as small, 7 as whole, x'00ff' as raw"
    assert rows(url, query)[0][0] == {"big": "100000000000000000000", "small": "0.1", "whole": "7", "raw": "00ff"}


@pytest.mark.parametrize("after", [date(2026, 11, 2), 5])
def test_a_mark_is_given_as_the_database_keeps_it(url: str, after: object) -> None:
    assert rows(url, "select :after as mark", after, "mark")[0][0] == {"mark": str(after)}


@pytest.mark.parametrize(
    ("query", "cause"),
    [("select nr, nr from bill", "more than once"), ("select nr from bill where nr >= :after", "no column 'changed'")],
)
def test_a_query_that_does_not_fit_is_told_with_its_place(url: str, query: str, cause: str) -> None:
    with pytest.raises(ConfigurationError, match=cause) as caught:
        rows(url, query, 1, "changed" if ":after" in query else None)
    assert caught.value.place == "claims.yaml:3"


def test_a_database_that_refuses_is_told_in_its_own_words(url: str) -> None:
    with pytest.raises(TransportError, match="no such table: bills") as caught:
        rows(url, "select * from bills")
    assert caught.value.retryable


@pytest.mark.parametrize(
    ("address", "cause"),
    [
        ("geheim", "cannot be read"),
        ("nosuch://user:geheim@host/base", "no driver"),
        ("oracle+cx_oracle://user:geheim@host/base", "no driver"),
    ],
)
def test_a_wrong_address_is_never_repeated(address: str, cause: str) -> None:
    with pytest.raises(ConfigurationError, match=cause) as caught:
        rows(address, "select 1")
    assert "geheim" not in str(caught.value)


def test_a_server_that_is_away_is_told_without_the_password() -> None:
    with pytest.raises(TransportError, match="cannot be asked") as caught:
        rows("postgresql://user:geheim@127.0.0.1:9/base", "select 1")
    assert "geheim" not in str(caught.value)
