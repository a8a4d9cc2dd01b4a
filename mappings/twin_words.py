"""Words for synthetic files, by language: `mappings/twin/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mappings.tree import SHIPPED, find_file, list_files
from mappings.yaml_block import raise_faults
from mappings.yaml_file import read_yaml

_LISTS: Final = ("first_names", "prefixes", "surnames", "streets", "trades", "company_forms", "products")


@dataclass(frozen=True)
class Words:
    """What invented persons, companies and addresses are put together from.

    Attributes:
        lists: Words by kind.
        towns: Town by the digits of its postcode.
    """

    lists: dict[str, tuple[str, ...]]
    towns: dict[str, str]


def load_words(language: str, roots: Sequence[Path] = (SHIPPED,)) -> Words:
    """The words of a language.

    Args:
        language: Name of the file: `nl`, `fr`, or `be` for Dutch in Belgium.
        roots: Folders of mappings, the first that has the file wins.

    Raises:
        ConfigurationError: The file is missing or wrong.
    """
    block = read_yaml(find_file(f"twin/{language}.yaml", roots))
    lists = {name: block.texts(name) for name in _LISTS}
    towns = block.block("towns", is_required=True)
    found = {str(digits): str(town) for digits, town in (towns.plain() if towns else {}).items()}
    block.close()
    raise_faults(block.faults)
    return Words(lists, found)


def load_all_words(roots: Sequence[Path] = (SHIPPED,)) -> dict[str, Words]:
    """The words of every language, by name of their file.

    Args:
        roots: Folders of mappings.

    Raises:
        ConfigurationError: A file is wrong.
    """
    names = [Path(relative).stem for relative in list_files("twin/*.yaml", roots)]
    return {name: load_words(name, roots) for name in names}
