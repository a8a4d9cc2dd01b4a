"""A decoded JSON value is compared with a TypedDict field by field."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest

from formats.check_shape import check_shape, fill_gaps


class Part(TypedDict):
    """A nested object."""

    cents: int
    note: str | None


class Whole(TypedDict):
    """An object with everything that a field can be."""

    name: str
    is_open: bool
    parts: list[Part]
    lines: list[str]
    part: Part | None


def whole(**changes: Any) -> dict[str, Any]:
    return {"name": "a", "is_open": True, "parts": [{"cents": 1}], "lines": ["x"], **changes}


def test_value_that_fits_has_no_faults() -> None:
    assert check_shape(whole(part={"cents": 1, "note": "b"}), Whole) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"name": None}, "name: missing"),
        ({"name": 1}, "name: int instead of str"),
        ({"is_open": 1}, "is_open: int instead of bool"),
        ({"parts": None}, "parts: missing"),
        ({"parts": {}}, "parts: not a list"),
        ({"parts": ["x"]}, "parts[0]: not an object"),
        ({"parts": [{"cents": True}]}, "parts[0].cents: bool instead of int"),
        ({"parts": [{"cents": 1.0}]}, "parts[0].cents: float instead of int"),
        ({"lines": ["x", 2]}, "lines[1]: int instead of str"),
        ({"part": {"note": "a"}}, "part.cents: missing"),
        ({"other": 1}, "other: unknown"),
    ],
)
def test_fault_is_told_with_its_path(changes: dict[str, Any], fault: str) -> None:
    assert check_shape(whole(**changes), Whole) == [fault]


@pytest.mark.parametrize("value", [None, [], "x"])
def test_value_that_is_no_object_is_one_fault(value: object) -> None:
    assert len(check_shape(value, Whole)) == 1


def test_fields_that_were_left_out_become_none() -> None:
    value = whole()
    fill_gaps(value, Whole)
    assert value["part"] is None
    assert value["parts"] == [{"cents": 1, "note": None}]
