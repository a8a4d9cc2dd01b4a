"""The encoding of a sample, and its text."""

from __future__ import annotations

import codecs
from typing import NamedTuple

_HEAD = 4_000
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class TextSample(NamedTuple):
    """The text of a sample.

    Args:
        text: The text, without byte order mark.
        encoding: Encoding that reads every byte of it.
        is_certain: Whether the bytes tell the encoding; plain ASCII reads the same in most.
    """

    text: str
    encoding: str
    is_certain: bool


def read_text_sample(data: bytes) -> TextSample:
    """The text in the first encoding that fits: by its mark, UTF-8, windows-1252, or else latin 1.

    *Source*: windows-1252 leaves five bytes undefined; a text that holds one of them is no windows-1252.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return TextSample(data.decode("utf-8-sig" if name == "utf-8" else name, errors="replace"), name, True)
    if wide := _wide_encoding(data):
        return TextSample(data.decode(wide, errors="replace"), wide, True)
    if data.isascii():
        return TextSample(data.decode("ascii"), "utf-8", False)
    for name in ("utf-8", "windows-1252"):
        try:
            return TextSample(data.decode(name), name, name == "utf-8")
        except UnicodeDecodeError:
            continue
    return TextSample(data.decode("iso-8859-1"), "iso-8859-1", False)


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without its mark: nearly every other byte of a western text is NUL then; none where that is not so."""
    head = data[:_HEAD]
    halves = {"utf-16-le": head[1::2], "utf-16-be": head[::2]}
    other = {"utf-16-le": head[::2], "utf-16-be": head[1::2]}
    for name, half in halves.items():
        if len(half) > 1 and half.count(0) * 10 >= len(half) * 9 and 0 not in other[name]:
            return name
    return None
