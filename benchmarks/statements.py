"""Bank statements: time per entry beside the package `mt-940`, and memory for a statement of any length."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory

import mt940

from benchmarks.measure import Timing, in_child, median, peak_megabytes, timed
from benchmarks.report import Section
from benchmarks.statement_files import mt940_text, write_camt_file
from formats.bank.statements import check_balances
from formats.registry import FORMATS, read

_COMPARED = 40_000
_ROUNDS = 5


def run(count: int = 1_000_000) -> Section:
    """The table of the statements.

    Args:
        count: Entries of the long statement.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, "long.xml")
        write_camt_file(path, count)
        megabytes = path.stat().st_size // 1_000_000
        reading, peak, baseline = in_child(_stream, path, count)
        ours, dialect, theirs = in_child(_compare, Path(folder, "short.xml"))
    rows = [
        ["camt.053, in parts", f"{count:,}", f"{megabytes:,}", f"{reading.wall:.1f}", _each(reading, count),
         f"{peak:,} ({baseline:,} before)", ""],
        ["camt.053", f"{_COMPARED:,}", "", f"{ours.wall:.2f}", _each(ours, _COMPARED), "", _ratio(theirs, ours)],
        ["MT940", f"{_COMPARED:,}", "", f"{dialect.wall:.2f}", _each(dialect, _COMPARED), "", _ratio(theirs, dialect)],
        ["MT940 by mt-940", f"{_COMPARED:,}", "", f"{theirs.wall:.2f}", _each(theirs, _COMPARED), "", "1.0"],
    ]  # fmt: skip
    note = (
        "The same entries in both formats. In parts: from disk to tables of text, none kept; peak of the process. "
        f"The others: from memory, medians of {_ROUNDS} turns in one process, in which `mt-940` only makes objects."
    )
    columns = ("reader", "entries", "file MB", "wall s", "CPU µs an entry", "peak MB", "times mt-940's speed")
    return Section("Bank statements", note, columns, rows)


def _stream(path: Path, count: int) -> tuple[Timing, int, int]:
    stream = FORMATS["camt"].stream
    assert stream is not None, "statements are read in parts"
    found: list[int] = []
    faults: list[str] = []

    def work() -> None:
        with path.open("rb") as file:
            for part in stream(file, {}, file_name=path.name):
                found.append(part["row"].rows.height)
                faults.extend(check_balances(part["row"]))

    baseline = peak_megabytes()
    reading = timed(work)
    assert sum(found) == count, "every entry was read"
    assert not faults, "the statement adds up"
    return reading, peak_megabytes(), baseline


def _compare(path: Path) -> tuple[Timing, Timing, Timing]:
    write_camt_file(path, _COMPARED)
    document, text = path.read_bytes(), mt940_text(_COMPARED)
    data = text.encode()
    calls = (
        lambda: read(document, {"name": "camt"}, file_name="long.xml"),
        lambda: read(data, {"name": "mt940"}, file_name="long.sta"),
        lambda: list(mt940.parse(io.StringIO(text))),
    )
    assert calls[0]()["row"].rows.height == len(calls[2]()) == _COMPARED, "all read the same entries"
    turns = [[timed(call) for call in calls] for _ in range(_ROUNDS)]
    ours, dialect, theirs = (median([turn[place] for turn in turns]) for place in range(len(calls)))
    return ours, dialect, theirs


def _each(timing: Timing, count: int) -> str:
    return f"{timing.cpu / count * 1e6:.1f}"


def _ratio(theirs: Timing, ours: Timing) -> str:
    return f"{theirs.cpu / ours.cpu:.1f}"
