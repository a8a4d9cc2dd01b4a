"""Elements of the hand-over file: text, amounts and rates as the schema wants them."""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from formats.exchange.transfer_schema import NAMESPACE

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def add_element(parent: Any, name: str) -> Any:
    """A new empty element under the parent."""
    return etree.SubElement(parent, tag(name))


def add_text(parent: Any, name: str, text: str | None) -> None:
    """An element with text; none where there is no text.

    XML has no way to write most control characters, not even as references: they become spaces.
    """
    if text is not None and (clean := _NOT_XML.sub(" ", text).strip()):
        add_element(parent, name).text = clean


def add_amounts(parent: Any, amounts: dict[str, int]) -> None:
    """An element with euros for each amount in cents."""
    for name, cents in amounts.items():
        add_text(parent, name, euros(cents))


def tag(name: str) -> str:
    """The name of an element in the file's namespace."""
    return f"{{{NAMESPACE}}}{name}"


def euros(cents: int) -> str:
    """An amount with a point and two decimals."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02}"


def percent(rate_ppm: int) -> str:
    """A rate in per cent with four decimals."""
    return f"{rate_ppm // 10_000}.{rate_ppm % 10_000:04}"
