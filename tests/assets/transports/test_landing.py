"""A file is taken from the landing folder only when it has stopped growing; time passes only when the test says so."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assets.settings import IntakeSettings
from assets.transports.landing import Landing, is_temporary

INTAKE = IntakeSettings()


class Time:
    """A clock that moves when somebody sleeps; then also happens what the test planned."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self.now = now
        self.plan: list[tuple[float, Path, bytes]] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        for at, path, data in self.plan:
            if self.now - seconds < at <= self.now:
                write(path, data, at)


def write(path: Path, data: bytes, changed_at: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    os.utime(path, (changed_at, changed_at))
    return path


def landing(folder: Path, time: Time) -> Landing:
    return Landing(folder, INTAKE, clock=time.clock, sleep=time.sleep)


def test_an_absent_folder_holds_nothing(tmp_path: Path) -> None:
    assert landing(tmp_path / "absent", Time()).look().ready == []


def test_a_file_that_settled_is_taken_at_once(tmp_path: Path) -> None:
    time = Time()
    file = write(tmp_path / "a.csv", b"whole", time.now - 5)
    assert landing(tmp_path, time).look().ready == [file]
    assert landing(tmp_path, time).wait().ready == [file]
    assert time.now == 1_000_000.0


def test_a_young_file_is_waited_for(tmp_path: Path) -> None:
    time = Time()
    file = write(tmp_path / "a.csv", b"whole", time.now - 1)
    here = landing(tmp_path, time)
    assert here.look().growing == [file]
    assert here.wait().ready == [file]
    assert time.now == 1_000_004.0


def test_a_growing_file_is_taken_when_it_has_stopped(tmp_path: Path) -> None:
    time = Time()
    file = write(tmp_path / "a.csv", b"a", time.now)
    time.plan = [(time.now + second, file, b"a" * second) for second in range(2, 21)]
    look = landing(tmp_path, time).wait()
    assert look.ready == [file]
    assert file.read_bytes() == b"a" * 20
    assert time.now == 1_000_025.0


def test_patience_has_an_end_and_the_growing_file_stays(tmp_path: Path) -> None:
    time = Time()
    done = write(tmp_path / "b.csv", b"whole", time.now - 9)
    file = write(tmp_path / "a.csv", b"a", time.now)
    time.plan = [(time.now + second, file, b"a" * second) for second in range(2, 200)]
    look = landing(tmp_path, time).wait()
    assert (look.ready, look.growing) == ([done], [file])
    assert time.now == 1_000_065.0


def test_a_clock_ahead_of_ours_is_outwaited_by_two_looks(tmp_path: Path) -> None:
    time = Time()
    file = write(tmp_path / "a.csv", b"whole", time.now + 7200)
    assert landing(tmp_path, time).wait().ready == [file]
    assert time.now == 1_000_005.0


def test_a_file_that_changed_between_two_looks_starts_again(tmp_path: Path) -> None:
    time = Time()
    file = write(tmp_path / "a.csv", b"a", time.now + 7200)
    here = landing(tmp_path, time)
    here.look()
    time.now += 4
    write(file, b"ab", time.now + 7200)
    assert here.look().growing == [file]
    time.now += 4
    assert here.look().growing == [file]
    time.now += 1
    assert here.look().ready == [file]


def test_files_come_by_name(tmp_path: Path) -> None:
    time = Time()
    for name, age in (("b.csv", 9), ("a.csv", 7), ("Z.csv", 8)):
        write(tmp_path / name, b"", time.now - age)
    assert [path.name for path in landing(tmp_path, time).look().ready] == ["Z.csv", "a.csv", "b.csv"]


def test_what_is_no_file_is_told_and_not_taken(tmp_path: Path) -> None:
    time = Time()
    (tmp_path / "folder").mkdir()
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")
    look = landing(tmp_path, time).wait()
    assert ([path.name for path in look.odd], look.ready, look.growing) == (["folder", "link", "pipe"], [], [])


@pytest.mark.parametrize(
    ("name", "temporary"),
    [
        ("a.csv", False),
        ("a.csv.part", True),
        ("A.CSV.PART", True),
        ("a.tmp", True),
        (".hidden", True),
        ("a.csv.filepart", True),
        ("part", False),
        ("a\n.part", True),
        ("a.part.csv", False),
    ],
)
def test_temporary_names_are_not_looked_at(tmp_path: Path, name: str, temporary: bool) -> None:
    time = Time()
    file = write(tmp_path / name, b"", time.now - 9)
    assert landing(tmp_path, time).look().ready == ([] if temporary else [file])
    assert is_temporary(name, INTAKE) is temporary


def test_own_temporary_names_are_never_taken_whatever_is_set() -> None:
    assert is_temporary(".0123456789abcdef.part", IntakeSettings(temporary_patterns=()))
    assert not is_temporary(".hidden", IntakeSettings(temporary_patterns=()))
