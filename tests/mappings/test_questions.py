from __future__ import annotations

from pathlib import Path

from mappings.questions import note_questions
from mappings.yaml_file import read_yaml


def test_every_open_question_is_a_fault_at_its_line(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text('questions:\n  vat: "Is it with VAT?"\n  mode: Is it all that is open.\n', encoding="utf-8")
    block = read_yaml(path)
    note_questions(block)
    assert [(fault.line, fault.cause) for fault in block.faults] == [
        (2, "a question is open: Is it with VAT?"),
        (3, "a question is open: Is it all that is open"),
    ]


def test_a_file_without_questions_has_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text("id: x\n", encoding="utf-8")
    block = read_yaml(path)
    note_questions(block)
    assert block.faults == []
