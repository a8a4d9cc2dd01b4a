"""A payment for a dossier with nothing open is told, and booked all the same."""

from __future__ import annotations

import pytest

from pipelines.canonical.delivery import Booked
from tests.pipelines.canonical import build
from tests.pipelines.canonical.build import claim, mutation


def codes(booked: Booked) -> list[tuple[int, int]]:
    return booked.findings.select("line_number", "code").rows()


@pytest.mark.parametrize(
    "closing",
    [
        mutation("M1", "betaling", Bedrag="100,00"),
        mutation("M1", "creditnota", Bedrag="100,00"),
        mutation("M1", "intrekking"),
    ],
)
@pytest.mark.parametrize("is_one_file", [True, False])
def test_money_for_a_dossier_that_was_paid_credited_or_withdrawn_is_told(
    closing: dict[str, str], is_one_file: bool
) -> None:
    late = mutation("M2", "betaling")
    files = (
        [build.mutations(2, closing, late)] if is_one_file else [build.mutations(2, closing), build.mutations(3, late)]
    )
    booked = build.book(build.claims(1, claim("F1")), *files)
    told = booked.findings.row(-1, named=True)
    assert (told["code"], told["severity"], told["outcome"], told["column_name"]) == (
        3009,
        "warning",
        "booked",
        "Bedrag",
    )
    assert booked.facts.payments["amount_cents"].to_list()[-1] == 2500
    assert booked.deliveries["status"].unique().to_list() == ["accepted"]


def test_the_payment_that_closes_a_dossier_is_not_told_and_one_after_its_reversal_neither() -> None:
    booked = build.book(
        build.claims(1, claim("F1")),
        build.mutations(2, mutation("M1", "betaling", Bedrag="120,00")),
        build.mutations(3, mutation("M2", "storno", Bedrag="120,00", **{"Storno van": "M1"})),
        build.mutations(4, mutation("M3", "betaling")),
    )
    assert codes(booked) == []


def test_another_claim_keeps_the_dossier_open() -> None:
    booked = build.book(
        build.claims(1, claim("F1"), claim("F2")),
        build.mutations(2, mutation("M1", "betaling", Bedrag="100,00")),
        build.mutations(3, mutation("M2", "betaling")),
    )
    assert codes(booked) == []


def test_money_on_the_agencys_account_and_from_a_bailiff_is_told_too() -> None:
    first = build.book(build.claims(1, claim("F1")), build.mutations(2, mutation("M1", "intrekking")))
    dossier = first.facts.claims["dossier_id"].item()
    bank = build.book(build.statement(3, {"remittance": dossier}), stock=first.facts)
    assert bank.findings.select("code", "outcome").rows() == [(3009, "booked")]
    assert "withdrawn" in bank.findings["message"].item()
    bailiff = build.book(build.feedback(4, {"Uw dossier": dossier, "Code": "50", "Bedrag": "1,00"}), stock=first.facts)
    assert bailiff.findings["code"].to_list() == [3009]
