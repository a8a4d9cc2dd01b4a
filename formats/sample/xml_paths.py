"""Paths in an XML sample: values inside an element, and names with the prefixes that a mapping can use."""

from __future__ import annotations

from collections import Counter

from formats.xml_source import Element


class PathNames:
    """Names of tags as XPath writes them.

    Attributes:
        used: Namespace by prefix, of the names that were asked for.
    """

    def __init__(self, root: Element) -> None:
        self.used: dict[str, str] = {}
        self._prefixes: dict[str, str] = {}
        for element in root.iter():
            for prefix, address in element.nsmap.items():
                self._prefixes.setdefault(address, prefix or f"n{len(self._prefixes) + 1}")

    def tag(self, tag: str) -> str:
        """A tag with its prefix: `{urn:x}Name` is `n1:Name`."""
        address, _, local = tag.rpartition("}")
        if not address:
            return local
        prefix = self._prefixes[address[1:]]
        self.used[prefix] = address[1:]
        return f"{prefix}:{local}"

    def step(self, step: str) -> str:
        """A step of a path: a tag, or an attribute after its `@`."""
        return f"@{self.tag(step[1:])}" if step.startswith("@") else self.tag(step)


def own_leaves(element: Element) -> list[tuple[str, ...]]:
    """The steps to every value inside an element, attributes with `@`; what repeats inside it is not its own.

    A container whose only children repeat belongs to them, not to the element.
    """
    found: list[tuple[str, ...]] = [(f"@{name!s}",) for name in element.attrib]
    counted = Counter(str(child.tag) for child in element if isinstance(child.tag, str))
    for child in element:
        if not isinstance(child.tag, str) or counted[str(child.tag)] > 1 or _is_list(child):
            continue
        if len(child):
            found += [(str(child.tag), *leaf) for leaf in own_leaves(child)]
        else:
            found.append((str(child.tag),))
            found += [(str(child.tag), f"@{name!s}") for name in child.attrib]
            if child.attrib and not (child.text or "").strip():
                found.remove((str(child.tag),))
    return list(dict.fromkeys(found))


def _is_list(element: Element) -> bool:
    """Whether an element is nothing but a box around others of one kind, as `Invoices` around each `Invoice`."""
    tags = {str(child.tag) for child in element if isinstance(child.tag, str)}
    if len(tags) != 1 or element.attrib:
        return False
    tag = next(iter(tags)).rpartition("}")[2].lower()
    box = str(element.tag).rpartition("}")[2].lower()
    return len(element) > 1 or (box.startswith(tag[:-1]) and box != tag)
