"""Intake: a million claims from the inbox to the booked tables, beside bare polars and beside pandas with pandera."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from assets.booking import book_pending
from assets.home import create_home
from assets.hub import open_hub
from assets.intake import take_in
from benchmarks.claims_file import CREDITOR, FILE_NAME, claims_file, write_mapping
from benchmarks.intake_rivals import cast_with_polars, check_with_pandas
from benchmarks.measure import Timing, in_child, median, peak_megabytes, timed
from benchmarks.report import Section

_DAY: Final = date(2026, 11, 16)
_LONG_AGO: Final = 1_000_000_000
_ROUNDS: Final = 3


class Run(NamedTuple):
    """One run of a contestant in a process of its own."""

    timing: Timing
    peak: int


def run(count: int = 1_000_000) -> Section:
    """The table of the intake.

    Args:
        count: Rows of the file.
    """
    works: dict[str, Callable[[Path, Path, int], Run]] = {
        "hub, from inbox to booked": _book,
        "polars, read, cast and written": _cast,
        "pandas and pandera, read, checked and written": _check,
    }
    with TemporaryDirectory() as folder:
        file = Path(folder, "claims.csv")
        megabytes = in_child(_write_file, file, count)
        # By turns, so that whatever else the machine does meets all of them.
        turns = [[in_child(work, file, Path(folder), count) for work in works.values()] for _ in range(_ROUNDS)]
    rows = []
    ours = median([turn[0].timing for turn in turns])
    for place, name in enumerate(works):
        timing = median([turn[place].timing for turn in turns])
        peak = max(turn[place].peak for turn in turns)
        shares = ("", "") if place == 0 else (_ratio(ours.wall, timing.wall), _ratio(ours.cpu, timing.cpu))
        rows.append(
            [name, f"{timing.wall:.1f}", f"{timing.cpu:.1f}", f"{count / timing.wall:,.0f}", f"{peak:,}", *shares]
        )
    note = (
        f"A file of {count:,} claims in 20 columns ({megabytes:,} MB; semicolons, windows-1252, decimal comma), one in "
        "a hundred wrong. The hub: archived, read, mapped, checked, booked in the warehouse of a new home as "
        "claims, debtors, findings and controls. polars reads the same columns, casts them and writes one table, and "
        "checks nothing. The script checks with pandera, and writes claims, debtors and findings as Parquet. Each in a "
        f"process of its own, by turns, {_ROUNDS} times; medians, and the highest peak of memory."
    )
    columns = (
        "contestant",
        "wall s",
        "CPU s",
        "rows a second",
        "peak MB",
        "hub takes, by the clock",
        "hub takes, of CPU",
    )
    return Section("Intake", note, columns, rows)


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f} ×"


def _write_file(file: Path, count: int) -> int:
    mappings = file.parent / "mappings"
    write_mapping(mappings)
    made = claims_file(mappings, count)
    file.write_bytes(made.data)
    return len(made.data) // 1_000_000


def _book(file: Path, folder: Path, count: int) -> Run:
    with TemporaryDirectory(dir=folder) as path:
        home = create_home(Path(path))
        write_mapping(home.mappings)
        dropped = home.inbox_of(CREDITOR) / FILE_NAME
        dropped.parent.mkdir(parents=True)
        shutil.copyfile(file, dropped)
        # What has not changed for long is taken in at once.
        os.utime(dropped, (_LONG_AGO, _LONG_AGO))
        with open_hub(home.path) as hub:
            timing = timed(lambda: (take_in(hub, _DAY), book_pending(hub)))
            told = hub.store.sql("SELECT rows_read, rows_accepted, rows_refused FROM inbox.deliveries").rows()
    assert told == [(count, count - count // 100, count // 100)], "what is wrong is refused, and nothing else"
    return Run(timing, peak_megabytes())


def _cast(file: Path, folder: Path, count: int) -> Run:
    rows: list[int] = []
    with TemporaryDirectory(dir=folder) as path:
        timing = timed(lambda: rows.append(cast_with_polars(file, Path(path))))
    assert rows == [count], "every row was read"
    return Run(timing, peak_megabytes())


def _check(file: Path, folder: Path, count: int) -> Run:
    rows: list[tuple[int, int]] = []
    with TemporaryDirectory(dir=folder) as path:
        timing = timed(lambda: rows.append(check_with_pandas(file, Path(path))))
    assert rows == [(count - count // 100, count // 100)], "the same rows are wrong"
    return Run(timing, peak_megabytes())
