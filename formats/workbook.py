"""Workbook of findings for a creditor: his own columns, what is wrong with each record, and room for the correction.

Right of each of his columns that was wrong stands an empty one for the correction; the last column holds the key of the
record, by which `formats.corrected_workbook` knows it again.

A spreadsheet program runs what looks like a formula, also when a stranger wrote it in a name field. Every cell is
therefore written as text and marked as such (quote prefix). The same findings give the same bytes.

*Source*: ECMA-376 part 1, 18.8.45 (`quotePrefix`); OWASP, CSV injection.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any, Final, NamedTuple

import polars as pl
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from formats.cell_text import shown_text
from formats.corrected_workbook import KEY_HEADING, correction_heading
from formats.finding_texts import FindingTexts
from formats.record_key import RecordKey, write_key

_HEADER_FILL: Final = PatternFill("solid", fgColor="1B5E6B")
_HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
_OUR_FILL: Final = PatternFill("solid", fgColor="EEF4F5")
_ROOM_FILL: Final = PatternFill("solid", fgColor="FFF8DC")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_FORMULA: Final = re.compile(r"^[=+\-@\t\r]")
_ZIP_DATE: Final = (1980, 1, 1, 0, 0, 0)
_TEXT_FORMAT: Final = "@"
_OUR_WIDTHS: Final = {"line": 8, "status": 14, "code": 8, "message": 60, "cure": 60}
_KEY_WIDTH: Final = 16
_NOTE_WIDTH: Final = 100
_RECORD: Final = ["line_number", "first_delivery_id", "record_type"]
"""Columns that tell records apart."""

MOST_RECORDS: Final = 5_000
"""Records in a workbook: more can nobody correct by hand, and programs take minutes to open them."""


def write_findings_workbook(
    findings: pl.DataFrame, texts: FindingTexts, *, business_date: date, most_records: int = MOST_RECORDS
) -> bytes:
    """The findings of one delivery as an Excel workbook: one sheet per kind of record, one row per record.

    Args:
        findings: Rows of `inbox.findings` of one delivery; at least one.
        texts: Words in the creditor's language.
        business_date: Day that the workbook's properties carry.
        most_records: Records that it holds; where there are more, its first sheet says so (`formats.findings_table`).

    Returns:
        An .xlsx file. The sender's columns come first, in his order, each that was wrong with room for its correction;
        several findings of a record stand in one row. Records of an earlier delivery, which waited for this one, stand
        in a sheet of their own: they are corrected in the workbook of their delivery.
    """
    assert findings.height > 0, "a workbook has at least one finding"
    workbook = Workbook(write_only=True)
    ordered = findings.sort("line_number", "code", "finding_id")
    of_file = ordered.filter(pl.col("line_number") == 0)
    if of_file.height:
        _write_sheet(workbook, texts.labels["sheet_file"], of_file, texts)
    of_records = ordered.filter(pl.col("line_number") > 0)
    if count_records(of_records) > most_records:
        _write_note(workbook, texts)
        first = of_records.select(_RECORD).unique(maintain_order=True).head(most_records)
        of_records = of_records.join(first, on=_RECORD, how="semi", nulls_equal=True, maintain_order="left")
    for first, kind in of_records.select("first_delivery_id", "record_type").unique(maintain_order=True).rows():
        records = of_records.filter(
            pl.col("record_type").eq_missing(pl.lit(kind, pl.String)),
            pl.col("first_delivery_id").eq_missing(pl.lit(first, pl.String)),
        )
        title = kind or texts.labels["sheet_records"]
        _write_sheet(workbook, f"{first} {title}" if first else title, records, texts)
    buffer = io.BytesIO()
    workbook.save(buffer)
    return without_clock(buffer.getvalue(), business_date)


def count_records(findings: pl.DataFrame) -> int:
    """The number of records that have findings.

    Args:
        findings: Rows of `inbox.findings` of one delivery.
    """
    return findings.filter(pl.col("line_number") > 0).select(_RECORD).n_unique()


def _write_note(workbook: Workbook, texts: FindingTexts) -> None:
    """A sheet that says that there are more records."""
    sheet: Any = workbook.create_sheet(_sheet_title(texts.labels["sheet_file"], workbook.sheetnames))
    sheet.column_dimensions["A"].width = _NOTE_WIDTH
    sheet.append([_cell(sheet, texts.labels["more_records"], _OUR_FILL)])


def _write_sheet(workbook: Workbook, title: str, findings: pl.DataFrame, texts: FindingTexts) -> None:
    records = [json.loads(record) if record else {} for record in findings["record"]]
    columns = _columns(records, findings, texts)
    sheet: Any = workbook.create_sheet(_sheet_title(title, workbook.sheetnames))
    sheet.freeze_panes = "B2"
    for number, width in enumerate(_widths(columns, records), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    own = {column.heading for column in columns}
    our_labels = [_unlike(texts.labels[name], own) for name in _OUR_WIDTHS]
    header = [our_labels[0], *(column.heading for column in columns), *our_labels[1:]]
    # What is wrong with a file as a whole, or with a record of another one, is not corrected in the workbook.
    is_corrected = findings["line_number"][0] and findings["first_delivery_id"][0] is None
    header += [KEY_HEADING] if is_corrected else []
    sheet.append([_cell(sheet, name, _HEADER_FILL, _HEADER_FONT) for name in header])
    row_count = 1
    for row in _rows(findings, texts):
        row_count += 1
        sheet.append(_row_cells(sheet, row, columns))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{row_count}"


class _Column(NamedTuple):
    """A column of the sender, or the empty one for its correction."""

    heading: str
    name: str
    is_room: bool = False


def _columns(records: list[dict[str, str]], findings: pl.DataFrame, texts: FindingTexts) -> list[_Column]:
    """The sender's columns in his order; right of each that is to blame, room for its correction."""
    blamed = set(findings.filter(pl.col("outcome").is_in(["refused", "waiting"]))["column_name"])
    columns = []
    for name in dict.fromkeys(name for record in records for name in record):
        columns.append(_Column(name, name))
        if name in blamed:
            columns.append(_Column(correction_heading(texts.labels["correction"], name), name, is_room=True))
    return columns


