"""Kinds of lines in a sample of fixed-width lines: the code in front, header, trailer, parents."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

_LONGEST_CODE: Final = 3
_MOST_KINDS: Final = 8
_MOST_SINGLE_LINES: Final = 2
_NOT_OF_ONE_KIND: Final = "?"


class LineKinds(NamedTuple):
    """The kinds of lines of a sample.

    Args:
        code_length: Signs of the code at the start of a line; 0 where all lines are of one kind.
        lines: Lines by code, in order of appearance; the empty code where there is one kind.
        header: Code of the one line at the start; none where there is none.
        trailer: Code of the one line at the end; none where there is none.
        parents: Code of the kind of line that each kind belongs to.
    """

    code_length: int
    lines: dict[str, list[str]]
    header: str | None
    trailer: str | None
    parents: dict[str, str]


def find_line_kinds(lines: list[str]) -> LineKinds:
    """The kinds of lines that a sample holds.

    A code is the longest start of at most three signs that is of one class (digits or letters) and splits the lines in
    few kinds. A kind with one line at the end is a trailer, at the start a header. A kind that comes first and after
    which others follow is their parent.

    Args:
        lines: Lines that are not blank.
    """
    length = _code_length(lines)
    by_code: dict[str, list[str]] = {}
    for line in lines:
        by_code.setdefault(line[:length], []).append(line)
    singles = [code for code, found in by_code.items() if len(found) == 1 and len(by_code) > 1]
    trailer = next((code for code in singles if lines[-1].startswith(code)), None)
    header = next((code for code in singles if lines[0].startswith(code) and code != trailer), None)
    kinds = [code for code in by_code if code not in (header, trailer)]
    parents = dict.fromkeys(kinds[1:], kinds[0]) if len(kinds) > 1 else {}
    return LineKinds(length, by_code, header, trailer, parents)


def _code_length(lines: list[str]) -> int:
    """The length of the code; 0 where no start splits the lines in kinds that look different."""
    chosen = 0
    for length in range(1, _LONGEST_CODE + 1):
        starts = Counter(line[:length] for line in lines)
        classes = {_class_of(start) for start in starts}
        if len(starts) > _MOST_KINDS or len(classes) > 1 or _NOT_OF_ONE_KIND in classes:
            break
        # A header and a trailer stand there once; more starts that do are the start of a number.
        if sum(count == 1 for count in starts.values()) > _MOST_SINGLE_LINES:
            break
        chosen = length if len(starts) > 1 else chosen
    return chosen if chosen and _look_different(lines, chosen) else 0


def _look_different(lines: list[str], length: int) -> bool:
    """Whether some place is filled in every line of one kind, and blank in every line of another."""
    by_code: dict[str, list[str]] = {}
    for line in lines:
        by_code.setdefault(line[:length], []).append(line)
    for signs in zip(*(map("".join, zip(*found, strict=False)) for found in by_code.values()), strict=False):
        is_blank = [not sign.strip() for sign in signs]
        is_full = [" " not in sign for sign in signs]
        if any(is_blank) and any(is_full):
            return True
    return False


def _class_of(start: str) -> str:
    if start.isdigit():
        return "digits"
    return "letters" if start.isalpha() else _NOT_OF_ONE_KIND
