"""A step asks for the claims that it may ask for; what it leaves out is told with its cause."""

from __future__ import annotations

import pytest

from tests.pipelines.decisions.builders import Stock, days_ago, event, stock
from warehouse.schemas.decisions import Actions, LeftOut

NOTICED = event("fourteen_day_notice_sent", 60, claim_id="k1")


def with_second(made: Stock, *, days_overdue: int = 20, **more: object) -> Stock:
    """Return the stock with a second claim of 100 euros in its dossier."""
    cents = {"open_cents": 10_000, "principal_open_cents": 10_000, "principal_cents": 10_000}
    made.claims[0] |= {"principal_cents": 20_000}
    made.add_claim("1", claim_id="k2", days_overdue=days_overdue, **cents | more)
    made.dossiers[0] |= {"open_cents": 30_000, "principal_open_cents": 30_000, "open_claim_count": 2}
    return made


def test_a_dispute_of_one_claim_leaves_that_claim_out_and_the_rest_goes_on() -> None:
    made = with_second(stock(event("dispute_opened", 5, claim_id="k1") | {"event_id": "d"}))
    actions, left = made.decided()
    action = Actions.validate(actions).row(0, named=True)
    assert (action["outcome"], action["open_cents"], action["asked_cents"]) == ("send", 30_000, 10_000)
    row = LeftOut.validate(left).row(0, named=True)
    assert (row["claim_id"], row["cause"], row["hold_id"], row["open_cents"]) == ("k1", "held", "d", 20_000)
    assert row["reason"] == "the debtor disputes it since 2026-11-11"
    facts = made.facts().row(0, named=True)
    assert (facts["held_claim_count"], facts["held_cents"], facts["dispute_since"]) == (1, 20_000, days_ago(5))
    assert (facts["days_overdue"], facts["without_notice_due_date"]) == (20, days_ago(20))


def test_disputes_of_all_claims_hold_the_dossier_and_leave_nothing_out() -> None:
    made = with_second(stock(event("dispute_opened", 5, claim_id="k1"), event("dispute_opened", 4, claim_id="k2")))
    actions, left = made.decided()
    assert actions["outcome"].to_list() == ["held"]
    assert actions["reason"][0] == "the debtor disputes it since 2026-11-11; the debtor disputes it since 2026-11-12"
    assert left.is_empty()


def test_a_claim_that_can_still_be_paid_in_time_is_not_asked_for() -> None:
    made = with_second(stock(days_overdue=30), days_overdue=-3)
    assert made.left_out() == {"k2": "not_due"}
    assert made.action()["asked_cents"] == 20_000


def test_a_notice_is_about_the_claims_that_lack_it() -> None:
    made = with_second(stock(NOTICED, event("demand_sent", 5), days_overdue=90), delivery_id="D00000009-00000000")
    action = made.action()
    assert (action["step_id"], action["asked_cents"]) == ("fourteen_day_notice", 10_000)
    assert made.left_out() == {"k1": "noticed"}


def test_a_notice_that_is_not_due_yet_holds_up_nothing() -> None:
    made = with_second(
        stock(NOTICED, event("demand_sent", 14, claim_id="k1"), days_overdue=90),
        days_overdue=5,
        delivery_id="D00000009-00000000",
    )
    action = made.action()
    assert (action["step_id"], action["outcome"], action["asked_cents"]) == ("last_demand", "send", 20_000)
    assert made.left_out() == {"k2": "no_notice"}


def test_a_claim_stays_out_of_a_demand_while_its_own_notice_runs() -> None:
    made = with_second(
        stock(NOTICED, event("demand_sent", 14, claim_id="k1"), event("fourteen_day_notice_sent", 8, claim_id="k2"))
    )
    assert made.action()["step_id"] == "last_demand"
    assert made.left_out() == {"k2": "notice_runs"}


def test_only_a_claim_with_a_demand_of_its_own_goes_to_the_bailiff() -> None:
    made = with_second(
        stock(
            NOTICED,
            event("last_demand_sent", 20, claim_id="k1"),
            event("fourteen_day_notice_sent", 18, claim_id="k2"),
            days_overdue=120,
        )
    )
    action = made.action()
    assert (action["step_id"], action["outcome"], action["asked_cents"]) == ("bailiff", "send", 20_000)
    assert made.left_out() == {"k2": "no_demand"}
    made.events.append(event("transferred", 3, claim_id="k1"))
    later = made.action()
    assert (later["step_id"], later["outcome"], later["asked_cents"]) == ("demand", "send", 10_000)
    assert made.left_out() == {"k1": "with_bailiff"}


