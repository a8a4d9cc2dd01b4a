"""A mapping of a YAML file, each value taken from it by name and type; every fault is noted with its line."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NamedTuple

from warehouse.errors import ConfigurationError, HubError

_REQUIRED: Final = object()
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class Fault(NamedTuple):
    """One fault of a file: where, what, and what to do."""

    path: Path
    line: int
    cause: str
    cure: str


class FaultyFilesError(ConfigurationError):
    """Files that people edit are wrong; carries every fault.

    Args:
        faults: The faults, in order, at least one.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self.faults = faults
        first = faults[0]
        if len(faults) == 1:
            super().__init__(first.cause, place=f"{first.path}:{first.line}", cure=first.cure)
            return
        lines = "\n".join(f"{fault.path}:{fault.line}: {fault.cause}. {fault.cure}" for fault in faults)
        super().__init__(f"{len(faults)} faults", place=str(first.path), cure=f"Correct them:\n{lines}")


def raise_faults(faults: Iterable[Fault]) -> None:
    """Nothing where there are no faults; else one error that tells all of them, in order of file and line.

    Raises:
        FaultyFilesError: There are faults.
    """
    found = tuple(sorted(set(faults)))
    if found:
        raise FaultyFilesError(found)


def faults_of(error: HubError) -> tuple[Fault, ...]:
    """The faults that an error about files tells; an error about one file as a whole is one fault.

    Args:
        error: The error.
    """
    if isinstance(error, FaultyFilesError):
        return error.faults
    file, _, line = error.place.rpartition(":")
    if not line.isdigit():
        file, line = error.place, "1"
    return (Fault(Path(file), int(line), error.cause, error.cure),)


