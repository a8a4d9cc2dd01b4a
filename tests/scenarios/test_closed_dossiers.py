"""Money for a dossier that is closed is told to its sender, kept as a credit, and shown to a person."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.scenarios.days import ask, run_directly
from tests.scenarios.mail import DAY, claim, mutation, receipt, send

LATER = DAY + timedelta(days=1)


@pytest.mark.parametrize("closing", ["intrekking", "betaling"])
def test_money_for_a_closed_dossier_is_a_credit_with_a_work_item(empty_home: Path, closing: str) -> None:
    send(empty_home, "vorderingen.csv", claim("F1"))
    send(empty_home, "mutaties-1.csv", mutation("M1", closing, Bedrag="500,00"))
    run_directly(empty_home, DAY)
    send(empty_home, "mutaties-2.csv", mutation("M2", "betaling", Datum="16-11-2026"), day=LATER)
    told = receipt(empty_home, "mutaties-2.csv")
    assert (told["status"], told["findings"]) == ("accepted", {"3009": 1})
    run_directly(empty_home, LATER)
    day = f"business_date = '{LATER}'"
    ((credit, left),) = ask(empty_home, f"SELECT credit_cents, open_cents FROM ledger.dossiers WHERE {day}")
    assert left == 0
    assert isinstance(credit, int)
    assert credit >= 2500
    item = f"SELECT amount_cents, reason FROM decisions.work_items WHERE {day} AND kind = 'credit'"
    assert ask(empty_home, item) == [(credit, "more was paid than is owed; it is to be paid back")]
    taken_in = ask(empty_home, "SELECT sum(amount_cents) FROM canonical.payments")
    used = ask(empty_home, f"SELECT sum(amount_cents) FROM ledger.allocations WHERE {day}")
    assert taken_in == used
