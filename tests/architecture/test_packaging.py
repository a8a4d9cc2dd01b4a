"""What is installed is whole, and what is imported is declared."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

from tests.architecture.tree import PACKAGES, ROOT, parsed, tracked

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
NEVER_IMPORTED = {
    "dagster-webserver": "`dagster dev` starts it",
    "duckdb-extension-ducklake": "found by its path, see `warehouse.extensions`",
    "duckdb-extension-postgres-scanner": "found by its path",
    "duckdb-extension-sqlite-scanner": "found by its path",
    "pg8000": "SQLAlchemy loads it for postgresql+pg8000:// in a feed of a database",
}
"""Dependencies that no module of the hub imports, and why they are there."""
ELSEWHERE = {"mt940": "mt-940"}
"""Distributions of modules that only the benchmarks import: they are not installed with the hub."""


def imported(paths: Iterable[Path]) -> set[str]:
    """Return the names of the distributions that modules import, without those of the hub and of Python."""
    modules = set()
    for path in paths:
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Import):
                modules |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                modules.add(node.module.split(".")[0])
    own = {*PACKAGES, "tests", "benchmarks", *sys.stdlib_module_names}
    found = packages_distributions()
    return {_name(found.get(module, [ELSEWHERE.get(module, module)])[0]) for module in modules - own}


def declared(group: str = "") -> set[str]:
    """Return the names of the dependencies, or of those of an optional group."""
    lines = PROJECT["project"]["optional-dependencies"][group] if group else PROJECT["project"]["dependencies"]
    return {_name(re.split(r"[\[=<>~!;]", line)[0]) for line in lines}


def _name(text: str) -> str:
    return re.sub(r"[-_.]+", "-", text.strip()).lower()


def pinned(lock: str) -> set[str]:
    """Return the names of the distributions that a lock pins."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return {_name(name) for name in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)}


def test_every_import_of_the_hub_is_declared_and_every_dependency_is_used() -> None:
    used = imported(tracked(*(f"{package}/*.py" for package in PACKAGES)))
    assert used | NEVER_IMPORTED.keys() == declared()
    assert not used & NEVER_IMPORTED.keys()


def test_every_import_of_the_tests_is_declared() -> None:
    assert imported(tracked("tests/*.py")) <= declared() | declared("dev")


def test_the_benchmarks_import_what_is_theirs_and_nothing_else_does() -> None:
    used = imported(tracked("benchmarks/*.py"))
    assert used <= declared() | declared("dev") | declared("bench")
    assert declared("bench") <= used


def test_nothing_is_declared_twice() -> None:
    assert declared() & declared("dev") == set()


def test_the_lock_has_every_dependency() -> None:
    assert declared() | declared("dev") <= pinned("requirements.lock")


def test_what_the_hub_is_measured_against_is_locked_apart() -> None:
    assert declared("bench") <= pinned("benchmarks/requirements.lock")
    assert not pinned("benchmarks/requirements.lock") & pinned("requirements.lock")


def test_every_file_of_a_package_is_installed() -> None:
    patterns: dict[str, list[str]] = PROJECT["tool"]["setuptools"]["package-data"]
    installed = {path for package, globs in patterns.items() for glob in globs for path in (ROOT / package).glob(glob)}
    for path in tracked(*PACKAGES):
        if path.suffix == ".py":
            assert (path.parent / "__init__.py").is_file(), path
        else:
            assert path in installed, path
