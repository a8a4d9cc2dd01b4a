"""Proposals for money in suspense say what speaks for them, and say nothing where too little does."""

from __future__ import annotations

from typing import Any

from pipelines.decisions.propose_dossiers import propose_dossiers
from tests.pipelines.decisions.builders import Stock

IBAN = "NL35INGB0009428178"


def proposals(stock: Stock, **payment: Any) -> str | None:
    """Return the proposal for one payment in suspense."""
    stock.payments = [{"payment_id": "p1", "kind": "payment", "amount_cents": 99, **payment}]
    tables = stock.tables()
    found = propose_dossiers(tables["payments"], stock.facts(), tables["claims"], tables["debtors"])
    assert found["payment_id"].is_unique().all()
    return None if found.is_empty() else str(found["proposal"].item())


def three() -> Stock:
    """Return a stock of three dossiers."""
    stock = Stock(open_cents=20_000)
    stock.debtors[0] |= {"name": "Jan van den Berg", "iban": IBAN}
    stock.add("2", open_cents=30_000, name="Marie Dupont")
    stock.add("3", open_cents=30_000, name="Marie Dupont", iban=IBAN)
    return stock


def test_the_likeliest_comes_first_with_all_that_speaks_for_it() -> None:
    told = proposals(three(), counterparty_name="BERG VAN DEN JAN", counterparty_iban=IBAN, amount_cents=20_000)
    assert told == "1 (account, name, open amount), 3 (account)"


def test_an_amount_speaks_for_at_most_five_dossiers() -> None:
    stock = three()
    assert proposals(stock, amount_cents=30_000) == "2 (open amount), 3 (open amount)"
    for number in range(4, 9):
        stock.add(str(number), open_cents=30_000)
    assert proposals(stock, amount_cents=30_000) is None


def test_at_most_three_are_proposed() -> None:
    stock = Stock()
    for number in range(2, 8):
        stock.add(str(number), name="Marie Dupont")
    assert proposals(stock, counterparty_name="Dupont, Marie") == "2 (name), 3 (name), 4 (name)"


def test_no_dossier_without_debt_and_no_name_without_words() -> None:
    stock = Stock(open_cents=0)
    stock.debtors[0] |= {"name": "Jan van den Berg"}
    assert proposals(stock, counterparty_name="Jan van den Berg") is None
    assert proposals(three(), counterparty_name="- .") is None


def test_the_principal_of_a_claim_alone_is_no_proposal() -> None:
    stock = three()
    stock.claims[0]["principal_cents"] = 12_345
    assert proposals(stock, amount_cents=12_345) is None
    assert proposals(stock, amount_cents=12_345, counterparty_name="Jan van den Berg") == "1 (name, amount of a claim)"
