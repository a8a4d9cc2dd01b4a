"""Columns whose values show several fields at once: a street with its number, a postcode with its town, a full name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from mappings.splits import SPLITS
from pipelines.draft.choose_fields import Choice
from pipelines.draft.measure_columns import ALL, Measured

_NEARLY_ALL: Final = 900
_SOME: Final = 20
_HALF: Final = 500


def choose_splits(columns: Mapping[str, Measured], choices: Mapping[str, Choice]) -> dict[str, str]:
    """How columns are taken apart, by column; only where nothing else fills what would come out.

    Args:
        columns: Columns of a record, measured.
        choices: Field by column.
    """
    found: dict[str, str] = {}
    for name, column in columns.items():
        field = choices[name].field if name in choices else None
        split = next((kind for kind, fits in _FITS.items() if fits(column, field)), None)
        others = {choice.field for other, choice in choices.items() if other != name}
        if split is not None and not others & set(SPLITS[split].fields) and split not in found.values():
            found[name] = split
    return found


def _is_address(column: Measured, field: str | None) -> bool:
    """Nearly all values are a street and a number; where no name says so, half of them with a word for a street."""
    is_street = field == "street" or (field is None and column.has("street_word", _HALF))
    return is_street and (column.has("street_number", _NEARLY_ALL) or column.has("number_street", _NEARLY_ALL))


def _is_number(column: Measured, field: str | None) -> bool:
    """House numbers, and some of them with an addition."""
    is_number = field == "house_number" and column.has("house_number", _NEARLY_ALL)
    return is_number and column.shares["digits"] <= ALL - _SOME


def _is_town(column: Measured, field: str | None) -> bool:
    return field in (None, "city", "postcode") and column.has("postcode_town", _NEARLY_ALL)


def _is_person(column: Measured, field: str | None) -> bool:
    """Nearly all values are initials and a surname, in one order or the other; a company has no initials."""
    return field in ("name", "surname") and column.has("initials_surname", _NEARLY_ALL)


_FITS: Final[dict[str, Callable[[Measured, str | None], bool]]] = {
    "address": _is_address,
    "house_number": _is_number,
    "town": _is_town,
    "person": _is_person,
}
