"""The cases of tests/law_cases, which a lawyer can check, through the hub's engine and through the slow reference."""

import json
from typing import Any

import pytest

from pipelines.ledger.calculate import calculate
from tests.law_case_files import read_folder
from tests.reference.differences import differences
from tests.reference.rates import LawGap
from tests.reference.statement import statement
from warehouse.errors import HubError

CASES = read_folder()
EXPECTING = {name: row for name, row in CASES.items() if "expected" in row}


@pytest.fixture(scope="module")
def statements() -> dict[str, dict[str, Any]]:
    """What the hub's engine gives for every case, all in one go."""
    answers = calculate(json.dumps([row["case"] for row in EXPECTING.values()]))
    return dict(zip(EXPECTING, json.loads(answers), strict=True))


@pytest.mark.parametrize("name", EXPECTING)
def test_law_case_has_the_amounts_a_lawyer_expects(name: str, statements: dict[str, dict[str, Any]]) -> None:
    row = EXPECTING[name]
    assert differences(row["expected"], statements[name], is_complete=False) == []
    assert differences(row["expected"], statement(row["case"]), is_complete=False) == []


@pytest.mark.parametrize("row", [row for row in CASES.values() if "refused" in row], ids=lambda row: row["sentence"])
def test_day_that_the_law_does_not_cover_is_refused_with_its_rule(row: dict[str, Any]) -> None:
    refused = row["refused"]
    with pytest.raises(HubError, match=f"{refused['rule']} has no value for {refused['day']}"):
        calculate(json.dumps(row["case"]))
    with pytest.raises(LawGap, match=refused["day"]):
        statement(row["case"])


def test_every_law_case_says_what_it_shows_and_where_it_comes_from() -> None:
    for row in CASES.values():
        told = {"sentence", "source", "case"}
        assert set(row) in (told | {"expected"}, told | {"refused"}), row["sentence"]
        assert all(row.values()), row["sentence"]
