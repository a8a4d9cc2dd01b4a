"""Layouts that a standard fixes: `mappings/draft/<format>.yaml`, forms and records as a feed has them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mappings.tree import SHIPPED, list_files
from mappings.yaml_block import raise_faults
from mappings.yaml_file import read_yaml


def known_layout(format_name: str, roots: Sequence[Path] = (SHIPPED,)) -> dict[str, Any] | None:
    """The keys `forms` and `records` of a feed in a standard format; none where the format leaves them to the sender.

    Args:
        format_name: Name of the format.
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is wrong.
    """
    path = list_files(f"draft/{format_name}.yaml", roots).get(f"draft/{format_name}.yaml")
    if path is None:
        return None
    block = read_yaml(path)
    layout = {key: block.inner(key, is_required=True).plain() for key in ("forms", "records")}
    block.close()
    raise_faults(block.faults)
    return layout
