"""Rows are numbered from 1 in each batch, and a full batch goes on in the next."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from pipelines.outbox.number_batches import BATCH_SIZE, number_batches


def numbered(count: int, size: int, number: int = 1) -> list[tuple[str, int, int]]:
    """Return batch, place and row of so many rows."""
    rows = pl.DataFrame(
        {"batch_kind": "letters", "batch_partner": "p", "row": range(count)}, schema_overrides={"row": pl.Int64}
    )
    made = number_batches(
        rows.reverse(), order=["row"], business_date=date(2026, 11, 16), batch_number=number, size=size
    )
    return made.select("batch_id", "sequence_number", "row").rows()


def test_a_full_batch_goes_on_in_the_next() -> None:
    name = "letters-p-2026-11-16-01"
    assert numbered(5, 2) == [
        (name, 1, 0), (name, 2, 1), (f"{name}-2", 1, 2), (f"{name}-2", 2, 3), (f"{name}-3", 1, 4),
    ]  # fmt: skip


@pytest.mark.parametrize("count", [0, 1, 2, 25])
def test_no_row_is_lost_or_doubled_and_no_batch_too_large(count: int) -> None:
    made = numbered(count, 2)
    assert [row for _, _, row in made] == list(range(count))
    assert len({(batch, place) for batch, place, _ in made}) == count
    assert all(place <= 2 for _, place, _ in made)


def test_orders_of_one_day_never_share_a_batch() -> None:
    assert not {row[0] for row in numbered(5, 2, 1)} & {row[0] for row in numbered(5, 2, 2)}


def test_a_batch_holds_ten_thousand() -> None:
    assert BATCH_SIZE == 10_000
