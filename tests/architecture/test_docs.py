"""The documents name what people can write and what they are told."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from mappings import terms
from mappings.regimes import REGIMES
from tests.architecture.tree import ROOT, parsed, tracked

DOCUMENTS = "\n".join(path.read_text(encoding="utf-8") for path in tracked("docs/*.md", "README.md"))
LOOKUPS = {"any", "block", "blocks", "day", "filled", "flag", "inner", "number", "scaled", "text", "texts", "whole"}
"""Ways in which a reader takes a key from a block of YAML."""


def keys_taken(path: Path) -> set[str]:
    """Return the keys that a module takes from blocks by name."""
    return {
        node.args[0].value
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOOKUPS
        if node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def named(key: str) -> bool:
    """Return whether a document names a key, by itself or in an example."""
    return re.search(rf"`{key}`|[`\s{{\[(,]{key}:", DOCUMENTS) is not None


@pytest.mark.parametrize(
    "path", [path for path in (*tracked("mappings/*.py"), ROOT / "assets/settings.py") if keys_taken(path)],
    ids=lambda path: path.stem,
)  # fmt: skip
def test_every_key_that_people_can_write_is_named(path: Path) -> None:
    assert {key for key in keys_taken(path) if not named(key)} == set()


def test_every_key_and_regime_of_the_terms_is_named() -> None:
    assert {key for key in (*terms.CHOICES, *terms.FLAGS, *REGIMES) if not named(key)} == set()


def test_every_link_between_documents_leads_somewhere() -> None:
    for path in tracked("docs/*.md", "README.md", "CHANGELOG.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name}: {target}"
