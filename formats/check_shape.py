"""Check of a decoded JSON value against a TypedDict: which fields are missing, unknown or of another type."""

from __future__ import annotations

import json
from functools import cache
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from warehouse.errors import HubError


def read_shape(text: str, shape: Any, *, what: str, place: str, module: str) -> Any:
    """The JSON object of a text, which fits a shape; fields that may be empty and were left out are None.

    Args:
        text: JSON object.
        shape: As for `check_shape`.
        what: What it is about, for the error.
        place: Batch and number, for the error.
        module: Where the shape is written down, for the error.

    Raises:
        HubError: A field is missing or has another type.
    """
    facts = json.loads(text)
    faults = check_shape(facts, shape)
    if faults:
        cause = f"the facts of the {what} do not fit: {'; '.join(faults[:5])}"
        raise HubError(cause, place=place, cure=f"Compare `pipelines/outbox` with `{module}`.")
    fill_gaps(facts, shape)
    return facts


def check_shape(value: object, shape: Any) -> list[str]:
    """The faults of a value, each as `path: what is wrong`; empty where it fits.

    Args:
        value: Decoded JSON.
        shape: A TypedDict class whose fields are `str`, `int`, `bool`, lists, TypedDicts, or one of these or None.
    """
    return _faults(value, shape, "")


def fill_gaps(value: dict[str, Any], shape: Any) -> None:
    """Fields that were left out set to None, in the object and in all that it holds. The value must fit the shape."""
    for name, hint in _fields(shape).items():
        member = value.setdefault(name, None)
        inner = _without_none(hint)
        if is_typeddict(inner) and member is not None:
            fill_gaps(member, inner)
        elif get_origin(inner) is list and is_typeddict(get_args(inner)[0]):
            for item in member or ():
                fill_gaps(item, get_args(inner)[0])


@cache
def _fields(shape: Any) -> dict[str, Any]:
    return get_type_hints(shape)


@cache
def _without_none(hint: Any) -> Any:
    if isinstance(hint, UnionType):
        return next(part for part in get_args(hint) if part is not NoneType)
    return hint


def _faults(value: object, hint: Any, path: str) -> list[str]:
    inner = _without_none(hint)
    if value is None:
        return [] if inner is not hint else [f"{path or 'facts'}: missing"]
    if is_typeddict(inner):
        return _object_faults(value, inner, path)
    if get_origin(inner) is list:
        if not isinstance(value, list):
            return [f"{path}: not a list"]
        item = get_args(inner)[0]
        return [fault for i, member in enumerate(value) for fault in _faults(member, item, f"{path}[{i}]")]
    # bool is an int in Python, and would pass as an amount.
    fits = type(value) is inner
    return [] if fits else [f"{path}: {type(value).__name__} instead of {inner.__name__}"]


def _object_faults(value: object, shape: Any, path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path or 'facts'}: not an object"]
    fields = _fields(shape)
    prefix = f"{path}." if path else ""
    unknown = [f"{prefix}{name}: unknown" for name in sorted(value.keys() - fields.keys())]
    return unknown + [
        fault for name, hint in fields.items() for fault in _faults(value.get(name), hint, f"{prefix}{name}")
    ]
