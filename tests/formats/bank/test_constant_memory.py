"""A statement of any length is read in the same memory: each part is let go before the next is read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PEAK = """\
import sys
from pathlib import Path
from benchmarks.measure import peak_megabytes
from benchmarks.statement_files import write_camt_file
from formats.registry import read_parts
path = Path(sys.argv[1])
found = []
for count in (60_000, 240_000):
    write_camt_file(path, count)
    with path.open("rb") as file:
        read = sum(part["row"].rows.height for part in read_parts(file, {"name": "camt"}, file_name="a.xml"))
    assert read == count
    found.append(peak_megabytes())
print(*found)
"""


def test_four_times_the_entries_take_no_more_memory(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PEAK, str(tmp_path / "long.xml")]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    short, long = map(float, told.stdout.split())
    assert long < 500
    assert long < 1.25 * short
