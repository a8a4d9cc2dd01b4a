"""The format of a sample: its name and options as a mapping gives them, and how certain they are."""

from __future__ import annotations

from typing import Any, NamedTuple

from formats.sample.csv_sample import csv_options
from formats.sample.fixed_sample import fixed_options
from formats.sample.json_sample import json_options
from formats.sample.sheet_sample import workbook_options
from formats.sample.text_sample import read_text_sample
from formats.sample.xml_sample import xml_options
from formats.ubl_invoice import DOCUMENTS
from formats.xml_source import local_name, namespace, parse_xml
from warehouse.errors import UsageError

_BANK_NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:"


class Proposal(NamedTuple):
    """A format for a sample.

    Args:
        options: The mapping's `format:`.
        is_encoding_certain: Whether the bytes tell the encoding.
    """

    options: dict[str, Any]
    is_encoding_certain: bool = True


def propose_format(data: bytes, *, file_name: str) -> Proposal:
    """The format that reads a sample.

    Args:
        data: The sample.
        file_name: Its name, for errors.

    Raises:
        UsageError: It is in no format that a creditor's claims come in.
        FormatError: It is XML that cannot be parsed.
    """
    workbook = workbook_options(data) if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0") else None
    if workbook:
        return Proposal(workbook)
    if data.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
        return Proposal(_xml(data, file_name))
    sample = read_text_sample(data)
    if not sample.text.strip() or "\0" in sample.text:
        raise _unknown(file_name)
    options = json_options(sample) or _plain(sample)
    if options is None:
        raise _unknown(file_name)
    return Proposal(options, sample.is_certain or options["name"] == "json")


def _plain(sample: Any) -> dict[str, Any] | None:
    """Separated values, or lines of one width."""
    return csv_options(sample) or fixed_options(sample)


def _xml(data: bytes, file_name: str) -> dict[str, Any]:
    root = parse_xml(data, file_name=file_name)
    if namespace(root) in DOCUMENTS.values() and local_name(root) in DOCUMENTS:
        return {"name": "ubl"}
    if namespace(root).startswith(_BANK_NAMESPACE):
        cure = "Copy mappings/banks/agency-bank: the columns of statements are the same for every bank."
        raise UsageError("is a bank's message, which needs no draft", place=file_name, cure=cure)
    options = xml_options(data, file_name=file_name)
    if options is None:
        raise _unknown(file_name)
    return options


def _unknown(file_name: str) -> UsageError:
    return UsageError(
        "is in no format that can be recognised",
        place=file_name,
        cure="Give a text with separators or of one width, a workbook, XML or JSON, with at least two records.",
    )
