"""A fact that comes before what it names waits, and is booked once, by the delivery that brings it."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from mappings.snapshot_rules import SnapshotRule
from pipelines.canonical.book_deliveries import stock_after
from pipelines.canonical.delivery import Booked, Delivery, Stock
from pipelines.controls import imbalances
from tests.pipelines.canonical import build
from tests.pipelines.canonical.build import claim, mutation

LATER = date(2026, 11, 20)


def on(day: date, delivery: Delivery) -> Delivery:
    return build.replace(delivery, known_at=day)


def outcome(booked: Booked) -> list[tuple[object, ...]]:
    names = ("status", "rows_accepted", "rows_waiting", "cents_waiting", "rows_released", "cents_released")
    return booked.deliveries.select(names).rows()


def one_by_one(*deliveries: Delivery) -> tuple[list[Booked], Stock]:
    """Return what each delivery books on the stock of those before it, and the stock at the end."""
    stock, parts = Stock(), []
    for delivery in deliveries:
        parts.append(build.book(delivery, stock=stock))
        stock = stock_after(stock, parts[-1])
    return parts, stock


def test_a_payment_before_its_claim_waits_and_is_booked_with_the_claim() -> None:
    early, claims = build.mutations(1, mutation("M1", "betaling")), on(LATER, build.claims(2, claim("F1")))
    booked = build.book(early, claims)
    assert outcome(booked) == [("waiting", 0, 1, 2500, 0, 0), ("accepted", 1, 0, 0, 1, 2500)]
    assert booked.findings.select("line_number", "code", "outcome", "column_name").rows() == [
        (2, 3007, "waiting", "Factuurnummer")
    ]
    payment = booked.facts.payments.row(0, named=True)
    assert (payment["delivery_id"], payment["known_at"]) == (claims.delivery_id, LATER)
    assert (payment["first_delivery_id"], payment["line_number"]) == (early.delivery_id, 2)
    assert (payment["claim_id"], payment["amount_cents"], payment["source"]) == ("energie-noord:F1", 2500, "creditor")
    assert imbalances(booked.controls).is_empty()


def test_what_waits_keeps_its_record_and_ends_when_it_is_booked() -> None:
    (first, _), stock = one_by_one(build.mutations(1, mutation("M1", "betaling")), build.claims(2, claim("F1")))
    held = first.facts.waiting.row(0, named=True)
    assert (held["creditor_id"], held["claim_id"], held["fact_id"]) == (
        *("energie-noord", "energie-noord:F1", "energie-noord:M1"),
    )
    assert '"Mutatienummer":"M1"' in held["record"]
    assert stock.waiting.is_empty()


@pytest.mark.parametrize("kind", ["betaling", "creditnota", "betwisting", "intrekking"])
def test_every_kind_of_fact_waits(kind: str) -> None:
    booked = build.book(build.mutations(1, mutation("M1", kind)), build.claims(2, claim("F1")))
    assert booked.deliveries["status"].to_list() == ["waiting", "accepted"]
    facts = booked.facts
    known = facts.payments.height + facts.events.filter(first_delivery_id=booked.deliveries["delivery_id"][0]).height
    assert known == 1


def test_a_record_that_no_claim_comes_for_waits_on() -> None:
    parts, stock = one_by_one(
        build.mutations(1, mutation("M1", "betaling", Factuurnummer="F9")), build.claims(2, claim("F1"))
    )
    assert outcome(parts[1]) == [("accepted", 1, 0, 0, 0, 0)]
    assert stock.waiting["claim_id"].to_list() == ["energie-noord:F9"]


def test_the_same_record_again_does_not_wait_twice() -> None:
    early = mutation("M1", "betaling")
    parts, stock = one_by_one(build.mutations(1, early, early), build.mutations(2, early), build.claims(3, claim("F1")))
    assert outcome(parts[0]) == [("waiting", 0, 1, 2500, 0, 0)]
    assert parts[1].deliveries["status"].to_list() == ["duplicate"]
    assert parts[2].facts.payments["payment_id"].to_list() == ["energie-noord:M1"]
    assert stock.waiting.is_empty()


def test_the_same_number_with_a_right_reference_ends_the_waiting() -> None:
    parts, stock = one_by_one(
        build.claims(1, claim("F1")),
        build.mutations(2, mutation("M1", "betaling", Factuurnummer="F9")),
        build.mutations(3, mutation("M1", "betaling")),
        build.claims(4, claim("F9")),
    )
    assert [part.facts.payments.height for part in parts] == [0, 0, 1, 0]
    assert stock.waiting.is_empty()


def test_a_number_that_was_booked_does_not_wait_for_another_claim() -> None:
    booked = build.book(
        build.claims(1, claim("F1")),
        build.mutations(2, mutation("M1", "betaling")),
        build.mutations(3, mutation("M1", "betaling", Factuurnummer="F9")),
    )
    assert booked.findings.select("code", "outcome").rows() == [(3002, "refused")]


def test_credits_that_waited_are_refused_where_they_exceed_the_claim_and_it_is_told_with_the_claim() -> None:
    notes = [mutation(f"M{number}", "creditnota", Bedrag="60,00") for number in (1, 2)]
    early, claims = build.mutations(1, *notes), build.claims(2, claim("F1"))
    parts, stock = one_by_one(early, claims)
    assert outcome(parts[1]) == [("accepted", 1, 0, 0, 1, 6000)]
    told = parts[1].findings.row(0, named=True)
    assert (told["delivery_id"], told["first_delivery_id"]) == (claims.delivery_id, early.delivery_id)
    assert (told["line_number"], told["code"], told["outcome"]) == (3, 3004, "refused")
    assert '"Mutatienummer":"M2"' in told["record"]
    assert stock.waiting.is_empty()


def test_a_payment_and_its_reversal_that_waited_are_booked_together() -> None:
    booked = build.book(
        build.mutations(1, mutation("M2", "storno", **{"Storno van": "M1"})),
        build.mutations(2, mutation("M1", "betaling")),
        build.claims(3, claim("F1")),
    )
    reversals = booked.facts.payments.select("payment_id", "reverses_payment_id").rows()
    assert sorted(reversals, key=str) == [("energie-noord:M1", None), ("energie-noord:M2", "energie-noord:M1")]


def test_a_reversal_waits_for_the_payment_that_it_names() -> None:
    parts, stock = one_by_one(
        build.claims(1, claim("F1")),
        build.mutations(2, mutation("M2", "storno", **{"Storno van": "M1"})),
        build.mutations(3, mutation("M1", "betaling")),
    )
    assert parts[1].findings.select("code", "outcome", "column_name").rows() == [(3008, "waiting", "Storno van")]
    assert outcome(parts[2]) == [("accepted", 1, 0, 0, 1, 2500)]
    assert parts[2].facts.payments.filter(kind="reversal")["reverses_payment_id"].item() == "energie-noord:M1"
    assert stock.waiting.is_empty()


def test_a_reversal_that_names_no_payment_is_refused() -> None:
    booked = build.book(build.claims(1, claim("F1")), build.mutations(2, mutation("M2", "storno")))
    assert booked.findings.select("code", "outcome").rows() == [(3005, "refused")]


def test_a_reversal_of_another_amount_than_the_payment_that_came_is_refused_then() -> None:
    booked = build.book(
        build.claims(1, claim("F1")),
        build.mutations(2, mutation("M2", "storno", Bedrag="9,00", **{"Storno van": "M1"})),
        build.mutations(3, mutation("M1", "betaling")),
    )
    assert booked.findings.select("code", "outcome").rows() == [(3008, "waiting"), (3005, "refused")]


def test_what_a_bailiff_reports_too_early_waits_for_claim_or_dossier() -> None:
    claims = build.claims(9, claim("F1"))
    dossier = build.book(claims).facts.claims["dossier_id"].item()
    early = build.feedback(
        1,
        {"Opdrachtgever": "energie-noord", "Factuur": "F1", "Code": "50", "Bedrag": "10,00"},
        {"Uw dossier": dossier, "Code": "50", "Bedrag": "5,00"},
    )
    booked = build.book(early, claims)
    assert booked.deliveries.select("rows_waiting", "rows_released").rows() == [(2, 0), (0, 2)]
    paid = booked.facts.payments.select("source", "amount_cents", "dossier_id", "creditor_id").rows()
    assert sorted(paid) == [("bailiff", 500, dossier, "energie-noord"), ("bailiff", 1000, dossier, "energie-noord")]
    assert booked.facts.payments["first_delivery_id"].unique().to_list() == [early.delivery_id]


def test_a_fact_that_contradicts_the_stock_is_refused_at_once() -> None:
    first = build.book(build.claims(1, claim("F1"), claim("F3", Klantnummer="K3")))
    other = first.facts.claims.filter(claim_reference="F3")["dossier_id"].item()
    row = {"Uw dossier": other, "Opdrachtgever": "energie-noord", "Factuur": "F1"}
    booked = build.book(build.feedback(2, row), stock=first.facts)
    assert booked.findings.select("code", "outcome").rows() == [(3003, "refused")]


@pytest.mark.parametrize("size", [1, 2, 4])
def test_the_result_does_not_depend_on_how_deliveries_are_put_together(size: int) -> None:
    deliveries = [
        build.mutations(1, mutation("M1", "betaling"), mutation("M2", "betaling", Factuurnummer="F2")),
        build.mutations(2, mutation("M2", "betaling", Factuurnummer="F3"), mutation("M3", "betwisting", Bedrag="")),
        build.claims(3, claim("F2")),
        build.claims(4, claim("F3")),
        build.claims(5, claim("F1", Klantnummer="K2")),
        build.mutations(6, mutation("M1", "betaling"), mutation("M4", "storno", **{"Storno van": "M1"})),
    ]
    whole = build.book(*deliveries)
    stock, parts = Stock(), Booked()
    for start in range(0, len(deliveries), size):
        part = build.book(*deliveries[start : start + size], stock=stock)
        parts, stock = parts.plus(part), stock_after(stock, part)
    for name in ("payments", "events", "waiting"):
        key = ["delivery_id", "line_number"]
        assert getattr(whole.facts, name).sort(key).equals(getattr(parts.facts, name).sort(key)), name
    assert whole.deliveries.equals(parts.deliveries)
    assert whole.findings.equals(parts.findings)
    assert imbalances(whole.controls).is_empty()


def test_a_snapshot_releases_what_waited_for_its_claims() -> None:
    rows = [claim("F1")]
    snapshot = build.claims(2, *rows)
    assert snapshot.feed is not None
    feed = build.replace(snapshot.feed, snapshot=SnapshotRule())
    booked = build.book(build.mutations(1, mutation("M1", "betaling")), build.replace(snapshot, feed=feed))
    assert booked.deliveries["rows_released"].to_list() == [0, 1]
    assert booked.facts.payments.select(pl.col("amount_cents").sum()).item() == 2500
