from __future__ import annotations

import io
import zipfile
import zlib

import pytest

from formats.zip_parts import zip_parts
from warehouse.errors import FormatError
from warehouse.findings import CODES


def zipped(name: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"nr;naam\n1;x\n")
    return packed.getvalue()


def test_each_part_has_its_name_and_bytes() -> None:
    assert list(zip_parts(zipped("a.csv"), file_name="x.zip")) == [("a.csv", b"nr;naam\n1;x\n")]


@pytest.mark.parametrize("name", ["\0", "\0.csv"])
def test_a_part_without_a_name_is_refused(name: str) -> None:
    data = zipped("?" * len(name)).replace(b"?" * len(name), name.encode())
    with pytest.raises(FormatError, match="without a name") as caught:
        list(zip_parts(data, file_name="x.zip"))
    assert caught.value.code == CODES["unreadable"]


def test_a_stream_that_breaks_off_behind_what_is_declared_is_refused() -> None:
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS, strategy=zlib.Z_FIXED)
    stream = deflater.compress(b"abcde") + deflater.flush(zlib.Z_SYNC_FLUSH) + b"\x07"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv"), stream)
    data = bytearray(packed.getvalue())
    listed = data.rindex(b"PK\x01\x02")
    # The method becomes deflate, and the size less than what comes out before the stream is wrong.
    data[listed + 10], data[listed + 24] = 8, 3
    with pytest.raises(FormatError, match="not what the zip declares"):
        list(zip_parts(bytes(data), file_name="x.zip"))


def test_a_comment_that_looks_like_the_end_of_a_zip_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.csv", b"x")
        archive.comment = b"PK\x05\x06"
    with pytest.raises(FormatError, match="damaged"):
        list(zip_parts(packed.getvalue(), file_name="x.zip"))
