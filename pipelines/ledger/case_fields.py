"""Fields of a JSON case, read strictly: every fault is noted with its path, and reading goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pipelines.dated import EARLIEST, LATEST
from pipelines.money import MAX_CENTS, PPM, format_cents, parse_cents, parse_ppm


class Fields:
    """An object of a case; keys that nobody asked for are faults once `close` is called.

    A value with a fault reads as None, so that reading can go on.

    Args:
        value: What stands in the JSON.
        path: Where it stands: `claims[0]`; empty for the case itself.
        faults: Faults found so far, shared by all fields of all cases.
        case: Prefix that names the case in a list; empty for a single case.
    """

    def __init__(self, value: object, path: str, faults: list[str], case: str = "") -> None:
        self.path = path
        self.faults = faults
        self.case = case
        self.values: dict[str, Any] = value if isinstance(value, dict) else {}
        self.asked: set[str] = set()
        if not isinstance(value, dict):
            self.note("", "must be an object")

    def note(self, key: str, what: str) -> None:
        """Note a fault.

        Args:
            key: Key that is wrong; empty for the object.
            what: What is wrong, and what is possible.
        """
        path = ".".join(part for part in (self.path, key) if part) or "the case"
        self.faults.append(f"{self.case}{path}: {what}")

    def has(self, key: str) -> bool:
        """Whether a key is there.

        Args:
            key: Key.
        """
        self.asked.add(key)
        return key in self.values

    def close(self) -> None:
        """Note the keys that nobody asked for."""
        for key in self.values:
            if key not in self.asked:
                self.note(key, f"unknown key; possible here: {', '.join(sorted(self.asked))}")

    def text(self, key: str, *, is_required: bool = True) -> str | None:
        """Text that is not empty.

        Args:
            key: Key.
            is_required: Whether its absence is a fault.
        """
        value = self._take(key, is_required=is_required)
        if value is None:
            return None
        if not isinstance(value, str) or not value or not _is_unicode(value):
            self.note(key, "must be a text that is not empty")
            return None
        return value

    def choice(self, key: str, allowed: Iterable[str], *, is_required: bool = True) -> str | None:
        """Text of a closed list.

        Args:
            key: Key.
            allowed: The list.
            is_required: Whether its absence is a fault.
        """
        value, allowed = self._take(key, is_required=is_required), tuple(allowed)
        if value is None or (isinstance(value, str) and value in allowed):
            return value
        self.note(key, f"must be one of {', '.join(allowed)}, not {value!r}")
        return None

    def truth(self, key: str, *, is_required: bool = True) -> bool | None:
        """True or false.

        Args:
            key: Key.
            is_required: Whether its absence is a fault.
        """
        value = self._take(key, is_required=is_required)
        if value is None or isinstance(value, bool):
            return value
        self.note(key, f"must be true or false, not {value!r}")
        return None

    def day(self, key: str, *, is_required: bool = True) -> date | None:
        """Date in the form yyyy-mm-dd.

        Args:
            key: Key.
            is_required: Whether its absence is a fault.
        """
        value = self._take(key, is_required=is_required)
        if value is None:
            return None
        found = _parse_day(value)
        if found is None:
            self.note(key, f"must be a day of the calendar as yyyy-mm-dd, not {value!r}")
        elif not EARLIEST <= found < LATEST:
            self.note(key, f"{value} is not between {EARLIEST.isoformat()} and {LATEST.isoformat()}")
            return None
        return found

    def amount(self, key: str, *, least_cents: int) -> int | None:
        """Amount in cents.

        Args:
            key: Key.
            least_cents: Smallest amount that is possible.
        """
        value = self._take(key, is_required=True)
        if value is None:
            return None
        try:
            cents = parse_cents(value)
        except (TypeError, ValueError):
            self.note(key, f'must be a text with at most two decimals such as "1234.56", not {value!r}')
            return None
        if not least_cents <= cents <= MAX_CENTS:
            self.note(key, f"{value} is not between {format_cents(least_cents)} and {format_cents(MAX_CENTS)}")
            return None
        return cents

    def rate(self, key: str, *, is_required: bool = True) -> int | None:
        """Percentage in parts per million.

        Args:
            key: Key.
            is_required: Whether its absence is a fault.
        """
        value = self._take(key, is_required=is_required)
        if value is None:
            return None
        try:
            rate = parse_ppm(value)
        except (TypeError, ValueError):
            self.note(key, f'must be a text with at most four decimals such as "8.25", not {value!r}')
            return None
        if rate > PPM:
            self.note(key, f"{value} is more than 100 percent")
            return None
        return rate

    def texts(self, key: str, *, is_required: bool = True) -> list[str] | None:
        """List of texts.

        Args:
            key: Key.
            is_required: Whether its absence is a fault.
        """
        value = self._take(key, is_required=is_required)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(item, str) and _is_unicode(item) for item in value):
            self.note(key, "must be a list of texts")
            return None
        return value

    def inner(self, key: str) -> Fields | None:
        """Object under a key; None where it is absent.

        Args:
            key: Key.
        """
        if not self.has(key):
            return None
        path = f"{self.path}.{key}" if self.path else key
        return Fields(self.values[key], path, self.faults, self.case)

    def each(self, key: str) -> Iterator[Fields]:
        """Objects of a list; none where it is absent.

        Args:
            key: Key.
        """
        if not self.has(key):
            return
        value = self.values[key]
        if not isinstance(value, list):
            self.note(key, "must be a list")
            return
        for index, item in enumerate(value):
            yield Fields(item, f"{key}[{index}]", self.faults, self.case)

    def _take(self, key: str, *, is_required: bool) -> Any:
        if self.has(key):
            if self.values[key] is None:
                self.note(key, "must not be null")
            return self.values[key]
        if is_required:
            self.note(key, "is missing")
        return None


def _parse_day(value: object) -> date | None:
    try:
        found = date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found if found is not None and found.isoformat() == value else None


def _is_unicode(text: str) -> bool:
    """Whether a text can be written as UTF-8: JSON can hold halves of characters."""
    return not any("\ud800" <= character <= "\udfff" for character in text)
