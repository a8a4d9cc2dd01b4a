"""The formats that a mapping can name, and one way in and out for all of them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Final, NamedTuple, Protocol

import polars as pl

from formats import csv_table, fixed_width, json_records, ubl_invoice, xlsx_table, xml_records
from formats.bank import (
    camt,
    camt_writer,
    coda,
    coda_writer,
    mt940,
    mt940_writer,
    payment_status,
    payment_status_writer,
)
from formats.bank.columns import MEANINGS
from formats.faults import file_fault
from formats.fixed_writer import write_fixed
from formats.options import Option, option_faults
from formats.table import Table
from formats.ubl_writer import write_ubl
from formats.xml_writer import write_xml
from warehouse.errors import ConfigurationError

__all__ = ["FORMATS", "Format", "Table", "check_options", "read", "read_parts", "write"]


class Reader(Protocol):
    """A function from a file to its tables."""

    def __call__(self, data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
        """Tables of a file, by record name."""


class Streamer(Protocol):
    """A function from an open file to its tables in parts, in memory that does not grow with the file."""

    def __call__(self, file: BinaryIO, options: dict[str, Any], *, file_name: str) -> Iterator[dict[str, Table]]:
        """Tables of each part, by record name."""


class Format(NamedTuple):
    """A format: its reader, its writer, its options, whether a file without records is normal, its reader in parts.

    `columns` names what every file of the format gives, with its meaning; none where the mapping or the file tells.
    """

    read: Reader
    write: Callable[..., bytes]
    options: dict[str, Option]
    description: str
    may_be_empty: bool = False
    stream: Streamer | None = None
    columns: Mapping[str, str] | None = None


FORMATS: Final[dict[str, Format]] = {
    "csv": Format(csv_table.read_csv, csv_table.write_csv, csv_table.OPTIONS, "Separated values."),
    "xlsx": Format(
        xlsx_table.read_xlsx,
        xlsx_table.write_xlsx,
        xlsx_table.OPTIONS,
        "Workbook: xlsx; xls, xlsb and ods are read too.",
    ),
    "fixed": Format(fixed_width.read_fixed, write_fixed, fixed_width.OPTIONS, "Fixed-width lines."),
    "xml": Format(xml_records.read_xml, write_xml, xml_records.OPTIONS, "XML described by XPath."),
    "json": Format(json_records.read_json, json_records.write_json, json_records.OPTIONS, "JSON document or lines."),
    "ubl": Format(ubl_invoice.read_ubl, write_ubl, ubl_invoice.OPTIONS, "UBL 2.1 invoice or credit note."),
    "camt": Format(
        camt.read_camt,
        camt_writer.write_camt,
        camt.OPTIONS,
        "Bank statement, camt.052, 053 or 054.",
        may_be_empty=True,
        stream=camt.stream_camt,
        columns=MEANINGS,
    ),
    "mt940": Format(
        mt940.read_mt940,
        mt940_writer.write_mt940,
        mt940.OPTIONS,
        "Bank statement, MT940, in the dialects of the Dutch banks.",
        may_be_empty=True,
        stream=mt940.stream_mt940,
        columns=MEANINGS,
    ),
    "coda": Format(
        coda.read_coda,
        coda_writer.write_coda,
        coda.OPTIONS,
        "Belgian bank statement, CODA.",
        may_be_empty=True,
        stream=coda.stream_coda,
        columns=MEANINGS,
    ),
    "pain.002": Format(
        payment_status.read_payment_status,
        payment_status_writer.write_payment_status,
        payment_status.OPTIONS,
        "The bank's answer to an order of payments or direct debits.",
        columns=payment_status.MEANINGS,
    ),
}
"""Every format by the name that `format: {name: …}` gives."""


def read(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The tables of a file by record name; formats with one kind of record call it `row`.

    Args:
        data: The file.
        options: The mapping's `format:`, checked with `check_options`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file cannot be read, or holds no records where it should.
    """
    format_ = FORMATS[options["name"]]
    tables = format_.read(data, _without_name(options), file_name=file_name)
    if not format_.may_be_empty and not any(found.rows.height for found in tables.values()):
        raise file_fault("empty", "the file holds no records", file_name=file_name)
    return tables


