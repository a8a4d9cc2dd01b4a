"""How a debtor is reached follows from what is known of him, from what came back, and from what he wants."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from pipelines.decisions.find_reach import find_reach
from tests.pipelines.decisions.builders import days_ago, event, table
from warehouse.schemas.canonical import Claims, Debtors, Events

FIRST = {"debtor_id": "d", "delivery_id": "D00000001-00000000", "line_number": 1}
KNOWN = {"email": "a@b.example", "postcode": "1234 AB", "city": "Dorp", "street": "Laan", "phone": "0612345678"}
LATER = {"delivery_id": "D00000009-00000000"}


def reach(*events: dict[str, Any], debtors: tuple[dict[str, Any], ...] = (KNOWN,)) -> dict[str, Any]:
    versions = [FIRST | {"delivery_id": f"D0000000{n}-00000000"} | row for n, row in enumerate(debtors, start=1)]
    told = table(Events, [{"delivery_id": "D00000005-00000000", **row} for row in events])
    claims = table(Claims, [{"claim_id": "k", "dossier_id": "1", "debtor_id": "d"}])
    return find_reach(table(Debtors, versions), told, claims).row(0, named=True)


def told(kind: str, channel: str | None, days: int = 3) -> dict[str, Any]:
    return event(kind, days, channel=channel, delivery_id="D00000005-00000000")


def test_what_is_known_reaches_except_whatsapp_which_must_be_allowed() -> None:
    found = reach()
    assert (found["has_email"], found["has_address"], found["has_phone"]) == (True, True, True)
    assert (found["reaches_sms"], found["reaches_call"], found["reaches_whatsapp"]) == (True, True, False)
    assert reach(told("contact_allowed", "whatsapp"))["reaches_whatsapp"]


def test_nothing_known_reaches_nobody() -> None:
    found = reach(debtors=({"name": "N."},))
    assert not any(value for name, value in found.items() if name.startswith(("has_", "reaches_")))


@pytest.mark.parametrize(
    ("channel", "fact"), [("email", "has_email"), ("print", "has_address"), ("sms", "reaches_sms")]
)
def test_an_address_from_which_something_came_back_is_not_used(channel: str, fact: str) -> None:
    found = reach(told("message_returned", channel))
    assert not found[fact]
    assert found["email_returned_date"] == (days_ago(3) if channel == "email" else None)
    assert found["post_returned_date"] == (days_ago(3) if channel == "print" else None)
    others = {"has_email", "has_address", "reaches_sms", "reaches_call"} - {fact}
    assert all(found[name] for name in others)


@pytest.mark.parametrize(("channel", "fact"), [("email", "has_email"), ("print", "has_address")])
def test_a_new_address_is_used_again_and_the_same_one_is_not(channel: str, fact: str) -> None:
    returned = told("message_returned", channel)
    same = (KNOWN, KNOWN | LATER)
    new = (KNOWN, KNOWN | LATER | {"email": "new@b.example", "street": "Kade"})
    before = (KNOWN | {"email": "old@b.example", "street": "Weg"}, KNOWN)
    assert not reach(returned, debtors=same)[fact]
    assert reach(returned, debtors=new)[fact]
    assert not reach(returned, debtors=before)[fact]


def test_a_strangers_number_is_none_for_messages_either() -> None:
    found = reach(told("contact_allowed", None), told("message_returned", "call"))
    assert not any(found[name] for name in ("reaches_call", "reaches_sms", "reaches_whatsapp"))
    assert found["has_email"]


def test_who_refuses_a_channel_is_not_reached_by_it_until_he_allows_it() -> None:
    assert not reach(told("contact_refused", "sms"))["reaches_sms"]
    found = reach(told("contact_refused", None, days=5))
    assert (found["has_email"], found["reaches_call"], found["has_address"]) == (False, False, True)
    assert reach(told("contact_refused", None, days=5), told("contact_allowed", "email", days=2))["has_email"]


def test_debtors_do_not_share_what_came_back() -> None:
    claims = table(Claims, [{"claim_id": f"k{n}", "dossier_id": str(n), "debtor_id": f"d{n}"} for n in (1, 2)])
    debtors = table(Debtors, [FIRST | KNOWN | {"debtor_id": f"d{n}"} for n in (1, 2)])
    events = table(Events, [told("message_returned", "email")])
    found = find_reach(debtors, events, claims).sort("debtor_id")
    assert found["has_email"].to_list() == [False, True]
    assert found.height == 2
    assert isinstance(found, pl.DataFrame)
