"""Letters go to who acts for a debtor, for as long as he does."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from pipelines.addressees import address_representatives, current_roles
from warehouse.tables import schema_of

DAY = date(2026, 11, 16)


def role(name: str = "M. de Voogd", kind: str = "guardian", **changes: Any) -> dict[str, Any]:
    """Return a role in dossier 1000000001."""
    row = {
        "creditor_id": "nl1", "delivery_id": "D2", "line_number": 1, "known_at": DAY, "role_id": name,
        "dossier_id": "1000000001", "role": kind, "name": name, "street": "Kade", "house_number": "7",
        "postcode": "8011 AB", "city": "Zwolle", "country": "nl", "from_date": date(2026, 10, 1),
    }  # fmt: skip
    return row | changes


def names(*roles: dict[str, Any]) -> list[str]:
    """Return who is written to, of two debtors of whom the first has these roles."""
    return addressed(*roles)["name"].to_list()


def addressed(*roles: dict[str, Any]) -> pl.DataFrame:
    """Return the debtors as letters address them."""
    debtors = [
        {"debtor_id": "nl1:K1", "delivery_id": "D1", "line_number": 1, "name": "Jan de Vries", "language": "nl",
         "street": "Laan", "country": "nl", "email": "jan@voorbeeld.example", "phone": "0612345678"},
        {"debtor_id": "nl1:K2", "delivery_id": "D1", "line_number": 2, "name": "Piet Jansen", "language": "fr"},
    ]  # fmt: skip
    claims = [{"debtor_id": f"nl1:K{number}", "dossier_id": f"100000000{number}"} for number in (1, 2)]
    return address_representatives(
        _table(debtors, "canonical.debtors"),
        _table(claims, "canonical.claims"),
        _table(roles, "canonical.roles"),
        business_date=DAY,
    ).sort("debtor_id")


def _table(rows: Any, name: str) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=schema_of(name))


def test_who_acts_for_a_debtor_gets_his_letters() -> None:
    row = addressed(role()).row(0, named=True)
    assert (row["name"], row["street"], row["email"]) == ("M. de Voogd, inzake Jan de Vries", "Kade", None)
    assert row["phone"] is None, "nobody calls a debtor for whom another acts"


def test_nobody_else_is_written_to_otherwise() -> None:
    assert names() == ["Jan de Vries", "Piet Jansen"]
    assert names(role())[1] == "Piet Jansen"
    assert names(role(kind="co_debtor"))[0] == "Jan de Vries"


def test_the_letter_says_whom_it_concerns_in_the_debtors_language() -> None:
    assert names(role("Me Dupont", dossier_id="1000000002"))[1] == "Me Dupont, concernant Piet Jansen"


@pytest.mark.parametrize(
    ("changes", "is_written_to"),
    [
        ({"until_date": date(2026, 11, 15)}, False),
        ({"until_date": DAY}, True),
        ({"from_date": date(2026, 11, 17)}, False),
        ({"from_date": DAY}, True),
    ],
    ids=["ended", "last day", "tomorrow", "first day"],
)
def test_a_role_holds_from_its_first_day_to_its_last(changes: dict[str, Any], is_written_to: bool) -> None:
    assert names(role(**changes))[0].startswith("M. de Voogd") == is_written_to


def test_of_one_party_the_newest_counts_and_an_end_ends_it() -> None:
    later = role(role_id="2", delivery_id="D3", until_date=date(2026, 11, 1))
    assert names(role(), later) == ["Jan de Vries", "Piet Jansen"]
    moved = role(role_id="3", delivery_id="D4", from_date=date(2026, 11, 5), street="Plein")
    roles = _table([role(), later, moved], "canonical.roles")
    assert current_roles(roles, business_date=DAY)["street"].to_list() == ["Plein"]


def test_a_guardian_comes_before_an_administrator_and_he_before_a_representative() -> None:
    roles = [role(kind.title(), kind) for kind in ("representative", "administrator", "guardian")]
    assert names(*roles)[0] == "Guardian, inzake Jan de Vries"
    assert names(*roles[:2])[0] == "Administrator, inzake Jan de Vries"
