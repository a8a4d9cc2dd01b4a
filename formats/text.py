"""Bytes to text and back, strictly: a byte that the agreed encoding does not have is an error with its line."""

from __future__ import annotations

import codecs

from formats.faults import file_fault

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARIES = (
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"PK\x03\x04", "a workbook or an archive (zip)"),
    (b"\xd0\xcf\x11\xe0", "a document of Office (xls, doc)"),
    (b"\x1f\x8b", "an archive (gzip)"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3\0", "a database (SQLite)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"Rar!", "an archive (rar)"),
)


def binary_kind(data: bytes) -> str | None:
    """What a file is that is no text, by how it starts; none where that is not known."""
    return next((kind for start, kind in _BINARIES if data.startswith(start)), None)


def decode(data: bytes, encoding: str, *, file_name: str) -> str:
    """The text of a file, without byte order mark.

    A file in a single-byte encoding that holds valid UTF-8 beyond ASCII was saved as UTF-8: names in it would be
    garbled without an error, so it is refused.

    Args:
        data: The file.
        encoding: The agreed encoding.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is in another encoding (`encoding`), is no text or holds a NUL (`unreadable`).
    """
    codec = codecs.lookup(encoding).name
    if kind := binary_kind(data):
        raise file_fault("unreadable", f"the file is {kind}, and no text", file_name=file_name)
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    if marked and not codec.startswith(marked):
        raise file_fault("encoding", f"the file starts with the mark of {marked}, not {encoding}", file_name=file_name)
    if _is_single_byte(codec) and _is_utf8_beyond_ascii(data):
        raise file_fault("encoding", f"the file was saved as utf-8, not {encoding}", file_name=file_name)
    try:
        text = data.decode("utf-8-sig" if codec == "utf-8" else codec)
    except UnicodeDecodeError as error:
        line = _line(data, error.start)
        cause = f"byte {data[error.start]:#04x} is not {encoding}"
        raise file_fault("encoding", cause, file_name=file_name, line_number=line) from error
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise file_fault("unreadable", "the file holds a NUL character", file_name=file_name, line_number=line)
    return text


def encode(text: str, encoding: str, *, file_name: str) -> bytes:
    """The bytes of a text.

    Raises:
        FormatError: The encoding has no such character.
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        raise file_fault(
            "encoding",
            f"{encoding} has no character for {text[error.start]!r}",
            file_name=file_name,
            line_number=line,
            cure="Agree on utf-8 with the receiver, or correct the text.",
        ) from error


def _is_single_byte(codec: str) -> bool:
    return codec.startswith(("cp125", "iso8859", "latin", "cp850", "cp437"))


def _is_utf8_beyond_ascii(data: bytes) -> bool:
    if data.isascii():
        return False
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _line(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1
