from __future__ import annotations

from pathlib import Path

import pytest

from mappings.feed_file import check_feed
from mappings.yaml_block import Fault

RECORDS = """records:
  row:
    books: fact
    columns: {nr: fact_reference, day: effective_date}
    values: {kind: withdrawal}
"""
SOURCE = """source:
  database: $BILLING
  query: select nr from bill where id >= :after
  mark: {column: id, kind: integer, start: 0}
"""


def faults_of(tmp_path: Path, text: str) -> list[Fault]:
    path = tmp_path / "claims.yaml"
    path.write_text(text + RECORDS, encoding="utf-8")
    return check_feed(path, partner_id="drukker", partner_kind="creditor")[1]


def test_a_source_says_file_names_format_and_totals_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "claims.yaml"
    path.write_text(SOURCE + RECORDS, encoding="utf-8")
    feed, faults = check_feed(path, partner_id="drukker", partner_kind="creditor")
    assert faults == []
    assert feed.takes("database/claims/000001/7.json")
    assert not feed.takes("claims.json")
    assert feed.format["name"] == "json"
    assert feed.totals is not None
    assert feed.source is not None
    assert (feed.source.variable, feed.source.mark is not None) == ("BILLING", True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("$BILLING", "postgresql://user:geheim@host/base"), "is a secret"),
        ((">= :after", "> :after"), "would be passed over"),
        ((" where id >= :after", ""), "belong together"),
        (("  mark: {column: id, kind: integer, start: 0}\n", ""), "belong together"),
        (("integer", "number"), "'kind' cannot be"),
        (("start: 0", "start: nul"), "'start' is no integer"),
        ((", start: 0", ""), "'start' is missing"),
        (("source:", "files: [x.csv]\nsource:"), "'files' and 'source' exclude each other"),
        (("source:", "format: {name: csv}\nsource:"), "'format' and 'source' exclude each other"),
        (("  query", "  user: x\n  query"), "'user' is not a known key"),
    ],
)
def test_what_is_wrong_with_a_source_is_told_with_its_line(tmp_path: Path, change: tuple[str, str], told: str) -> None:
    found = faults_of(tmp_path, SOURCE.replace(*change))
    assert [told in fault.cause for fault in found] == [True]
    assert "geheim" not in str(found)


def test_a_cast_of_postgresql_is_no_parameter(tmp_path: Path) -> None:
    source = SOURCE.replace("id >= :after", "id::bigint >= :after and x > '1'::after")
    assert faults_of(tmp_path, source) == []