def read_parts(file: BinaryIO, options: dict[str, Any], *, file_name: str) -> Iterator[dict[str, Table]]:
    """The tables of a file in parts, where its format can be read so; else as one part.

    Args:
        file: The file, open.
        options: The mapping's `format:`, checked with `check_options`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `read`; parts that came before it hold what was read up to there.
    """
    format_ = FORMATS[options["name"]]
    if format_.stream is None:
        yield read(file.read(), options, file_name=file_name)
    else:
        yield from format_.stream(file, _without_name(options), file_name=file_name)


def write(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """The file that holds the given tables.

    Args:
        tables: Frames by record name; places and faults are left out of the file.
        options: The mapping's `format:`.
        totals: Control totals by record name, for formats that state them.

    Raises:
        FormatError: A value cannot be written in this format.
    """
    return FORMATS[options["name"]].write(tables, _without_name(options), totals=totals)


def check_options(options: dict[str, Any], *, place: str) -> None:
    """Returns when the options of a format are right.

    Args:
        options: The mapping's `format:`.
        place: File and key of the options, for the error.

    Raises:
        ConfigurationError: Every unknown, missing or wrong option.
    """
    name = options.get("name")
    if name not in FORMATS:
        near = difflib.get_close_matches(str(name), FORMATS, n=1)
        cure = f"Did you mean {near[0]!r}?" if near else f"Known are {', '.join(FORMATS)}."
        raise ConfigurationError(f"format {name!r} is unknown", place=place, cure=cure)
    faults = option_faults(_without_name(options), FORMATS[name].options)
    faults += _COMBINATIONS.get(name, lambda _: [])(options) if not faults else []
    if faults:
        cure = f"Format {name!r} has the options {', '.join(FORMATS[name].options)}."
        raise ConfigurationError("; ".join(faults), place=place, cure=cure)


def _without_name(options: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key != "name"}


def _csv_faults(options: dict[str, Any]) -> list[str]:
    has_header = options.get("header", True)
    faults = _totals_faults(options)
    if not has_header and "columns" not in options:
        faults.append("option 'columns' is missing, for there is no header")
    if has_header and "columns" in options:
        faults.append("option 'columns' is only for files without header")
    return faults


def _totals_faults(options: dict[str, Any]) -> list[str]:
    """Totals that two lines of a file state."""
    heading, trailer = (options.get(name, {}).get("fields", {}) for name in ("heading", "trailer"))
    return [f"options 'heading' and 'trailer' both name the total {name!r}" for name in heading if name in trailer]


def _fixed_faults(options: dict[str, Any]) -> list[str]:
    records = options["records"]
    carry = options.get("carry", {})
    named = [*carry, *(parent for parents in carry.values() for parent in parents)]
    faults = [f"option 'carry' names the unknown record {name!r}" for name in named if name not in records]
    faults += _totals_faults(options)
    if "code" not in options and (len(records) > 1 or {"heading", "trailer"} & options.keys()):
        faults.append("option 'code' is missing, for there are several kinds of lines")
    return faults


def _xml_faults(options: dict[str, Any]) -> list[str]:
    columns = options["columns"]
    is_per_record = all(isinstance(item, dict) for item in columns.values())
    missing = [name for name in options["record"] if is_per_record and name not in columns]
    faults = [f"option 'columns' lacks the record {name!r}" for name in missing]
    return faults or xml_records.prefix_faults(options)


def _json_faults(options: dict[str, Any]) -> list[str]:
    has_document_keys = "records" in options or "totals" in options
    return ["option 'lines' excludes 'records' and 'totals'"] if options.get("lines") and has_document_keys else []


_COMBINATIONS: Final[dict[str, Callable[[dict[str, Any]], list[str]]]] = {
    "csv": _csv_faults,
    "fixed": _fixed_faults,
    "xml": _xml_faults,
    "json": _json_faults,
}
