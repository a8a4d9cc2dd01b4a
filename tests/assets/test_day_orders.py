"""Days are ordered one after another: a broken one first, and none before one that was run."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assets.archive import Archive
from assets.day_orders import HUB, Order, order_day
from warehouse.errors import UsageError

FIRST, SECOND, THIRD = date(2026, 11, 16), date(2026, 11, 17), date(2026, 11, 18)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "archive")


def close(archive: Archive, order: Order) -> None:
    """Close an order by its dispatch receipt."""
    archive.put(HUB, order.receipt_name, b"{}\n", known_at=order.business_date)


def test_a_day_without_news_has_one_order_and_one_with_news_a_second(archive: Archive) -> None:
    order = order_day(archive, FIRST)
    assert order_day(archive, FIRST) == order
    close(archive, order)
    assert order_day(archive, FIRST) == order
    archive.put("energie-noord", "claims.csv", b"x", known_at=FIRST)
    assert (order_day(archive, FIRST).number, order_day(archive, FIRST).batch_key) == (2, "2026-11-16-02")


def test_a_day_that_was_broken_off_comes_before_the_next(archive: Archive) -> None:
    order = order_day(archive, FIRST)
    with pytest.raises(UsageError, match="2026-11-16 was broken off"):
        order_day(archive, SECOND)
    close(archive, order)
    assert order_day(archive, SECOND).business_date == SECOND


def test_a_day_before_one_that_was_run_is_repeated_and_never_run_anew(archive: Archive) -> None:
    for day in (FIRST, THIRD):
        close(archive, order_day(archive, day))
    assert order_day(archive, FIRST).number == 1
    with pytest.raises(UsageError, match="never run"):
        order_day(archive, SECOND)
