"""A person's choice of profile counts until its last day, or until it is ended; the reason names who chose and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.pipelines.decisions.builders import DAY, days_ago, event, stock


def choose(days: int, profile: str = "by_hand", **more: Any) -> dict[str, Any]:
    """Return a choice of so many days ago."""
    return event("profile_overridden", days, profile_id=profile, owner="A. Jansen", detail="asked by phone", **more)


def test_the_choice_of_a_person_goes_before_the_rules() -> None:
    made = stock(choose(3, until_date=DAY + timedelta(days=10)))
    row = made.assigned().row(0, named=True)
    assert (row["profile_id"], row["rule"]) == ("by_hand", "override")
    assert row["reason"] == "A. Jansen chose by_hand on 2026-11-13 until 2026-11-26 (asked by phone)"
    assert made.action()["profile_id"] == "by_hand"


@pytest.mark.parametrize(("until", "profile"), [(0, "by_hand"), (1, "nl_consumer"), (None, "by_hand")])
def test_the_choice_ends_after_its_last_day(until: int | None, profile: str) -> None:
    last = None if until is None else days_ago(until)
    assert stock(choose(9, until_date=last)).assigned()["profile_id"].to_list() == [profile]


def test_the_newest_choice_counts_and_can_be_ended() -> None:
    made = stock(choose(9), choose(4, "large_claim"))
    assert made.assigned()["profile_id"].to_list() == ["large_claim"]
    made.events.append(event("profile_override_ended", 2))
    assert made.assigned()["profile_id"].to_list() == ["nl_consumer"]


def test_a_choice_of_a_profile_that_does_not_exist_is_told_and_the_rules_decide() -> None:
    row = stock(choose(3, "fast_track")).assigned().row(0, named=True)
    assert row["profile_id"] == "nl_consumer"
    assert row["reason"].endswith(
        "A. Jansen chose fast_track on 2026-11-13 (asked by phone), but there is no such profile"
    )


def test_a_choice_for_another_dossier_changes_nothing() -> None:
    assert stock(choose(3) | {"dossier_id": "7"}).assigned()["profile_id"].to_list() == ["nl_consumer"]
