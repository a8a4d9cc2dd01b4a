"""XML parsing that trusts no file: no entities, no network, no document type, limits on size and depth.

*Source*: XML 1.0; the attacks known as "billion laughs" and external entities.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from formats.faults import file_fault

Element = etree._Element
"""An element of a parsed document."""


def parse_xml(data: bytes, *, file_name: str) -> Element:
    """The root of a document.

    Args:
        data: The file; its prolog names its encoding.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty (`empty`), is no well-formed XML, or declares a document type (`unreadable`).
    """
    refuse_doctype(data, file_name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise unreadable(error, file_name) from error


def parse_start(data: bytes, *, file_name: str) -> Element:
    """The root of a document, with what stands in the start of it only.

    Args:
        data: The start of a file; the last element in it may be cut off.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `parse_xml`, for what is there.
    """
    refuse_doctype(data, file_name)
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True, remove_comments=True)
    try:
        parser.feed(data)
        events: Any = parser.read_events()
        return next(events)[1]
    except (etree.XMLSyntaxError, StopIteration) as error:
        raise unreadable(error, file_name) from error


def walk_xml(data: bytes, tags: tuple[str, ...], *, file_name: str) -> Iterator[Element]:
    """Each element with one of the tags, when it is complete; the caller clears what it no longer needs.

    Args:
        data: The file.
        tags: Tags; `{*}` stands for any namespace.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `parse_xml`.
    """
    refuse_doctype(data, file_name)
    events = etree.iterparse(
        io.BytesIO(data), events=("end",), tag=tags, resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        for _, element in events:
            yield element
    except etree.XMLSyntaxError as error:
        raise unreadable(error, file_name) from error


def content(element: Element | None, path: str) -> str | None:
    """The text at a path below an element, spaces trimmed; null where absent or empty."""
    found = None if element is None else element.findtext(path)
    return (found or "").strip() or None


def line_of(element: Element) -> int:
    """The line of an element; 0 where the parser does not know it."""
    line: Any = element.sourceline
    return int(line or 0)


def new_root(tag: str, namespaces: Mapping[str, str], *, default: str | None = None) -> Element:
    """A root element that declares namespaces by prefix, and the default one."""
    declared: Any = dict(namespaces) | ({None: default} if default else {})
    return etree.Element(tag, nsmap=declared)


def local_name(element: Element) -> str:
    """The tag of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: Element) -> str:
    """The namespace of an element; empty for none."""
    return str(element.tag).rpartition("}")[0].removeprefix("{")


def to_bytes(root: Element) -> bytes:
    """The document as indented UTF-8 with a prolog."""
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def refuse_doctype(data: bytes, file_name: str) -> None:
    """Returns when a document declares no document type; reads up to its first element only, so that nothing can grow.

    Args:
        data: The document, or its start.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: As `parse_xml`.
    """
    if not data.strip():
        raise file_fault("empty", "the file is empty", file_name=file_name)
    events: Any = etree.iterparse(io.BytesIO(data), events=("start",), resolve_entities=False, no_network=True)
    try:
        _, root = next(events)
    except (etree.XMLSyntaxError, StopIteration) as error:
        raise unreadable(error, file_name) from error
    information = root.getroottree().docinfo
    if information.internalDTD is not None or information.doctype:
        raise file_fault("unreadable", "the file declares a document type, which is not taken", file_name=file_name)


def unreadable(error: Exception, file_name: str, skipped_lines: int = 0) -> Exception:
    """The error for a document that the parser refuses.

    Args:
        error: What the parser says.
        file_name: Name of the file.
        skipped_lines: Lines before the fault that the parser was not given.
    """
    line = getattr(error, "lineno", 0) or 0
    cause = f"the file is not well-formed XML ({getattr(error, 'msg', None) or 'it ends early'})"
    return file_fault("unreadable", cause, file_name=file_name, line_number=line and line + skipped_lines)
