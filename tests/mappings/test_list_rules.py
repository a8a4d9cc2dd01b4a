"""The feed of a full list says that it is whole, and nothing about claims."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.feed_file import check_feed

FEED = """
files: ["list*.csv"]
format: {name: csv}
mode: snapshot
records:
  row:
    books: entry
    columns: {number: entry_reference, name: name}
    values: {hold_kind: deceased}
"""


def faults(folder: Path, text: str, *, kind: str = "provider") -> list[str]:
    """Return what is wrong with a feed."""
    path = folder / "feed.yaml"
    path.write_text(text, encoding="utf-8")
    return [fault.cause for fault in check_feed(path, partner_id="p", partner_kind=kind)[1]]


def test_a_list_needs_its_mode_a_kind_and_whom_it_names(tmp_path: Path) -> None:
    assert faults(tmp_path, FEED) == []
    assert faults(tmp_path, FEED + "snapshot: {drop_percent: 5}\n") == []


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("mode: snapshot\n", "", "a list is always whole"),
        ("records:", "snapshot: {gone: payment}\nrecords:", "of a list only 'drop_percent' can be said"),
        ("name: name", "name: extra", "nothing fills 'name or surname"),
        ("deceased", "arrangement", "'hold_kind' cannot be 'arrangement'"),
        (
            "records:",
            "records:\n  other: {books: fact, columns: {a: kind, b: effective_date}}",
            "a list holds entries only",
        ),
    ],
    ids=["mode", "snapshot", "whom", "kind", "facts"],
)
def test_a_wrong_list_is_told(tmp_path: Path, old: str, new: str, cause: str) -> None:
    assert any(told.startswith(cause) for told in faults(tmp_path, FEED.replace(old, new)))


@pytest.mark.parametrize("kind", ["creditor", "bank", "bailiff"])
def test_only_providers_send_lists(tmp_path: Path, kind: str) -> None:
    assert faults(tmp_path, FEED, kind=kind) == ["only providers send lists"]
