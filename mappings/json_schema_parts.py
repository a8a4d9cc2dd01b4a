"""Parts of which the JSON Schemas of the mapping language are put together."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any, Final

from formats import options
from formats.options import Option
from formats.totals_line import totals_line_fault

Schema = dict[str, Any]
"""A JSON Schema, draft 7: the draft that editors know best."""

FLAG: Final[Schema] = {"type": "boolean"}
NUMBER: Final[Schema] = {"type": "number"}
DAY: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
TEXT: Final[Schema] = {"type": ["string", "number"]}
"""A text; what looks like a number is taken as it is written."""

TEXTS: Final[Schema] = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
"""A text, or a list of texts."""

QUESTIONS: Final[Schema] = {"type": "object", "additionalProperties": TEXT}
"""Questions that are still open, by name."""

_CHECKS: Final[dict[Any, Schema]] = {
    options.text: {"type": "string", "minLength": 1},
    options.encoding: {"type": "string", "minLength": 1},
    options.flag: FLAG,
    options.count: {"type": "integer", "minimum": 0},
    options.character: {"type": "string", "minLength": 1, "maxLength": 1},
    options.names: {"type": "array", "items": {"type": "string"}, "minItems": 1},
    options.texts: {"type": "object", "additionalProperties": {"type": "string"}},
    options.lists: {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}},
    totals_line_fault: {
        "type": "object",
        "additionalProperties": False,
        "required": ["code", "fields"],
        "properties": {
            "code": {"type": "string", "minLength": 1},
            "fields": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "integer", "minimum": 2}},
        },
    },
}


def whole(lowest: int = 0, highest: int | None = None) -> Schema:
    """A whole number within bounds."""
    bounds: Schema = {"type": "integer", "minimum": lowest}
    return bounds if highest is None else bounds | {"maximum": highest}


def one_of(words: Iterable[str] | Mapping[str, str]) -> Schema:
    """One word of a closed list; where each has a meaning, the editor shows it."""
    if not isinstance(words, Mapping):
        return {"enum": list(words)}
    told = "\n".join(f"{word}: {meaning}" for word, meaning in words.items())
    return {"enum": list(words), "description": told}


def keys(properties: Mapping[str, Schema], *, required: Iterable[str] = ()) -> Schema:
    """A block of these keys and no others."""
    found: Schema = {"type": "object", "additionalProperties": False, "properties": dict(properties)}
    return found | {"required": list(required)} if required else found


def option_schema(option: Option) -> Schema:
    """An option of a format, by what its check asks; one that checks more than a form may be anything here."""
    asked = _CHECKS.get(option.check, {})
    found = inspect.getclosurevars(option.check).nonlocals if inspect.isfunction(option.check) else {}
    if not asked and isinstance(found.get("allowed"), tuple):
        allowed = {"enum": list(found["allowed"])}
        is_single = option.check.__qualname__.startswith("one_of")
        asked = allowed if is_single else {"type": "object", "additionalProperties": allowed}
    return {**asked, "description": option.meaning}
