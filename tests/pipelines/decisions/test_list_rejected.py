from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from pipelines.decisions.list_rejected import list_rejected
from tests.pipelines.decisions.builders import DAY, days_ago, table
from warehouse.schemas.canonical import Events, Payments

REFUSAL = {"event_id": "b:1", "kind": "order_rejected", "dossier_id": "1", "amount_cents": 900, "detail": "AC01 x"}


def listed(age: int, *payments: dict[str, Any], **changes: Any) -> pl.DataFrame:
    event = REFUSAL | {"known_at": days_ago(age), "effective_date": days_ago(age)} | changes
    paid = [{"payment_id": f"p{n}", "kind": "payment", "dossier_id": "1"} | row for n, row in enumerate(payments)]
    return list_rejected(table(Events, [event]), table(Payments, paid), business_date=DAY)


def test_an_order_that_the_bank_refused_is_an_item() -> None:
    row = listed(2).row(0, named=True)
    assert (row["item_id"], row["dossier_id"], row["amount_cents"]) == ("rejected:b:1", "1", 900)
    assert row["reason"] == "the bank refused an order: AC01 x"
    assert row["since_date"] == days_ago(2)


def test_it_goes_when_the_dossier_is_paid_on() -> None:
    assert listed(2, {"known_at": days_ago(1)}).is_empty()
    assert listed(2, {"known_at": days_ago(3)}).height == 1
    assert listed(2, {"known_at": days_ago(1), "dossier_id": "2"}).height == 1


@pytest.mark.parametrize(("age", "items"), [(30, 1), (31, 0), (-1, 0)])
def test_it_is_shown_for_thirty_days(age: int, items: int) -> None:
    assert listed(age).height == items


def test_an_order_of_no_dossier_is_an_item_too() -> None:
    row = listed(1, {"known_at": days_ago(0), "dossier_id": None}, dossier_id=None, amount_cents=None, detail=None)
    assert row.select("dossier_id", "amount_cents", "reason").row(0) == (
        None, 0, "the bank refused an order: no reason given",
    )  # fmt: skip


def test_other_events_are_none() -> None:
    assert listed(1, kind="untraceable").is_empty()
