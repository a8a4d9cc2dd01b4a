"""The QR code of a credit transfer has its lines in order."""

from __future__ import annotations

import polars as pl

from formats.identifiers.epc_qr import epc_text


def lines(name: str, rf_reference: str | None, text: str | None) -> list[str]:
    columns = {"name": name, "iban": "NL02ABNA0123456789", "euros": "123.05", "rf": rf_reference, "text": text}
    frame = pl.DataFrame([columns], schema=dict.fromkeys(columns, pl.String))
    code = epc_text(pl.col("name"), pl.col("iban"), pl.col("euros"), rf_reference=pl.col("rf"), text=pl.col("text"))
    return str(frame.select(code).item()).split("\n")


HEAD = ["BCD", "002", "1", "SCT", "", "Incassobureau Voorbeeld", "NL02ABNA0123456789", "EUR123.05", ""]


def test_a_code_with_a_reference_has_its_lines_in_order() -> None:
    assert lines("Incassobureau Voorbeeld", "RF471234567890", None) == [*HEAD, "RF471234567890"]


def test_a_code_with_a_text_leaves_the_reference_empty() -> None:
    assert lines("Incassobureau Voorbeeld", None, "+++123/4567/89002+++") == [*HEAD, "", "+++123/4567/89002+++"]


def test_names_are_cut_and_stay_on_their_line() -> None:
    found = lines("a\nb " + "n" * 80, "RF471234567890", None)
    assert (len(found), len(found[5]), found[5][:4]) == (10, 70, "a b ")
