"""Records in an XML sample: the element that repeats, its own values, those of the elements around it, totals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from formats.sample.xml_paths import PathNames, own_leaves
from formats.xml_source import Element, local_name, parse_start, parse_xml

_LOOKED_AT: Final = 4 << 20
_LEAST_LEAVES: Final = 3
_NUMBER: Final = re.compile(r"-?\d+(?:[.,]\d+)*")


def xml_options(data: bytes, *, file_name: str) -> dict[str, Any] | None:
    """The options of `xml` that read the records of a document; none where nothing in it repeats.

    The record is the deepest element that stands there more than once and holds three values or more. Values of the
    elements around it are columns too; numbers that stand elsewhere, once, are totals. Of a long document the start is
    looked at.

    Args:
        data: The sample.
        file_name: Its name, for errors.

    Raises:
        FormatError: The sample is no well-formed XML, or declares a document type.
    """
    is_long = len(data) > _LOOKED_AT
    root = parse_start(data[:_LOOKED_AT], file_name=file_name) if is_long else parse_xml(data, file_name=file_name)
    names = PathNames(root)
    chosen = _record_path(root)
    if chosen is None:
        return None
    elements = [element for element in root.iter() if _tags(element) == chosen]
    columns = _columns(elements, chosen, names)
    options: dict[str, Any] = {
        "name": "xml",
        "record": {local_name(elements[0]).lower(): "/" + "/".join(names.tag(tag) for tag in chosen)},
        "columns": columns,
    }
    totals = _totals(root, chosen, names)
    if totals:
        options["totals"] = totals
    if names.used:
        options["namespaces"] = names.used
    return options


def _tags(element: Element) -> tuple[str, ...]:
    """The tags from the root to an element."""
    above = [str(one.tag) for one in element.iterancestors()]
    return (*reversed(above), str(element.tag))


def _record_path(root: Element) -> tuple[str, ...] | None:
    counted = Counter(_tags(element) for element in root.iter() if isinstance(element.tag, str))
    candidates = [
        path for path, count in counted.items() if count > 1 and max(_leaf_counts(root, path)) >= _LEAST_LEAVES
    ]
    return max(candidates, key=lambda path: (len(path), counted[path]), default=None)


def _leaf_counts(root: Element, path: tuple[str, ...]) -> Iterator[int]:
    """How many values each element of a path holds; the first hundred tell enough."""
    found = (element for element in root.iter(path[-1]) if _tags(element) == path)
    for _, element in zip(range(100), found, strict=False):
        yield len(own_leaves(element))


def _columns(elements: list[Element], record: tuple[str, ...], names: PathNames) -> dict[str, str]:
    """Column names with the path from the record; values of the elements around it come first.

    What an element that stands there once holds as a number is a total, not a column.
    """
    paths: dict[str, str] = {}
    for level in range(len(record) - 1, -1, -1):
        around = [one for one in dict.fromkeys(_ancestor(element, level) for element in elements) if one is not None]
        towards = record[len(record) - level] if level else None
        leaves = dict.fromkeys(leaf for one in around for leaf in own_leaves(one) if leaf[0] != towards)
        for leaf in leaves:
            if level and len(around) == 1 and _is_number(_value(around[0], leaf)):
                continue
            path = "/".join([".."] * level + [names.step(step) for step in leaf])
            paths[_free_name(leaf, local_name(around[0]), paths, is_around=level > 0)] = path
    return paths


def _value(element: Element, leaf: tuple[str, ...]) -> str:
    """The text of a value inside an element."""
    holder: Element | None = element
    for step in leaf:
        if step.startswith("@"):
            return "" if holder is None else str(holder.get(step[1:]) or "")
        holder = None if holder is None else holder.find(step)
    return "" if holder is None else (holder.text or "").strip()


def _is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None


def _ancestor(element: Element, level: int) -> Element | None:
    """The element so many levels up."""
    found: Element | None = element
    for _ in range(level):
        found = None if found is None else found.getparent()
    return found


def _free_name(leaf: tuple[str, ...], holder: str, taken: dict[str, str], *, is_around: bool) -> str:
    """A name for a column: of its element, with the one around it where that says more, longer where it is taken."""
    parts = [holder, *(step.rpartition("}")[2].removeprefix("@") for step in leaf)]
    says_little = leaf[-1].startswith("@") or len(leaf) > 1 or is_around
    for length in range(2 if says_little else 1, len(parts) + 1):
        name = "".join(part[:1].upper() + part[1:] for part in parts[-length:])
        if name not in taken:
            return name
    return f"{name}{len(taken) + 1}"


def _totals(root: Element, record: tuple[str, ...], names: PathNames) -> dict[str, str]:
    """Numbers that stand in the document once, outside the records, by name."""
    counted = Counter(_tags(element) for element in root.iter() if isinstance(element.tag, str))
    found: dict[str, str] = {}
    for element in root.iter():
        path = _tags(element)
        is_once = all(counted[path[:length]] == 1 for length in range(1, len(path) + 1))
        if is_once and path != record[: len(path)] and not len(element) and _is_number((element.text or "").strip()):
            place = "/" + "/".join(names.tag(tag) for tag in path)
            found.setdefault("_".join(tag.rpartition("}")[2].lower() for tag in path[-2:]), place)
    return found
