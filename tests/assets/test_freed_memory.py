import os
import subprocess
import sys

import pytest

from assets.freed_memory import VARIABLE, keep_freed_memory

PROGRAM = "from assets.freed_memory import keep_freed_memory; {}; import os; print(os.environ['_RJEM_MALLOC_CONF'])"
KEPT = "dirty_decay_ms:60000,muzzy_decay_ms:60000"


def run_alone(steps: str) -> str:
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    program = [sys.executable, "-c", PROGRAM.format(steps)]
    done = subprocess.run(program, check=True, capture_output=True, text=True, env=environment)
    assert done.stderr == ""
    return done.stdout.strip()


def test_setting_of_the_operator_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "dirty_decay_ms:0")
    keep_freed_memory()
    assert os.environ[VARIABLE] == "dirty_decay_ms:0"


def test_polars_takes_the_setting_when_it_is_loaded_afterwards() -> None:
    assert run_alone("keep_freed_memory(); import polars").endswith(KEPT)


def test_setting_holds_for_children_where_polars_was_loaded_before() -> None:
    assert run_alone("import polars; keep_freed_memory()") == KEPT


def test_command_line_is_loaded_without_polars_so_that_the_setting_is_read() -> None:
    program = "import sys, assets.command_line; sys.exit('polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
