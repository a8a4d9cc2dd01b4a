"""Intake: how many rows a second of a creditor's csv file become claims."""

from __future__ import annotations

import polars as pl

from benchmarks.measure import Timing, in_child, peak_megabytes, timed
from benchmarks.report import Section
from pipelines.canonical.delivery import Booked, Delivery
from tests.pipelines.canonical.build import book, claim, delivery

_COUNT = 200_000


def run() -> Section:
    """The table of the intake."""
    reading, booking, megabytes = in_child(_take_in, _COUNT)
    wall, cpu = reading.wall + booking.wall, reading.cpu + booking.cpu
    cells = [f"{reading.wall:.1f}", f"{booking.wall:.1f}", f"{cpu:.1f}", f"{_COUNT / wall:,.0f}", f"{megabytes:,}"]
    note = (
        "One delivery in a shipped layout of 27 columns: bytes read, mapped, checked and booked as claims and debtors "
        "against an empty stock, in memory. One row in a hundred has a date that does not exist and is refused."
    )
    columns = ("rows", "reading s", "booking s", "CPU s", "rows a second", "peak MB")
    return Section("Intake", note, columns, [[f"{_COUNT:,}", *cells]])


def _take_in(count: int) -> tuple[Timing, Timing, int]:
    data = _csv(count)
    book(delivery(1, "energie-noord", "vorderingen.csv", _csv(100)))
    deliveries: list[Delivery] = []
    booked: list[Booked] = []
    reading = timed(lambda: deliveries.append(delivery(1, "energie-noord", "vorderingen.csv", data)))
    booking = timed(lambda: booked.append(book(*deliveries)))
    assert booked[0].deliveries["rows_accepted"].item() == count - count // 100
    return reading, booking, peak_megabytes()


def _csv(count: int) -> bytes:
    """A file of claims, two to a debtor, in the layout's own encoding."""
    number = pl.col("number")
    changed = {
        "Factuurnummer": pl.format("F{}", number),
        "Klantnummer": pl.format("K{}", number // 2),
        "Vervaldatum": pl.when(number % 100 == 99).then(pl.lit("31-02-2026")).otherwise(pl.lit("15-06-2026")),
    }
    rows = pl.DataFrame({"number": pl.int_range(count, eager=True)}).select(
        changed.get(name, pl.lit(value)).alias(name) for name, value in claim().items()
    )
    return rows.write_csv(separator=";", line_terminator="\r\n").encode("cp1252")
