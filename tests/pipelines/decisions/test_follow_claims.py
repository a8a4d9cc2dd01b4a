"""The steps of a dossier go by the claims that are free, else by those that no bailiff has."""

from __future__ import annotations

from tests.pipelines.decisions.builders import Stock, event


def handed_over() -> Stock:
    """Return a dossier of which a bailiff has one claim, and nothing was done yet for the other."""
    stock = Stock(days_overdue=90)
    stock.add_claim("1", claim_id="k2", days_overdue=30)
    stock.events = [event("transferred", 10, claim_id="k1")]
    return stock


def test_the_claim_that_is_free_leads() -> None:
    action = handed_over().action()
    assert (action["outcome"], action["step_id"]) == ("send", "reminder")


def test_a_hold_on_the_rest_is_named_and_not_taken_for_the_end_of_the_profile() -> None:
    stock = handed_over()
    stock.events.append(event("dispute_opened", 3, claim_id="k2", detail="niet ontvangen"))
    action = stock.action()
    assert (action["outcome"], action["step_id"]) == ("held", "reminder")
    assert action["hold_id"] == stock.events[1]["event_id"]
    assert "disputes" in action["reason"]


def test_where_a_bailiff_has_all_he_is_told() -> None:
    stock = handed_over()
    stock.events.append(event("transferred", 5, claim_id="k2"))
    action = stock.action()
    assert (action["outcome"], action["reason"][:12]) == ("held", "with bailiff")
