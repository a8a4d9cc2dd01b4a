"""RF references, Belgian structured communications, and the QR code that carries them."""

from __future__ import annotations

import polars as pl
import pytest

from formats.identifiers.epc_qr import epc_payload
from formats.identifiers.iban import make_iban
from formats.identifiers.ogm import find_ogms, make_ogms, print_ogms, valid_ogms
from formats.identifiers.rf_reference import (
    find_rf_references,
    make_rf_references,
    print_rf_references,
    valid_rf_references,
)

IBAN = make_iban("nl", "ABNA", "123456789")
NUMBERS = pl.Series([f"{number:010d}" for number in range(1_000_000_000, 9_999_999_999, 89_999_999)])


def test_made_rf_references_are_valid() -> None:
    assert valid_rf_references(make_rf_references(NUMBERS)).all()
    assert make_rf_references(pl.Series(["1234567890", None])).to_list() == ["RF471234567890", None]


def test_rf_references_break_with_a_changed_digit() -> None:
    assert valid_rf_references(pl.Series(["RF471234567891", "RF481234567890", "RF", None])).to_list() == [
        *(False, False, False, None)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("RF471234567890", "RF471234567890"),
        ("betaling rf47 1234 5678 90 dank", "RF471234567890"),
        ("RF47-1234-5678-90/20261116", "RF471234567890"),
        ("RF47 1234 5678 90 2026", "RF471234567890"),
        ("RF48 1234 5678 90", None),
        ("RF481234567890 RF471234567890", "RF471234567890"),
        ("RF47 1234", None),
        ("", None),
        (None, None),
    ],
)
def test_rf_references_are_found_in_texts(text: str | None, found: str | None) -> None:
    assert find_rf_references(pl.Series([text], dtype=pl.String)).to_list() == [found]


def test_finding_keeps_the_order_of_rows() -> None:
    texts = pl.Series(["x", "RF471234567890", None, "RF561000000000 en RF471234567890"])
    assert find_rf_references(texts).to_list() == [None, "RF471234567890", None, "RF561000000000"]


def test_rf_references_are_printed_in_fours() -> None:
    assert print_rf_references(pl.Series(["RF471234567890"])).to_list() == ["RF47 1234 5678 90"]


def test_made_ogms_are_valid() -> None:
    assert valid_ogms(make_ogms(NUMBERS)).all()
    assert make_ogms(pl.Series(["1234567890", "0000000097", None])).to_list() == [
        *("+++123/4567/89002+++", "+++000/0000/09797+++", None)
    ]


def test_ogms_are_valid_in_their_forms_only() -> None:
    values = pl.Series(
        ["123456789002", "***123/4567/89002***", "123/4567/89002", "1234/567/89002", "123456789003", "x", None]
    )
    assert valid_ogms(values).to_list() == [True, True, True, False, False, False, None]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("+++123/4567/89002+++", "123456789002"),
        ("*** 123 / 4567 / 89002 ***", "123456789002"),
        ("factuur 123456789002 dank", "123456789002"),
        ("op 01/02/2026 ref 123456789002.", "123456789002"),
        ("999999999999 123456789002", "123456789002"),
        ("1123456789002", None),
        ("123456789003", None),
        ("12/3456789002", None),
        (None, None),
    ],
)
def test_ogms_are_found_in_texts(text: str | None, found: str | None) -> None:
    assert find_ogms(pl.Series([text], dtype=pl.String)).to_list() == [found]


def test_ogms_are_printed_with_their_signs() -> None:
    assert print_ogms(pl.Series(["123456789002"])).to_list() == ["+++123/4567/89002+++"]


def test_a_code_with_a_reference_has_its_lines_in_order() -> None:
    payload = epc_payload("Incassobureau Voorbeeld", "NL02 ABNA 0123 4567 89", 12_305, reference="RF47 1234 5678 90")
    assert payload.split("\n") == [
        *(
            "BCD",
            "002",
            "1",
            "SCT",
            "",
            "Incassobureau Voorbeeld",
            "NL02ABNA0123456789",
            "EUR123.05",
            "",
            "RF471234567890",
        )
    ]


def test_a_code_with_a_text_leaves_the_reference_empty() -> None:
    assert epc_payload("X", IBAN, 1, text="+++123/4567/89002+++").split("\n")[7:] == [
        *("EUR0.01", "", "", "+++123/4567/89002+++")
    ]


def test_names_and_texts_are_cut_and_stay_on_their_line() -> None:
    lines = epc_payload("n" * 80, IBAN, 1, text="a\nb" + "c" * 200).split("\n")
    assert (len(lines), len(lines[5]), len(lines[10])) == (11, 70, 140)


@pytest.mark.parametrize(
    ("iban", "cents", "reference", "text", "cause"),
    [
        ("NL00ABNA0123456789", 1, None, None, "no IBAN"),
        (IBAN, 0, None, None, "cannot be transferred"),
        (IBAN, 100_000_000_000, None, None, "cannot be transferred"),
        (IBAN, 1, "RF001234567890", None, "no RF reference"),
        (IBAN, 1, "RF471234567890", "x", "not both"),
        (IBAN, 1, None, "€" * 140, "bytes"),
    ],
)
def test_a_code_that_a_bank_would_refuse_is_not_made(
    iban: str, cents: int, reference: str | None, text: str | None, cause: str
) -> None:
    with pytest.raises(ValueError, match=cause):
        epc_payload("X", iban, cents, reference=reference, text=text)
