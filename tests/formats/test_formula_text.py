from __future__ import annotations

import io

import openpyxl
import polars as pl
import pytest

from formats.formula_text import harmless, is_formula_text
from formats.xlsx_table import read_xlsx, write_xlsx

FORMULAS = [
    "=1+1",
    "@SUM(1)",
    "+1+cmd|'/c calc'!A0",
    "\t=1",
    "\r=1",
    "\n=1",
    "=",
    "-x",
    "+31 6 x",
    " =1",
    "\u00a0@x",
    "\uff1d1+1",
    "\uff0bx",
]
PLAIN = ["", "-1+1", "+++090/9337/55493+++", "x=1", "-12,50", "+31612345678", "1-2", "-", "'=1", " -12,50", " x=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_may_run_gets_an_apostrophe(text: str) -> None:
    assert is_formula_text(text)
    assert harmless(pl.DataFrame({"a": [text]}))["a"].to_list() == [f"'{text}"]


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_and_numbers_stay_as_they_are(text: str) -> None:
    assert not is_formula_text(text)
    assert harmless(pl.DataFrame({"a": [text]}))["a"].to_list() == [text]


def test_other_columns_and_empty_texts_stay_as_they_are() -> None:
    frame = pl.DataFrame({"n": [-1, 2], "t": [None, "=x"]})
    assert harmless(frame).rows() == [(-1, None), (2, "'=x")]


def test_a_workbook_marks_such_texts_and_gives_them_back_unchanged() -> None:
    options = {"sheets": {"row": {"sheet": "A"}}}
    data = write_xlsx({"row": pl.DataFrame({"a": ["=1+1", "x"]})}, options)
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(data))["A"].iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, bool(cell.quotePrefix)) for cell in cells] == [
        ("=1+1", "s", True),
        ("x", "s", False),
    ]
    assert read_xlsx(data, options, file_name="a")["row"].rows["a"].to_list() == ["=1+1", "x"]
