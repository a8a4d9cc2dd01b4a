from __future__ import annotations

from pathlib import Path

import pytest

from mappings.feeds import BesideRule, Feed
from tests.mappings.test_feed_file import GOOD, faults_of, load

BESIDE = 'totals: {beside: "{stem}.totals.csv", format: {name: csv, delimiter: ";"}, rows: aantal}\n'


def beside(feed: Feed) -> BesideRule:
    assert feed.totals is not None
    assert feed.totals.beside is not None
    return feed.totals.beside


def test_a_feed_takes_the_totals_beside_its_files(tmp_path: Path) -> None:
    feed = load(tmp_path, GOOD.replace('"*.csv"', '"open*.csv"') + BESIDE)
    assert feed.takes_beside("Open-1.totals.csv")
    assert feed.takes_beside("open-1.totals.csv.gz")
    assert not feed.takes_beside("open-1.csv")
    assert beside(feed).name_for("Open-1.CSV.gz") == "open-1.totals.csv"
    assert beside(feed).wait_hours == 24


def test_the_name_of_the_file_may_stand_whole_before_the_ending(tmp_path: Path) -> None:
    feed = load(tmp_path, GOOD + BESIDE.replace("{stem}.totals.csv", "{name}.ctl"))
    assert beside(feed).name_for("a.b.csv") == "a.b.csv.ctl"
    assert feed.takes_beside("a.b.csv.ctl")


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("{stem}.totals.csv", "totals.csv", "'beside' does not tell which file it belongs to"),
        ("{stem}.totals.csv", "{file}.totals.csv", "'beside' does not tell which file it belongs to"),
        ("{stem}.totals.csv", "totals/{stem}.csv", "'beside' is no name of a file"),
        ("name: csv", "name: cvs", "is unknown"),
        ("rows: aantal", "differ: report", "no total is named"),
        ("rows: aantal", "rows: aantal, wait_hours: 9000", "'wait_hours' must be a whole number from 0 to 744"),
        ("rows: aantal", "rows: aantal, record: row", "'record' is not a known key"),
    ],
)
def test_a_wrong_rule_is_told(tmp_path: Path, old: str, new: str, cause: str) -> None:
    assert any(cause in told for _, told in faults_of(tmp_path, GOOD + BESIDE.replace(old, new)))
