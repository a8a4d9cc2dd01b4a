"""Options of a format, as mappings write them under `format:`, and the checks on them."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

_ESCAPES: Final = rb"\ud800 +2AA-"

Check = Callable[[Any], str | None]
"""What is wrong with a value, as a phrase that follows the option's name; None when it is right."""


class Option(NamedTuple):
    """One option of a format.

    Args:
        check: Tells what is wrong with a value.
        meaning: What the option does, for the documentation.
        is_required: Whether a mapping must give it.
    """

    check: Check
    meaning: str
    is_required: bool = False


def option_faults(options: Mapping[str, Any], known: Mapping[str, Option]) -> list[str]:
    """Every fault in the options of a format: unknown, missing and wrong ones."""
    faults = [_unknown(key, known) for key in options if key not in known]
    faults += [
        f"option {key!r} is missing" for key, option in known.items() if option.is_required and key not in options
    ]
    for key, value in options.items():
        wrong = known[key].check(value) if key in known else None
        if wrong:
            faults.append(f"option {key!r} {wrong}")
    return faults


def text(value: Any) -> str | None:
    """A text that is not empty."""
    return None if isinstance(value, str) and value else "must be a text"


def flag(value: Any) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else "must be true or false"


def count(value: Any) -> str | None:
    """A whole number, 0 or more."""
    return None if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else "must be 0 or more"


def character(value: Any) -> str | None:
    """One ASCII character."""
    return None if isinstance(value, str) and len(value) == 1 and value.isascii() else "must be one ASCII character"


def encoding(value: Any) -> str | None:
    """A text encoding that Python knows."""
    if not isinstance(value, str):
        return "must be the name of an encoding, such as utf-8 or windows-1252"
    try:
        _ESCAPES.decode(value, "replace").encode("utf-16")
    except UnicodeEncodeError:
        return f"names {value!r}, in which signs are written as escapes, so that half a character can come out"
    except (LookupError, ValueError):
        return f"names an unknown encoding {value!r}"
    return None


def names(value: Any) -> str | None:
    """A list of different names."""
    if not isinstance(value, list) or not value or any(text(item) for item in value):
        return "must be a list of names"
    return None if len(set(value)) == len(value) else "names a column twice"


def texts(value: Any) -> str | None:
    """A mapping of names to texts."""
    if not isinstance(value, dict) or not value:
        return "must be a mapping of names to texts"
    wrong = [key for key, item in value.items() if text(key) or text(item)]
    return f"must give a text for {wrong[0]!r}" if wrong else None


def position(value: Any) -> str | None:
    """A start, counted from 1, and a length."""
    is_pair = isinstance(value, list) and len(value) == 2 and not any(count(item) for item in value)
    return None if is_pair and 0 not in value else "must be [start, length], both from 1"


def lists(value: Any) -> str | None:
    """A mapping of names to lists of names."""
    if not isinstance(value, dict) or any(names(item) for item in value.values()):
        return "must map names to lists of names"
    return None


def one_of(*allowed: str) -> Check:
    """A check for a closed list of words."""

    def check(value: Any) -> str | None:
        return None if value in allowed else f"must be one of {', '.join(allowed)}"

    return check


def choices(*allowed: str) -> Check:
    """A check for a mapping of names to words of a closed list."""

    def check(value: Any) -> str | None:
        if not isinstance(value, dict):
            return "must be a mapping of names to words"
        wrong = [key for key, item in value.items() if item not in allowed]
        return f"must give one of {', '.join(allowed)} for {wrong[0]!r}" if wrong else None

    return check


def _unknown(key: str, known: Mapping[str, Option]) -> str:
    near = difflib.get_close_matches(str(key), known, n=1)
    return f"option {key!r} is unknown" + (f"; did you mean {near[0]!r}?" if near else "")
