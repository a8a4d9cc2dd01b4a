"""How many records a file holds, counted by simpler means than the readers', and how many of them a reader gave.

A reader never loses a record: whatever the bytes are, each record is a row, or a row that is marked, or the file is
refused. Both tests and the fuzzer (`tests/fuzz`) hold a reader to that.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from lxml import etree

from formats.registry import read
from formats.table import FAULT_COLUMN, Table
from formats.text import decode
from warehouse.errors import FormatError
from warehouse.findings import CODES

COLUMNS: Final = ["nr", "naam", "bedrag"]
OPTIONS: Final[dict[str, dict[str, Any]]] = {
    "csv": {"delimiter": ";"},
    "csv totals": {
        "delimiter": ";",
        "heading": {"code": "H", "fields": {"day": 2}},
        "trailer": {"code": "T", "fields": {"rows": 2}},
    },
    "xlsx": {"sheets": {"row": {"sheet": "A"}}},
    "xlsx of xls": {"sheets": {"row": {"sheet": "Openstaande posten"}}},
    "xlsx of ods": {"sheets": {"row": {"sheet": "Openstaande posten"}}},
    "fixed": {
        "code": [1, 1],
        "records": {"row": {"code": "R", "fields": {"nr": [2, 3], "naam": [5, 20], "bedrag": [25, 8]}}},
        "trailer": {"code": "T", "fields": {"rows": [2, 3]}},
    },
    "xml": {
        "record": {"row": "/file/row"},
        "columns": {"nr": "@nr", "naam": "naam", "bedrag": "bedrag", "day": "../day"},
    },
    "json": {"records": {"row": "$.rows"}, "totals": {"rows": "$.count"}},
    "json lines": {"lines": True},
}
"""Options by which each format is read in tests on damaged files; formats that are left out have none."""

Tables = dict[str, Table]

# White space as polars knows it: Python's own takes four control characters for it, too.
_BLANK: Final = "".join(chr(c) for c in range(0x3001) if chr(c).isspace() and chr(c) not in "\x1c\x1d\x1e\x1f")


def outcome(name: str, data: bytes) -> Tables | FormatError:
    """The tables of a file, or the reader's own error; anything else is a fault of the reader.

    Args:
        name: Name of the format, and what tells one of its kinds apart: `json lines`.
        data: The file.
    """
    try:
        tables = read(data, {"name": name.partition(" ")[0], **OPTIONS.get(name, {})}, file_name="x")
    except FormatError as error:
        return error
    for found in tables.values():
        faults = set(found.rows[FAULT_COLUMN].drop_nulls())
        assert faults <= CODES.keys(), f"{faults} are no findings"
        assert found.rows["line_number"].null_count() == 0, "every row has a place"
    return tables


def records_lost(name: str, data: bytes) -> int:
    """Records in a file without those that its reader tells; none where it refuses the file.

    Args:
        name: Name of the format, or `json lines`.
        data: The file.
    """
    found = outcome(name, data)
    if isinstance(found, FormatError) or name not in _COUNTS:
        return 0
    held = _COUNTS[name](data)
    # A line that is marked may look like an entry once the blanks before it are gone: more are told than there are.
    return max(0, held - _TOLD[name](found)) if name in _TOLD else held - _rows(found)


def _rows(tables: Tables) -> int:
    return sum(found.rows.height for found in tables.values())


def _csv(data: bytes) -> int:
    """Rows below the header that say something, or have another width than it."""
    text = decode(data, "utf-8", file_name="x").rstrip("\r\n")
    text = text.replace("\r", "\n") if "\n" not in text else text
    header, *rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True) if row]
    return sum(any(row) or len(row) != len(header) for row in rows)


def _csv_with_totals(data: bytes) -> int:
    """Rows between a first and a last line that state totals."""
    text = decode(data, "utf-8", file_name="x").rstrip("\r\n")
    text = text.replace("\r", "\n") if "\n" not in text else text
    return _csv(text.rstrip("\r\n ;").rpartition("\n")[0].partition("\n")[2].encode())


def _fixed(data: bytes) -> int:
    """Lines that are not blank, but for the trailer."""
    lines = decode(data, "utf-8", file_name="x").rstrip("\r\n\x1a").split("\n")
    return sum(bool(line.strip(_BLANK)) for line in lines) - 1


def _xml(data: bytes) -> int:
    return len(_root(data).findall("row"))


def _json(data: bytes) -> int:
    return len(json.loads(data.decode("utf-8-sig"), parse_int=str)["rows"])


def _json_lines(data: bytes) -> int:
    return sum(bool(line.strip()) for line in data.decode("utf-8-sig").split("\n"))


def _camt(data: bytes) -> int:
    """Transactions of entries, and entries without."""
    entries = [entry for entry in _root(data).iter("{*}Ntry") if _local(entry.getparent()) in ("Stmt", "Rpt", "Ntfctn")]
    return sum(max(1, len(entry.findall("{*}NtryDtls/{*}TxDtls"))) for entry in entries)


def _mt940(data: bytes) -> int:
    return len(re.findall(rb"^:61:", data.removeprefix(b"\xef\xbb\xbf"), re.MULTILINE))


def _entries(tables: Tables, mark: str) -> int:
    """Entries that were counted, and lines or fields of entries that were marked."""
    found = tables["row"]
    counted = sum(int(text) for name, text in found.totals.items() if name.endswith(".entries"))
    marked = found.rows.filter(found.rows[FAULT_COLUMN].is_not_null())["remittance"]
    return counted + int(marked.str.contains(mark).sum())


def _coda(data: bytes) -> int:
    """Movements that are entries, not details of one."""
    return len(re.findall(rb"^21[0-9]{4}0000", data.removeprefix(b"\xef\xbb\xbf"), re.MULTILINE))


def _payment_status(data: bytes) -> int:
    """Transactions, payments without any, and the message where it names neither."""
    root = _root(data)
    payments = [element for element in root.iter("{*}OrgnlPmtInfAndSts") if element.find("{*}TxInfAndSts") is None]
    return (len(list(root.iter("{*}TxInfAndSts"))) + len(payments)) or 1


def _root(data: bytes) -> Any:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))


def _local(element: Any) -> str:
    return etree.QName(element).localname


_COUNTS: Final[dict[str, Callable[[bytes], int]]] = {
    "csv": _csv,
    "csv totals": _csv_with_totals,
    "fixed": _fixed,
    "xml": _xml,
    "json": _json,
    "json lines": _json_lines,
    "ubl": lambda _: 1,
    "camt": _camt,
    "mt940": _mt940,
    "coda": _coda,
    "pain.002": _payment_status,
}
_TOLD: Final[dict[str, Callable[[Tables], int]]] = {
    "mt940": partial(_entries, mark="^:61:"),
    "coda": partial(_entries, mark="^21[0-9]{4}0000"),
}
