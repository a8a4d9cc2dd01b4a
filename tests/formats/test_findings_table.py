"""The table of findings lists every one of them, in the sender's language, and runs nothing."""

from __future__ import annotations

import polars as pl
import pytest

from formats.csv_table import read_csv
from formats.findings_table import write_findings_table
from mappings.finding_texts import load_finding_texts
from warehouse.tables import schema_of


def findings(*rows: dict[str, object]) -> pl.DataFrame:
    base = {"delivery_id": "D00000001-00000000", "severity": "error", "outcome": "refused", "message": "In English."}
    numbered = [base | {"finding_id": str(number)} | row for number, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=schema_of("inbox.findings"))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_finding_has_a_row_in_order_of_line(language: str) -> None:
    texts = load_finding_texts(language)
    rows = findings(
        {"line_number": 9, "code": 2003, "column_name": "bedrag", "value": "12;5"},
        {"line_number": 2, "code": 2009, "column_name": "iban", "value": "NL00"},
        {"line_number": 9, "code": 2001, "column_name": "naam"},
    )
    data = write_findings_table(rows, texts)
    read = read_csv(data, {"delimiter": ";"}, file_name="a.csv")["row"].rows
    assert read.columns[2:-1] == [
        texts.labels[name] for name in ("line", "status", "code", "column", "value", "message", "cure")
    ]
    assert read[:, 2].to_list() == ["2", "9", "9"]
    assert read[:, 4].to_list() == ["2009", "2001", "2003"]
    assert read[:, 6].to_list() == ["NL00", None, "12;5"]
    assert read[:, 7].to_list() == [texts.findings[code].message for code in (2009, 2001, 2003)]


def test_a_value_that_looks_like_a_formula_is_made_harmless() -> None:
    rows = findings({"line_number": 2, "code": 2003, "column_name": "bedrag", "value": "=1+1"})
    assert b";'=1+1;" in write_findings_table(rows, load_finding_texts("nl"))
