import os
from datetime import date
from pathlib import Path

import pytest

from mappings.law import load_law
from mappings.tree import SHIPPED
from warehouse.errors import ConfigurationError, LawError

HEAD = 'id: x\ndescription: "x"\nunit: percent_per_year\ncovered_until: 2027-01-01\nvalues:\n'
SOURCE = 'source: {title: "t", article: "a", href: "h"}, checked_on: 2026-11-21'


def write_table(root: Path, text: str, name: str = "nl/x.yaml") -> Path:
    file = root / "law" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def law_fault(root: Path, text: str) -> str:
    write_table(root, text)
    with pytest.raises(ConfigurationError) as caught:
        load_law((root,))
    return str(caught.value)


@pytest.mark.parametrize(
    ("rule_id", "day", "rate_ppm"),
    [
        ("nl_interest_consumer", date(1991, 12, 31), 110_000),
        ("nl_interest_consumer", date(1992, 1, 1), 120_000),
        ("nl_interest_consumer", date(2014, 12, 31), 30_000),
        ("nl_interest_consumer", date(2015, 1, 1), 20_000),
        ("nl_interest_consumer", date(2026, 12, 31), 40_000),
        ("nl_interest_commercial", date(2013, 3, 15), 77_500),
        ("nl_interest_commercial", date(2013, 3, 16), 87_500),
        ("nl_interest_commercial", date(2026, 7, 1), 104_000),
        ("nl_interest_government", date(2013, 3, 16), 87_500),
        ("nl_interest_government", date(2025, 1, 1), 111_500),
        ("be_interest_civil", date(2010, 6, 1), 32_500),
        ("be_interest_commercial", date(2013, 3, 16), 90_000),
        ("be_interest_commercial", date(2015, 3, 16), 85_000),
        ("nl_vat_general", date(2012, 9, 30), 190_000),
        ("nl_vat_general", date(2012, 10, 1), 210_000),
    ],
)
def test_value_in_force_on_a_day(rule_id: str, day: date, rate_ppm: int) -> None:
    assert load_law().table(rule_id).at(day).value == rate_ppm


@pytest.mark.parametrize(
    ("rule_id", "day"),
    [
        ("nl_interest_consumer", date(1990, 6, 30)),
        ("nl_interest_consumer", date(2027, 1, 1)),
        ("nl_interest_commercial", date(2002, 11, 30)),
        ("nl_interest_government", date(2013, 3, 15)),
        ("be_consumer_clause", date(2023, 8, 31)),
    ],
)
def test_day_that_no_value_covers_is_an_error_with_rule_day_and_file(rule_id: str, day: date) -> None:
    table = load_law().table(rule_id)
    with pytest.raises(LawError) as caught:
        table.at(day)
    assert all(part in str(caught.value) for part in (rule_id, day.isoformat(), table.file.name))


def test_old_belgian_contracts_keep_the_old_margin() -> None:
    table = load_law().table("be_interest_commercial")
    assert table.contract_splits() == (date(2013, 3, 16),)
    old = {value.valid_from: value.value for value in table.for_contract(date(2013, 3, 15))}
    new = {value.valid_from: value.value for value in table.for_contract(date(2013, 3, 16))}
    assert (old[date(2013, 7, 1)], new[date(2013, 7, 1)]) == (75_000, 85_000)
    assert old[date(2015, 3, 16)] == new[date(2015, 3, 16)] == 85_000


def test_values_that_were_not_verified_say_so() -> None:
    table = load_law().table("nl_interest_commercial")
    assert not table.at(date(2026, 7, 1)).is_verified
    assert table.at(date(2026, 1, 1)).is_verified


def test_every_value_has_a_source_and_a_day_of_checking() -> None:
    for table in load_law().tables.values():
        for value in table.values:
            assert value.source.title
            assert value.source.article
            assert value.source.href.startswith("http")
            assert value.checked_on > date(2026, 1, 1)


def test_file_of_the_home_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    shipped = (SHIPPED / "law/nl/interest_consumer.yaml").read_text(encoding="utf-8")
    changed = shipped.replace("covered_until: 2027-01-01", "covered_until: 2028-01-01")
    write_table(tmp_path, changed + f"  2027-01-01: {{value: 5, {SOURCE}}}\n", "nl/interest_consumer.yaml")
    law = load_law((tmp_path, SHIPPED))
    assert law.table("nl_interest_consumer").at(date(2027, 6, 1)).value == 50_000
    assert load_law().table("nl_interest_consumer").covered_until == date(2027, 1, 1)


def test_changed_file_is_read_again(tmp_path: Path) -> None:
    file = write_table(tmp_path, HEAD + f"  2020-01-01: {{value: 5, {SOURCE}}}\n")
    assert load_law((tmp_path,)).table("x").at(date(2020, 1, 1)).value == 50_000
    stamp = file.stat().st_mtime_ns
    write_table(tmp_path, HEAD + f"  2020-01-01: {{value: 6, {SOURCE}}}\n")
    os.utime(file, ns=(stamp + 10**9, stamp + 10**9))
    assert load_law((tmp_path,)).table("x").at(date(2020, 1, 1)).value == 60_000


