from __future__ import annotations

from pathlib import Path

import pytest

from mappings.tree import SHIPPED, find_file, list_files, roots_of
from warehouse.errors import ConfigurationError


def write(root: Path, relative: str) -> Path:
    path = root / relative
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("a: 1", encoding="utf-8")
    return path


def test_a_file_of_the_home_wins_over_the_shipped_one(tmp_path: Path) -> None:
    home, shipped = tmp_path / "home", tmp_path / "shipped"
    own = write(home, "creditors/x/creditor.yaml")
    write(shipped, "creditors/x/creditor.yaml")
    other = write(shipped, "creditors/y/creditor.yaml")
    assert find_file("creditors/x/creditor.yaml", (home, shipped)) == own
    found = list_files("creditors/*/creditor.yaml", (home, shipped))
    assert found == {"creditors/x/creditor.yaml": own, "creditors/y/creditor.yaml": other}


def test_a_file_that_no_root_has_is_an_error_that_names_the_roots(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=str(tmp_path)):
        find_file("agency.yaml", (tmp_path,))


def test_roots_are_the_home_and_then_what_is_shipped(tmp_path: Path) -> None:
    assert roots_of(tmp_path) == (tmp_path / "mappings", SHIPPED)
    assert roots_of(None) == (SHIPPED,)
