"""The format of a sample as a mapping would give it, and whether the sample proves its encoding."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from formats.recognise import assume, recognise
from formats.sample.text_sample import read_text_sample
from warehouse.errors import UsageError

_OF_BANKS: Final = ("camt", "mt940", "coda", "pain.002")
_OF_TEXT: Final = ("csv", "fixed")


class Proposal(NamedTuple):
    """A format for a sample.

    Args:
        options: The mapping's `format:`.
        is_encoding_certain: Whether the bytes tell the encoding.
    """

    options: dict[str, Any]
    is_encoding_certain: bool = True


def propose_format(data: bytes, *, file_name: str, name: str | None = None) -> Proposal:
    """The format that reads a sample.

    Args:
        data: The sample.
        file_name: Its name, for errors.
        name: Name of its format; recognised when not given.

    Raises:
        UsageError: It is a message of a bank.
        FormatError: It is empty, damaged, or in no format that can be recognised.
    """
    options = assume(name, data, file_name=file_name) if name else recognise(data, file_name=file_name).options
    if options["name"] in _OF_BANKS:
        cure = "Copy mappings/banks/agency-bank: the columns of statements are the same for every bank."
        raise UsageError("is a bank's message, which needs no draft", place=file_name, cure=cure)
    return Proposal(options, options["name"] not in _OF_TEXT or read_text_sample(data).is_certain)
