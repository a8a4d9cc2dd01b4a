from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from polars.testing import assert_frame_equal

from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Booked, Delivery, Stock
from tests.pipelines.canonical import build


def book(deliveries: Sequence[Delivery], stock: Stock | None = None) -> Booked:
    creditors = {name: replace(creditor, group_by="open") for name, creditor in build.partners().creditors.items()}
    return book_deliveries(deliveries, stock or Stock(), creditors=creditors)


def keys(booked: Booked) -> dict[str, str]:
    pairs = booked.facts.claims.select("claim_reference", "dossier_key").rows()
    return {reference: key.removeprefix("energie-noord:") for reference, key in pairs}


def claims(number: int, *references: str, **changes: str) -> Delivery:
    return build.claims(
        number, *(build.claim(name, **changes) for name in references), name=f"vorderingen-{number}.csv"
    )


def paid(number: int, claim: str, amount: str, kind: str = "betaling") -> Delivery:
    return build.mutations(number, build.mutation(f"M{number}", kind, Factuurnummer=claim, Bedrag=amount))


def test_claims_of_a_debtor_join_his_open_dossier() -> None:
    booked = book([claims(1, "F1", "F2"), paid(2, "F1", "100,00"), claims(3, "F3"), claims(4, "F4", Klantnummer="K2")])
    assert keys(booked) == {"F1": "K1#1", "F2": "K1#1", "F3": "K1#1", "F4": "K2#1"}
    assert booked.facts.claims["dossier_id"].n_unique() == 2


@pytest.mark.parametrize(
    "ends",
    [
        [paid(2, "F1", "100,00")],
        [paid(2, "F1", "60,00"), paid(3, "F1", "40,00", "creditnota")],
        [paid(2, "F1", "0,01", "intrekking")],
    ],
)
def test_a_claim_after_the_dossier_was_closed_begins_a_new_one_and_the_next_joins_that(ends: list[Delivery]) -> None:
    booked = book([claims(1, "F1"), *ends, claims(8, "F2", "F3"), claims(9, "F4")])
    assert keys(booked) == {"F1": "K1#1", "F2": "K1#2", "F3": "K1#2", "F4": "K1#2"}


def test_money_at_the_agency_closes_a_dossier_too() -> None:
    statement = build.statement(2, {"amount": "100.00", "remittance": "F10001"})
    booked = book([claims(1, "F10001"), statement, claims(3, "F10002")])
    assert keys(booked) == {"F10001": "K1#1", "F10002": "K1#2"}


def test_what_a_withdrawn_claim_took_does_not_close_the_rest() -> None:
    statement = build.statement(2, {"amount": "100.00", "remittance": "F10001"})
    days = [claims(1, "F10001", "F10002"), statement, paid(3, "F10001", "0,01", "intrekking"), claims(4, "F10003")]
    assert keys(book(days))["F10003"] == "K1#1"


def test_a_known_claim_stays_where_it_is() -> None:
    booked = book([claims(1, "F1"), paid(2, "F1", "100,00"), claims(3, "F1", "F2")])
    assert keys(booked) == {"F1": "K1#1", "F2": "K1#2"}
    assert booked.findings["code"].to_list() == [3001]


def test_a_debtor_whose_number_looks_like_a_second_dossier_has_his_own() -> None:
    days = [claims(1, "F1"), paid(2, "F1", "100,00"), claims(3, "F2"), claims(4, "F3", Klantnummer="K1#2")]
    assert keys(book(days)) == {"F1": "K1#1", "F2": "K1#2", "F3": "K1#2#1"}


@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_replay_in_parts_gives_the_same_dossiers(size: int) -> None:
    days = [
        claims(1, "F1"),
        claims(2, "F2"),
        paid(3, "F1", "100,00"),
        paid(4, "F2", "100,00"),
        claims(5, "F3"),
        claims(6, "F4"),
    ]
    stock = Stock()
    for start in range(0, len(days), size):
        stock = stock.plus(book(days[start : start + size], stock).facts)
    assert_frame_equal(stock.claims, book(days).facts.claims)
    assert stock.claims["dossier_key"].n_unique() == 2
