import json
from datetime import timedelta
from pathlib import Path

import pytest

from assets.command_line import main
from mappings.law import load_law

SOURCE = 'source: {title: "Stb. 2026, 400", article: "6:119 BW", href: "https://zoek.officielebekendmakingen.nl"}'


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> object:
    def _call(*words: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as ended:
            main(["law", *words, "--home", str(tmp_path)])
        out, err = capsys.readouterr()
        return int(str(ended.value.code)), out, err

    return _call


def test_show_tells_value_period_source_and_verification(call) -> None:
    status, out, _ = call("show", "nl_interest_consumer", "--date", "2026-11-21")
    assert status == 0
    for words in ("4 % a year", "in force from 2026-01-01, before 2027-01-01", "6:119 BW", "verified: no"):
        assert words in out


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("nl_bailiff_acts", "a: writ of summons (dagvaarding): 125.57"),
        ("nl_salary_points", "up to 250.00: one point 43.00, at most 3 points"),
        ("nl_collection_costs", "up to 5,000.00: 375.00 + 10 % of the part above 2,500.00"),
        ("nl_fourteen_day_notice", "arrives on day 2 after sending, not counting Sun, Mon, holidays"),
        ("be_first_reminder", "14 days, the first on the day of arrival"),
        ("nl_limitation", "price of a consumer sale (7:28 BW): 2 years"),
        ("nl_instalment_costs", "most within 6 months: 140.00"),
        ("nl_vat_general", "value: 21 %"),
        ("be_later_reminder_fee", "value: 7.50"),
        ("be_free_reminders", "value: 3"),
    ],
)
def test_every_kind_of_value_is_told_in_words(call, rule: str, words: str) -> None:
    assert words in call("show", rule, "--date", "2026-11-21")[1]


@pytest.mark.parametrize("rule", sorted(load_law().tables))
def test_every_rule_is_shown_today_and_refused_on_a_day_outside_its_table(call, rule: str) -> None:
    table = load_law().table(rule)
    status, out, _ = call("show", rule, "--date", "2026-11-21")
    assert (status, table.description in out, "source: " in out) == (0, True, True)
    for day in (table.values[0].valid_from - timedelta(days=1), table.covered_until):
        status, _, err = call("show", rule, "--date", day.isoformat())
        assert (status, err.count("\n"), f"{rule} has no value for {day}" in err) == (2, 1, True)


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (("show",), "Missing argument 'RULE'"),
        (("show", "nl_vat_general", "--date", "2026-02-30"), "'2026-02-30' does not match"),
        (("show", "nl_vat_general", "--contract-date", "soon"), "'soon' does not match"),
        (("check", "--date", "21-11-2026"), "'21-11-2026' does not match"),
        (("shows",), "No such command 'shows'"),
        (("--verified",), "No such option"),
    ],
)
def test_wrong_input_is_one_line_and_status_two(call, words: tuple[str, ...], cause: str) -> None:
    status, _, err = call(*words)
    assert (status, err.count("\n"), cause in err) == (2, 1, True)


def test_show_of_an_old_contract_takes_its_own_series(call) -> None:
    words = ("show", "be_interest_commercial", "--date", "2014-01-01", "--json")
    assert json.loads(call(*words)[1])["value"] == {"value": "8.5 % a year"}
    old = json.loads(call(*words, "--contract-date", "2013-03-15")[1])
    assert (old["value"], old["contracts_until"]) == ({"value": "7.5 % a year"}, "2013-03-16")
    assert "contracts before 2013-03-16" in call(*words[:-1], "--contract-date", "2013-03-15")[1]


def test_dutch_contract_of_before_the_higher_margin_has_a_series_that_is_told_apart(call) -> None:
    words = ("show", "nl_interest_commercial", "--date", "2026-07-01")
    assert "value: 10.4 % a year" in call(*words)[1]
    old = call(*words, "--contract-date", "2013-03-15")[1]
    assert all(part in old for part in ("value: 9.4 % a year", "contracts before 2013-03-16", "verified: no"))
    assert "contracts before 2013-03-16" in call("--unverified", "--json")[1]


def test_day_or_rule_that_is_not_there_is_bad_use(call) -> None:
    status, _, err = call("show", "nl_interest_consumer", "--date", "2027-01-02")
    assert status == 2
    assert err.count("\n") == 1
    assert "nl_interest_consumer has no value for 2027-01-02" in err
    assert "<home>/mappings/law/nl/interest_consumer.yaml" in err
    status, _, err = call("show", "nl_nothing")
    assert (status, "nl_interest_consumer" in err) == (2, True)


def test_list_and_unverified_name_every_rule(call) -> None:
    rules = {row["rule"]: row for row in json.loads(call("list", "--json")[1])}
    assert rules["nl_bailiff_acts"]["known_until"] == "2027-01-01"
    unverified = json.loads(call("--unverified", "--json")[1])
    assert {row["rule"] for row in unverified} == {rule for rule, row in rules.items() if row["unverified"]}
    assert "nl_interest_consumer" in call("list")[1]
    assert "2026-07-01" in call("--unverified")[1]
    assert "Usage" in call()[1]


def test_check_ends_with_one_where_a_value_is_missing(call) -> None:
    assert call("check", "--date", "2026-11-21")[0] == 0
    status, out, _ = call("check", "--date", "2027-01-01")
    assert (status, "nothing is known from 2027-01-01 on" in out) == (1, True)
    remarks = json.loads(call("check", "--date", "2027-01-01", "--json")[1])
    assert {remark["kind"] for remark in remarks if remark["is_missing"]} == {"ended"}


def test_values_of_the_home_count_and_a_fault_in_them_is_told(call, tmp_path: Path) -> None:
    file = tmp_path / "mappings/law/nl/interest_consumer.yaml"
    file.parent.mkdir(parents=True)
    value = f"values:\n  2027-01-01: {{value: 5, {SOURCE}, checked_on: 2026-12-20}}\n"
    file.write_text(f"adds_to: nl_interest_consumer\ncovered_until: 2027-07-01\n{value}", encoding="utf-8")
    out = call("show", "nl_interest_consumer", "--date", "2027-01-02")[1]
    assert "5 % a year" in out
    assert str(file) in out
    file.write_text("adds_to: nl_interest_consumer\n", encoding="utf-8")
    status, _, err = call("check")
    assert (status, "covered_until" in err) == (1, True)
