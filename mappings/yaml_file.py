"""YAML files that people edit, read with the line of every key, so that each fault can be told with its place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from warehouse.errors import ConfigurationError

_REQUIRED: Final = object()


class Fault(NamedTuple):
    """One fault of a file: where, what, and what to do."""

    path: Path
    line: int
    cause: str
    cure: str


def read_yaml(path: Path) -> Block:
    """The mapping at the top of a YAML file, with its lines and an empty list of faults.

    Args:
        path: The file.

    Returns:
        The block of the whole file. Faults are collected in it; `raise_faults` ends the reading.

    Raises:
        ConfigurationError: The file cannot be read, is no YAML, or holds no mapping.
    """
    try:
        content = path.read_bytes()
        root = yaml.compose(content.decode("utf-8-sig"), Loader=_Loader)
    except OSError as error:
        raise ConfigurationError(
            f"cannot be read ({error.strerror})", place=str(path), cure="Check the file."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError("is not UTF-8", place=str(path), cure="Save the file as UTF-8.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(error, "problem", None) or "is no YAML"
        raise ConfigurationError(problem, place=f"{path}:{line}", cure="Correct the YAML.") from error
    faults: list[Fault] = []
    value = _value(root, path, faults) if root is not None else None
    if not isinstance(value, Block):
        raise ConfigurationError("holds no keys", place=f"{path}:1", cure="Write `key: value` lines.")
    value.sha256 = hashlib.sha256(content).hexdigest()
    return value


def raise_faults(faults: Iterable[Fault]) -> None:
    """Nothing where there are no faults; else one error that tells all of them, in order of file and line.

    Raises:
        ConfigurationError: There are faults.
    """
    found = sorted(set(faults))
    if len(found) == 1:
        fault = found[0]
        raise ConfigurationError(fault.cause, place=f"{fault.path}:{fault.line}", cure=fault.cure)
    if found:
        lines = "\n".join(f"{fault.path}:{fault.line}: {fault.cause}. {fault.cure}" for fault in found)
        raise ConfigurationError(f"{len(found)} faults", place=str(found[0].path), cure=f"Correct them:\n{lines}")


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

    def text(self, key: str, default: Any = _REQUIRED, *, choices: Iterable[str] = ()) -> Any:
        """The text under a key; the default where it is absent or wrong."""
        value = self._take(key, default)
        if value is default:
            return "" if default is _REQUIRED else default
        if isinstance(value, (Block, list, bool)) or value is None:
            self.fault(f"'{key}' must be a text", "Write one value, in quotes if need be.", key)
            return "" if default is _REQUIRED else default
        options = tuple(choices)
        if options and str(value) not in options:
            near = get_close_matches(str(value), options, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"Use one of: {', '.join(options)}."
            self.fault(f"'{key}' cannot be '{value}'", hint, key)
            return "" if default is _REQUIRED else default
        return str(value)

    def number(self, key: str, default: Any = _REQUIRED) -> Any:
        """The number under a key, exactly as written: an integer or a Decimal."""
        value = self._take(key, default)
        if value is default:
            return 0 if default is _REQUIRED else default
        if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
            self.fault(f"'{key}' must be a number", "Write digits, with a point before decimals.", key)
            return 0 if default is _REQUIRED else default
        return value

    def flag(self, key: str, *, default: bool) -> bool:
        """The `true` or `false` under a key."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            self.fault(f"'{key}' must be true or false", "Write true or false, without quotes.", key)
            return default
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
        if value is None or value is _REQUIRED:
            return None
        if not isinstance(value, Block):
            self.fault(f"'{key}' must hold keys", "Write `key: value` lines under it.", key)
            return None
        return value

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


class _Loader(yaml.SafeLoader):
    """YAML 1.2 scalars: `no` and `on` are texts, `010` is a text, decimals stay exact."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for _tag, _pattern, _first in (
    ("bool", r"true|false", "tf"),
    ("null", r"~|null|", "~n"),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)\.[0-9]+", "-+0123456789"),
    ("timestamp", r"\d{4}-\d{2}-\d{2}", "0123456789"),
):
    _starts = [*_first, ""] if _tag == "null" else list(_first)
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_pattern})$"), _starts)


def _value(node: yaml.Node, path: Path, faults: list[Fault]) -> Any:
    """The value of a node: a block, a list or a scalar."""
    if isinstance(node, yaml.MappingNode):
        block = Block(path, node.start_mark.line + 1, {}, {}, faults)
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if key in block.values:
                cause = f"'{key}' stands twice, also on line {block.lines[key]}"
                faults.append(Fault(path, line, cause, "Remove one of both."))
                continue
            block.lines[key] = line
            block.values[key] = _value(value_node, path, faults)
        return block
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, path, faults) for item in node.value]
    return _scalar(node, path, faults)


def _scalar(node: yaml.Node, path: Path, faults: list[Fault]) -> Any:
    """A scalar by its tag; a date that does not exist is a fault."""
    kind, text = node.tag.rsplit(":", 1)[-1], str(node.value)
    if kind == "timestamp":
        try:
            return date.fromisoformat(text)
        except ValueError:
            faults.append(Fault(path, node.start_mark.line + 1, f"'{text}' is no date", "Write yyyy-mm-dd."))
            return text
    readers = {
        "bool": lambda: text == "true",
        "null": lambda: None,
        "int": lambda: int(text),
        "float": lambda: Decimal(text),
    }
    return readers.get(kind, lambda: text)()


def _plain(value: Any) -> Any:
    """A value without its lines."""
    if isinstance(value, Block):
        return value.plain()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
