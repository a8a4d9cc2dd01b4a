"""The tree keeps to its style: sizes, names, no loose ends, nothing of this machine."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("warehouse", "formats", "mappings", "pipelines", "assets")
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc"}
TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "Makefile", "README.md", "assets", "benchmarks", "deploy", "docs", "formats",
    "mappings", "pipelines", "pyproject.toml", "requirements.lock", "tests", "warehouse", "workspace.yaml",
}  # fmt: skip


def tracked(*patterns: str) -> list[Path]:
    """Return the files that git tracks or would track, of these patterns."""
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")
    return [ROOT / name for name in sorted(set(listed)) if name and (ROOT / name).is_file()]


def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Return all functions of a module, nested ones too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_no_python_file_is_longer_than_300_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count for path in tracked("*.py") if (count := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_no_function_is_longer_than_60_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked("*.py")
        for node in functions(path)
        if (node.end_lineno or 0) - node.lineno + 1 > 60
    ]
    assert long == []


def test_assets_are_thin() -> None:
    thick = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked("assets/*.py")
        for node in functions(path)
        if any("asset" in ast.unparse(decorator).split("(")[0] for decorator in node.decorator_list)
        and len(node.body)
        and (node.end_lineno or 0) - node.body[0].lineno + 1 > 17
    ]
    assert thick == []


def test_only_the_agreed_names_stand_at_the_top() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in tracked()} <= TOP_LEVEL


def test_init_files_hold_a_docstring_and_nothing_else() -> None:
    for path in tracked("*__init__.py"):
        if path.relative_to(ROOT).parts[0] not in PACKAGES:
            continue
        body = ast.parse(path.read_text(encoding="utf-8")).body
        assert len(body) == 1, path
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [path for path in tracked("*.py") if path.stem in FORBIDDEN_NAMES] == []


@pytest.mark.parametrize(
    "pattern",
    [
        r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b",
        r"except( Exception)?:\s*(pass)?\s*$",
        r"# type: " + r"ignore|# no" + r"qa",
        r"NotImplemented" + r"Error",
    ],
)
def test_nothing_is_left_open_swallowed_or_switched_off(pattern: str) -> None:
    hits = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked("*.py")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert hits == []


def test_no_float_stands_for_money_or_a_rate() -> None:
    hits = [
        str(path.relative_to(ROOT))
        for path in tracked("pipelines/*.py", "warehouse/schemas/*.py")
        if re.search(r"pl\.Float|float\(|: float\b|pl\.Decimal", path.read_text(encoding="utf-8"))
    ]
    assert hits == []


def test_every_test_module_asserts() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in tracked("tests/*test_*.py")
        if "assert" not in (text := path.read_text(encoding="utf-8")) and "raises" not in text
    ]
    assert silent == []


def test_the_lock_pins_versions_and_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9_.-]+==[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE))
    assert {"polars", "dagster", "duckdb", "pandera", "paramiko", "typst"} <= set(pins)
