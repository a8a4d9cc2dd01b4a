"""Every hold in force is listed with what it is on; what it stops follows from its kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event, limitation, stock
from warehouse.schemas.decisions import Holds


def two() -> Stock:
    """Return a stock of two dossiers of two debtors of one creditor."""
    made = Stock()
    made.add("2")
    return made


def held(made: Stock) -> dict[str, tuple[str, str | None]]:
    """Return outcome and hold of each dossier."""
    return {row["dossier_id"]: (row["outcome"], row["hold_id"]) for row in made.actions().iter_rows(named=True)}


def place(days: int, **more: Any) -> dict[str, Any]:
    """Return an event that placed a hold; it names its id."""
    return event("hold_placed", days, **more) | {"event_id": more.get("event_id", "h")}


@pytest.mark.parametrize(
    ("target", "reached"),
    [
        ({"dossier_id": "1", "claim_id": "k1"}, {"1"}),
        ({"dossier_id": "1"}, {"1"}),
        ({"dossier_id": None, "debtor_id": "d2"}, {"2"}),
        ({"dossier_id": None}, {"1", "2"}),
    ],
    ids=["claim", "dossier", "debtor", "creditor"],
)
def test_a_hold_stops_what_it_is_on_and_is_named(target: dict[str, Any], reached: set[str]) -> None:
    made = two()
    made.events = [place(3) | target]
    wanted = {dossier: ("held", "h") if dossier in reached else ("send", None) for dossier in ("1", "2")}
    assert held(made) == wanted


def test_the_table_tells_scope_ground_owner_and_days() -> None:
    made = two()
    made.events = [
        place(3, hold_kind="complaint", detail="rude", owner="A. Jansen", until_date=DAY + timedelta(days=4))
    ]
    row = Holds.validate(made.standing().holds).row(0, named=True)
    assert (row["scope"], row["kind"], row["stops"], row["owner"]) == (
        "dossier",
        "complaint",
        "everything",
        "A. Jansen",
    )
    assert (row["creditor_id"], row["debtor_id"], row["dossier_id"], row["claim_id"]) == ("c", "d1", "1", None)
    assert row["reason"] == "a complaint is being dealt with since 2026-11-13 until 2026-11-20 (rude)"


def test_a_hold_that_follows_the_person_is_on_all_dossiers_of_the_person() -> None:
    made = two()
    made.add("3")
    made.debtors[2] |= {"name": made.debtors[0]["name"], "birth_date": days_ago(9000)}
    made.debtors[0]["birth_date"] = days_ago(9000)
    made.events = [place(3, claim_id="k1", hold_kind="deceased")]
    assert held(made) == {"1": ("person", "h"), "2": ("send", None), "3": ("person", "h@d3")}
    holds = made.standing().holds
    assert holds["scope"].to_list() == ["debtor", "debtor"]
    assert "told of d1" in holds["reason"][1]


@pytest.mark.parametrize(
    ("lifted", "outcome"),
    [
        ({}, "send"),
        ({"hold_kind": "complaint"}, "send"),
        ({"hold_kind": "counselling"}, "held"),
        ({"dossier_id": "2"}, "held"),
        ({"claim_id": "k1"}, "held"),
    ],
    ids=["anything", "its kind", "another kind", "another dossier", "a claim of it"],
)
def test_a_hold_is_lifted_by_its_kind_and_where_it_is(lifted: dict[str, Any], outcome: str) -> None:
    made = stock(place(9, hold_kind="complaint"), event("hold_lifted", 2) | lifted)
    assert made.action()["outcome"] == outcome


def test_what_follows_a_person_and_a_dispute_are_lifted_only_by_name() -> None:
    made = stock(place(9, hold_kind="bankruptcy"), event("dispute_opened", 8), event("hold_lifted", 2))
    assert set(made.standing().holds["kind"]) == {"bankruptcy", "dispute"}
    made.events.append(event("hold_lifted", 1, hold_kind="bankruptcy") | {"claim_id": "k1"})
    made.events.append(event("hold_lifted", 1, hold_kind="dispute"))
    assert made.standing().holds.is_empty()


def test_lifting_the_dossier_lifts_its_claims() -> None:
    assert stock(place(9, claim_id="k1"), event("hold_lifted", 2)).action()["outcome"] == "send"


def test_of_several_holds_the_longest_is_named() -> None:
    made = stock(place(9, until_date=DAY) | {"event_id": "short"}, place(5, claim_id="k1") | {"event_id": "long"})
    assert held(made)["1"] == ("held", "long")


def test_a_claim_past_its_limitation_is_a_hold_of_its_own() -> None:
    made = stock(days_overdue=2000)
    made.gates = [limitation(days_ago(10))]
    row = made.standing().holds.row(0, named=True)
    assert (row["hold_id"], row["kind"], row["scope"]) == ("limitation:k1", "limitation", "claim")


@pytest.mark.parametrize(("age_days", "outcome"), [(365, "person"), (-1, "person"), (0, "send")])
def test_a_consumer_under_age_is_for_a_person_until_the_birthday(age_days: int, outcome: str) -> None:
    born = DAY.replace(year=DAY.year - 18)
    made = stock(birth_date=born + timedelta(days=abs(age_days)))
    assert made.action()["outcome"] == outcome
    assert stock(birth_date=born + timedelta(days=abs(age_days)), debtor_type="business").action()["outcome"] == "send"


def test_a_wrong_address_stops_letters_only() -> None:
    assert stock(place(3, hold_kind="wrong_address")).action()["channel"] == "email"
    made = stock(place(3, hold_kind="wrong_address"), email=None)
    action = made.action()
    assert (action["outcome"], action["hold_id"]) == ("person", "h")
    assert action["reason"] == (
        "step reminder has no channel that reaches: nobody lives at the address since 2026-11-13"
    )


def test_a_vulnerable_debtor_gets_messages_but_no_step_that_presses() -> None:
    vulnerable = place(3, hold_kind="vulnerable", detail="illness")
    assert stock(vulnerable).action()["outcome"] == "send"
    made = stock(
        vulnerable, event("demand_sent", 14, claim_id="k1"), event("fourteen_day_notice_sent", 40, claim_id="k1")
    )
    made.dossiers[0]["oldest_due_date"] = days_ago(60)
    action = made.action()
    assert (action["step_id"], action["outcome"], action["hold_id"]) == ("last_demand", "person", "h")
    assert action["reason"] == "step last_demand presses: the debtor is vulnerable since 2026-11-13 (illness)"
    assert made.facts()["is_vulnerable"].to_list() == [True]


def test_a_held_step_that_is_not_due_waits() -> None:
    assert stock(place(1), days_overdue=1).action()["outcome"] == "waiting"
