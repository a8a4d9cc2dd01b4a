"""A YAML file read field by field, so that each fault is told with its file and line.

The generic loaders of YAML guess types (`1:30` is a number, `no` is false) and forget lines. Here each field is asked
for with the type that it must have; a field that nobody asked for is a fault.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import yaml

from warehouse.errors import ConfigurationError

_TEXT: Final = "tag:yaml.org,2002:str"
_NUMBER: Final = "tag:yaml.org,2002:int"
_NOTHING: Final = "tag:yaml.org,2002:null"
_PLAIN_NUMBER: Final = re.compile(r"0|[1-9][0-9]{0,8}")


def read_yaml_fields(file: Path) -> Fields:
    """The fields of a YAML file; none for an empty one.

    Args:
        file: The file.

    Raises:
        ConfigurationError: It cannot be read, is no YAML, or is no table of fields.
    """
    try:
        node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(
            f"the file cannot be read ({error})", place=str(file), cure="Save it as UTF-8 text that the hub may read"
        ) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ConfigurationError(
            f"this is no YAML ({error.problem})", place=f"{file}:{line}", cure="Correct the line or the one above it"
        ) from error
    except yaml.YAMLError as error:
        raise ConfigurationError("this is no YAML", place=str(file), cure=f"Correct the file: {error}") from error
    if node is None or node.tag == _NOTHING:
        return Fields(yaml.MappingNode("tag:yaml.org,2002:map", []), file, "the file")
    return Fields(node, file, "the file")


class Fields:
    """The fields of one YAML table, each taken out by name and type; `close` refuses what is left."""

    def __init__(self, node: yaml.Node, file: Path, name: str) -> None:
        self._file = file
        self._name = name
        self._line = node.start_mark.line + 1 if node.start_mark else 1
        self._nodes: dict[str, yaml.Node] = {}
        self._known: list[str] = []
        if not isinstance(node, yaml.MappingNode):
            raise self._wrong(node, f"{name} must be a table of `field: value`")
        for key, value in node.value:
            if key.tag != _TEXT:
                raise self._wrong(key, f"the name of a field in {name} must be text, not {key.value!r}")
            if key.value in self._nodes:
                raise self._wrong(key, f"`{key.value}` is said twice in {name}")
            self._nodes[key.value] = value

    def place(self, name: str | None = None) -> str:
        """File and line of a field that is left, or of the table itself.

        Args:
            name: The field; none for the table.
        """
        node = self._nodes.get(name) if name else None
        return f"{self._file}:{node.start_mark.line + 1 if node else self._line}"

    def text(self, name: str) -> str | None:
        """A text, or none where the field is absent.

        Args:
            name: The field.

        Raises:
            ConfigurationError: The field is no text, or is empty.
        """
        node = self._take(name)
        return None if node is None else self._as_text(node, f"`{name}`")

    def required_text(self, name: str) -> str:
        """A text that must be there.

        Args:
            name: The field.

        Raises:
            ConfigurationError: The field is absent, empty or no text.
        """
        text = self.text(name)
        if text is None:
            raise ConfigurationError(f"{self._name} needs `{name}`", place=self.place(), cure=f"Add `{name}: …`")
        return text

    def choice(self, name: str, *, among: tuple[str, ...], default: str) -> str:
        """A word of a closed list.

        Args:
            name: The field.
            among: The words that are possible.
            default: The word where the field is absent.

        Raises:
            ConfigurationError: Another word stands there.
        """
        place = self.place(name)
        word = self.text(name) or default
        if word not in among:
            raise ConfigurationError(f"`{name}` cannot be {word!r}", place=place, cure=f"Use {' or '.join(among)}")
        return word

    def number(self, name: str, *, default: int, lowest: int, highest: int) -> int:
        """A whole number within bounds.

        Args:
            name: The field.
            default: The number where the field is absent.
            lowest: The lowest number that is possible.
            highest: The highest number that is possible.

        Raises:
            ConfigurationError: It is no whole number, or out of bounds.
        """
        node = self._take(name)
        if node is None:
            return default
        # Only plain decimals: YAML reads 010 as eight and 1:30 as ninety.
        if node.tag != _NUMBER or not _PLAIN_NUMBER.fullmatch(node.value) or not lowest <= int(node.value) <= highest:
            raise self._wrong(node, f"`{name}` must be a whole number from {lowest} to {highest}")
        return int(node.value)

    def texts(self, name: str, *, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts.

        Args:
            name: The field.
            default: The list where the field is absent.

        Raises:
            ConfigurationError: It is no list, or an element is no text.
        """
        node = self._take(name)
        if node is None:
            return default
        if not isinstance(node, yaml.SequenceNode):
            raise self._wrong(node, f"`{name}` must be a list, as in [a, b]")
        return tuple(self._as_text(element, f"an element of `{name}`") for element in node.value)

    def table(self, name: str) -> Fields | None:
        """The fields of a table within this one, or none where it is absent or all its fields are comments.

        Args:
            name: The field.

        Raises:
            ConfigurationError: It is no table.
        """
        node = self._take(name)
        return None if node is None or node.tag == _NOTHING else Fields(node, self._file, f"`{name}`")

    def tables(self) -> list[tuple[str, Fields]]:
        """All fields that are left, each a table, with its name.

        Raises:
            ConfigurationError: One is no table.
        """
        left = [(name, Fields(node, self._file, f"`{name}`")) for name, node in self._nodes.items()]
        self._nodes.clear()
        return left

    def close(self) -> None:
        """Refuse the fields that nobody asked for.

        Raises:
            ConfigurationError: A field is left.
        """
        for name, node in self._nodes.items():
            known = ", ".join(self._known)
            raise ConfigurationError(
                f"{self._name} has no field `{name}`",
                place=f"{self._file}:{node.start_mark.line + 1}",
                cure=f"Remove it, or use one of: {known}",
            )

    def _take(self, name: str) -> yaml.Node | None:
        self._known.append(name)
        return self._nodes.pop(name, None)

    def _as_text(self, node: yaml.Node, what: str) -> str:
        if node.tag != _TEXT:
            raise self._wrong(node, f"{what} must be text; put it between quotes")
        if not node.value:
            raise self._wrong(node, f"{what} is empty")
        return str(node.value)

    def _wrong(self, node: yaml.Node, cause: str) -> ConfigurationError:
        return ConfigurationError(cause, place=f"{self._file}:{node.start_mark.line + 1}", cure="Correct the line")
