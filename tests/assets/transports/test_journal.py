"""The journal remembers what was said to it, and one user at a time has the place."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

from assets.transports.journal import Journal, entry_key, one_at_a_time


def test_an_entry_is_remembered_until_it_is_removed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "sent")
    journal.add("a", "ë\udcff\n")
    journal.add("a", "ë\udcff\n")
    assert "a" in Journal(tmp_path / "sent")
    journal.remove("a")
    journal.remove("a")
    assert "a" not in journal


def test_only_what_is_kept_stays(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for key in "abc":
        journal.add(key, key)
    journal.keep_only(iter("bd"))
    assert [key for key in "abcd" if key in journal] == ["b"]


def test_keys_differ_when_any_part_does() -> None:
    keys = {entry_key("a", 1, 2), entry_key("a", 12), entry_key("a1", 2), entry_key("a", "1", 2), entry_key("\udcff")}
    assert len(keys) == 5


def test_one_user_at_a_time_has_the_place(tmp_path: Path) -> None:
    inside, seen = [], []

    def enter() -> None:
        with one_at_a_time(tmp_path / "deep" / "lock"):
            inside.append(1)
            seen.append(len(inside))
            inside.pop()

    threads = [Thread(target=enter) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1] * 20
