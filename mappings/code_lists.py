"""Lists of codes: what each code of a creditor means, and from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from mappings.fields import Field
from mappings.yaml_block import Block
from mappings.yaml_file import read_yaml
from warehouse.errors import ConfigurationError


@dataclass(frozen=True)
class CodeSpan:
    """What a code means in a period.

    Attributes:
        code: The code, as written.
        value: Value of the field.
        valid_from: First day; none: since ever.
        valid_until: Day before which it ends; none: it still holds.
    """

    code: str
    value: str
    valid_from: date | None = None
    valid_until: date | None = None


def read_codes(block: Block, target: Field, kind: str, lists: Mapping[str, Path]) -> tuple[CodeSpan, ...]:
    """What the codes under `codes:` mean: written there, or in the shared list that is named there.

    Args:
        block: Block of a column or value.
        target: The field that it fills.
        kind: Kind of parse.
        lists: Files of the partner's shared lists, by name.

    Returns:
        The spans, by code and day. Faults are noted in the block, those of a shared list with its own place.
    """
    found = block.any("codes")
    if isinstance(found, Block):
        return _spans(found, target, kind)
    if not isinstance(found, str) or found not in lists:
        named = ", ".join(sorted(lists)) or "there is none yet; add codes/<name>.yaml"
        block.fault("'codes' is no list of codes", f"Write `codes: {{A: …}}`, or name a shared list: {named}.", "codes")
        return ()
    try:
        shared = read_yaml(lists[found])
    except ConfigurationError as error:
        block.fault(f"the list '{found}' {error.cause}", f"Correct {error.place}.", "codes")
        return ()
    shared.text("description", "")
    codes = shared.block("codes", is_required=True)
    spans = () if codes is None else _spans(codes, target, kind)
    shared.close()
    block.faults.extend(shared.faults)
    return spans


def check_list(block: Block) -> None:
    """Nothing; what is wrong with the file of a shared list by itself is noted in its block, whether it is used or not.

    Args:
        block: The file.
    """
    block.text("description", "")
    block.block("codes", is_required=True)


def is_dated(spans: tuple[CodeSpan, ...]) -> bool:
    """Whether any code holds for a time only."""
    return any(span.valid_from or span.valid_until for span in spans)


def _spans(codes: Block, target: Field, kind: str) -> tuple[CodeSpan, ...]:
    """The spans of every code of a block."""
    spans: list[CodeSpan] = []
    for code in codes.values:
        value = codes.any(code)
        if not code.strip() and target.name == "debtor_type":
            cure = "Remove the code: it is never assumed."
            codes.fault("an empty type of debtor may not be given a meaning", cure, code)
        dated = [value] if isinstance(value, Block) else value
        if isinstance(dated, list) and dated and all(isinstance(item, Block) for item in dated):
            spans += _dated(codes, code, dated, target, kind)
        else:
            spans.append(CodeSpan(code, _value(codes, code, value, target, kind)))
    return tuple(spans)


def _dated(codes: Block, code: str, items: list[Block], target: Field, kind: str) -> list[CodeSpan]:
    """The spans of one code that means different things in time; they may not overlap."""
    spans = []
    for item in items:
        value = _value(item, "value", item.any("value"), target, kind)
        spans.append(CodeSpan(code, value, item.day("from", None), item.day("until", None)))
        item.close()
    spans.sort(key=lambda span: span.valid_from or date.min)
    for span in spans:
        if span.valid_until and span.valid_from and span.valid_until <= span.valid_from:
            codes.fault(f"'{code}' ends before it begins", "Write the first day under `from`.", code)
    for earlier, later in pairwise(spans):
        if earlier.valid_until is None or later.valid_from is None or later.valid_from < earlier.valid_until:
            cure = "End the one with `until` on the day on which the next begins."
            codes.fault(f"'{code}' means two things on one day", cure, code)
    return spans


def _value(block: Block, key: str, value: Any, target: Field, kind: str) -> str:
    """A value that the field can have."""
    choices = ("true", "false") if kind == "boolean" else target.choices
    text = str(value).lower() if isinstance(value, bool) else str(value)
    if value is None or isinstance(value, (Block, dict, list)) or (choices and text not in choices):
        block.fault(f"'{target.name}' cannot be '{value}'", f"Use one of: {', '.join(choices) or 'texts'}.", key)
    return text