def _unlike(label: str, taken: set[str]) -> str:
    """The label, told apart from a column of the sender that is called the same."""
    return f"{label} (Incassohub)" if label in taken else label


def _widths(columns: list[_Column], records: list[dict[str, str]]) -> list[int]:
    line_width, *our_widths = _OUR_WIDTHS.values()
    longest = [
        max([len(column.heading), *(len(str(record.get(column.name) or "")) for record in records)])
        for column in columns
    ]
    return [line_width, *(min(max(length + 2, 10), 40) for length in longest), *our_widths, _KEY_WIDTH]


def _rows(findings: pl.DataFrame, texts: FindingTexts) -> Iterator[dict[str, Any]]:
    """One dictionary per record: line, the record itself, and its findings joined."""
    for (line,), group in findings.group_by("line_number", maintain_order=True):
        rows = group.to_dicts()
        key = RecordKey(rows[0]["delivery_id"], line, rows[0]["record_type"])
        is_corrected = line > 0 and rows[0]["first_delivery_id"] is None
        outcomes = [name for name in ("refused", "waiting", "duplicate", "booked") if name in group["outcome"]]
        yield {
            "line": "" if line == 0 else str(line),
            "key": write_key(key) if is_corrected else "",
            "record": json.loads(rows[0]["record"]) if rows[0]["record"] else {},
            "status": texts.labels[outcomes[0]],
            "code": "\n".join(dict.fromkeys(str(row["code"]) for row in rows)),
            "message": "\n".join(dict.fromkeys(_message(row, texts) for row in rows)),
            "cure": "\n".join(dict.fromkeys(texts.findings[row["code"]].cure for row in rows)),
        }


def _message(row: dict[str, Any], texts: FindingTexts) -> str:
    text = texts.findings[row["code"]].message
    return text if row["column_name"] is None else f"{row['column_name']}: {text}"


def _row_cells(sheet: WriteOnlyWorksheet, row: dict[str, Any], columns: list[_Column]) -> list[Any]:
    names = ("status", "code", "message", "cure", "key") if row["key"] else ("status", "code", "message", "cure")
    ours = [_cell(sheet, row[name], _OUR_FILL) for name in names]
    theirs = [
        _cell(sheet, "", _ROOM_FILL) if column.is_room else _cell(sheet, row["record"].get(column.name))
        for column in columns
    ]
    return [_cell(sheet, row["line"], _OUR_FILL), *theirs, *ours]


def _cell(sheet: WriteOnlyWorksheet, value: object, fill: PatternFill | None = None, font: Font | None = None) -> Any:
    text = shown_text(value)
    cell: Any = WriteOnlyCell(sheet, value=text or None)
    if text:
        # openpyxl takes a leading `=` for a formula; the type is set after it has guessed.
        cell.data_type = "s"
    if _FORMULA.match(text):
        cell.quotePrefix = True
    # What is typed into a cell of text stays as it was typed: `1,50` does not become a number, nor `1-2` a date.
    cell.number_format = _TEXT_FORMAT
    cell.alignment = _WRAPPED
    if fill is not None:
        cell.fill = fill
    if font is not None:
        cell.font = font
    return cell


def _sheet_title(title: str, taken: list[str]) -> str:
    # Excel forbids these characters, more than 31 of any, and two titles that differ in case only.
    base = re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:28] or "?"
    lowered = {name.lower() for name in taken}
    candidates = (base if number == 1 else f"{base} {number}" for number in range(1, len(taken) + 2))
    return next(name for name in candidates if name.lower() not in lowered)


def without_clock(data: bytes, business_date: date) -> bytes:
    """The same workbook with the business date wherever openpyxl and zip wrote the time of day.

    Args:
        data: The workbook, as openpyxl wrote it.
        business_date: The date.
    """
    stamp = f"{business_date.isoformat()}T00:00:00Z".encode()
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as archive:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", stamp, content)
            archive.writestr(zipfile.ZipInfo(name, _ZIP_DATE), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
