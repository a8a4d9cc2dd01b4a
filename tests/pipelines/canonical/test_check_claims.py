from __future__ import annotations

import pytest

from tests.pipelines.canonical import build


def test_the_same_claim_is_a_duplicate_inside_a_file_and_across_files() -> None:
    booked = build.book(build.claims(1, build.claim(), build.claim()), build.claims(2, build.claim()))
    assert booked.deliveries["rows_duplicate"].to_list() == [1, 1]
    assert booked.findings.select("code", "outcome").rows() == [(3001, "duplicate")] * 2
    assert booked.facts.claims.height == 1


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("Openstaand bedrag", "101,00", "principal_cents"),
        ("Vervaldatum", "16-06-2026", "due_date"),
        ("Klantnummer", "K2", "debtor"),
        ("Straat", "Kerkstraat", "debtor"),
        ("Datum veertiendagenbrief", "01-07-2026", "fourteen_day_notice_sent"),
    ],
)
def test_a_claim_with_other_content_is_refused_and_the_difference_is_told(column: str, text: str, told: str) -> None:
    booked = build.book(build.claims(1, build.claim()), build.claims(2, build.claim(**{column: text})))
    found = booked.findings.select("code", "outcome", "message").row(0)
    assert found[:2] == (3002, "refused")
    assert told in found[2]
    assert booked.facts.debtors.height == 1


def test_a_claim_is_the_same_when_its_debtor_moved_since() -> None:
    moved = build.claim("F2", Straat="Kerkstraat")
    booked = build.book(build.claims(1, build.claim("F1")), build.claims(2, moved), build.claims(3, build.claim("F1")))
    assert booked.deliveries["status"].to_list() == ["accepted", "accepted", "duplicate"]


def test_other_extra_columns_do_not_make_another_claim() -> None:
    booked = build.book(build.claims(1, build.claim()), build.claims(2, build.claim(Meternummer="E9")))
    assert booked.deliveries["status"].to_list() == ["accepted", "duplicate"]


def test_the_first_valid_record_of_a_claim_counts() -> None:
    rows = [build.claim(Vervaldatum="x"), build.claim(), build.claim("F2"), build.claim("F3")]
    booked = build.book(build.claims(1, *rows))
    assert booked.facts.claims["line_number"].to_list() == [3, 4, 5]
