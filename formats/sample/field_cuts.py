"""Where the fields of fixed-width lines start: by dates, IBANs and postcodes, by gaps, by a code before digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Final

from formats.fixed_layout import Place

_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_IBAN_LENGTHS: Final = {"NL": 18, "BE": 16, "DE": 22, "FR": 27, "LU": 20}
_POSTCODE: Final = re.compile(r"[1-9]\d{3} ?[A-Z]{2}")
_POSTCODE_LENGTHS: Final = (7, 6)
_DATES: Final = ((slice(0, 4), slice(4, 6), slice(6, 8)), (slice(4, 8), slice(2, 4), slice(0, 2)))
"""Where year, month and day stand in eight digits: yyyymmdd and ddmmyyyy."""
_YEARS: Final = (1900, 2099)
_GAP: Final = 2
_HARDLY_PERCENT: Final = 3
_MOSTLY_PERCENT: Final = 80
_ENOUGH_LINES: Final = 20
_ENOUGH: Final = 0.98
"""Share of the filled places that must hold what an anchor looks for; a sample may have a slip of the pen."""


def cut_fields(lines: list[str], start: int) -> list[Place]:
    """The fields of lines of one kind, each with its first sign, counted from 1, and its length.

    Args:
        lines: Lines of one kind.
        start: First sign of the first field, counted from 0.

    Returns:
        Fields without overlap, in order; a gap belongs to the field before it.
    """
    width = max(len(line) for line in lines)
    padded = [line.ljust(width) for line in lines]
    anchors = _anchors(padded, start, width)
    starts = {place for place, _ in anchors}
    free_from = start
    for place, length in [*anchors, (width, 0)]:
        starts |= set(_cuts(padded, free_from, place))
        free_from = place + length
    ordered = sorted(starts)
    ends = [*ordered[1:], width]
    fixed = dict(anchors)
    return [(first + 1, fixed.get(first, end - first)) for first, end in zip(ordered, ends, strict=True)]


def _anchors(lines: list[str], start: int, width: int) -> list[Place]:
    """Places that hold nothing but IBANs, postcodes or dates, the most telling first, without overlap."""
    found: list[tuple[int, int, int]] = []
    for first in range(start, width):
        iban = _iban_length(lines, first)
        if iban:
            found.append((1 << 20, first, iban))
        found += [(1 << 10, first, size) for size in _POSTCODE_LENGTHS if _holds(lines, first, size, _is_postcode)]
        for places in _DATES:
            if _holds(lines, first, 8, partial(_is_date, places=places)):
                # Days that differ from line to line tell a date from a number that merely begins like one.
                found.append((len({line[first : first + 8] for line in lines}), first, 8))
    chosen: list[Place] = []
    for _, first, length in sorted(found, key=lambda entry: (-entry[0], entry[1])):
        if all(first + length <= other or first >= other + size for other, size in chosen):
            chosen.append((first, length))
    return sorted(chosen)


def _holds(lines: list[str], first: int, length: int, fits: Callable[[str], bool]) -> bool:
    """Whether a place is filled in whole or blank in every line, and what fills it fits."""
    texts = [line[first : first + length] for line in lines]
    filled = [text for text in texts if text.strip()]
    if not filled or any(text != text.strip() or len(text) < length for text in filled):
        return False
    return sum(map(fits, filled)) >= _ENOUGH * len(filled)


def _iban_length(lines: list[str], first: int) -> int:
    """The length of the IBANs that start here; 0 where there are none."""
    filled = [line[first : first + 34] for line in lines if line[first : first + 4].strip()]
    if not filled:
        return 0
    found = [match for text in filled if (match := _IBAN.match(text)) and text[:2] in _IBAN_LENGTHS]
    if len(found) < _ENOUGH * len(filled):
        return 0
    return max(_IBAN_LENGTHS[match[0][:2]] for match in found)


def _is_postcode(text: str) -> bool:
    return _POSTCODE.fullmatch(text) is not None


def _is_date(text: str, places: tuple[slice, slice, slice]) -> bool:
    if not text.isdigit():
        return False
    year, month, day = (int(text[place]) for place in places)
    try:
        return _YEARS[0] <= date(year, month, day).year <= _YEARS[1]
    except ValueError:
        return False


def _cuts(lines: list[str], first: int, end: int) -> list[int]:
    """Where fields start in a stretch without anchors: after a gap, and where a code meets digits."""
    cuts: list[int] = []
    filled = [sum(line[place] != " " for line in lines) for place in range(first, end)]
    for place in range(first, end):
        now = filled[place - first]
        if not now:
            continue
        # One blank sign can stand between words; two in every line are the end of a field.
        is_after_gap = not cuts or not any(filled[max(place - first - _GAP, 0) : place - first])
        if is_after_gap or _is_jump(filled, place - first, len(lines)) or _ends_code(lines, cuts[-1], place):
            cuts.append(place)
    return cuts


def _is_jump(filled: list[int], place: int, lines: int) -> bool:
    """Whether hardly any line has a sign before a place, and most have one there: a long text fills its field."""
    is_gap = filled[place - 1] * 100 <= lines * _HARDLY_PERCENT
    return is_gap and filled[place] * 100 >= lines * _MOSTLY_PERCENT and lines >= _ENOUGH_LINES


def _ends_code(lines: list[str], first: int, place: int) -> bool:
    """Whether letters that differ from line to line end here, and digits begin: a code before a number."""
    texts = [line[first:place] for line in lines if line[first : place + 1].strip()]
    is_code = all(text.isalpha() and text.isupper() for text in texts) and len(set(texts)) > 1
    return is_code and all(line[place].isdigit() for line in lines if line[first : place + 1].strip())
