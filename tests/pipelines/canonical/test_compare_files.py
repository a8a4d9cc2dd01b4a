"""A file that is sent again under its name is compared with the one before: what is new, gone and changed, in euros."""

from __future__ import annotations

import pytest

from pipelines.canonical import compare_files as module
from pipelines.canonical.compare_files import FileDifference, compare_files, list_records
from pipelines.canonical.delivery import Delivery
from tests.pipelines.canonical.build import claim, claims, delivery, mutation, mutations


def compared(earlier: Delivery, later: Delivery) -> FileDifference | None:
    return compare_files(list_records(earlier), list_records(later))


def test_new_gone_and_changed_records_are_counted_with_their_cents() -> None:
    earlier = claims(1, claim("F1"), claim("F2"), claim("F3"))
    later = claims(2, claim("F4"), claim("F1"), claim("F2", **{"Openstaand bedrag": "80,50"}))
    assert compared(earlier, later) == FileDifference(1, 10000, 1, 10000, 1, 10000, 8050)


def test_another_order_and_another_writing_of_the_same_is_no_difference() -> None:
    earlier = claims(1, claim("F1", **{"Openstaand bedrag": "1.000,00"}), claim("F2"))
    later = claims(2, claim("F2"), claim("F1", **{"Openstaand bedrag": "1000,00"}))
    assert compared(earlier, later) == FileDifference()


def test_equal_facts_without_a_number_are_counted_one_by_one() -> None:
    earlier = mutations(1, mutation("", "betaling"), mutation("", "betaling"))
    later = mutations(2, mutation("", "betaling"))
    assert compared(earlier, later) == FileDifference(gone_rows=1, gone_cents=2500)


def test_files_that_cannot_be_read_or_are_of_other_feeds_are_not_compared() -> None:
    assert compared(claims(1, claim("F1")), mutations(2, mutation("M1", "betaling"))) is None
    assert compared(claims(1, claim("F1")), delivery(2, "energie-noord", "vorderingen.csv", b"")) is None
    assert compared(claims(1, claim("F1")), delivery(2, "energie-noord", "x.txt", b"x")) is None


def test_records_are_compared_alike_however_many_are_looked_at_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PART_ROWS", 2)
    earlier = mutations(1, *(mutation("", "betaling") for _ in range(5)), mutation("M1", "betaling"))
    later = mutations(2, *(mutation("", "betaling") for _ in range(4)), mutation("M1", "betaling", Bedrag="26,00"))
    assert compared(earlier, later) == FileDifference(0, 0, 1, 2500, 1, 2500, 2600)
