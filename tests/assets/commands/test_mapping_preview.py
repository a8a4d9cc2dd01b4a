from __future__ import annotations

import json
import re
from pathlib import Path

from click.testing import CliRunner

from assets.commands.mapping_preview import preview
from assets.commands.twin import twin


def call(folder: Path, *words: str) -> tuple[int, str]:
    path = folder / "mutaties.csv"
    made = CliRunner().invoke(
        twin, ["--home", str(folder / "none"), "--rows", "5", "-o", str(path), "energie-noord", "mutations"],
        catch_exceptions=False,
    )  # fmt: skip
    assert made.exit_code == 0
    words = ("--home", str(folder / "none"), "--date", "2026-11-16", "energie-noord", "mutations", str(path), *words)
    result = CliRunner().invoke(preview, words, catch_exceptions=False, standalone_mode=False)
    return result.return_value, result.stdout


def test_mutations_without_their_claims_would_wait(tmp_path: Path) -> None:
    status, out = call(tmp_path)
    assert status == 0
    assert re.search(r"waiting\W+5 ", out)
    assert "would come in the stock" in out
    assert "nothing was stored" in out


def test_figures_as_json(tmp_path: Path) -> None:
    status, out = call(tmp_path, "--json")
    told = json.loads(out)
    assert status == 0
    assert told["records"][0]["row_count"] == 5
    assert all(finding["examples"].startswith("line ") for finding in told["findings"])
