import os
import subprocess
import sys

import pytest

from assets.freed_memory import VARIABLE, keep_freed_memory


def test_freed_memory_is_kept_unless_the_operator_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "dirty_decay_ms:0")
    keep_freed_memory()
    assert os.environ[VARIABLE] == "dirty_decay_ms:0"
    monkeypatch.delenv(VARIABLE)
    keep_freed_memory()
    assert "dirty_decay_ms:10000" in os.environ[VARIABLE]


def test_command_line_comes_before_polars_so_that_the_setting_is_read() -> None:
    program = "import sys, assets.command_line; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_allocator_of_polars_takes_the_setting() -> None:
    program = "from assets.freed_memory import keep_freed_memory; keep_freed_memory(); import polars"
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, env=environment)
    assert done.stderr == b""
