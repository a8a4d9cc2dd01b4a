"""Records in a JSON sample: objects on lines, or the longest list of objects in a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from formats.sample.text_sample import TextSample


def json_options(sample: TextSample) -> dict[str, Any] | None:
    """The options of `json` that read a sample; none where it is no JSON with records.

    Args:
        sample: Text and encoding.

    Returns:
        Options with `name`; single values beside the list are totals.
    """
    text = sample.text.strip()
    if not text.startswith(("{", "[")):
        return None
    document = _loaded(text)
    if document is None:
        lines = [_loaded(line) for line in text.splitlines() if line.strip()]
        return {"name": "json", "lines": True} if lines and all(isinstance(line, dict) for line in lines) else None
    lists = list(_lists(document, "$"))
    if not lists:
        return {"name": "json", "lines": True} if isinstance(document, dict) and "\n" not in text else None
    path, _ = max(lists, key=lambda entry: len(entry[1]))
    options: dict[str, Any] = {"name": "json", "records": {path.rpartition(".")[2].strip("$") or "row": path}}
    totals = {name.replace("$.", "", 1): name for name in _singles(document, "$")}
    return options | ({"totals": totals} if totals else {})


def _loaded(text: str) -> Any:
    """The value of a text; none where it is no JSON."""
    try:
        # Python does not read numbers of more than 4,300 digits; a record may hold one as text.
        return json.loads(text, parse_int=str)
    except (ValueError, RecursionError):
        return None


def _lists(value: Any, path: str) -> Iterator[tuple[str, list[Any]]]:
    """Every list of objects with its path."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            if "." not in key and "[" not in key:
                yield from _lists(inner, f"{path}.{key}")


def _singles(value: Any, path: str) -> Iterator[str]:
    """The path of every number beside the lists."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if "." not in key and "[" not in key:
                yield from _singles(inner, f"{path}.{key}")
    elif (
        isinstance(value, int | float | str) and not isinstance(value, bool) and str(value).strip("-.,0123456789") == ""
    ):
        yield path
