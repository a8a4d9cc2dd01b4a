"""YAML files that people edit, read with the line of every key: the one reader of all of the hub's YAML."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from mappings.yaml_block import Block, Fault
from warehouse.errors import ConfigurationError


def read_yaml(path: Path, *, may_be_empty: bool = False) -> Block:
    """The mapping at the top of a YAML file, with its lines and the faults found so far.

    Args:
        path: The file.
        may_be_empty: Whether a file without keys is a mapping without keys, not an error.

    Returns:
        The block of the whole file. Faults are collected in it; `raise_faults` ends the reading.

    Raises:
        ConfigurationError: The file cannot be read, is no YAML, or holds no mapping.
    """
    try:
        content = path.read_bytes()
        root = yaml.compose(content.decode("utf-8-sig"), Loader=_Loader)
        faults: list[Fault] = []
        value = None if root is None else _value(root, path, faults)
    except OSError as error:
        raise _unreadable(path, f"cannot be read ({error.strerror})", "Check the file.") from error
    except UnicodeDecodeError as error:
        raise _unreadable(path, "cannot be read: it is not UTF-8", "Save the file as UTF-8.") from error
    except RecursionError as error:
        raise _unreadable(
            path, "holds itself, or is nested too deeply", "Write out what `*name` stands for."
        ) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "a sign that is not allowed"
        line = mark.line + 1 if mark else 1
        raise _unreadable(path, f"is no YAML: {problem}", "Correct this line or the one above it.", line) from error
    if value is None and may_be_empty:
        value = Block(path, 1, {}, {}, faults)
    if not isinstance(value, Block):
        raise _unreadable(path, "holds no keys", "Write `key: value` lines.")
    value.sha256 = hashlib.sha256(content).hexdigest()
    return value


def _unreadable(path: Path, cause: str, cure: str, line: int = 1) -> ConfigurationError:
    """The error of a file of which nothing can be taken."""
    return ConfigurationError(cause, place=f"{path}:{line}", cure=cure)


class _Loader(yaml.CSafeLoader):
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


_READERS: Final[dict[str, Callable[[str], Any]]] = {
    "bool": lambda text: text == "true",
    "null": lambda text: None,
    "int": int,
    "float": Decimal,
    "timestamp": date.fromisoformat,
}
_NAMES: Final = {"timestamp": ("date", "Write yyyy-mm-dd."), "int": ("number", "Write digits.")}


def _value(node: yaml.Node, path: Path, faults: list[Fault]) -> Any:
    """The value of a node: a block, a list or a scalar."""
    if isinstance(node, yaml.MappingNode):
        block = Block(path, node.start_mark.line + 1, {}, {}, faults)
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                faults.append(Fault(path, line, "a key must be a single value", "Write `key: value`."))
                continue
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
    """A scalar by its tag; what is not what its tag says is a fault, and stays text."""
    kind, text = node.tag.rsplit(":", 1)[-1], str(node.value)
    try:
        return _READERS[kind](text) if kind in _READERS else text
    except (ValueError, ArithmeticError):
        named, cure = _NAMES.get(kind, (kind, "Correct it."))
        faults.append(Fault(path, node.start_mark.line + 1, f"'{text}' is no {named}", cure))
        return text
