"""What a person decided holds as long as its subject does; owner and deadline stay with the item."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from mappings.partner_tables import TEAMS
from pipelines.decisions.follow_decisions import follow_decisions
from tests.pipelines.decisions.builders import DAY, days_ago, table
from warehouse import codes
from warehouse.schemas.canonical import OperatorDecisions
from warehouse.schemas.decisions import WorkItems

ITEM: dict[str, Any] = {"item_id": "credit:1", "kind": "credit", "subject": '{"credit_cents":5}', "reason": "paid"}
TEAM = [("money", "suspense", 3), ("money", "credit", 3), ("rest", None, None)]


def followed(
    *decisions: dict[str, Any], day: date = DAY, last_date: date | None = None, **item: Any
) -> list[dict[str, Any]]:
    """Return the items that are left."""
    items = table(WorkItems, [ITEM | item], business_date=day, amount_cents=5, since_date=days_ago(10), team_id="?")
    given = [
        {"delivery_id": f"D{n}", "line_number": 2, "item_id": "credit:1", "subject": ITEM["subject"], **decision}
        for n, decision in enumerate(decisions)
    ]
    decided = table(OperatorDecisions, given, known_at=days_ago(5), item_kind="credit", decided_by="Mo")
    teams = pl.DataFrame(TEAM, schema=TEAMS, orient="row")
    asked = items.drop("team_id", "owner", "deadline_date", "snoozed_until").with_columns(last_date=pl.lit(last_date))
    return WorkItems.validate(follow_decisions(asked, decided, teams, business_date=day)).to_dicts()


def test_an_item_that_nobody_decided_on_has_the_deadline_of_its_team() -> None:
    row = followed()[0]
    assert (row["team_id"], row["deadline_date"]) == ("money", days_ago(7))
    assert (row["owner"], row["snoozed_until"]) == (None, None)


def test_an_item_with_a_last_day_of_its_own_has_that_as_its_deadline_unless_an_operator_set_one() -> None:
    assert followed(last_date=DAY)[0]["deadline_date"] == DAY
    assert followed({"deadline_date": days_ago(1)}, last_date=DAY)[0]["deadline_date"] == days_ago(1)


def test_a_kind_that_no_team_names_goes_to_the_team_for_the_rest() -> None:
    row = followed(kind="step")[0]
    assert (row["team_id"], row["deadline_date"]) == ("rest", None)


@pytest.mark.parametrize("decision", codes.FINAL_DECISIONS)
def test_a_final_decision_closes_the_item_until_its_subject_changes(decision: str) -> None:
    assert followed({"decision": decision}) == []
    assert len(followed({"decision": decision}, subject='{"credit_cents":6}')) == 1


def test_the_newest_owner_and_deadline_count_also_when_the_subject_has_changed() -> None:
    first = {"owner": "Anna", "deadline_date": DAY}
    row = followed(first, {"owner": "Bo"}, subject='{"credit_cents":6}')[0]
    assert (row["owner"], row["deadline_date"]) == ("Bo", DAY)


def test_an_item_that_was_put_aside_is_marked_until_its_day_has_come() -> None:
    until = DAY + timedelta(days=3)
    aside = {"decision": "snooze", "until_date": until}
    assert followed(aside)[0]["snoozed_until"] == until
    assert followed(aside, day=until)[0]["snoozed_until"] is None
    assert followed(aside, subject='{"credit_cents":6}')[0]["snoozed_until"] is None
