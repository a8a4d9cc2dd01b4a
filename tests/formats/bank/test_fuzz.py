"""Damaged bank files: each reader gives rows, or tells what is wrong; no entry goes without a word."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.bank import camt_source
from formats.bank.statements import balance_faults, statements
from formats.registry import read
from formats.table import FAULT_COLUMN, Table
from tests.formats.bank import test_camt_shapes, test_coda, test_mt940, test_payment_status
from warehouse.errors import FormatError

MT940 = test_mt940.statement(
    ":61:2611131113C2,00NTRFEREF//B1", ":86:/EREF/E1//CNTP/NL13RABO0317459287//J. Bakker///REMI/USTD//nota 1/",
    ":61:261113D1,00N044NONREF          J. Bakker", ":86:000>100987654321", ">20HUUR>21 NOVEMBER",
    ":61:261113RC4,00NOVBNL13RABO0317459287", "j bakker", ":86:166?20EREF+E1?21SVWZ+nota?32J. Bakker",
    closing="C261113EUR7,00",
)  # fmt: skip
CODA = test_coda.statement(
    test_coda.movement(500, "101123456789002", structured=True), test_coda.second("tekst"), test_coda.third(),
    test_coda.movement(300, kind="1", sequence=2), test_coda.movement(100, detail=1, kind="5", sequence=2),
    test_coda.movement(200, detail=2, kind="5", sequence=2),
    "3100020002BANK2".ljust(31) + "001500000meer".ljust(97), cents=800, credit=800,
)  # fmt: skip
CAMT = test_camt_shapes.HEAD + test_camt_shapes.DOCUMENTS["two shapes by turns"] + test_camt_shapes.TAIL
STATUS = (
    test_payment_status.HEAD.format(version="10", message="<GrpSts>PART</GrpSts>")
    + test_payment_status.payment(test_payment_status.transaction("E1"), test_payment_status.transaction("E2"))
    + "</CstmrPmtStsRpt></Document>"
)
BASES = {"mt940": MT940.encode(), "coda": CODA.encode(), "camt": CAMT.encode(), "pain.002": STATUS.encode()}
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


@SETTINGS
@given(changes=damage)
def test_every_entry_of_mt940_is_a_row_or_told(changes: list[tuple[float, int, bytes]]) -> None:
    data = damaged(BASES["mt940"], changes)
    found = outcome("mt940", data)
    if isinstance(found, Table):
        assert entries(found, ":61:") == len(re.findall(rb"^:61:", data.removeprefix(b"\xef\xbb\xbf"), re.MULTILINE))


@SETTINGS
@given(changes=damage)
def test_every_movement_of_coda_is_a_row_or_told(changes: list[tuple[float, int, bytes]]) -> None:
    data = damaged(BASES["coda"], changes)
    found = outcome("coda", data)
    if isinstance(found, Table):
        lines = [line for line in data.split(b"\n") if re.match(rb"2[123]|3[123]", line)]
        records = sum(int(text) for name, text in found.totals.items() if name.endswith(".records"))
        assert records >= len(lines)
        tops = sum(bool(re.match(rb"21\d{4}0000", line)) for line in lines)
        assert entries(found, "21") >= tops


@SETTINGS
@given(changes=damage)
def test_shapes_give_what_xml_gives_whatever_is_damaged(changes: list[tuple[float, int, bytes]]) -> None:
    data = damaged(BASES["camt"], changes)
    found, plain = outcome("camt", data), without_shapes(lambda: outcome("camt", data))
    assert isinstance(found, Table) == isinstance(plain, Table)
    if isinstance(found, Table) and isinstance(plain, Table):
        assert found.rows.equals(plain.rows)
        assert found.totals == plain.totals


def entries(table: Table, mark: str) -> int:
    """Entries that were counted, and fields or lines of entries that were told."""
    counted = sum(int(text) for name, text in table.totals.items() if name.endswith(".entries"))
    told = table.rows.filter(table.rows[FAULT_COLUMN].is_not_null())["remittance"].str.starts_with(mark).sum()
    return counted + told


def without_shapes(call: Callable[[], Any]) -> Any:
    """What a call gives when every entry is parsed as XML."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(camt_source, "shape_of", lambda _: None)
        return call()