@dataclass
class Block:
    """A mapping of a YAML file; what is not taken from it by name is reported as unknown.

    Attributes:
        path: The file.
        line: Line on which the block starts.
        values: Value by key, as written; blocks and lists keep their own lines.
        lines: Line of each key.
        faults: Faults found so far, shared by all blocks of the file.
        sha256: Hash of the file; only set on the block of a whole file.
    """

    path: Path
    line: int
    values: dict[str, Any]
    lines: dict[str, int]
    faults: list[Fault]
    sha256: str = ""
    taken: set[str] = field(default_factory=set)

    def fault(self, cause: str, cure: str, key: str | None = None) -> None:
        """Note a fault at the line of a key, or of the block."""
        self.faults.append(Fault(self.path, self.lines.get(key or "", self.line), cause, cure))

    def place(self, key: str | None = None) -> str:
        """File and line of a key, or of the block, as errors name it."""
        return f"{self.path}:{self.lines.get(key or '', self.line)}"

    def text(self, key: str, default: Any = _REQUIRED, *, choices: Iterable[str] = ()) -> Any:
        """The text under a key; the default where it is absent or wrong."""
        value, options = self._take(key, default), tuple(choices)
        if value is not default:
            if isinstance(value, (Block, list, bool)) or value is None:
                self.fault(f"'{key}' must be a text", "Write one value, in quotes if need be.", key)
            elif options and str(value) not in options:
                near = get_close_matches(str(value), options, n=1)
                hint = f"Did you mean '{near[0]}'?" if near else f"Use one of: {', '.join(options)}."
                self.fault(f"'{key}' cannot be '{value}'", hint, key)
            else:
                return str(value)
        return "" if default is _REQUIRED else default

    def filled(self, key: str, default: Any = _REQUIRED) -> Any:
        """The text under a key, at least one sign long; the default where it is absent or wrong."""
        if key in self.values and self.values[key] in ("", None):
            self._take(key, default)
            self.fault(f"'{key}' is empty", "Write a text, or remove the key.", key)
            return "" if default is _REQUIRED else default
        return self.text(key, default)

    def number(self, key: str, default: Any = _REQUIRED) -> Any:
        """The number under a key, exactly as written: an integer or a Decimal."""
        value = self._take(key, default)
        if value is default:
            return 0 if default is _REQUIRED else default
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            self.fault(f"'{key}' must be a number", "Write digits, with a point before decimals.", key)
            return 0 if default is _REQUIRED else default
        return value

    def whole(self, key: str, default: Any = _REQUIRED, *, lowest: int = 0, highest: int = 10**15) -> Any:
        """The whole number under a key, within bounds."""
        value = self._take(key, default)
        if value is default:
            return lowest if default is _REQUIRED else default
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            bounds = f"from {lowest} to {highest}" if highest < 10**15 else f"of {lowest} or more"
            self.fault(f"'{key}' must be a whole number {bounds}", "Write digits only.", key)
            return lowest if default is _REQUIRED else default
        return value

    def scaled(self, key: str, places: int, default: Any = _REQUIRED) -> Any:
        """The number under a key, zero or more, as a whole number of units of so many decimals.

        Args:
            key: The key.
            places: Decimals that are kept: 2 makes cents of euros, 4 makes parts per million of percents.
            default: What stands for an absent number, scaled.
        """
        value = self._take(key, default)
        if value is default:
            return 0 if default is _REQUIRED else default
        is_number = isinstance(value, (int, Decimal)) and not isinstance(value, bool) and 0 <= value < 10**13
        if not is_number or value * 10**places != int(value * 10**places):
            written = "what stands there" if isinstance(value, (Block, list)) else f"'{value}'"
            cure = f"Write digits, with a point before at most {places} decimals."
            self.fault(f"'{key}' must be a number from 0, not {written}", cure, key)
            return 0 if default is _REQUIRED else default
        return int(value * 10**places)

    def day(self, key: str, default: Any = _REQUIRED) -> Any:
        """The date under a key; the default, or the first of all days, where it is absent or wrong."""
        value = self._take(key, default)
        if value is not default:
            if isinstance(value, date):
                return value
            if not (isinstance(value, str) and _DATE.fullmatch(value)):  # A day that does not exist is noted already.
                self.fault(f"'{key}' must be a date", "Write yyyy-mm-dd.", key)
        return date.min if default is _REQUIRED else default

    def flag(self, key: str, *, default: Any = _REQUIRED) -> bool:
        """The `true` or `false` under a key."""
        value = self._take(key, default)
        if value is _REQUIRED:
            return False
        if not isinstance(value, bool):
            self.fault(f"'{key}' must be true or false", "Write true or false, without quotes.", key)
            return default is True
        return value

    def texts(self, key: str, default: Any = _REQUIRED) -> tuple[str, ...]:
        """The texts under a key: a list, or a single text."""
        value = self._take(key, default)
        if value is default:
            return () if default is _REQUIRED else tuple(default)
        items = value if isinstance(value, list) else [value]
        if any(isinstance(item, (Block, list, bool)) or item is None for item in items):
            self.fault(f"'{key}' must be a text or a list of texts", "Write `[one, two]`.", key)
            return ()
        return tuple(str(item) for item in items)

    def block(self, key: str, *, is_required: bool = False) -> Block | None:
        """The block under a key; none where it is absent."""
        value = self._take(key, _REQUIRED if is_required else None)
        if value is _REQUIRED or (value is None and not is_required):
            return None
        if not isinstance(value, Block):
            self.fault(f"'{key}' must hold keys", "Write `key: value` lines under it.", key)
            return None
        return value

    def inner(self, key: str, *, is_required: bool = False) -> Block:
        """The block under a key; one without keys where it is absent or wrong."""
        return self.block(key, is_required=is_required) or Block(self.path, self.line, {}, {}, self.faults)

    def blocks(self, key: str) -> list[Block]:
        """The blocks under a key: a list, or a single block."""
        value = self._take(key, _REQUIRED)
        items = value if isinstance(value, list) else [value]
        if value is not _REQUIRED and not all(isinstance(item, Block) for item in items):
            self.fault(f"'{key}' must hold keys, or a list of such", "Write `key: value` lines under it.", key)
        return [item for item in items if isinstance(item, Block)]

    def any(self, key: str, default: Any = None) -> Any:
        """Whatever stands under a key, blocks and lists included."""
        return self._take(key, default)

    def plain(self) -> dict[str, Any]:
        """The block as plain dictionaries and lists; everything in it counts as taken."""
        self.taken |= set(self.values)
        return {key: _plain(value) for key, value in self.values.items()}

    def close(self) -> None:
        """Report the keys that nobody took."""
        for key in self.values:
            if key not in self.taken:
                near = get_close_matches(key, sorted(self.taken), n=1)
                hint = f"Did you mean '{near[0]}'?" if near else f"Possible here: {', '.join(sorted(self.taken))}."
                self.fault(f"'{key}' is not a known key", hint, key)

    def _take(self, key: str, default: Any) -> Any:
        """The value under a key; a fault where a required one is absent."""
        self.taken.add(key)
        if key in self.values:
            return self.values[key]
        if default is _REQUIRED:
            self.fault(f"'{key}' is missing", f"Add `{key}:`.")
        return default


def _plain(value: Any) -> Any:
    """A value without its lines."""
    if isinstance(value, Block):
        return value.plain()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
