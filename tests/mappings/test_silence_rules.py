"""Who owes an answer within how many days, and after how many days silence is told, are settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.partners import load_partners
from mappings.silence_rules import SilenceRules, answer_table
from mappings.tree import SHIPPED
from warehouse.errors import ConfigurationError


def home_file(tmp_path: Path, name: str, old: str, new: str) -> tuple[Path, Path]:
    """Return the roots of a home in which a shipped file reads otherwise."""
    text = (SHIPPED / name).read_text(encoding="utf-8")
    assert old in text
    target = tmp_path / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path, SHIPPED


def test_bailiffs_callers_and_creditors_owe_answers() -> None:
    rows = answer_table(load_partners((SHIPPED,))).rows()
    assert ("deurwaarders-kade", "bailiff", 14) in rows
    assert ("dialler", "call", 5) in rows
    assert ("zorgplus", None, 30) in rows
    assert {row[0] for row in rows}.isdisjoint({"printer", "mailer", "texter", "hub", "agency-bank"})


def test_a_partner_names_his_own_days(tmp_path: Path) -> None:
    roots = home_file(tmp_path, "bailiffs/deurwaarders-kade/bailiff.yaml", "answer_days: 14", "answer_days: 3")
    assert ("deurwaarders-kade", "bailiff", 3) in answer_table(load_partners(roots)).rows()


def test_an_agency_that_says_nothing_has_the_usual_days(tmp_path: Path) -> None:
    line = "silence: {quiet_days: 60, law_days: 30}"
    assert load_partners((SHIPPED,)).agency.silence == SilenceRules(60, 30)
    roots = home_file(tmp_path, "agency.yaml", line, "")
    assert load_partners(roots).agency.silence == SilenceRules()


@pytest.mark.parametrize(
    ("name", "old", "new", "cause"),
    [
        ("agency.yaml", "quiet_days: 60", "quiet_days: 0", "'quiet_days' must be a whole number from 1 to 3650"),
        ("agency.yaml", "law_days: 30", "law_day: 30", "'law_day' is not a known key"),
        (
            "providers/dialler/provider.yaml",
            "answer_days: 5",
            "answer_days: soon",
            "'answer_days' must be a whole number from 1 to 365",
        ),
    ],
)
def test_a_wrong_number_of_days_is_told(tmp_path: Path, name: str, old: str, new: str, cause: str) -> None:
    with pytest.raises(ConfigurationError, match=cause):
        load_partners(home_file(tmp_path, name, old, new))
