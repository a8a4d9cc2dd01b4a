"""A small stock from a seed: debtors of the shipped creditors, and the claims that come in during the year."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any, Final

import polars as pl

from pipelines.keys import dossier_numbers
from tests.year.truth import Claim, Debtor

FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)

_CREDITORS: Final = {
    "energie-noord": (18, "Stroom", "nl"),
    "woonstichting-delta": (12, "Huur", "nl"),
    "telecom-brabo": (12, "Abonnement", "be"),
}
_BY_CONTRACT: Final = "woonstichting-delta"
_SHARED: Final = ("energie-noord", "woonstichting-delta")
_MOST_SHARED: Final = 4
_TYPES: Final = ("consumer",) * 8 + ("sole_trader", "business")
_CENTS: Final = (2_000, 4_500, 9_000, 18_000, 35_000, 60_000, 120_000, 240_000)

Arrival = tuple[date, dict[str, Any] | None, dict[str, Any], Debtor, Claim]
"""Day on which a claim comes in, its debtor where he is new, the claim; and both as they truly are."""


def draw_stock(rng: Random) -> list[Arrival]:
    """Return the claims of a year with their debtors, in the order in which they come in."""
    arrivals = []
    for creditor_id, (count, product, country) in _CREDITORS.items():
        for number in range(count):
            debtor_row, debtor = _debtor(rng, creditor_id, country, number)
            contracts = 2 if creditor_id == _BY_CONTRACT and rng.random() < 0.15 else 1
            for contract in range(contracts):
                arrivals += _dossier(rng, debtor_row, debtor, product, contract)
    ordered = sorted(arrivals, key=lambda arrival: (arrival[0], arrival[4].claim_id))
    known: set[str] = set()
    listed = []
    for day, row, claim_row, debtor, claim in ordered:
        listed.append((day, None if debtor.debtor_id in known else row, claim_row, debtor, claim))
        known.add(debtor.debtor_id)
    return listed


def _debtor(rng: Random, creditor_id: str, country: str, number: int) -> tuple[dict[str, Any], Debtor]:
    """A debtor; the first ones of two creditors are the same persons."""
    debtor_type = rng.choice(_TYPES)
    is_shared = creditor_id in _SHARED and number < _MOST_SHARED
    person = f"P. Gedeeld-{number}" if is_shared else f"P. {creditor_id} {number}"
    debtor_type = "consumer" if is_shared else debtor_type
    reach = rng.random()
    has_email, has_address = reach < 0.75, reach > 0.15
    # Every other person has a number of his own; who is several debtors has none, for he would be asked about.
    has_phone = not is_shared and number % 2 == 0
    address = {"street": "Laan", "house_number": str(number + 1), "city": "Dorp"}
    row = {
        "creditor_id": creditor_id,
        "debtor_id": f"{creditor_id}:D{number}",
        "debtor_reference": f"D{number}",
        "debtor_type": debtor_type,
        "name": person,
        "birth_date": date(1970, 1 + number % 12, 1 + number % 28) if debtor_type == "consumer" else None,
        "language": rng.choice(("nl", "nl", "fr")) if country == "be" else "nl",
        "country": country,
        "email": f"{creditor_id}.{number}@example.com" if has_email else None,
        "phone": f"+316{list(_CREDITORS).index(creditor_id) + 1}{number:07d}" if has_phone else None,
        **(address | {"postcode": "2000" if country == "be" else "1234 AB"} if has_address else {}),
    }
    known = (row["debtor_id"], creditor_id, person, debtor_type, country, has_email, has_address, has_phone)
    return row, Debtor(*known)


def _dossier(rng: Random, debtor_row: dict[str, Any], debtor: Debtor, product: str, contract: int) -> list[Arrival]:
    """The claims of one dossier: most have one, some get more in later months."""
    key = f"{debtor.debtor_id}:{contract}"
    dossier_id = dossier_numbers(pl.Series([key])).item()
    due = FIRST + timedelta(days=rng.randint(-15, 250))
    count = rng.choice((1, 1, 1, 1, 2, 3, 4))
    arrivals = []
    for place in range(count):
        day = max(FIRST, due + timedelta(days=rng.choice((-20, -5, 3, 10, 30))))
        if day > LAST:
            break
        cents = rng.choice(_CENTS) + rng.randint(0, 999)
        cents = 1_200_000 if rng.random() < 0.01 else cents
        reference = f"F{debtor_row['debtor_reference']}-{contract}-{place}"
        row = {
            "creditor_id": debtor.creditor_id,
            "claim_id": f"{debtor.creditor_id}:{reference}",
            "claim_reference": reference,
            "debtor_id": debtor.debtor_id,
            "dossier_id": dossier_id,
            "dossier_key": key,
            "contract_reference": f"C{contract}",
            "product": product,
            "due_date": due,
            "principal_cents": cents,
            "clause_ppm": 100_000 if debtor.country == "be" else None,
        }
        claim = Claim(row["claim_id"], dossier_id, debtor.debtor_id, debtor.creditor_id, due, cents, day)
        arrivals.append((day, debtor_row, row, debtor, claim))
        due += timedelta(days=rng.choice((14, 30, 31, 61)))
    return arrivals
