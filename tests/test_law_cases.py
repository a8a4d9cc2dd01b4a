"""The cases of tests/law_cases, which a lawyer can check, through the hub's engine and through the slow reference."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.ledger.calculate import calculate
from tests.reference.differences import differences
from tests.reference.statement import statement

FOLDER = Path(__file__).parent / "law_cases"


def _read(path: Path) -> list[Any]:
    """The cases of one file; every value stays the text that stands there, so no amount becomes a float."""
    cases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return [
        pytest.param(row["case"], row["expected"], id=f"{path.stem}-{row['sentence'][:60]}")
        for row in _with_booleans(cases)
    ]


def _with_booleans(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_booleans(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_booleans(part) for part in value]
    return {"true": True, "false": False}.get(value, value)


def _engine(case: dict[str, Any]) -> dict[str, Any]:
    return json.loads(calculate(json.dumps(case)))


CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in _read(path)]


@pytest.mark.parametrize("compute", [_engine, statement], ids=["engine", "reference"])
@pytest.mark.parametrize(("case", "expected"), CASES)
def test_law_case_has_the_amounts_a_lawyer_expects(
    case: dict[str, Any], expected: dict[str, Any], compute: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    assert differences(expected, compute(case), is_complete=False) == []


def test_every_law_case_says_what_it_shows_and_where_it_comes_from() -> None:
    for path in FOLDER.glob("*.yaml"):
        for row in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader):
            assert {"sentence", "source", "case", "expected"} == set(row), row.get("sentence")
            assert row["expected"], row["sentence"]
