"""A workbook of work items: readable, hard to fill in wrongly, and known again when it comes back."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import polars as pl
import pytest

from formats.decision_rows import ITEM_HEADING, read_decisions
from formats.decision_workbook import count_decision_workbook, write_decision_list, write_decision_workbook
from tests.pipelines.decisions.builders import table
from warehouse import codes
from warehouse.errors import FormatError
from warehouse.schemas.outbox import Questions

DAY = date(2026, 11, 16)
MONEY: dict[str, Any] = {
    "kind": "suspense",
    "item_id": "suspense:p1",
    "item_key": "suspense-01",
    "amount_cents": 70_050,
}
TWIN: dict[str, Any] = {"kind": "twin", "item_id": "twin:a", "item_key": "twin-02", "amount_cents": -5}


def questions(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return questions of a workbook."""
    shared = {"batch_id": "work-money-2026-11-16-01", "business_date": DAY, "team_id": "money", "reason": "who paid?"}
    numbered = [row | {"sequence_number": n} for n, row in enumerate(rows, start=1)]
    return table(Questions, numbered, **shared, subject="{}", since_date=date(2026, 11, 2), delivery_id="D1")


def written(*rows: dict[str, Any]) -> bytes:
    """Return the workbook of some items."""
    return write_decision_workbook(questions(*(rows or (MONEY, TWIN))), team="Money", business_date=DAY)


def filled(cells: dict[tuple[str, str], object], data: bytes | None = None) -> bytes:
    """Return a workbook with cells of the first row of a sheet filled in, by sheet and heading."""
    workbook = openpyxl.load_workbook(io.BytesIO(data or written()))
    for (sheet, heading), value in cells.items():
        names = [cell.value for cell in workbook[sheet][1]]
        workbook[sheet].cell(2, names.index(heading) + 1).value = value
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_a_sheet_per_kind_shows_what_is_known_and_leaves_room_for_the_decision() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(written()))
    assert workbook.sheetnames == ["suspense", "twin", "how to decide"]
    sheet = workbook["suspense"]
    row = dict(zip([cell.value for cell in sheet[1]], [cell.value for cell in sheet[2]], strict=True))
    assert (row["reason"], row["euros"], row["days"], row["delivery"]) == ("who paid?", 700.5, 14, "D1")
    assert row["since"].date() == date(2026, 11, 2)
    assert [name for name, value in row.items() if value is None] == [
        "deadline", "owner", "creditor", "dossier", "line", "proposal",
        "decision", "book to", "until", "new owner", "new deadline", "remark", "decided by",
    ]  # fmt: skip
    assert "book to" not in [cell.value for cell in workbook["twin"][1]]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:S2")
    assert all(dimension.width >= 7 for dimension in sheet.column_dimensions.values())


def test_the_list_holds_what_the_workbook_shows_and_no_formula() -> None:
    text = "=HYPERLINK(1)"
    data = write_decision_list(questions(MONEY | {"reason": text}, TWIN | {"dossier_id": "17"}), business_date=DAY)
    rows = list(csv.DictReader(io.StringIO(data.decode(), newline=""), delimiter=";"))
    assert [row["kind"] for row in rows] == ["suspense", "twin"]
    assert [row["euros"] for row in rows] == ["700.50", "-0.05"]
    assert [row[ITEM_HEADING] for row in rows] == ["suspense-01", "twin-02"]
    assert (rows[0]["reason"], rows[0]["days"], rows[1]["dossier"]) == (f"'{text}", "14", "17")
    workbook = openpyxl.load_workbook(io.BytesIO(written()))
    shown = {cell.value for sheet in ("suspense", "twin") for cell in workbook[sheet][1]}
    assert set(rows[0]) - {"kind"} <= shown


@pytest.mark.parametrize("kind", codes.ITEM_DECISIONS)
def test_each_kind_offers_its_own_decisions(kind: str) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(written({"kind": kind, "item_id": kind, "item_key": f"{kind}-1"})))
    sheet = workbook[kind]
    column = [cell.value for cell in sheet[1]].index("decision")
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    offered = rules[f"{sheet.cell(2, column + 1).coordinate}"].formula1
    assert offered == '"' + ",".join(codes.ITEM_DECISIONS[kind]).replace("_", " ") + '"'
    assert len(offered) <= 255
    assert {rule.type for rule in rules.values()} == {"list", "date"}
    told = {row[0].value for row in workbook["how to decide"].iter_rows()}
    assert set(codes.ITEM_DECISIONS[kind]) <= {str(word).replace(" ", "_") for word in told}


