"""The tree keeps to its style: sizes, names, no loose ends, nothing of this machine."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.architecture.tree import PACKAGES, ROOT, functions, parsed, tracked

FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "misc"}
TOP_LEVEL = {
    ".ci", ".gitignore", "CHANGELOG.md", "Makefile", "README.md", "assets", "benchmarks", "deploy", "docs", "formats",
    "mappings", "pipelines", "pyproject.toml", "requirements.lock", "tests", "warehouse", "workspace.yaml",
}  # fmt: skip


def test_no_python_file_is_longer_than_300_lines() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in tracked("*.py")}
    assert {str(path.relative_to(ROOT)): size for path, size in sizes.items() if size > 300} == {}


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
        assert len(parsed(path).body) == 1, path
        assert ast.get_docstring(parsed(path)), path


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


def test_every_test_asserts() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked("tests/*test_*.py")
        for node in functions(path)
        if node.name.startswith("test_") and not any(_is_assertion(part) for part in ast.walk(node))
    ]
    assert silent == []


def _is_assertion(node: ast.AST) -> bool:
    """Whether a piece of a test asserts, expects an error, or calls a helper whose name says that it checks."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in {"raises", "warns"} or name.lstrip("_").startswith(("check", "assert", "compare"))
    return isinstance(node, ast.Assert)


def test_helpers_that_say_they_check_do_assert() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in tracked("tests/*.py")
        for node in functions(path)
        if node.name.lstrip("_").startswith(("check", "assert", "compare"))
        if not any(_is_assertion(part) for part in ast.walk(node))
    ]
    assert silent == []


def test_tests_mirror_the_tree() -> None:
    modules = {path.relative_to(ROOT) for package in PACKAGES for path in tracked(f"{package}/*.py")}
    names = Counter(path.stem for path in modules)
    folders = {path.parent for path in modules}
    for path in tracked(*(f"tests/{package}/*test_*.py" for package in PACKAGES)):
        mirrored = path.relative_to(ROOT / "tests")
        tested = mirrored.with_name(mirrored.name.removeprefix("test_"))
        assert mirrored.parent in folders, f"{mirrored}: tests nothing that is there"
        assert tested in modules or names[tested.stem] == 0, f"{mirrored}: its module stands elsewhere"


def test_the_lock_pins_versions_and_hashes_and_names_no_index() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    pins = re.findall(r"^([A-Za-z0-9_.-]+)==", lock, re.MULTILINE)
    assert len(pins) == len(re.findall(r"^[A-Za-z0-9_.-]+==[^\n]*\\\n    --hash=sha256:", lock, re.MULTILINE))
    assert {"polars", "dagster", "duckdb", "pandera", "paramiko", "typst"} <= set(pins)
