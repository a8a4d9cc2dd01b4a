"""Rules of arrangements are read and checked; every fault is told at once."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from mappings.plan_facts import LIMIT_SCHEMA, PROPOSAL_FACTS
from mappings.plan_rules import PLAN_MESSAGES, load_plan_rules, plan_table, template_forms
from mappings.tree import SHIPPED
from warehouse import codes
from warehouse.errors import ConfigurationError

PAGE = (Path(__file__).parents[2] / "docs/arrangements.md").read_text(encoding="utf-8")
SHIPPED_TEXT = (SHIPPED / "arrangements/standard.yaml").read_text(encoding="utf-8")


def load(tmp_path: Path, old: str, new: str) -> object:
    assert old in SHIPPED_TEXT
    file = tmp_path / "arrangements/standard.yaml"
    file.parent.mkdir()
    file.write_text(SHIPPED_TEXT.replace(old, new), encoding="utf-8")
    return load_plan_rules((tmp_path, SHIPPED))["standard"]


def test_the_shipped_rules_give_days_and_forms() -> None:
    rules = load_plan_rules()["standard"]
    assert plan_table({"c": rules}).row(0, named=True)["grace_days"] == rules.grace_days == 10
    forms = template_forms({"c": rules})
    assert ("c", "three_months", 3, "month") in forms.rows()
    assert {limit.name for limit in rules.limits} >= {"whole_debt", "months", "least_instalment", "history"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        pytest.param("arrangement: standard", "arrangement: other", "'arrangement' is 'other'", id="other-name"),
        pytest.param("grace_days: 10", "grace_days: 0", "'grace_days' must be a whole number", id="no-grace"),
        pytest.param("missed_after_days: 2", "missed_after_days: 11", "lies after the grace", id="message-too-late"),
        pytest.param("[email, print]", "[fax]", "'channels' do not fit messages", id="channel"),
        pytest.param("{instalments: 3}", "{instalments: 3, every: day}", "'every' cannot be 'day'", id="period"),
        pytest.param("plan_months <= 12", "plan_month <= 12", "names 'plan_month'", id="unknown-fact"),
        pytest.param("plan_months <= 12", "plan_months", "must be true or false", id="no-condition"),
        pytest.param("breach_after: 1 ", "breaches: 1 ", "'breaches' is not a known key", id="unknown-key"),
    ],
)
def test_wrong_rules_are_refused_with_the_reason(tmp_path: Path, old: str, new: str, fault: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        load(tmp_path, old, new)
    assert fault in str(refused.value)


def test_rules_without_limits_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "arrangements/own.yaml"
    file.parent.mkdir()
    text = SHIPPED_TEXT[: SHIPPED_TEXT.index("limits:")].replace("arrangement: standard", "arrangement: own")
    file.write_text(text + "limits: []\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="'limits' are missing"):
        load_plan_rules((tmp_path, SHIPPED))


def test_the_page_names_every_fact_key_state_and_message() -> None:
    types = {pl.String: "text", pl.Int64: "number"}
    for fact in PROPOSAL_FACTS:
        assert f"| `{fact.name}` | {types[fact.dtype.base_type()]} | {fact.description} |" in PAGE
        assert LIMIT_SCHEMA[fact.name] == fact.dtype
    words = (*PLAN_MESSAGES, *PLAN_MESSAGES.values(), *codes.PLAN_STATES, *codes.INSTALMENT_OUTCOMES)
    for word in (*words, *codes.INSTALMENT_PERIODS):
        assert f"`{word}`" in PAGE, word
