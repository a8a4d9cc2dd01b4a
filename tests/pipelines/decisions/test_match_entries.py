"""Whom a list names beyond doubt is held as long as it does; whom it may name is for a person."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from mappings.profile_rules import load_profiles
from pipelines.decisions.decide_day import decide_day
from pipelines.decisions.match_entries import MATCHES, match_entries
from tests.pipelines.decisions.builders import DAY, Stock, days_ago, event
from tests.pipelines.decisions.test_decide_day import INBOX, RULES
from warehouse.schemas.decisions import Holds, WorkItems

BORN = date(1980, 2, 1)
PERSON = {"name": "J. de Vriés", "birth_date": BORN, "postcode": "8011 AB"}
LISTED = {"name": "J de Vries", "birth_date": BORN, "postcode": "8011AB"}


def entry(**more: Any) -> dict[str, Any]:
    """Return an entry of a list of bankruptcies that came five days ago."""
    place = {"entry_id": "r:l:1", "partner_id": "r", "feed": "l", "delivery_id": "D00000009-00000000", "line_number": 2}
    return place | {"hold_kind": "bankruptcy", "known_at": days_ago(5), "is_listed": True} | more


def stock(*entries: dict[str, Any], **debtor: Any) -> Stock:
    """Return a stock of one debtor, and what lists say."""
    made = Stock(**debtor)
    made.entries = list(entries)
    return made


def answer(decision: str, entry_id: str = "r:l:1", debtor_id: str = "d1") -> dict[str, Any]:
    """Return what a person decided on an entry and a debtor."""
    subject = json.dumps({"entry_id": entry_id, "debtor_id": debtor_id}, separators=(",", ":"))
    item = {"item_id": f"listed:{entry_id}:{debtor_id}", "item_kind": "listed", "subject": subject}
    return item | {"decision": decision, "decided_by": "A. Jansen", "known_at": days_ago(1)}


def matches(made: Stock, day: date = DAY) -> pl.DataFrame:
    """Return the debtors whom the lists name or may name."""
    tables = made.tables()
    told = (tables["list_entries"], tables["debtors"], tables["claims"], tables["operator_decisions"])
    found = match_entries(*told, business_date=day)
    assert found.schema == MATCHES
    return found


def sure(made: Stock) -> dict[str, bool]:
    """Return each debtor that is met, and whether beyond doubt."""
    return dict(matches(made).select("debtor_id", "is_sure").rows())


def decided(made: Stock) -> dict[str, pl.DataFrame]:
    """Return the decisions of a day about a stock."""
    tables = made.tables()
    inbox = INBOX | {"operator_decisions": tables["operator_decisions"]}
    return decide_day(tables | inbox, load_profiles(), RULES, business_date=DAY)


@pytest.mark.parametrize(
    ("listed", "debtor"),
    [
        ({"debtor_id": "d1"}, {}),
        ({"dossier_id": "1"}, {}),
        ({"company_number": "68750110"}, {"company_number": "68750110", "debtor_type": "business"}),
        (LISTED, PERSON),
    ],
    ids=["debtor", "dossier", "company", "person"],
)
def test_exact_keys_name_a_debtor(listed: dict[str, Any], debtor: dict[str, Any]) -> None:
    made = stock(entry(**listed), **debtor)
    made.claims[0]["debtor_id"] = "d1"
    assert sure(made) == {"d1": True}


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": None},
        {"postcode": None},
        {"postcode": "9999ZZ"},
        {"name": "Johannes de Vries"},
    ],
    ids=["no birth date", "no postcode", "moved", "first name"],
)
def test_two_keys_of_three_may_be_the_debtor(change: dict[str, Any]) -> None:
    assert sure(stock(entry(**LISTED | change), **PERSON)) == {"d1": False}


@pytest.mark.parametrize(
    ("listed", "debtor"),
    [
        (LISTED | {"birth_date": date(1951, 2, 1)}, PERSON),
        ({"name": "J de Vries"}, PERSON),
        ({"name": "De B", "postcode": "8011AB"}, PERSON | {"name": "De B"}),
        (
            {"name": "Zon B.V.", "postcode": "8011AB", "company_number": "68750110"},
            {"name": "Zon BV", "postcode": "8011 AB", "company_number": "12345678"},
        ),
    ],
    ids=["another birth date", "name alone", "short name", "another number"],
)
def test_less_says_nothing(listed: dict[str, Any], debtor: dict[str, Any]) -> None:
    assert sure(stock(entry(**listed), **debtor)) == {}


def test_the_newest_version_of_a_debtor_counts() -> None:
    made = stock(entry(company_number="68750110"), company_number="68750110")
    newer = {"company_number": "12345678", "delivery_id": "D00000002-00000000"}
    made.debtors[0]["delivery_id"] = "D00000001-00000000"
    made.debtors.append(made.debtors[0] | newer)
    assert sure(made) == {}


def test_an_entry_holds_until_it_is_gone_and_from_and_to_its_days() -> None:
    named = {"debtor_id": "d1"}
    gone = entry(is_listed=False, delivery_id="D00000010-00000000", line_number=0)
    again = entry(**named, delivery_id="D00000011-00000000")
    assert sure(stock(entry(**named), gone)) == {}
    assert sure(stock(entry(**named), gone, again)) == {"d1": True}
    assert sure(stock(entry(**named, until_date=days_ago(1)))) == {}
    assert sure(stock(entry(**named, from_date=DAY + timedelta(days=1)))) == {}
    assert matches(stock(entry(**named)))["since_date"].to_list() == [days_ago(5)]


def test_a_debtor_on_a_list_is_held_and_the_hold_names_the_list() -> None:
    listed = entry(debtor_id="d1", entry_reference="F.1", detail="Rechtbank", from_date=days_ago(9))
    day = decided(stock(listed))
    hold = Holds.validate(day["holds"]).row(0, named=True)
    assert (hold["hold_id"], hold["kind"], hold["scope"], hold["since_date"]) == (
        "r:l:1:d1",
        "bankruptcy",
        "debtor",
        days_ago(9),
    )
    assert hold["detail"] == "list l of r, entry F.1, Rechtbank, found by number of the debtor"
    action = day["actions"].row(0, named=True)
    assert (action["outcome"], action["hold_id"]) == ("held", "r:l:1:d1")
    assert "list l of r" in action["reason"]


def test_what_somebody_else_lifts_is_not_what_a_list_holds() -> None:
    made = stock(entry(debtor_id="d1"))
    made.events = [event("hold_lifted", 1, hold_kind="bankruptcy", debtor_id="d1")]
    assert decided(made)["actions"]["outcome"].to_list() == ["held"]


def test_a_hold_of_a_list_is_on_all_debtors_of_the_same_person() -> None:
    made = stock(entry(debtor_id="d1"), **PERSON)
    made.add("2", **PERSON)
    assert decided(made)["actions"]["outcome"].to_list() == ["held", "held"]


def test_a_doubtful_debtor_is_a_work_item_and_not_held() -> None:
    day = decided(stock(entry(**LISTED | {"birth_date": None}), **PERSON))
    item = WorkItems.validate(day["work_items"]).row(0, named=True)
    assert (item["item_id"], item["kind"], item["amount_cents"]) == ("listed:r:l:1:d1", "listed", 20_000)
    assert item["reason"] == "perhaps d1 is on a list (bankruptcy): list l of r, found by name and postcode"
    assert json.loads(item["subject"]) == {"entry_id": "r:l:1", "debtor_id": "d1"}
    assert day["holds"].is_empty()
    assert day["actions"]["outcome"].to_list() == ["send"]


@pytest.mark.parametrize(("decision", "outcome"), [("accept", "held"), ("decline", "send")])
def test_a_person_decides_whether_an_entry_names_a_debtor(decision: str, outcome: str) -> None:
    made = stock(entry(**LISTED | {"birth_date": None}), **PERSON)
    made.answers = [answer(decision)]
    day = decided(made)
    assert day["actions"]["outcome"].to_list() == [outcome]
    assert day["work_items"].is_empty()
    assert [hold["owner"] for hold in day["holds"].to_dicts()] == (["A. Jansen"] if outcome == "held" else [])


def test_who_is_sure_by_exact_keys_stays_held_whatever_was_decided_before() -> None:
    made = stock(entry(debtor_id="d1"))
    made.answers = [answer("decline")]
    assert sure(made) == {"d1": True}


def test_a_debtor_who_comes_later_is_met_by_the_list_that_is_there() -> None:
    made = stock(entry(debtor_id="d2"))
    assert sure(made) == {}
    made.add("2")
    assert sure(made) == {"d2": True}


def test_a_debtor_with_nothing_open_is_no_work_item() -> None:
    made = stock(entry(**LISTED | {"birth_date": None}), open_cents=0, **PERSON)
    for row in (*made.claims, *made.dossiers):
        row |= {"open_cents": 0, "principal_open_cents": 0}
    assert decided(made)["work_items"].is_empty()
