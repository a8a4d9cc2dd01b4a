"""Fixed-width lines in a sample: kinds of lines, their fields, parents and trailer."""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

from formats.sample.field_cuts import cut_fields
from formats.sample.line_kinds import LineKinds, find_line_kinds
from formats.sample.text_sample import TextSample

_LINES: Final = 5_000
_LEAST_LINES: Final = 3
_LEAST_WIDTH: Final = 20


def fixed_options(sample: TextSample) -> dict[str, Any] | None:
    """The options of `fixed` that read a sample; none where its lines are not all of one width.

    Args:
        sample: Text and encoding.

    Returns:
        Options with `name`. Records are called after their code, fields after their first sign.
    """
    every = [line for line in sample.text.splitlines() if line.strip("\x1a \t")]
    # The trailer stands at the end: of a long sample its first lines and its last one are looked at.
    lines = every if len(every) <= _LINES else [*every[:_LINES], every[-1]]
    if len(lines) < _LEAST_LINES:
        return None
    width, often = Counter(len(line) for line in lines).most_common(1)[0]
    if width < _LEAST_WIDTH or often * 100 < len(lines) * 95:
        return None
    kinds = find_line_kinds([line for line in lines if len(line) == width])
    options: dict[str, Any] = {"name": "fixed", "encoding": sample.encoding}
    if kinds.code_length:
        options["code"] = [1, kinds.code_length]
    options["records"] = {_name(code): _kind(kinds, code) for code in kinds.lines if code != kinds.trailer}
    if kinds.parents:
        options["carry"] = {_name(child): [_name(parent)] for child, parent in kinds.parents.items()}
    if kinds.trailer:
        options["trailer"] = _kind(kinds, kinds.trailer)
    options["width"] = width
    return options


def _name(code: str) -> str:
    return f"line_{code}" if code else "row"


def _kind(kinds: LineKinds, code: str) -> dict[str, Any]:
    places = cut_fields(kinds.lines[code], kinds.code_length)
    fields = {f"at_{start}": [start, length] for start, length in places}
    return ({"code": code} if code else {}) | {"fields": fields}
