from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.commands.mapping_draft import draft
from mappings.yaml_file import read_yaml
from warehouse.errors import UsageError

SAMPLE = """\
Factuurnummer;Klantnummer;Naam;Vervaldatum;Bedrag;Postcode
F1;K1;Bos;13-05-2026;10,00;1011AB
F2;K2;Vos;14-05-2026;11,00;1011AC
"""


def call(folder: Path, *words: str) -> tuple[str, str]:
    sample = folder / "open.csv"
    sample.write_text(SAMPLE, encoding="utf-8")
    result = CliRunner().invoke(draft, ["--home", str(folder / "none"), str(sample), *words], catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout, result.stderr


def test_the_files_are_printed_and_the_questions_told(tmp_path: Path) -> None:
    out, told = call(tmp_path)
    assert out.count("---\n") == 1
    assert "Factuurnummer: claim_reference" in out
    assert "recognised as csv" in told
    assert "  1. " in told


def test_the_files_stand_in_the_creditors_folder(tmp_path: Path) -> None:
    call(tmp_path, "--creditor", "nieuw", "-o", str(tmp_path / "creditors"))
    head = read_yaml(tmp_path / "creditors/nieuw/creditor.yaml")
    assert (head.text("id"), head.text("country"), head.text("language")) == ("nieuw", "nl", "nl")
    assert read_yaml(tmp_path / "creditors/nieuw/claims.yaml").texts("files") == ("open.csv",)


def test_nothing_is_written_over(tmp_path: Path) -> None:
    call(tmp_path, "-o", str(tmp_path / "creditors"))
    with pytest.raises(UsageError, match="already"):
        call(tmp_path, "-o", str(tmp_path / "creditors"))


def test_questions_are_in_the_language_of_the_country_unless_another_is_named(tmp_path: Path) -> None:
    _, told = call(tmp_path)
    assert "Welk deel van de bestandsnaam" in told
    out, told = call(tmp_path, "--language", "fr")
    assert "Quelle partie du nom" in told
    assert "Quel est le nom du créancier" in out
    assert "language: fr" in out
