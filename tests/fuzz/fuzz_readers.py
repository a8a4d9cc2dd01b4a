"""Readers of formats under coverage-guided fuzzing: `make fuzz`, or `python -m tests.fuzz.fuzz_readers 60`.

Each reader gets the same time, in a process of its own. It may refuse a file or mark a record; it may neither fail in
another way nor lose a record (`tests/formats/records_told.py`). What fails is kept, and told with its path; put such
bytes into a test. Needs atheris, which is built for Linux.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["formats"]):
    from formats.claim_form import is_claim_form
    from formats.corrected_workbook import read_corrections
    from formats.recognise import recognise
    from formats.registry import FORMATS, read
    from formats.wrapping import unwrap

from tests.formats.records_told import records_lost
from tests.fuzz.seeds import SEEDS
from warehouse.errors import FormatError

_SECONDS = 60
_LONGEST = 4_096


def main() -> int:
    """The number of readers that failed."""
    out = Path(tempfile.mkdtemp(prefix="fuzz-readers-"))
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else _SECONDS
    failed = [name for name in TARGETS if not _run(name, seconds, out)]
    for name in failed:
        print(f"{name}: failed; see {out / name}.log, and the bytes beside it")
    print(f"{len(TARGETS)} readers, {seconds} seconds each, {len(failed)} failed")
    return len(failed)


def fuzz(name: str, seconds: int, out: Path) -> None:
    """Feed a reader until the time is over or it fails; then the process ends."""
    corpus = Path(tempfile.mkdtemp())
    for number, seed in enumerate(SEEDS.get(name, ())):
        (corpus / str(number)).write_bytes(seed)
    limits = [f"-max_total_time={seconds}", f"-max_len={_LONGEST}", "-timeout=20", "-rss_limit_mb=4096"]
    atheris.Setup([name, str(corpus), *limits, f"-artifact_prefix={out / name}."], TARGETS[name])
    atheris.Fuzz()


def _run(name: str, seconds: int, out: Path) -> bool:
    log = out / f"{name}.log"
    with log.open("wb") as told:
        command = [sys.executable, "-m", "tests.fuzz.fuzz_readers", str(seconds), name, str(out)]
        ended = subprocess.run(command, stdout=told, stderr=told, check=False)
    done = [line for line in log.read_text(encoding="utf-8", errors="replace").splitlines() if line.startswith("Done")]
    print(f"{name}: {done[-1] if done else 'did not end'}", flush=True)
    return ended.returncode == 0


def _reader(name: str) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        assert records_lost(name, data) == 0, "a record is neither a row nor told"

    return check


def _recognise(data: bytes) -> None:
    with suppress(FormatError):
        read(data, recognise(data, file_name="x").options, file_name="x")


def _unwrap(data: bytes) -> None:
    with suppress(FormatError):
        assert unwrap(data, file_name="x.zip"), "a file that is opened holds one"


def _workbook(data: bytes) -> None:
    is_claim_form(data)
    with suppress(FormatError):
        read_corrections(data, {"Correctie: {name}"}, file_name="x")


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{name: _reader(name) for name in (*FORMATS, "csv totals", "json lines", "xlsx of xls", "xlsx of ods")},
    "recognise": _recognise,
    "unwrap": _unwrap,
    "workbook sent back": _workbook,
}

if __name__ == "__main__":
    if len(sys.argv) > 2:
        fuzz(sys.argv[2], int(sys.argv[1]), Path(sys.argv[3]))
    sys.exit(main())
