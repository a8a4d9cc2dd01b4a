"""YAML as nodes with places: exact scalar text, no duplicate keys, and errors that name file and line.

Values stay text until a reader asks for a date, a number or a truth, so that no number passes through a float.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

from warehouse.errors import ConfigurationError

_INTEGER = re.compile(r"\d{1,15}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


@dataclass(frozen=True)
class Node:
    """A YAML value with its file and line.

    Args:
        content: Text of a scalar, a list of nodes, or a dictionary of key to node.
        file: File it stands in.
        line: Its line, 1 for the first.
    """

    content: str | list[Node] | dict[str, Node]
    file: Path
    line: int

    def error(self, cause: str, cure: str) -> ConfigurationError:
        """Error that names this node's place.

        Args:
            cause: What is wrong.
            cure: What to do.
        """
        return ConfigurationError(cause, place=f"{self.file}:{self.line}", cure=cure)

    def text(self) -> str:
        """Text of a scalar.

        Raises:
            ConfigurationError: It is a list, a mapping or empty.
        """
        if not isinstance(self.content, str) or not self.content:
            raise self.error("a single value is expected here", "Write one value.")
        return self.content

    def items(self) -> list[Node]:
        """Members of a list.

        Raises:
            ConfigurationError: It is no list.
        """
        if not isinstance(self.content, list):
            raise self.error("a list is expected here", "Write the members behind dashes.")
        return self.content

    def entries(self) -> dict[str, Node]:
        """Keys and values of a mapping.

        Raises:
            ConfigurationError: It is no mapping.
        """
        if not isinstance(self.content, dict):
            raise self.error("keys with values are expected here", "Write `key: value` lines.")
        return self.content

    def fields(self, *, required: Iterable[str], optional: Iterable[str] = ()) -> dict[str, Node]:
        """Entries of a mapping whose keys are known.

        Args:
            required: Keys that must be there.
            optional: Keys that may be there.

        Raises:
            ConfigurationError: A key is unknown or missing.
        """
        entries, required = self.entries(), tuple(required)
        known = (*required, *optional)
        for key, node in entries.items():
            if key not in known:
                raise node.error(f"the key `{key}` is unknown", f"Possible keys: {', '.join(known)}.")
        for key in required:
            if key not in entries:
                raise self.error(f"the key `{key}` is missing", f"Add `{key}:`.")
        return entries

    def choice(self, allowed: Iterable[str]) -> str:
        """Text that is one of a closed list.

        Args:
            allowed: The list.

        Raises:
            ConfigurationError: It is another text.
        """
        text, allowed = self.text(), tuple(allowed)
        if text not in allowed:
            raise self.error(f"`{text}` is not possible here", f"Possible: {', '.join(allowed)}.")
        return text

    def truth(self) -> bool:
        """Truth value.

        Raises:
            ConfigurationError: It is neither `true` nor `false`.
        """
        return self.choice(("true", "false")) == "true"

    def integer(self) -> int:
        """Whole number, zero or more.

        Raises:
            ConfigurationError: It is something else.
        """
        if not _INTEGER.fullmatch(self.text()):
            raise self.error(f"`{self.text()}` is not a whole number", "Write digits only.")
        return int(self.text())

    def decimal(self, places: int) -> int:
        """Exact decimal number, zero or more, scaled to a whole number.

        Args:
            places: Decimals that are kept: 2 makes cents of euros, 4 makes parts per million of percents.

        Raises:
            ConfigurationError: It is no number or has more decimals.
        """
        match = re.fullmatch(rf"(\d{{1,13}})(?:\.(\d{{1,{places}}}))?", self.text(), re.ASCII)
        if match is None:
            cure = f"Write digits with at most {places} decimals behind a point."
            raise self.error(f"`{self.text()}` is not such a number", cure)
        return int(match[1]) * 10**places + int((match[2] or "").ljust(places, "0"))

    def day(self) -> date:
        """Date.

        Raises:
            ConfigurationError: It is no date of the calendar in the form yyyy-mm-dd.
        """
        return parse_day(self.text(), self)


def parse_day(text: str, node: Node) -> date:
    """Date of a text that stands at a node (as its value or as its key).

    Args:
        text: Date in the form yyyy-mm-dd.
        node: Node whose place an error names.

    Raises:
        ConfigurationError: It is no date.
    """
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError as error:
        raise node.error(f"`{text}` is not a day of the calendar", "Correct the date.") from error
    raise node.error(f"`{text}` is not a date", "Write dates as yyyy-mm-dd.")


def read_nodes(file: Path) -> Node:
    """Nodes of a YAML file.

    Args:
        file: File in UTF-8.

    Returns:
        The topmost node.

    Raises:
        ConfigurationError: The file cannot be read, is no YAML, is empty, or has a key twice.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        cause = " ".join(str(error).split())
        raise ConfigurationError(
            f"cannot be read as YAML: {cause}", place=str(file), cure="Repair the file."
        ) from error
    if root is None:
        raise ConfigurationError("the file is empty", place=str(file), cure="Fill it in or remove it.")
    return _convert(root, file)


def _convert(node: yaml.Node, file: Path) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return Node(node.value, file, line)
    if isinstance(node, yaml.SequenceNode):
        return Node([_convert(item, file) for item in node.value], file, line)
    entries: dict[str, Node] = {}
    for key, value in node.value:
        place = Node("", file, key.start_mark.line + 1)
        if not isinstance(key, yaml.ScalarNode):
            raise place.error("a key must be a single value", "Write `key: value`.")
        if key.value in entries:
            raise place.error(f"the key `{key.value}` stands twice", "Remove one of both.")
        entries[key.value] = _convert(value, file)
    return Node(entries, file, line)
