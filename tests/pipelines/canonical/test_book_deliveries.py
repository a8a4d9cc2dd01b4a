from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.canonical.book_deliveries import stock_after
from pipelines.canonical.delivery import Booked, Delivery, Stock
from pipelines.controls import imbalances
from tests.pipelines.canonical import build
from warehouse.schemas import canonical, inbox

MODELS = {
    "deliveries": inbox.Deliveries,
    "findings": inbox.Findings,
    "controls": inbox.Controls,
    "debtors": canonical.Debtors,
    "waiting": inbox.Waiting,
    "claims": canonical.Claims,
    "payments": canonical.Payments,
    "events": canonical.Events,
}


def tables(booked: Booked) -> dict[str, pl.DataFrame]:
    facts = {name: getattr(booked.facts, name) for name in ("debtors", "claims", "payments", "events", "waiting")}
    return {"deliveries": booked.deliveries, "findings": booked.findings, "controls": booked.controls} | facts


def a_long_day() -> list[Delivery]:
    """Deliveries that depend on each other in every way that the stage knows."""
    return [
        build.claims(1, build.claim("F1"), build.claim("F2", **{"Soort klant": ""}), build.claim("F1")),
        build.claims(2, build.claim("F3", Straat="Kerkweg"), build.claim("F1", **{"Openstaand bedrag": "99,00"})),
        build.claims(3, build.claim("F1", Straat="Kerkweg"), build.claim("F2"), build.claim("F2")),
        build.mutations(4, build.mutation("M1", "storno")),
        build.mutations(5, build.mutation("M1", "storno"), build.mutation("M2", "betaling")),
        build.mutations(6, build.mutation("M3", "creditnota", Bedrag="80,00")),
        build.mutations(7, build.mutation("M4", "creditnota", Bedrag="30,00")),
        build.mutations(8, build.mutation("M5", "creditnota", Bedrag="20,00"), build.mutation("M5", "intrekking")),
        build.mutations(9, build.mutation("", "betaling"), build.mutation("", "betaling")),
        build.mutations(10, build.mutation("", "betaling"), build.mutation("M6", "betaling", Factuurnummer="F9")),
        build.invoice(11, "V1"),
        build.invoice(12, "V2"),
        build.invoice(13, "N1", document="CreditNote", billing="V2"),
        build.invoice(14, "N2", document="CreditNote", billing="V3"),
        build.invoice(15, "V3"),
        build.invoice(16, "V1", amount="242.00"),
        build.delivery(17, "energie-noord", "onbekend.pdf", b"x"),
        build.statement(18, {"remittance": "factuur F10001"}, {"remittance": "niets"}),
        build.feedback(19, {"Opdrachtgever": "energie-noord", "Factuur": "F3"}),
        build.delivery(20, "hub", "day-2026-11-16-01.json", b'{"business_date": "2026-11-16", "number": 1}\n'),
    ]


def test_every_table_keeps_its_contract() -> None:
    for name, frame in tables(build.book(*a_long_day())).items():
        assert MODELS[name].validate(frame).height == frame.height, name


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_the_result_does_not_depend_on_how_deliveries_are_put_together(size: int) -> None:
    day = a_long_day()
    whole = build.book(*day)
    parts, stock = Booked(), Stock()
    for start in range(0, len(day), size):
        part = build.book(*day[start : start + size], stock=stock)
        parts, stock = parts.plus(part), stock_after(stock, part)
    for name, frame in tables(whole).items():
        keys = list(MODELS[name].Config.metadata["key"])
        assert_frame_equal(frame.sort(keys), tables(parts)[name].sort(keys), check_exact=True)


def test_read_is_accepted_refused_duplicate_and_waiting_in_rows_and_cents() -> None:
    booked = build.book(*a_long_day())
    for unit in ("rows", "cents"):
        out = pl.sum_horizontal(f"{unit}_{outcome}" for outcome in ("accepted", "refused", "duplicate", "waiting"))
        assert booked.deliveries.select((pl.col(f"{unit}_read") == out).all()).item()
    assert imbalances(booked.controls).is_empty()


def test_accepted_records_are_the_rows_of_the_tables() -> None:
    booked = build.book(*a_long_day())
    from_claims = booked.facts.claims.height
    own_events = booked.facts.events.filter(~pl.col("event_id").str.contains(r":F\d+:"))
    records = booked.deliveries["rows_accepted"].sum() + booked.deliveries["rows_released"].sum()
    assert records == from_claims + booked.facts.payments.height + own_events.height
    cents = booked.facts.claims["principal_cents"].sum() + booked.facts.payments["amount_cents"].sum()
    recorded = booked.deliveries["cents_accepted"].sum() + booked.deliveries["cents_released"].sum()
    assert recorded == cents + own_events["amount_cents"].sum()


