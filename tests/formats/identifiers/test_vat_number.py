"""VAT numbers are checked by country."""

from __future__ import annotations

from stdnum.eu import vat

from formats.identifiers.vat_number import is_vat_number
from tests.formats.identifiers.ask import answers


def test_vat_numbers() -> None:
    right = ["NL123456782B90", "BE0761448218", "DE136695976", "FR40303265045"]
    assert all(answers(right, is_vat_number))
    assert all(vat.is_valid(text) for text in right)
    assert not any(answers(["NL123456781B90", "BE0761448219", "12345", "NL12"], is_vat_number))
