"""One party behind several debtors: certain by exact keys, and for review where only something is equal."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl

from pipelines.decisions.relate_debtors import relate_debtors
from tests.pipelines.decisions.builders import DAY, table
from warehouse.schemas.canonical import Debtors, OperatorDecisions
from warehouse.schemas.decisions import Parties

ANNA: dict[str, Any] = {"name": "Anna de Wilgenhof", "birth_date": date(1980, 5, 1)}
HOME: dict[str, Any] = {"postcode": "3811 AA", "house_number": "4", "country": "nl"}


def decision(number: int, verdict: str, *debtors: int) -> dict[str, Any]:
    """Return a decision on a group of debtors, by their places."""
    subject = json.dumps({"debtor_ids": [f"c{place}:1" for place in debtors]})
    return {"delivery_id": f"D{number}", "item_kind": "twin", "decision": verdict, "subject": subject}


def related(
    *debtors: dict[str, Any], decisions: tuple[dict[str, Any], ...] = ()
) -> tuple[list[tuple[str, str, str]], list[tuple[str, list[str]]]]:
    """Return the parties as debtor, party and rule, and the groups for review as rule and debtors."""
    rows = [{"debtor_id": f"c{n}:1", "delivery_id": f"D{n}", "line_number": 1, **row} for n, row in enumerate(debtors)]
    known = table(Debtors, rows, debtor_type="consumer", name="Bo", language="nl", known_at=DAY)
    decided = table(OperatorDecisions, list(decisions))
    parties, reviews = relate_debtors(known, decided, business_date=DAY)
    Parties.validate(parties)
    found = parties.select("debtor_id", "party_id", "rule").rows()
    return found, reviews.select("rule", "debtor_ids").rows()


def test_one_name_and_day_of_birth_is_one_party_however_it_is_written() -> None:
    rule = "name_and_birth_date"
    parties, reviews = related(ANNA, ANNA | {"name": "ANNA  DE WÍLGENHOF"})
    assert parties == [("c0:1", "c0:1", rule), ("c1:1", "c0:1", rule)]
    assert reviews == []


def test_debtors_are_one_party_also_by_way_of_a_third() -> None:
    account = {"iban": "NL35INGB0009428178"}
    parties, _ = related(ANNA, {"name": ANNA["name"], **account}, ANNA | account)
    assert {party for _, party, _ in parties} == {"c0:1"}
    assert [rule for _, _, rule in parties] == [
        "name_and_birth_date", "name_and_account", "name_and_account, name_and_birth_date",
    ]  # fmt: skip


def test_one_company_number_is_one_party_and_of_a_consumer_it_says_nothing() -> None:
    company = {"debtor_type": "business", "name": "Molenaar B.V.", "company_number": "70112233"}
    parties, _ = related(company, company | {"name": "Bakkerij Molenaar", "debtor_type": "sole_trader"})
    assert [party for _, party, _ in parties] == ["c0:1", "c0:1"]
    assert related(company, {"name": "Piet Molenaar", "company_number": "70112233"})[0] == []


def test_a_short_name_says_nothing_and_takes_nothing_from_other_keys() -> None:
    company = {"debtor_type": "business", "name": "Bo", "company_number": "70112233"}
    assert [party for _, party, _ in related(company, company)[0]] == ["c0:1", "c0:1"]
    assert related({"phone": "0612345678"}, {"phone": "0612345678"})[1] == [("phone", ["c0:1", "c1:1"])]


def test_what_more_than_ten_share_is_a_guardians_and_is_not_asked_about() -> None:
    ward = {"iban": "NL35INGB0009428178"}
    assert len(related(*[ward] * 10)[1]) == 1
    assert related(*[ward] * 11)[1] == []


def test_father_and_son_are_two_parties_whatever_they_share() -> None:
    shared = {**HOME, "iban": "NL35INGB0009428178", "email": "familie@post.example"}
    assert related(ANNA | shared, ANNA | shared | {"birth_date": date(2004, 5, 1)}) == ([], [])


def test_who_shares_only_name_and_address_or_a_telephone_is_for_review_and_asked_about_once() -> None:
    known = {**HOME, "name": ANNA["name"], "phone": "06-12345678"}
    parties, reviews = related(known, known | {"phone": "+31 6 12345678"}, {"name": "Somebody Else"})
    assert parties == []
    assert reviews == [("name_and_address, phone", ["c0:1", "c1:1"])]


def test_one_party_is_not_for_review_again_and_short_names_and_empty_keys_say_nothing() -> None:
    assert related(ANNA | HOME, ANNA | HOME)[1] == []
    assert related({"name": "Bo", **HOME}, {"name": "Bo", **HOME}) == ([], [])
    assert related({"name": "Corine", "email": ""}, {"name": "Derk", "email": ""}) == ([], [])


def test_the_newest_version_of_a_debtor_counts() -> None:
    moved = {"debtor_id": "c0:1", "delivery_id": "D9", "name": ANNA["name"], **HOME, "house_number": "99"}
    there = {**HOME, "name": ANNA["name"]}
    assert related(there, there | {"debtor_id": "x:1"}, moved)[1] == []


def test_no_debtor_is_in_two_parties() -> None:
    many = [ANNA | {"iban": f"iban{n % 3}"} for n in range(9)]
    parties, _ = related(*many)
    frame = pl.DataFrame(parties, schema=["debtor_id", "party_id", "rule"], orient="row")
    assert frame["debtor_id"].is_unique().all()
    assert frame["party_id"].unique().to_list() == ["c0:1"]


def test_debtors_whom_a_person_called_the_same_are_one_party_and_not_asked_about() -> None:
    vis = HOME | {"name": "Boele Vis"}
    assert related(vis, vis)[1] == [("name_and_address", ["c0:1", "c1:1"])]
    parties, reviews = related(vis, vis, decisions=(decision(1, "same_person", 0, 1),))
    assert parties == [("c0:1", "c0:1", "decided"), ("c1:1", "c0:1", "decided")]
    assert reviews == []


def test_debtors_called_the_same_stay_one_party_when_what_they_shared_has_changed() -> None:
    parties, _ = related({"name": "Boele Vis"}, {"name": "B. Vis"}, decisions=(decision(1, "same_person", 0, 1),))
    assert {party for _, party, _ in parties} == {"c0:1"}


def test_a_decision_about_debtors_who_are_gone_links_nobody() -> None:
    assert related({"name": "Boele Vis"}, decisions=(decision(1, "same_person", 0, 7),)) == ([], [])


def test_debtors_told_apart_are_not_asked_about_again_until_a_third_one_comes() -> None:
    apart = (decision(1, "different_persons", 0, 1),)
    vis = HOME | {"name": "Boele Vis"}
    assert related(vis, vis, decisions=apart) == ([], [])
    assert related(vis, vis, vis, decisions=apart)[1] == [("name_and_address", ["c0:1", "c1:1", "c2:1"])]
    every = (*apart, decision(2, "different_persons", 0, 2), decision(3, "different_persons", 1, 2))
    assert related(vis, vis, vis, decisions=every)[1] == []


def test_who_was_told_apart_from_one_of_a_party_was_told_apart_from_all_of_it() -> None:
    email = {"email": "bo@example.com"}
    born = ANNA | email
    other = {"name": "Bo Anders", **email}
    parties, reviews = related(born, born, other, decisions=(decision(1, "different_persons", 0, 2),))
    assert len(parties) == 2
    assert reviews == []


def test_exact_keys_say_more_than_a_person_who_told_them_apart() -> None:
    parties, _ = related(ANNA, ANNA, decisions=(decision(1, "different_persons", 0, 1),))
    assert len(parties) == 2
