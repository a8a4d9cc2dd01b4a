"""Damaged bank files: each reader gives rows, or tells what is wrong; no entry goes without a word."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.bank import camt_source
from formats.bank.statements import balance_faults, statements
from formats.registry import read
from formats.table import FAULT_COLUMN, Table
from tests.formats.records_told import records_lost
from tests.fuzz.seeds import SEEDS
from warehouse.errors import FormatError

BASES = {name: SEEDS[name][0] for name in ("mt940", "coda", "camt", "pain.002")}
PIECES = (
    b"", b"\n", b"\r\n", b" ", b"\0", b"\xff", b"\xef\xbb\xbf", b":61:", b":86:", b":62F:", b"-\n", b"-}", b"9", b"0",
    b"-", b"/REMI/",
    b">20", b"?32", b"21", b"3100", b"<", b">", b"&", b"&amp;", b"&x;", b"<Ntry>", b"</Ntry>", b"</Stmt>",
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<?x?>", b"<!DOCTYPE a>", b'xmlns="a"', b"\xc3\xab", b"9" * 21,
)  # fmt: skip
SETTINGS = settings(
    max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
damage = st.lists(
    st.tuples(st.floats(0, 1), st.integers(0, 40), st.one_of(st.sampled_from(PIECES), st.binary(max_size=8))),
    max_size=6,
)


def damaged(data: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The bytes with some pieces replaced."""
    for share, length, piece in changes:
        place = int(share * len(data))
        data = data[:place] + piece + data[place + length :]
    return data


def outcome(name: str, data: bytes) -> Table | FormatError:
    """The rows, or the reader's own error."""
    try:
        return read(data, {"name": name}, file_name="file")["row"]
    except FormatError as error:
        return error


@pytest.mark.parametrize("name", BASES)
@SETTINGS
@given(changes=damage)
def test_a_damaged_file_gives_rows_or_a_fault(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    found = outcome(name, damaged(BASES[name], changes))
    if isinstance(found, Table) and name != "pain.002":
        statements(found)
        is_told = found.rows[FAULT_COLUMN].is_not_null()
        is_whole = found.rows.filter(~is_told)["amount"].null_count() == 0
        assert is_whole or balance_faults(found)


@pytest.mark.parametrize("name", BASES)
@SETTINGS
@given(data=st.binary(max_size=300))
def test_any_bytes_give_a_fault(name: str, data: bytes) -> None:
    assert isinstance(outcome(name, data), FormatError)


@pytest.mark.parametrize("name", BASES)
@SETTINGS
@given(changes=damage)
def test_every_entry_of_a_damaged_file_is_a_row_or_told(name: str, changes: list[tuple[float, int, bytes]]) -> None:
    assert records_lost(name, damaged(BASES[name], changes)) == 0


@SETTINGS
@given(changes=damage)
def test_shapes_give_what_xml_gives_whatever_is_damaged(changes: list[tuple[float, int, bytes]]) -> None:
    data = damaged(BASES["camt"], changes)
    found, plain = outcome("camt", data), without_shapes(lambda: outcome("camt", data))
    assert isinstance(found, Table) == isinstance(plain, Table)
    if isinstance(found, Table) and isinstance(plain, Table):
        assert found.rows.equals(plain.rows)
        assert found.totals == plain.totals


def without_shapes(call: Callable[[], Any]) -> Any:
    """What a call gives when every entry is parsed as XML."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(camt_source, "shape_of", lambda _: None)
        return call()
