"""Profiles are checked when loaded, and every fault is told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.profile_rules import load_profiles, step_table
from mappings.tree import SHIPPED
from warehouse.errors import ConfigurationError

LAST = (
    'profile: rest\ndescription: The rest\npriority: 99\nwhen: "TRUE"\nsteps:\n  - step: look\n    channels: [person]\n'
)
FIRST = """profile: first
description: Someone
priority: 1
when: debtor_type = 'consumer'
steps:
  - step: reminder
    event: reminder_sent
    after_days: 7
    channels: [email, print]
    template: reminder
"""


def load(folder: Path, first: str = FIRST, last: str = LAST) -> list[str]:
    """Load two profiles and return their names."""
    (folder / "profiles").mkdir(exist_ok=True)
    (folder / "profiles/first.yaml").write_text(first)
    (folder / "profiles/rest.yaml").write_text(last)
    return [profile.profile_id for profile in load_profiles([folder])]


def test_shipped_profiles_load_in_order_of_priority_and_the_last_takes_all() -> None:
    profiles = load_profiles()
    assert [profile.profile_id for profile in profiles] == [
        "large_claim", "nl_housing_arrears", "nl_consumer", "nl_business", "be_consumer", "be_business", "by_hand",
    ]  # fmt: skip
    assert profiles[-1].when == "TRUE"


def test_the_steps_of_a_dutch_consumer_hold_a_notice_before_the_costs() -> None:
    steps = step_table(load_profiles()).filter(profile_id="nl_consumer")
    assert steps["step_id"].to_list() == ["reminder", "fourteen_day_notice", "demand", "call", "last_demand", "bailiff"]
    assert steps["channels"].to_list()[-1] == ["bailiff"]


def test_a_profile_of_the_home_wins_over_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "profiles").mkdir()
    shipped = (SHIPPED / "profiles/nl_consumer.yaml").read_text()
    (tmp_path / "profiles/nl_consumer.yaml").write_text(shipped.replace("after_days: 7", "after_days: 9"))
    own = next(profile for profile in load_profiles([tmp_path, SHIPPED]) if profile.profile_id == "nl_consumer")
    assert own.steps[0].after_days == 9


def test_profiles_of_a_folder_load(tmp_path: Path) -> None:
    assert load(tmp_path) == ["first", "rest"]


@pytest.mark.parametrize(
    ("before", "after", "line", "words"),
    [
        ("debtor_type =", "debtor_tipe =", 4, "did you mean 'debtor_type'"),
        ("debtor_type = 'consumer'", "open_cents", 4, "must be true or false"),
        ("debtor_type = 'consumer'", "debtor_type >", 4, "no SQL expression"),
        ("debtor_type = 'consumer'", "open_cents > 'x'", 4, "does not fit the types"),
        ("debtor_type = 'consumer'", "SUM(open_cents) > 1", 4, "calls 'SUM'"),
        ("debtor_type = 'consumer'", "open_cents IN (SELECT 1)", 4, "uses 'SELECT'"),
        ("priority: 1", "priority: 99", 3, "priority 99 is also that of"),
        ("priority: 1", "priority: 1.5", 3, "whole number"),
        ("profile: first", "profile: other", 1, "Name it as its file"),
        ("reminder_sent", "reminder_send", 7, "Did you mean 'reminder_sent'"),
        ("event: reminder_sent", "event: untraceable", 7, "must leave an event that tells it was sent"),
        ("[email, print]", "[email, person]", 9, "do not go together"),
        ("[email, print]", "[pigeon]", 9, "'pigeon' is not known"),
        ("[email, print]", "[person]", 10, "only a message has a template"),
        ("[email, print]", "[sms, call]", 9, "do not go together"),
        ("[email, print]", "[call]", 7, "becomes 'call_request_sent'"),
        ("[email, print]", "[system]", 7, "becomes 'stop_request_sent'"),
        ("[email, print]", "[bailiff]", 7, "becomes 'transferred'"),
        ("    template: reminder\n", "", 9, "needs a template"),
        ("    after_days: 7", "    after_day: 7", 8, "Did you mean 'after_days'"),
        ("    after_days: 7", "    threshold_cents: -1", 8, "of 0 or more"),
        ("    after_days: 7", "    every_claim: true", 8, "does not fit this event"),
        ("    after_days: 7", "    condition: x = 1", 8, "'x', which is no column"),
        ("    after_days: 7", "    not_before: open_cents", 8, "'not_before' cannot be"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, before: str, after: str, line: int, words: str) -> None:
    assert before in FIRST
    with pytest.raises(ConfigurationError) as caught:
        load(tmp_path, FIRST.replace(before, after))
    text = str(caught.value)
    assert words in text
    assert f".yaml:{line}:" in text


def test_a_notice_of_the_law_is_no_text_message(tmp_path: Path) -> None:
    text = FIRST.replace("reminder_sent", "first_reminder_sent").replace("[email, print]", "[sms, print]")
    with pytest.raises(ConfigurationError, match="says too much for a text message"):
        load(tmp_path, text)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="3 faults") as caught:
        load(tmp_path, FIRST.replace("[email, print]", "[pigeon, print]").replace("'consumer'", "consumer"))
    assert "first.yaml:4" in str(caught.value)
    assert "first.yaml:9" in str(caught.value)


def test_a_step_or_event_that_stands_twice_is_refused(tmp_path: Path) -> None:
    step = FIRST[FIRST.index("  - step") :]
    with pytest.raises(ConfigurationError, match="stands in an earlier step too"):
        load(tmp_path, FIRST + step)


def test_the_last_profile_must_take_what_is_left(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"rest.yaml:4: the last profile, 'rest', does not take every dossier"):
        load(tmp_path, last=LAST.replace("TRUE", "open_cents > 0"))


def test_a_profile_without_steps_and_a_tree_without_profiles_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="must be a list of steps"):
        load(tmp_path, FIRST[: FIRST.index("steps:")] + "steps: none\n")
    with pytest.raises(ConfigurationError, match="no profile is there"):
        load_profiles([tmp_path / "nowhere"])
