"""Tests of the facts as text."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.profile_facts import FACT_SCHEMA
from pipelines.decisions.tell_facts import tell_facts

FIRST = {"creditor_id": "energy", "open_cents": 12_050, "has_email": True, "product": 'Gas "plus" \\ {x}'}


def facts(*rows: dict[str, Any]) -> pl.DataFrame:
    """Return facts of dossiers; what a row does not give is empty."""
    return pl.DataFrame([dict.fromkeys(FACT_SCHEMA) | row for row in rows], schema=FACT_SCHEMA)


def test_what_is_known_is_told_in_the_order_of_the_facts() -> None:
    told = tell_facts(facts(FIRST | {"last_demand_sent_date": date(2026, 11, 2)}, {"creditor_id": "energy"}))
    first, second = (json.loads(text) for text in told)
    assert first == FIRST | {"last_demand_sent_date": "2026-11-02"}
    assert list(first) == [name for name in FACT_SCHEMA if name in first]
    assert second == {"creditor_id": "energy"}


def test_zero_and_false_are_known() -> None:
    told = tell_facts(facts(FIRST, {"creditor_id": "", "open_cents": 0, "has_email": False}))
    assert json.loads(told[1]) == {"creditor_id": "", "open_cents": 0, "has_email": False}


def test_nothing_known_is_an_empty_object_and_no_dossier_is_no_text() -> None:
    assert tell_facts(facts({})).to_list() == ["{}"]
    assert tell_facts(facts()).to_list() == []


def test_each_text_is_that_of_its_dossier() -> None:
    rows = [{"creditor_id": "energy", "open_cents": n, "age_years": n if n % 3 else None} for n in range(50)]
    told = [json.loads(text) for text in tell_facts(facts(*rows))]
    assert told == [{name: value for name, value in row.items() if value is not None} for row in rows]


def test_dossiers_told_in_parts_are_told_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    # In some parts a fact is known of all, in others of none: it is told the same way in each.
    rows = [{"creditor_id": "energy", "age_years": n if n > 5 else None} for n in range(11)]
    whole = tell_facts(facts(*rows))
    monkeypatch.setattr("pipelines.decisions.tell_facts._DOSSIERS", 3)
    assert tell_facts(facts(*rows)).equals(whole)
    assert whole[4] == '{"creditor_id":"energy"}'
