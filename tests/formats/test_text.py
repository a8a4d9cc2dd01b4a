from __future__ import annotations

import pytest

from formats.text import decode, encode
from warehouse.errors import FormatError
from warehouse.findings import CODES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "windows-1252", "iso-8859-15", "cp850"])
def test_text_survives_its_encoding(encoding: str) -> None:
    assert decode(encode("Zoë, één", encoding, file_name="x"), encoding, file_name="x") == "Zoë, één"


@pytest.mark.parametrize(
    ("data", "encoding", "cause"),
    [
        ("Zoë".encode(), "windows-1252", "was saved as utf-8"),
        (b"\xef\xbb\xbfZoe", "iso-8859-15", "mark of utf-8"),
        ("Zoe".encode("utf-16"), "utf-8", "mark of utf-16"),
        (b"Zo\xeb", "utf-8", "byte 0xeb is not utf-8"),
        (b"Zo\x81", "windows-1252", "byte 0x81"),
        (b"Zo\xeb", "ascii", "byte 0xeb"),
    ],
)
def test_another_encoding_is_refused(data: bytes, encoding: str, cause: str) -> None:
    with pytest.raises(FormatError, match=cause) as caught:
        decode(data, encoding, file_name="x.txt")
    assert caught.value.code == CODES["encoding"]


def test_the_line_of_a_wrong_byte_is_counted_from_one() -> None:
    with pytest.raises(FormatError) as caught:
        decode(b"\xff", "utf-8", file_name="x.txt")
    assert caught.value.line_number == 1


def test_a_character_that_cannot_be_written_is_told_with_its_line() -> None:
    with pytest.raises(FormatError) as caught:
        encode("a\nŁ", "windows-1252", file_name="x.txt")
    assert (caught.value.code, caught.value.line_number) == (CODES["encoding"], 2)
