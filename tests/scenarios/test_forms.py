"""A claim that an operator types in the form is read as any other file of its creditor."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from assets.command_line import hub_group
from tests.scenarios.days import ask
from tests.scenarios.mail import receipt, send

TYPED = {
    "claim number": "H-1", "amount": 125.5, "due date": date(2026, 6, 15), "debtor number": "K7",
    "debtor type": "consumer", "name": "J. de Vries", "country": "nl",
}  # fmt: skip


def test_a_filled_form_is_booked_under_any_name(empty_home: Path, tmp_path: Path) -> None:
    assert send(empty_home, "nieuwe vordering.xlsx", data=_filled(empty_home, tmp_path, "energie-noord"))
    assert receipt(empty_home, "nieuwe vordering.xlsx")["status"] == "accepted"
    claims = "SELECT claim_id, principal_cents, CAST(due_date AS VARCHAR) FROM canonical.claims"
    assert ask(empty_home, claims) == [("energie-noord:H-1", 12550, "2026-06-15")]
    assert ask(empty_home, "SELECT feed FROM inbox.deliveries") == [("claim_form",)]


def test_a_form_in_the_folder_of_another_creditor_is_refused(empty_home: Path, tmp_path: Path) -> None:
    send(empty_home, "x.xlsx", data=_filled(empty_home, tmp_path, "zorgplus"))
    told = receipt(empty_home, "x.xlsx")
    assert (told["status"], told["findings"]) == ("refused", {"1021": 1})


def test_a_form_offers_lists_and_a_creditor_that_is_not_there_is_told(empty_home: Path, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(_written(empty_home, tmp_path, "zorgplus")).worksheets[0]
    assert sheet["A2"].value == "zorgplus"
    assert sum(rule.type == "list" for rule in sheet.data_validations.dataValidation) == 4
    asked = ["form", "claim", "--home", str(empty_home), "-o", str(tmp_path / "y.xlsx"), "--creditor", "niemand"]
    assert "no creditor has this id" in str(CliRunner().invoke(hub_group, asked).exception)


def _written(home: Path, folder: Path, creditor: str) -> Path:
    path = folder / "form.xlsx"
    asked = ["form", "claim", "--home", str(home), "-o", str(path), "--creditor", creditor]
    assert CliRunner().invoke(hub_group, asked).exit_code == 0
    return path


def _filled(home: Path, folder: Path, creditor: str) -> bytes:
    book = openpyxl.load_workbook(_written(home, folder, creditor))
    sheet: Any = book.worksheets[0]
    for cell in sheet[1]:
        if cell.value in TYPED:
            sheet.cell(2, cell.column).value = TYPED[cell.value]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
