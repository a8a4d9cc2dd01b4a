"""Workbook of work items for a team: a sheet per kind, with what is known on the left and yellow room for the decision.

The last column holds the number of each item, by which `formats.decision_rows` knows it again. What can be decided is
a list to choose from; the last sheet says what each decision does. Texts are never taken for formulas, and the same
items give the same bytes.

*Source*: ECMA-376 part 1, 18.3.1.33 (`dataValidations`).
"""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from formats.cell_text import shown_text
from formats.decision_rows import ITEM_HEADING, read_decision_sheets
from formats.formula_text import harmless, is_formula_text
from formats.workbook import without_clock
from warehouse import codes

_HEADER_FILL: Final = PatternFill("solid", fgColor="1B5E6B")
_HEADER_FONT: Final = Font(bold=True, color="FFFFFF")
_ROOM_FILL: Final = PatternFill("solid", fgColor="FFF8DC")
_SMALL: Final = Font(color="808080", size=8)
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_TOP: Final = Alignment(vertical="top")
_DATE_FORMAT: Final = "yyyy-mm-dd"
_EURO_FORMAT: Final = "#,##0.00"
_HELP: Final = "how to decide"
_ALL_KINDS: Final = ("snooze",)


class _Column(NamedTuple):
    """A column: its heading, its width, what it shows of an item, and the kinds of items that have it (none: all)."""

    heading: str
    width: int
    source: str | None
    kinds: tuple[str, ...] = ()


_COLUMNS: Final = (
    _Column("reason", 60, "reason"),
    _Column("euros", 12, "amount_cents"),
    _Column("since", 12, "since_date"),
    _Column("days", 7, "days"),
    _Column("deadline", 12, "deadline_date"),
    _Column("owner", 14, "owner"),
    _Column("creditor", 18, "creditor_id"),
    _Column("dossier", 13, "dossier_id"),
    _Column("delivery", 21, "delivery_id"),
    _Column("line", 7, "line_number"),
    _Column("proposal", 13, "proposal", ("suspense",)),
    _Column("decision", 18, None),
    _Column("book to", 22, None, ("suspense",)),
    _Column("until", 12, None),
    _Column("new owner", 14, None),
    _Column("new deadline", 13, None),
    _Column("remark", 34, None),
    _Column("decided by", 16, None),
    _Column(ITEM_HEADING, 26, "item_key"),
)
_DATES: Final = ("until", "new deadline")


def write_decision_workbook(questions: pl.DataFrame, *, team: str, business_date: date) -> bytes:
    """The work items of a team as an Excel workbook: one sheet per kind, one row per item.

    Args:
        questions: Rows of `outbox.questions`, at least one.
        team: Name of the team.
        business_date: Day of the list.
    """
    assert questions.height > 0, "a workbook has at least one item"
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.title = f"{team}, {business_date.isoformat()}"
    days = (pl.lit(business_date) - pl.col("since_date")).dt.total_days()
    for kind in questions["kind"].unique(maintain_order=True):
        items = questions.filter(kind=kind).with_columns(days=days)
        _write_sheet(workbook.create_sheet(kind[:31]), kind, items, business_date)
    _write_help(workbook.create_sheet(_HELP), questions["kind"].unique(maintain_order=True).to_list())
    buffer = io.BytesIO()
    workbook.save(buffer)
    return without_clock(buffer.getvalue(), business_date)


