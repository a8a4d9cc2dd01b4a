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
from benchmarks.intake_pandas import Counted, take_in_with_pandas
from benchmarks.intake_polars import cast_with_polars
from benchmarks.measure import Timing, in_child, median, peak_megabytes, timed
from benchmarks.report import Section

_DAY: Final = date(2026, 11, 16)
_LONG_AGO: Final = 1_000_000_000
_ROUNDS: Final = 3
_MOST_OF_POLARS: Final = 5
_LEAST_OF_PANDAS: Final = 4
_MOST_MEGABYTES: Final = 4_000


class Run(NamedTuple):
    """One run of a contestant in a process of its own.

    Args:
        timing: How long it took.
        peak: Most memory that it held, in MB.
        counted: What it made of the file; none where it checks nothing.
    """

    timing: Timing
    peak: int
    counted: Counted | None


class Measured(NamedTuple):
    """The runs of a contestant: the median of their timings, and the highest peak of memory."""

    timing: Timing
    peak: int


def run(count: int = 1_000_000) -> list[Section]:
    """The tables of the intake: what each contestant takes, and that beside the limits.

    Args:
        count: Rows of the file.
    """
    works: dict[str, Callable[[Path, Path, int], Run]] = {
        "hub, from inbox to booked": _book,
        "polars, read, cast and written": _cast,
        "script with pandas and pandera": _check,
    }
    with TemporaryDirectory() as folder:
        file = Path(folder, "claims.csv")
        megabytes = in_child(_write_file, file, count)
        # By turns, so that whatever else the machine does meets all of them.
        turns = [[in_child(work, file, Path(folder), count) for work in works.values()] for _ in range(_ROUNDS)]
    counted = {turn[place].counted for turn in turns for place in (0, 2)}
    assert len(counted) == 1, f"hub and script made the same of the file: {counted}"
    measured = [
        Measured(median([turn[place].timing for turn in turns]), max(turn[place].peak for turn in turns))
        for place in range(len(works))
    ]
    return [_contestants(list(works), measured, count, megabytes, counted.pop()), _limits(*measured)]


def _contestants(
    names: list[str], measured: list[Measured], count: int, megabytes: int, counted: Counted | None
) -> Section:
    """What each contestant takes."""
    rows = [
        [name, f"{timing.wall:.2f}", f"{timing.cpu:.2f}", f"{count / timing.wall:,.0f}", f"{peak:,}"]
        for name, (timing, peak) in zip(names, measured, strict=True)
    ]
    assert counted is not None, "hub and script count"
    made = f"{counted.accepted:,} claims of {counted.accepted_cents:,} cents and {counted.debtors:,} debtors"
    note = (
        f"A file of {count:,} claims in 20 columns ({megabytes:,} MB; semicolons, windows-1252, decimal comma), one in "
        "a hundred wrong. The hub: archived, read, mapped, checked, booked in the warehouse of a new home as "
        "claims, debtors, findings and controls. polars reads the same columns, casts them and writes one table, and "
        "checks nothing. The script does for this one layout what the hub does (benchmarks/intake_pandas.py), and "
        f"writes plain Parquet. Both accept {made}, refuse {counted.refused:,} and write {counted.findings:,} "
        f"findings. Each in a process of its own, one after another, {_ROUNDS} times by turns; medians, and the "
        "highest peak of memory."
    )
    return Section("Intake", note, ("contestant", "wall s", "CPU s", "rows a second", "peak MB"), rows)


def _limits(hub: Measured, polars: Measured, script: Measured) -> Section:
    """The shares that have a limit."""
    of_polars = Timing(*(ours / theirs for ours, theirs in zip(hub.timing, polars.timing, strict=True)))
    of_hub = Timing(*(theirs / ours for ours, theirs in zip(hub.timing, script.timing, strict=True)))
    is_little, is_much = of_polars.wall <= _MOST_OF_POLARS, of_hub.wall >= _LEAST_OF_PANDAS
    is_small, memory = hub.peak < _MOST_MEGABYTES, f"{hub.peak:,} MB"
    rows = [
        ["hub takes, of polars", *_times(of_polars), f"at most {_MOST_OF_POLARS} ×", _met(is_little)],
        ["script takes, of the hub", *_times(of_hub), f"at least {_LEAST_OF_PANDAS} ×", _met(is_much)],
        ["peak memory of the hub", memory, "", f"under {_MOST_MEGABYTES:,} MB", _met(is_small)],
    ]
    note = "The limits hold by the clock, on a machine that does nothing else."
    return Section("Intake: the limits", note, ("", "by the clock", "of CPU", "limit", "met"), rows)


def _times(share: Timing) -> list[str]:
    return [f"{share.wall:.2f} ×", f"{share.cpu:.2f} ×"]


def _met(is_met: bool) -> str:
    return "yes" if is_met else "no"


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
            told = hub.store.sql(
                "SELECT rows_accepted, rows_refused, cents_accepted, (SELECT count(*) FROM canonical.debtors), "
                "(SELECT count(*) FROM inbox.findings) FROM inbox.deliveries"
            ).rows()
    counted = Counted(*told[0])
    assert counted[:2] == (count - count // 100, count // 100), "what is wrong is refused, and nothing else"
    return Run(timing, peak_megabytes(), counted)


def _cast(file: Path, folder: Path, count: int) -> Run:
    rows: list[int] = []
    with TemporaryDirectory(dir=folder) as path:
        timing = timed(lambda: rows.append(cast_with_polars(file, Path(path))))
    assert rows == [count], "every row was read"
    return Run(timing, peak_megabytes(), None)


def _check(file: Path, folder: Path, count: int) -> Run:
    made: list[Counted] = []
    with TemporaryDirectory(dir=folder) as path:
        timing = timed(lambda: made.append(take_in_with_pandas(file, Path(path), _DAY)))
    return Run(timing, peak_megabytes(), made[0])