def test_a_second_delivery_of_everything_gives_duplicates_only() -> None:
    day = [found for found in a_long_day() if found.sequence_number not in (3, 4, 14)]
    first = build.book(*day)
    again = [replace(found, delivery_id=f"D{found.sequence_number + 100:08d}-{'0' * 8}") for found in day]
    again = [replace(found, sequence_number=found.sequence_number + 100) for found in again]
    second = build.book(*again, stock=first.facts)
    assert second.deliveries["rows_accepted"].sum() == 0
    assert all(
        frame.is_empty() for name, frame in tables(second).items() if name not in ("deliveries", "findings", "controls")
    )
    before = sum(first.deliveries[f"rows_{name}"].sum() for name in ("accepted", "duplicate", "waiting"))
    assert second.deliveries["rows_duplicate"].sum() == before


def test_the_same_bytes_are_a_duplicate_and_nothing_is_booked() -> None:
    first = build.claims(1, build.claim("F1"), build.claim("F3"), build.claim("F2", **{"Soort klant": ""}))
    booked = build.book(
        first, replace(first, delivery_id="D00000002-00000000", sequence_number=2, duplicate_of=first.delivery_id)
    )
    assert booked.deliveries["status"].to_list() == ["partly_accepted", "duplicate"]
    assert booked.deliveries["rows_duplicate"].to_list() == [0, 3]
    told = booked.findings.filter(pl.col("delivery_id") == "D00000002-00000000")
    assert told.select("line_number", "code", "outcome").rows() == [(0, 3001, "duplicate")]


def test_a_file_that_no_feed_takes_is_refused() -> None:
    booked = build.book(build.delivery(1, "energie-noord", "foto.jpg", b"x"))
    assert booked.deliveries.select("status", "rows_read", "feed").rows() == [("refused", 0, None)]
    assert build.found_codes(booked) == [(0, 1001, None)]


def test_a_new_and_a_missing_column_refuse_the_file_and_both_sides_are_told() -> None:
    row = build.claim()
    row["Postkode"] = row.pop("Postcode")
    booked = build.book(build.claims(1, row, row))
    assert booked.deliveries.select("status", "rows_read", "rows_refused").rows() == [("refused", 2, 2)]
    message = booked.findings["message"].item()
    assert "Missing columns of 'row': Postcode." in message
    assert "Not agreed columns of 'row': Postkode." in message


def test_a_column_may_come_under_an_alias() -> None:
    row = build.claim()
    row["Email"] = row.pop("E-mailadres")
    assert build.book(build.claims(1, row)).facts.debtors["email"].to_list() == ["j@voorbeeld.example"]


def test_an_unreadable_file_is_refused_with_the_reason_of_the_reader() -> None:
    booked = build.book(build.delivery(1, "energie-noord", "vorderingen.csv", b""))
    assert booked.deliveries["status"].item() == "refused"
    assert booked.findings["code"].item() == 1005


def test_too_many_wrong_records_refuse_the_whole_file() -> None:
    bad = build.claim("F2", Vervaldatum="31-02-2026")
    booked = build.book(build.claims(1, build.claim("F1"), bad))
    assert booked.deliveries.select("status", "rows_refused", "cents_refused").rows() == [("refused", 2, 20000)]
    assert build.found_codes(booked) == [(0, 1007, None), (3, 2005, "Vervaldatum")]
    assert booked.facts.claims.is_empty()


def test_a_row_with_too_few_fields_is_refused_and_its_neighbours_are_booked() -> None:
    data = build.csv([build.claim("F1"), build.claim("F3")]) + b"F2;K1\r\n"
    booked = build.book(build.delivery(1, "energie-noord", "vorderingen.csv", data))
    assert booked.deliveries["rows_accepted"].item() == 2
    assert build.found_codes(booked) == [(4, 2016, None)]


def test_known_at_is_the_business_date_of_the_delivery() -> None:
    early = build.delivery(1, "energie-noord", "vorderingen.csv", build.csv([build.claim()]), known_at=date(2026, 7, 1))
    assert build.book(early).facts.claims["known_at"].to_list() == [date(2026, 7, 1)]
