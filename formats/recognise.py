"""The format of a file that no mapping describes: its name and options, and by what it was recognised."""

from __future__ import annotations

import re
from typing import Any, Final, NamedTuple

from lxml import etree

from formats.faults import file_fault
from formats.registry import FORMATS
from formats.sample.csv_sample import csv_options
from formats.sample.fixed_sample import fixed_options
from formats.sample.json_sample import json_options
from formats.sample.sheet_sample import workbook_options
from formats.sample.text_sample import TextSample, read_text_sample
from formats.sample.xml_sample import xml_options
from formats.text import binary_kind, decode
from formats.ubl_invoice import DOCUMENTS
from formats.zip_parts import is_package, is_zip
from warehouse.errors import FormatError

HEAD_BYTES: Final = 1 << 20
"""How much of a file tells whether it is a message of a bank."""

_ISO: Final = "urn:iso:std:iso:20022:tech:xsd:"
_MESSAGES: Final = {"camt.052": "camt", "camt.053": "camt", "camt.054": "camt", "pain.002": "pain.002"}
_MT940: Final = re.compile(rb"^:20:.*?^:60[FM]:[CD]\d{6}", re.MULTILINE | re.DOTALL)
_CODA: Final = re.compile(rb"^\s*00000\d{6}.{117}\r?\n[1]", re.DOTALL)
_WORKBOOKS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class Recognised(NamedTuple):
    """A format that reads a file.

    Args:
        options: What a mapping would say under `format:`.
        why: By what it was recognised, as the end of a sentence.
    """

    options: dict[str, Any]
    why: str


def recognise_head(head: bytes) -> Recognised | None:
    """The format that the start of a file tells by itself: a message of a bank, or a UBL document; else none.

    Args:
        head: The first `HEAD_BYTES`.
    """
    root = _root(head)
    if root is not None:
        tag = etree.QName(root)
        if tag.namespace in DOCUMENTS.values() and tag.localname in DOCUMENTS:
            return Recognised({"name": "ubl"}, f"its root is {tag.localname} of UBL 2.1")
        message = (tag.namespace or "").removeprefix(_ISO)
        name = _MESSAGES.get(message[:8])
        return Recognised({"name": name}, f"its namespace is {message}") if name in FORMATS else None
    if "mt940" in FORMATS and _MT940.search(head):
        return Recognised({"name": "mt940"}, "it has the tags :20: and :60F: of MT940")
    if "coda" in FORMATS and _CODA.match(head):
        return Recognised({"name": "coda"}, "its first line is the header of CODA, 128 characters")
    return None


def recognise(data: bytes, *, file_name: str) -> Recognised:
    """The format of a file without wrapping.

    Args:
        data: The file.
        file_name: Its name, for errors.

    Raises:
        FormatError: It is empty, or in no format that can be recognised.
    """
    if not data.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        raise file_fault("empty", "the file is empty", file_name=file_name)
    found = recognise_head(data[:HEAD_BYTES])
    names = ("xlsx",) if data.startswith(_WORKBOOKS) else ("xml",) if _is_xml(data) else ("json", "csv", "fixed")
    for name in () if found else names:
        found = found or sniff(name, data, file_name=file_name)
    found = found or (_likeliest(data) if "csv" in names else None)
    if found:
        return found
    raise _strange(names[0], data, file_name)


def sniff(name: str, data: bytes, *, file_name: str) -> Recognised | None:
    """The options by which a format reads a file, as far as the file tells them; none where it does not look like it.

    Args:
        name: The format.
        data: The file.
        file_name: Its name, for errors.

    Raises:
        FormatError: It is XML that cannot be parsed.
    """
    if name == "xlsx":
        return _told(workbook_options(data), "it is a workbook with a table on {sheets}")
    if name == "xml":
        return _told(xml_options(data, file_name=file_name), "it is XML in which {record} repeats")
    if name == "json":
        return _told(json_options(read_text_sample(data)), "it is JSON{lines}")
    if name in ("csv", "fixed"):
        sample = read_text_sample(data)
        look = csv_options if name == "csv" else fixed_options
        why = "its rows have as many fields between {delimiter}" if name == "csv" else "its lines are all {width} long"
        return None if binary_kind(data) or "\0" in sample.text else _told(look(sample), why)
    return Recognised({"name": name}, "it was named") if name in FORMATS else None


