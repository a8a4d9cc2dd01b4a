"""Schema of the hand-over file, and the check of a file against it."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

from lxml import etree

from formats.xml_source import parse_xml
from warehouse.errors import HubError

NAMESPACE: Final = "urn:incassohub:transfer:1"
"""Namespace of the file's elements."""


def validate_transfers(data: bytes) -> None:
    """Nothing, where the file fits `transfer.xsd`.

    Args:
        data: The file.

    Raises:
        HubError: The file does not fit; the message names the first lines and faults.
    """
    parse_transfers(data)


def parse_transfers(data: bytes) -> Any:
    """The root element of a file that fits `transfer.xsd`.

    Args:
        data: The file.

    Raises:
        FormatError: The file is no XML, or declares a document type.
        HubError: The file does not fit; the message names the first lines and faults.
    """
    root: Any = parse_xml(data, file_name="hand-over file")
    schema = _schema()
    if not schema.validate(root):
        log: Any = schema.error_log
        raise _fault("; ".join(f"line {entry.line}: {_plain(entry.message)}" for entry in log[:3]))
    return root


@cache
def _schema() -> etree.XMLSchema:
    return etree.XMLSchema(etree.fromstring(files("formats.exchange").joinpath("transfer.xsd").read_bytes()))


def _plain(message: str) -> str:
    return message.replace(f"{{{NAMESPACE}}}", "").rstrip(".")


def _fault(cause: str) -> HubError:
    return HubError(
        f"the file does not fit its schema ({cause})",
        place="hand-over file, formats/exchange/transfer.xsd",
        cure="Correct the dossier's data at its creditor; nothing of this batch leaves.",
    )
