"""The page on profiles names every fact, key, outcome and function, as the code has them."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import polars as pl

from mappings.profile_facts import FACTS
from mappings.profile_rules import load_profiles
from mappings.profile_step import Step
from mappings.sql_condition import FUNCTIONS
from warehouse import codes

PAGE = (Path(__file__).parents[2] / "docs/profiles.md").read_text(encoding="utf-8")
TYPES = {pl.String: "text", pl.Date: "date", pl.Int64: "number", pl.Boolean: "true or false"}
YAML_NAMES = {"step_id": "step", "event_kind": "event", "working_days": "after_working_days"}


def test_every_fact_stands_in_the_table_with_type_and_meaning() -> None:
    wanted = [f"| `{fact.name}` | {TYPES[fact.dtype.base_type()]} | {fact.description} |" for fact in FACTS]
    table = PAGE[PAGE.index("| fact | type") :].splitlines()[2:]
    assert table == wanted


def test_every_key_outcome_and_function_is_explained() -> None:
    keys = {YAML_NAMES.get(field.name, field.name) for field in fields(Step)}
    for word in (*keys, *codes.ACTION_OUTCOMES, *codes.CHANNELS, *FUNCTIONS):
        assert f"`{word}`" in PAGE, word


def test_the_example_is_the_start_of_a_shipped_profile() -> None:
    step = next(profile for profile in load_profiles() if profile.profile_id == "nl_consumer").steps[0]
    assert (step.step_id, step.event_kind, step.after_days) == ("reminder", "reminder_sent", 7)
    assert "after_days: 7" in PAGE