def assume(name: str, data: bytes, *, file_name: str) -> dict[str, Any]:
    """The options by which a named format reads a file: what the file tells, else the plainest ones.

    Args:
        name: The format.
        data: The file.
        file_name: Its name, for errors.

    Raises:
        FormatError: The format needs to know more than the file tells.
    """
    found = sniff(name, data, file_name=file_name)
    if found is not None:
        return found.options
    sample = read_text_sample(data)
    if name == "csv":
        return {"name": name, "encoding": sample.encoding, "delimiter": _likeliest_delimiter(sample)}
    if name == "json":
        return {"name": name}
    if name == "fixed":
        text = decode(data, sample.encoding, file_name=file_name)
        width = max((len(line) for line in text.splitlines()), default=1)
        return {
            "name": name,
            "encoding": sample.encoding,
            "records": {"row": {"fields": {"line": [1, max(width, 1)]}}},
        }
    cause = "the file is no workbook with a table" if name == "xlsx" else "nothing in the file repeats"
    raise file_fault("unreadable", cause, file_name=file_name)


def _likeliest(data: bytes) -> Recognised | None:
    """JSON or a table that is not whole, so that what is wrong with it can be told with its line; else none."""
    sample = read_text_sample(data)
    lines = [line for line in sample.text.splitlines() if line.strip()]
    if binary_kind(data) or "\0" in sample.text or not lines:
        return None
    if lines[0].lstrip().startswith(("{", "[")):
        is_lines = lines[0].lstrip().startswith("{") and lines[0].rstrip().endswith("}")
        return Recognised({"name": "json"} | ({"lines": True} if is_lines else {}), "it starts as JSON does")
    sign = _likeliest_delimiter(sample)
    if sum(sign in line for line in lines) * 2 < len(lines):
        return None
    options = {"name": "csv", "encoding": sample.encoding, "delimiter": sign}
    return Recognised(options, f"most of its lines hold {sign!r}, though not equally often")


def _strange(name: str, data: bytes, file_name: str) -> FormatError:
    """Why a file is in no format, by the one that it looks like most."""
    cure = "Name it with --format; known are " + ", ".join(FORMATS) + "."
    if name == "xml":
        return file_fault("unreadable", "nothing in the XML repeats that could be a record", file_name=file_name)
    kind = binary_kind(data)
    if name == "xlsx" and is_zip(data) and is_package(data):
        cause = "no sheet of the workbook has a header with records below it"
        return file_fault("empty", cause, file_name=file_name)
    cause = f"the file is {kind}, which holds no records" if kind else "the format cannot be recognised"
    return file_fault("unreadable", cause, file_name=file_name, cure=cure)


def _told(options: dict[str, Any] | None, why: str) -> Recognised | None:
    if options is None:
        return None
    words = {
        "sheets": ", ".join(repr(place["sheet"]) for place in options.get("sheets", {}).values()),
        "record": ", ".join(options.get("record", {}).values()) if isinstance(options.get("record"), dict) else "",
        "lines": " with an object on each line" if options.get("lines") else "",
        "delimiter": repr(options.get("delimiter", ",")),
        "width": options.get("width", ""),
    }
    encoding = f", in {options['encoding']}" if "encoding" in options else ""
    return Recognised(options, why.format(**words) + encoding)


def _likeliest_delimiter(sample: TextSample) -> str:
    first = next((line for line in sample.text.splitlines() if line.strip()), "")
    return max(";\t|,", key=first.count)


def _is_xml(data: bytes) -> bool:
    return read_text_sample(data[:100]).text.lstrip().startswith("<")


def _root(head: bytes) -> etree._Element | None:
    """The root element of a document that may be cut off; none where the start is no XML, or declares a type."""
    if not _is_xml(head):
        return None
    parser = etree.XMLPullParser(events=("start",), resolve_entities=False, no_network=True)
    try:
        for start in range(0, len(head), 1024):
            parser.feed(head[start : start + 1024])
            for _, root in parser.read_events():
                assert isinstance(root, etree._Element), "the event of a start carries its element"
                return root
    except (etree.XMLSyntaxError, FormatError):
        return None
    return None
