"""The tree of files that people edit: the home's own first, then the shipped ones of the same path."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from warehouse.errors import ConfigurationError

SHIPPED: Final = Path(__file__).parent
"""The files that come with the hub."""


def roots_of(home: Path | None) -> tuple[Path, ...]:
    """The roots of the tree, the strongest first: the home's own `mappings/`, then the shipped files."""
    return (SHIPPED,) if home is None else (home / "mappings", SHIPPED)


def find_file(relative: str, roots: Sequence[Path]) -> Path:
    """The file of this path in the first root that has it.

    Args:
        relative: Path inside the tree, for instance `creditors/energie-noord/creditor.yaml`.
        roots: Roots, the strongest first.

    Raises:
        ConfigurationError: No root has the file.
    """
    for root in roots:
        if (root / relative).is_file():
            return root / relative
    searched = ", ".join(str(root) for root in roots)
    raise ConfigurationError("is not there", place=relative, cure=f"Add the file under one of: {searched}.")


def list_files(pattern: str, roots: Sequence[Path]) -> dict[str, Path]:
    """Every file of a pattern by its path inside the tree, sorted; the strongest root wins.

    Args:
        pattern: Glob inside the tree, for instance `creditors/*/*.yaml`.
        roots: Roots, the strongest first.
    """
    found: dict[str, Path] = {}
    for root in reversed(roots):
        found |= {path.relative_to(root).as_posix(): path for path in root.glob(pattern) if path.is_file()}
    return dict(sorted(found.items()))