def test_a_demand_from_before_the_notice_is_no_demand() -> None:
    made = stock(event("last_demand_sent", 50, claim_id="k1"), event("fourteen_day_notice_sent", 30, claim_id="k1"))
    made.dossiers[0]["oldest_due_date"] = days_ago(90)
    assert (made.action()["step_id"], made.action()["outcome"]) == ("demand", "send")
    made.creditor["asks_collection_costs"] = False
    made.events = [event("last_demand_sent", 50, claim_id="k1")]
    assert made.action()["step_id"] == "bailiff"


def test_costs_of_the_dossier_are_asked_in_the_share_of_the_claims_that_stay() -> None:
    made = with_second(stock(event("dispute_opened", 5, claim_id="k1"), NOTICED, event("fourteen_day_notice_sent", 40)))
    made.dossiers[0] |= {"open_cents": 34_501, "costs_open_cents": 4_501}
    cost = {"dossier_id": "1", "cost_id": "bik", "claim_ids": "k1 k2", "open_cents": 4_501}
    made.costs = [cost]
    assert made.action()["asked_cents"] == 10_000 + 1_500


@pytest.mark.parametrize(("claim_ids", "asked"), [("k1", 20_000), ("k2", 24_000), (None, 24_000)])
def test_costs_go_with_the_claims_that_they_rest_on(claim_ids: str | None, asked: int) -> None:
    made = with_second(stock(event("dispute_opened", 5, claim_id="k1")))
    made.claims[1] |= {"open_cents": 20_000}
    made.dossiers[0] |= {"open_cents": 44_000, "costs_open_cents": 4_000}
    made.costs = [{"dossier_id": "1", "cost_id": "x", "claim_ids": claim_ids, "open_cents": 4_000}]
    assert made.action()["asked_cents"] == asked


def test_costs_alone_are_for_a_person() -> None:
    made = Stock()
    made.claims[0] |= {"open_cents": 0, "principal_open_cents": 0}
    made.dossiers[0] |= {"open_cents": 4_000, "open_claim_count": 0, "principal_open_cents": 0}
    action = made.action()
    assert (action["outcome"], action["reason"]) == ("person", "no claim is open, but costs of the dossier are")


def test_a_small_new_claim_of_a_large_dossier_gets_its_notice() -> None:
    made = with_second(stock(NOTICED, event("demand_sent", 5), days_overdue=90), delivery_id="D00000009-00000000")
    made.creditor["threshold_cents"] = 15_000
    assert made.action()["outcome"] == "send"


def test_a_claim_that_stays_behind_walks_on_while_the_older_one_is_too_small_for_the_bailiff() -> None:
    made = with_second(
        stock(NOTICED, event("last_demand_sent", 20, claim_id="k1"), days_overdue=120),
        days_overdue=60,
        delivery_id="D00000009-00000000",
    )
    made.events += [event("reminder_sent", 50, claim_id="k2"), event("fourteen_day_notice_sent", 20, claim_id="k2")]
    assert made.left_out() == {"k2": "no_demand"}
    made.claims[0] |= {"open_cents": 4_000, "principal_open_cents": 4_000}
    made.dossiers[0] |= {"open_cents": 14_000}
    action = made.action()
    assert (action["step_id"], action["outcome"], action["asked_cents"]) == ("demand", "send", 14_000)
    made.events.append(event("demand_sent", 1, claim_id="k2"))
    assert (made.action()["step_id"], made.action()["outcome"]) == ("last_demand", "waiting")


def test_a_claim_that_stays_behind_walks_on_while_the_older_one_waits() -> None:
    made = with_second(
        stock(NOTICED, event("last_demand_sent", 10, claim_id="k1"), days_overdue=120),
        days_overdue=12,
        delivery_id="D00000009-00000000",
    )
    action = made.action()
    assert (action["step_id"], action["outcome"]) == ("fourteen_day_notice", "send")
    made.events.append(event("fourteen_day_notice_sent", 1, claim_id="k2"))
    assert (made.action()["step_id"], made.action()["outcome"]) == ("bailiff", "waiting")