def write_decision_list(questions: pl.DataFrame, *, business_date: date) -> bytes:
    """The same work items as one list for other programs: CSV with semicolons, amounts in euros; no text is a formula.

    Args:
        questions: Rows of `outbox.questions`.
        business_date: Day of the list.
    """
    shown = [column for column in _COLUMNS if column.source]
    cents, sign = pl.col("amount_cents").abs(), pl.when(pl.col("amount_cents") < 0).then(pl.lit("-"))
    decimals = (cents % 100).cast(pl.String).str.zfill(2)
    items = questions.with_columns(
        days=(pl.lit(business_date) - pl.col("since_date")).dt.total_days(),
        amount_cents=pl.concat_str(sign, cents // 100, pl.lit("."), decimals, ignore_nulls=True),
    )
    told = items.select("kind", *(pl.col(str(column.source)).alias(column.heading) for column in shown))
    text = harmless(told).write_csv(separator=";", line_terminator="\r\n")
    return text.encode()


def count_decision_workbook(data: bytes, *, file_name: str) -> tuple[int, int]:
    """The rows and cents that a workbook holds, as a reader finds them.

    Args:
        data: The workbook.
        file_name: Its name, for errors.

    Raises:
        FormatError: It cannot be read.
    """
    rows = read_decision_sheets(data, file_name=file_name)
    if rows is None:
        return 0, 0
    cents = sum((Decimal(text) * 100 for text in rows["euros"].drop_nulls()), Decimal(0))
    return rows.height, int(cents)


def _write_sheet(sheet: Any, kind: str, items: pl.DataFrame, business_date: date) -> None:
    columns = [column for column in _COLUMNS if not column.kinds or kind in column.kinds]
    for number, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
        head = sheet.cell(1, number)
        _write_text(head, column.heading)
        head.fill, head.font, head.alignment = _HEADER_FILL, _HEADER_FONT, _TOP
    for place, item in enumerate(items.iter_rows(named=True), start=2):
        for number, column in enumerate(columns, start=1):
            _write_cell(sheet.cell(place, number), column, item[column.source] if column.source else None)
    sheet.freeze_panes = "B2"
    last = items.height + 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    for number, column in enumerate(columns, start=1):
        letter = get_column_letter(number)
        if (rule := _rule(column.heading, kind, business_date)) is not None:
            rule.add(f"{letter}2:{letter}{last}")
            sheet.add_data_validation(rule)


def _write_cell(cell: Any, column: _Column, value: object) -> None:
    cell.alignment = _WRAPPED if column.heading in ("reason", "remark") else _TOP
    if column.source is None:
        cell.fill = _ROOM_FILL
        cell.number_format = _DATE_FORMAT if column.heading in _DATES else "@"
    elif column.source == "amount_cents":
        cell.value, cell.number_format = Decimal(str(value)) / 100, _EURO_FORMAT
    elif isinstance(value, date):
        cell.value, cell.number_format = value, _DATE_FORMAT
    elif isinstance(value, int):
        cell.value = value
    else:
        _write_text(cell, value)
    if column.heading == ITEM_HEADING:
        cell.font = _SMALL


def _write_text(cell: Any, value: object) -> None:
    text = shown_text(value)
    cell.number_format = "@"
    if text:
        cell.value = text
        # openpyxl takes a leading `=` for a formula; the type is set after it has guessed.
        cell.data_type = "s"
        cell.quotePrefix = is_formula_text(text)


def _rule(heading: str, kind: str, business_date: date) -> DataValidation | None:
    """What may be typed in a column."""
    if heading == "decision":
        words = ",".join(shown_decision(name) for name in codes.ITEM_DECISIONS.get(kind, _ALL_KINDS))
        rule = DataValidation("list", formula1=f'"{words}"', allow_blank=True)
        rule.error = "Choose from the list."
    elif heading in _DATES:
        day = f"DATE({business_date.year},{business_date.month},{business_date.day})"
        rule = DataValidation("date", operator="greaterThanOrEqual", formula1=day, allow_blank=True)
        rule.error = "Write a day that is still to come: yyyy-mm-dd."
    else:
        return None
    rule.showErrorMessage = True
    return rule


def shown_decision(name: str) -> str:
    """A decision as people read and choose it.

    Args:
        name: One of `warehouse.codes.DECISIONS`.
    """
    return name.replace("_", " ")


def _write_help(sheet: Any, kinds: list[str]) -> None:
    """What each decision does, and what else can be filled in."""
    offered = [name for kind in kinds for name in codes.ITEM_DECISIONS.get(kind, _ALL_KINDS)]
    lines = [(shown_decision(name), text) for name, text in codes.DECISIONS.items() if name in offered]
    lines += _ALSO
    sheet.column_dimensions["A"].width = 20
    sheet.column_dimensions["B"].width = 100
    for row, (word, text) in enumerate(lines, start=1):
        _write_text(sheet.cell(row, 1), word)
        _write_text(sheet.cell(row, 2), text)
        sheet.cell(row, 1).font = Font(bold=True)
        sheet.cell(row, 2).alignment = _WRAPPED


_ALSO: Final = (
    ("new owner", "Who looks after the item from now on; no decision is needed beside it."),
    ("new deadline", "Day by which the item should be decided; no decision is needed beside it."),
    ("remark", "Why. It is needed where something is closed, refunded, waived, or not ours."),
    ("decided by", "Your name; it is always needed."),
    ("", "Rows that you leave empty stay open. Drop the workbook in the folder inbox/hub, under any name."),
)
