from __future__ import annotations

import polars as pl
import pytest

from pipelines.canonical.find_personal_numbers import STRUCK_NUMBER
from tests.pipelines.canonical import build

BSN = "123456782"


@pytest.mark.parametrize("column", ["Omschrijving", "Achternaam", "Straat", "Opmerking", "Product"])
@pytest.mark.parametrize(
    "text",
    [
        *(BSN, f"BSN: {BSN}.", f"bsn{BSN}", f"{BSN[:4]}.{BSN[4:6]}.{BSN[6:]}", f"{BSN[:3]} {BSN[3:6]} {BSN[6:]}"),
        *("85.07.30-033.28", "850730-03328", "85 07 30 033 28"),
    ],
)
def test_a_personal_number_refuses_the_record_and_is_shown_nowhere(column: str, text: str) -> None:
    booked = build.book(build.claims(1, build.claim("F2"), build.claim("F3"), build.claim(**{column: text})))
    assert 2014 in booked.findings["code"].to_list()
    assert booked.facts.claims["claim_reference"].to_list() == ["F2", "F3"]
    for frame in (booked.findings, booked.facts.claims, booked.facts.debtors):
        stored = (
            frame.select(pl.concat_str(pl.col(pl.String).fill_null(""), separator=" ")).to_series().str.join().item()
        )
        assert text not in (stored or "")
        assert BSN not in (stored or "")


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("Meternummer", BSN),
        ("Telefoon", BSN),
        ("Klantnummer", BSN),
        ("Omschrijving", "123456789"),
        ("Omschrijving", "0612345678"),
    ],
)
def test_other_numbers_of_nine_digits_pass(column: str, text: str) -> None:
    assert build.book(build.claims(1, build.claim(**{column: text}))).findings.is_empty()


def test_a_reference_of_the_record_itself_is_no_personal_number() -> None:
    row = build.claim(BSN, Omschrijving=f"Factuur {BSN}")
    assert build.book(build.claims(1, row)).findings.is_empty()


def test_a_broken_row_is_searched_in_all_its_columns() -> None:
    data = build.csv([build.claim("F1"), build.claim("F2")]) + f"F3;{BSN}\r\n".encode()
    booked = build.book(build.delivery(1, "energie-noord", "vorderingen.csv", data))
    assert booked.findings["code"].to_list() == [2014, 2016]
    assert not booked.findings["record"].str.contains(BSN).any()


@pytest.mark.parametrize("column", ["Vervaldatum", "Openstaand bedrag", "IBAN", "Soort klant"])
def test_a_personal_number_under_a_wrong_heading_is_shown_nowhere(column: str) -> None:
    others = [build.claim(f"G{number}") for number in range(30)]
    booked = build.book(build.claims(1, *others, build.claim(**{column: f"BSN {BSN}"})))
    assert 2014 in booked.findings["code"].to_list()
    assert booked.facts.claims.height == len(others)
    assert not booked.findings.select(pl.col(pl.String).fill_null("").str.contains(BSN).any()).row(0).count(True)


@pytest.mark.parametrize("column", ["Omschrijving", "Achternaam"])
def test_a_struck_number_refuses_its_record_like_the_number_itself(column: str) -> None:
    with_number, struck = (
        build.book(build.claims(1, build.claim("F2"), build.claim(**{column: f"Jansen {text}"})))
        for text in (BSN, STRUCK_NUMBER)
    )
    told = ["line_number", "code", "outcome", "column_name", "value", "message", "record"]
    assert 2014 in struck.findings["code"].to_list()
    assert struck.findings.select(told).equals(with_number.findings.select(told))
    assert struck.facts.claims["claim_reference"].equals(with_number.facts.claims["claim_reference"])


def test_money_is_not_refused_for_what_the_payer_wrote() -> None:
    booked = build.book(build.statement(1, {"remittance": f"klant {BSN}"}))
    assert booked.facts.payments.height == 1
