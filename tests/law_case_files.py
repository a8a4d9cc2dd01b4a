"""The law cases as they stand in their files; every value stays the text that is written there."""

from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "law_cases"


def read_cases(path: Path) -> list[dict[str, Any]]:
    """The cases of one file; no amount becomes a float.

    Args:
        path: The file.
    """
    cases = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    return [_with_booleans(case) for case in cases]


def read_folder(*names: str) -> dict[str, dict[str, Any]]:
    """Every case of a folder, by file and sentence.

    Args:
        names: Folder below `law_cases`; none for that folder itself.
    """
    files = sorted(FOLDER.joinpath(*names).glob("*.yaml"))
    return {f"{file.stem}-{case['sentence'][:100]}": case for file in files for case in read_cases(file)}


def _with_booleans(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_booleans(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_with_booleans(part) for part in value]
    return {"true": True, "false": False}.get(value, value)
