from __future__ import annotations

import polars as pl
import pytest

from tests.pipelines.canonical import build

BSN = "123456782"


@pytest.mark.parametrize("column", ["Omschrijving", "Achternaam", "Straat", "Opmerking", "Product"])
@pytest.mark.parametrize(
    "text", [BSN, f"BSN: {BSN}.", f"bsn{BSN}", f"{BSN[:4]}.{BSN[4:6]}.{BSN[6:]}", "85.07.30-033.28"]
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


def test_money_is_not_refused_for_what_the_payer_wrote() -> None:
    booked = build.book(build.statement(1, {"remittance": f"klant {BSN}"}))
    assert booked.facts.payments.height == 1
