"""Claims and what happened to them may come in any order: the same facts are booked, each once, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.canonical.book_deliveries import stock_after
from pipelines.canonical.delivery import Booked, Delivery, Stock
from pipelines.controls import imbalances
from tests.pipelines.canonical import build
from tests.pipelines.canonical.build import DAY, claim, mutation

FILES: list[tuple[dict[str, str], ...]] = [
    (claim("F1"), claim("F2", Klantnummer="K2")),
    (claim("F3"), claim("F4", Klantnummer="K4")),
    (mutation("M1", "betaling"), mutation("M2", "creditnota", Factuurnummer="F3")),
    (mutation("M3", "storno", **{"Storno van": "M1"}), mutation("M4", "betaling", Bedrag="30,00")),
    (mutation("M5", "betwisting", Bedrag="", Factuurnummer="F2"), mutation("M6", "betaling", Factuurnummer="F2")),
    (mutation("M6", "betaling", Factuurnummer="F2"), mutation("M7", "intrekking", Bedrag="", Factuurnummer="F4")),
]
FACTS = ["kind", "dossier_id", "claim_id", "amount_cents", "effective_date"]


def delivery(number: int, rows: tuple[dict[str, str], ...], day: int) -> Delivery:
    kind = build.claims if "Klantnummer" in rows[0] else build.mutations
    return build.replace(kind(number, *rows), known_at=DAY + timedelta(days=day))


def facts(booked: Booked) -> tuple[list[object], list[object]]:
    payments = booked.facts.payments.select("payment_id", *FACTS, "reverses_payment_id").sort("payment_id")
    events = booked.facts.events.select("event_id", *FACTS).sort("event_id")
    return payments.rows(), events.rows()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(
    order=st.permutations(FILES),
    days=st.lists(st.integers(0, 3), min_size=len(FILES), max_size=len(FILES)),
    size=st.integers(1, len(FILES)),
)
def test_any_order_of_arrival_books_the_same_facts(
    order: list[tuple[dict[str, str], ...]], days: list[int], size: int
) -> None:
    files = [delivery(number, rows, day) for number, (rows, day) in enumerate(zip(order, sorted(days), strict=True), 1)]
    booked, stock = Booked(), Stock()
    for start in range(0, len(files), size):
        part = build.book(*files[start : start + size], stock=stock)
        booked, stock = booked.plus(part), stock_after(stock, part)
    in_order = build.book(*(delivery(number, rows, 0) for number, rows in enumerate(FILES, 1)))
    assert facts(booked) == facts(in_order)
    assert stock.waiting.is_empty()
    assert imbalances(booked.controls).is_empty()
    told = booked.deliveries
    assert told["rows_waiting"].sum() == told["rows_released"].sum()
    assert told["cents_waiting"].sum() == told["cents_released"].sum()
    assert told["rows_accepted"].sum() + told["rows_released"].sum() == 11
    assert _days_of_waiting(booked) >= 0


def _days_of_waiting(booked: Booked) -> int:
    """Return the least days between a record and the day on which it is known; it is known no earlier."""
    came = booked.deliveries.select(first_delivery_id="delivery_id", came="known_at")
    met = booked.facts.payments.join(came, on="first_delivery_id")
    days = met.select((pl.col("known_at") - pl.col("came")).dt.total_days().min()).item()
    return 0 if days is None else int(days)