def test_missing_rule_is_an_error_that_lists_the_known_ones() -> None:
    with pytest.raises(ConfigurationError, match="nl_interest_consumer"):
        load_law().table("nl_nothing")


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        (HEAD + f"  2020-01-01: {{value: 5, {SOURCE}}}\n  2020-01-01: {{value: 6, {SOURCE}}}\n", 7, "twice"),
        (HEAD + f"  2020-01-01: {{value: 5, {SOURCE}}}\n  2019-01-01: {{value: 6, {SOURCE}}}\n", 7, "after"),
        (HEAD + f"  2020-01-01: {{value: 5, {SOURCE}, extra: 1}}\n", 6, "extra"),
        (HEAD + "  2020-01-01: {value: 5, checked_on: 2026-11-21}\n", 6, "source"),
        (HEAD + f"  2020-01-01: {{value: 5.12345, {SOURCE}}}\n", 6, "5.12345"),
        (HEAD + f"  2020-01-01: {{value: -5, {SOURCE}}}\n", 6, "-5"),
        (HEAD + f"  2020-02-30: {{value: 5, {SOURCE}}}\n", 6, "2020-02-30"),
        (HEAD + f"  2028-01-01: {{value: 5, {SOURCE}}}\n", 4, "this day"),
        (HEAD + f"  2020-01-01:\n    - {{contract_until: 2013-03-16, value: 5, {SOURCE}}}\n", 6, "no value"),
        (HEAD.replace("percent_per_year", "pints") + f"  2020-01-01: {{value: 5, {SOURCE}}}\n", 3, "pints"),
        ("id: x\nid: y\n", 2, "twice"),
    ],
)
def test_wrong_table_is_an_error_with_file_and_line(tmp_path: Path, text: str, line: int, what: str) -> None:
    fault = law_fault(tmp_path, text)
    assert f"x.yaml:{line}" in fault
    assert what in fault


def test_all_faults_of_all_tables_are_told_at_once(tmp_path: Path) -> None:
    write_table(tmp_path, HEAD + f"  2020-01-01: {{value: x, {SOURCE}}}\n  2021-01-01: {{value: 5}}\n", "be/y.yaml")
    fault = law_fault(tmp_path, HEAD + f"  2020-01-01: {{value: 5, {SOURCE}, verfied: false}}\n")
    for place in ("be/y.yaml:6", "be/y.yaml:7", "nl/x.yaml:6"):
        assert place in fault
    assert "Did you mean 'verified'?" in fault


@pytest.mark.parametrize(
    ("unit", "value", "what"),
    [
        ("cost_scale", "{minimum: 0, maximum: 5}", "'parts' or 'bands'"),
        ("cost_scale", "{bands: [{fixed: 1, above: 0, pct: 1, up_to: 5}], minimum: 0, maximum: 5}", "no end"),
        ("cost_scale", "{parts: [{up_to: 0.01, pct: 1}, {pct: 2}], minimum: 0, maximum: 5}", "whole cents"),
        ("cost_scale", "3", "must hold keys"),
        ("notice_term", "{term_days: 14}", "'print' is missing"),
        ("notice_term", "{term_days: 1.5}", "whole number"),
        ("notice_term", "{print: {days: 0, without_weekdays: [8], without_holidays: maybe}}", "1 (Monday)"),
        ("notice_term", "{print: {days: 0, without_weekdays: [7], without_holidays: true}}", "1 or more"),
    ],
)
def test_value_of_another_shape_is_an_error(tmp_path: Path, unit: str, value: str, what: str) -> None:
    text = HEAD.replace("percent_per_year", unit) + f"  2020-01-01: {{value: {value}, {SOURCE}}}\n"
    assert what in law_fault(tmp_path, text)


@pytest.mark.parametrize(
    ("follows", "start", "what"), [("y", "2020-06-01", "no law table"), ("x", "2019-01-01", "does not cover")]
)
def test_follower_of_a_table_that_is_not_there_or_does_not_cover_it_is_an_error(
    tmp_path: Path, follows: str, start: str, what: str
) -> None:
    write_table(tmp_path, HEAD + f"  2020-01-01: {{value: 5, {SOURCE}}}\n")
    head = HEAD.replace("id: x", "id: z").replace("values:\n", "")
    text = f"{head}follows: {follows}\ncovered_from: {start}\n{SOURCE.replace(', checked', chr(10) + 'checked')}\n"
    write_table(tmp_path, text, "nl/z.yaml")
    with pytest.raises(ConfigurationError, match=what):
        load_law((tmp_path,))


@pytest.mark.parametrize("text", ["", "a: [", "- 1"])
def test_file_that_is_no_table_is_an_error(tmp_path: Path, text: str) -> None:
    assert "x.yaml" in law_fault(tmp_path, text)


def test_scale_with_overlapping_bands_is_an_error(tmp_path: Path) -> None:
    scale = "{parts: [{up_to: 10, pct: 1}, {up_to: 10, pct: 2}, {pct: 3}], minimum: 0, maximum: 5}"
    text = HEAD.replace("percent_per_year", "cost_scale") + f"  2020-01-01: {{value: {scale}, {SOURCE}}}\n"
    assert "overlap" in law_fault(tmp_path, text)


def test_two_files_with_one_rule_are_an_error(tmp_path: Path) -> None:
    write_table(tmp_path, HEAD + f"  2020-01-01: {{value: 5, {SOURCE}}}\n", "be/y.yaml")
    assert "taken by" in law_fault(tmp_path, HEAD + f"  2020-01-01: {{value: 5, {SOURCE}}}\n")
