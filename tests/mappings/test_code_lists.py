from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from mappings.feed_file import check_feed
from mappings.feeds import ColumnRule, Feed
from mappings.partners import load_partners
from mappings.tree import SHIPPED
from tests.mappings.test_feed_file import GOOD

LIST = """\
description: as agreed
codes:
  P: consumer
  Z:
    - {value: business, until: 2026-07-01}
    - {value: sole_trader, from: 2026-07-01}
"""
FEED = GOOD.replace("{P: consumer, Z: business}", "soorten")


def check(folder: Path, feed: str = FEED, listed: str = LIST) -> tuple[Feed, list[tuple[str, int, str]]]:
    path, codes = folder / "claims.yaml", folder / "soorten.yaml"
    path.write_text(feed, encoding="utf-8")
    codes.write_text(listed, encoding="utf-8")
    found, faults = check_feed(path, partner_id="x", partner_kind="creditor", lists={"soorten": codes})
    return found, [(fault.path.name, fault.line, fault.cause) for fault in faults]


def column(feed: Feed) -> ColumnRule:
    return feed.records["row"].columns["soort"]


def test_a_shared_list_gives_codes_with_their_periods(tmp_path: Path) -> None:
    feed, faults = check(tmp_path)
    assert faults == []
    rule = column(feed).parse
    assert rule is not None
    assert rule.codes == {"P": "consumer", "Z": "sole_trader"}
    assert [(span.code, span.valid_from, span.valid_until) for span in rule.spans] == [
        ("P", None, None),
        ("Z", None, date(2026, 7, 1)),
        ("Z", date(2026, 7, 1), None),
    ]


def test_codes_that_always_hold_have_no_periods(tmp_path: Path) -> None:
    rule = column(check(tmp_path, listed="codes: {P: consumer, Z: business}\n")[0]).parse
    assert rule is not None
    assert (rule.codes, rule.spans) == ({"P": "consumer", "Z": "business"}, ())


def test_another_list_is_another_mapping(tmp_path: Path) -> None:
    first = check(tmp_path)[0].sha256
    assert check(tmp_path)[0].sha256 == first
    assert check(tmp_path, listed=LIST + "  K: business\n")[0].sha256 != first


@pytest.mark.parametrize(
    ("listed", "line", "cause"),
    [
        (LIST.replace("sole_trader", "person"), 6, "'debtor_type' cannot be 'person'"),
        (LIST.replace("from: 2026-07-01", "from: 2026-06-01"), 4, "'Z' means two things on one day"),
        (LIST.replace(", until: 2026-07-01", ""), 4, "'Z' means two things on one day"),
        (LIST.replace("{value: business, until", "{value: business, from: 2026-08-01, until"), 4, "'Z' ends before it"),
        (LIST.replace("until", "untill"), 5, "'untill' is not a known key"),
        (LIST.replace("value: business", "waarde: business"), 5, "'debtor_type' cannot be 'None'"),
        (LIST.replace("  P: consumer", '  "": consumer'), 3, "an empty type of debtor may not be given a meaning"),
        (LIST.replace("codes:", "codez:"), 1, "'codes' is missing"),
        (LIST.replace("P: consumer", "P: []"), 3, "'debtor_type' cannot be '[]'"),
    ],
)
def test_a_fault_in_a_shared_list_is_told_with_the_lists_own_line(
    tmp_path: Path, listed: str, line: int, cause: str
) -> None:
    faults = check(tmp_path, listed=listed)[1]
    assert any((name, at) == ("soorten.yaml", line) and told.startswith(cause) for name, at, told in faults), faults


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("codes: soorten", "codes: soort", "'codes' is no list of codes"),
        ("codes: soorten", "codes: [P, Z]", "'codes' is no list of codes"),
        ("codes: soorten", "codes: soorten, codes_on: naam", "'codes_on: naam' of 'soort' is no date of a column"),
        ("codes: soorten", "codes: {P: consumer}, codes_on: due_date", "'codes_on' says nothing about codes"),
        ("codes: soorten", "codes_on: due_date", "'codes_on' says nothing without codes"),
    ],
)
def test_a_wrong_use_of_a_list_is_told(tmp_path: Path, old: str, new: str, cause: str) -> None:
    faults = check(tmp_path, feed=FEED.replace(old, new))[1]
    assert any(told.startswith(cause) for _, _, told in faults), faults


def test_a_list_that_is_no_yaml_is_told_at_its_use_with_its_place(tmp_path: Path) -> None:
    faults = check(tmp_path, listed="codes: [")[1]
    assert faults[0][0] == "claims.yaml"
    assert "the list 'soorten' is no YAML" in faults[0][2]


def test_lists_lie_in_the_folder_codes_of_the_partner_and_a_home_goes_first(tmp_path: Path) -> None:
    folder = tmp_path / "creditors" / "energie-noord"
    (folder / "codes").mkdir(parents=True)
    (folder / "codes" / "soorten.yaml").write_text(LIST, encoding="utf-8")
    (folder / "extra.yaml").write_text(FEED.replace('"*.csv"', '"extra*.csv"'), encoding="utf-8")
    feed = load_partners((tmp_path, SHIPPED)).creditors["energie-noord"].feeds["extra"]
    rule = column(feed).parse
    assert rule is not None
    assert len(rule.spans) == 3
