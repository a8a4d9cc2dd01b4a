"""Parts of a zip, each inflated within what the zip itself declares, so that none can grow beyond what was checked.

*Source*: PKWARE APPNOTE 6.3; Fifield, "A better zip bomb" (USENIX WOOT 2019).
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final

from formats.faults import file_fault
from warehouse.errors import FormatError

MOST_BYTES: Final = 2 << 30
"""Bytes to which a file may unpack, all its parts together."""

_MOST_PARTS: Final = 10_000
_MOST_GROWTH: Final = 200
_SMALL_BYTES: Final = 64 << 20
_ENCRYPTED: Final = 0x1
_LOCAL_HEADER: Final = struct.Struct("<26xHH")
_END_COUNT: Final = struct.Struct("<10xH")
_COUNTED_ELSEWHERE: Final = 0xFFFF
_UNREADABLE: Final = (zipfile.BadZipFile, ValueError, OverflowError, EOFError, struct.error, RuntimeError)


def is_zip(data: bytes) -> bool:
    """Whether a file starts as a zip does."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def is_package(data: bytes) -> bool:
    """Whether a zip is a document by itself: a workbook of Excel or OpenDocument."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return not {"[Content_Types].xml", "mimetype"}.isdisjoint(archive.namelist())
    except _UNREADABLE:
        return False


def zip_parts(data: bytes, *, file_name: str) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file in a zip, in its order; folders are left out.

    Args:
        data: The zip.
        file_name: Its name, for errors.

    Raises:
        FormatError: It is damaged, locked, holds too much or grows too much, or a part is not what the zip declares.
    """
    parts = _parts(data, file_name)
    _refuse_bomb(parts, len(data), file_name)
    for part in parts:
        if not part.is_dir():
            yield part.filename, _inflate(data, part, file_name)


def check_zip(data: bytes, *, file_name: str) -> None:
    """Nothing, where a zip holds what it declares and no more; for programs that unpack it themselves.

    Args:
        data: The zip.
        file_name: Its name, for errors.

    Raises:
        FormatError: As `zip_parts`.
    """
    for _ in zip_parts(data, file_name=file_name):
        pass


def check_growth(packed: int, unpacked: int, *, file_name: str) -> None:
    """Nothing, where a file does not unpack to more than any honest one does.

    Args:
        packed: Bytes as sent.
        unpacked: Bytes so far.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: It is too much, or too much for so few bytes.
    """
    if unpacked > MOST_BYTES:
        cause = f"the file unpacks to more than {MOST_BYTES >> 30} GiB"
        raise file_fault("unreadable", cause, file_name=file_name, cure="Send it in parts.")
    if unpacked > max(_SMALL_BYTES, packed * _MOST_GROWTH):
        cause = f"the file unpacks to more than {_MOST_GROWTH} times its size"
        raise file_fault("unreadable", cause, file_name=file_name, cure="Send it unpacked.")


def _parts(data: bytes, file_name: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
        (stated,) = _END_COUNT.unpack_from(data, data.rindex(b"PK\x05\x06"))
    except _UNREADABLE as error:
        raise _damaged(file_name, f"the zip is damaged ({error})") from error
    # A damaged list of contents can hide a file behind the comment of the one before it.
    if not all(part.filename for part in parts):
        raise _damaged(file_name, "the zip holds a file without a name")
    if stated not in (len(parts), _COUNTED_ELSEWHERE) or any(part.is_dir() and part.file_size for part in parts):
        raise _damaged(file_name, "the zip holds other files than it lists")
    return parts


def _refuse_bomb(parts: list[zipfile.ZipInfo], packed: int, file_name: str) -> None:
    if len(parts) > _MOST_PARTS:
        cause = f"the zip holds {len(parts)} files, more than {_MOST_PARTS}"
        raise file_fault("unreadable", cause, file_name=file_name, cure="Send it in parts.")
    check_growth(packed, sum(part.file_size for part in parts), file_name=file_name)
    if len({part.header_offset for part in parts}) < len(parts):
        raise _damaged(file_name, "files in the zip overlap")


def _inflate(data: bytes, part: zipfile.ZipInfo, file_name: str) -> bytes:
    """The bytes of one part, never one more than it declares."""
    if part.flag_bits & _ENCRYPTED:
        cause = f"{part.filename!r} in the zip is locked with a password"
        raise file_fault("unreadable", cause, file_name=file_name, cure="Send it without, or encrypted with PGP.")
    packed = _packed(data, part)
    if packed is None:
        raise _damaged(file_name, f"{part.filename!r} in the zip is cut off")
    if part.compress_type == zipfile.ZIP_STORED:
        found: bytes | None = packed
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        found = _deflated(packed, part.file_size)
    else:
        raise _damaged(file_name, f"{part.filename!r} in the zip is packed in a way that few programs know")
    if found is None or len(found) != part.file_size or zlib.crc32(found) != part.CRC:
        raise _damaged(file_name, f"{part.filename!r} in the zip is not what the zip declares")
    return found


def _packed(data: bytes, part: zipfile.ZipInfo) -> bytes | None:
    header = data[part.header_offset : part.header_offset + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size or not data.startswith(b"PK\x03\x04", part.header_offset):
        return None
    start = part.header_offset + _LOCAL_HEADER.size + sum(_LOCAL_HEADER.unpack(header))
    packed = data[start : start + part.compress_size]
    return packed if len(packed) == part.compress_size else None


def _deflated(packed: bytes, size: int) -> bytes | None:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        found = inflater.decompress(packed, size + 1)
        # A stream of no bytes still has an end mark, which is read only when more may come out.
        is_all = inflater.eof or not inflater.decompress(inflater.unconsumed_tail, 1)
    except zlib.error:
        return None
    return found if is_all else None


def _damaged(file_name: str, cause: str) -> FormatError:
    return file_fault("unreadable", cause, file_name=file_name)
