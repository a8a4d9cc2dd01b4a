"""A condition falls apart where AND joins it at the top, and nowhere else."""

from __future__ import annotations

import pytest

from mappings.profile_facts import FACT_SCHEMA
from mappings.profile_rules import load_profiles
from mappings.sql_condition import sql_condition
from mappings.sql_parts import and_parts, names_in


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("TRUE", ["TRUE"]),
        ("a = 1 AND b = 2 and c", ["a = 1", "b = 2", "c"]),
        ("a = 'x AND y' AND b", ["a = 'x AND y'", "b"]),
        ("a = 'it''s AND' AND b", ["a = 'it''s AND'", "b"]),
        ("(a = 1 AND b = 2) AND c", ["(a = 1 AND b = 2)", "c"]),
        ("a BETWEEN 1 AND 2 AND b NOT BETWEEN 3 AND 4", ["a BETWEEN 1 AND 2", "b NOT BETWEEN 3 AND 4"]),
        ("CASE WHEN a AND b THEN c ELSE d END AND e", ["CASE WHEN a AND b THEN c ELSE d END", "e"]),
        ("a OR b AND c", ["a OR b AND c"]),
        ("(a OR b) AND c", ["(a OR b)", "c"]),
        ("a BETWEEN 1 AND 2", ["a BETWEEN 1 AND 2"]),
        ("oranges AND bands", ["oranges", "bands"]),
    ],
)
def test_a_condition_falls_apart_at_the_top(text: str, parts: list[str]) -> None:
    assert and_parts(text) == parts


@pytest.mark.parametrize("profile", load_profiles(), ids=lambda profile: profile.profile_id)
def test_every_part_of_a_shipped_rule_is_a_condition_of_its_own(profile: object) -> None:
    for part in and_parts(profile.when):
        sql_condition(part, FACT_SCHEMA)
        assert set(names_in(part)) <= set(FACT_SCHEMA)


def test_names_stand_in_order_and_once() -> None:
    assert names_in("open_cents > 5 AND open_cents < 9 AND language = 'nl'") == ["open_cents", "language"]