def test_a_kind_that_nobody_described_can_be_put_aside() -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(written({"kind": "new", "item_id": "n", "item_key": "new-1"})))
    assert '"snooze"' in [rule.formula1 for rule in workbook["new"].data_validations.dataValidation]


def test_text_of_strangers_is_never_a_formula() -> None:
    hostile = '=HYPERLINK("http://x")'
    cell = openpyxl.load_workbook(io.BytesIO(written(MONEY | {"reason": hostile})))["suspense"]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (hostile, "s", True)


def test_the_same_items_give_the_same_bytes() -> None:
    assert written() == written()


def test_rows_and_cents_can_be_counted_from_the_file() -> None:
    assert count_decision_workbook(written(), file_name="w.xlsx") == (2, 70_045)
    assert count_decision_workbook(b"a;b\n", file_name="w.xlsx") == (0, 0)


def test_only_rows_that_were_filled_in_come_back() -> None:
    assert read_decisions(written(), file_name="w.xlsx").rows.is_empty()
    data = filled({("twin", "decision"): "same person", ("twin", "decided by"): "Mo", ("suspense", "decided by"): "Mo"})
    rows = read_decisions(data, file_name="any name.xlsx").rows
    named = rows.select("record_type", "line_number", "decision", "decided by", ITEM_HEADING, "book to").rows()
    assert named == [("twin", 2, "same person", "Mo", "twin-02", None)]


def test_a_remark_alone_comes_back_so_that_it_is_not_lost() -> None:
    assert read_decisions(filled({("twin", "remark"): "who?"}), file_name="w.xlsx").rows.height == 1


def test_a_day_that_was_typed_comes_back_as_it_is() -> None:
    data = filled({("twin", "until"): date(2026, 12, 1), ("suspense", "until"): "1-12-2026"})
    rows = read_decisions(data, file_name="w.xlsx").rows
    assert rows["until"].to_list() == ["1-12-2026", "2026-12-01"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "windows-1252"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_a_sheet_that_was_saved_as_csv_is_known_too(encoding: str, delimiter: str) -> None:
    lines = [["reason", "decision", "decided by", ITEM_HEADING], ["één", "waive", "Zoë", "late-1"]]
    lines += [["twee", "", "", f"late-{n}"] for n in range(2, 6)]
    text = "".join(delimiter.join(line) + "\r\n" for line in lines)
    rows = read_decisions(text.encode(encoding), file_name="w.csv").rows
    assert rows.select("decision", "decided by", ITEM_HEADING, "line_number").rows() == [("waive", "Zoë", "late-1", 2)]


@pytest.mark.parametrize("data", [b"", b"a;b\n1;2\n", b"PK\x03\x04junk"], ids=str)
def test_other_files_are_not_taken_for_a_workbook_of_items(data: bytes) -> None:
    assert read_decisions(data, file_name="w") is None


def test_a_heading_without_rows_is_told() -> None:
    with pytest.raises(FormatError, match=r"w\.csv"):
        read_decisions(ITEM_HEADING.encode(), file_name="w.csv")


def test_a_workbook_that_was_saved_as_ods_is_known_too() -> None:
    lines = [
        ["reason", "decision", "decided by", ITEM_HEADING],
        ["x", "waive", "Zoë", "late-1"],
        ["y", "", "", "late-2"],
    ]
    rows = read_decisions(_ods(lines), file_name="a.ods").rows
    assert rows.select("record_type", "decision", "decided by", ITEM_HEADING).rows() == [
        ("late", "waive", "Zoë", "late-1")
    ]


def _ods(lines: list[list[str]]) -> bytes:
    """Return a workbook of OpenDocument with one sheet."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    cells = ["".join(cell.format(text) if text else "<table:table-cell/>" for text in line) for line in lines]
    rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    sheet = f'<office:spreadsheet><table:table table:name="late">{rows}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{sheet}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    entry = f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
    manifest = f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0">{entry}</manifest:manifest>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, text in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(name, text)
    return out.getvalue()
