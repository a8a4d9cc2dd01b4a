from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from contextlib import suppress

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats import zip_parts
from formats.wrapping import Member, Opened, bare_names, unwrap
from warehouse.errors import FormatError
from warehouse.findings import CODES

CSV = b"nr;bedrag\r\n1;2,50\r\n"


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return packed.getvalue()


def refusal(data: bytes, file_name: str = "x.zip") -> FormatError:
    with pytest.raises(FormatError) as caught:
        unwrap(data, file_name=file_name)
    return caught.value


def test_a_file_without_wrapping_is_its_own_member() -> None:
    assert unwrap(CSV, file_name="a.csv") == [Member("a.csv", "a.csv", CSV, False, ())]


def test_a_file_of_nothing_is_its_own_member() -> None:
    assert unwrap(b"", file_name="a.csv") == [Member("a.csv", "a.csv", b"", False, ())]


def test_gzip_is_taken_off_whatever_the_file_is_called() -> None:
    assert unwrap(gzip.compress(CSV), file_name="a.csv.gz") == [Member("a.csv.gz", "a.csv", CSV, False, ("gzip",))]
    assert unwrap(gzip.compress(CSV), file_name="a.csv")[0].data == CSV


def test_gzip_files_one_after_the_other_are_one_file() -> None:
    assert unwrap(gzip.compress(b"a\n") + gzip.compress(b"b\n") + b"\0\0", file_name="a.gz")[0].data == b"a\nb\n"


def test_each_file_of_a_zip_is_a_member_with_its_own_name() -> None:
    found = unwrap(zipped(("a.csv", CSV), ("map/", b""), ("map/b.csv", b"x")), file_name="x.zip")
    assert [(member.path, member.name, member.data) for member in found] == [
        ("x.zip!a.csv", "a.csv", CSV),
        ("x.zip!map/b.csv", "b.csv", b"x"),
    ]
    assert all(member.is_in_archive for member in found)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_empty_and_plain_parts_come_out_whole(method: int) -> None:
    found = unwrap(zipped(("leeg.csv", b""), ("a.csv", CSV * 1000), method=method), file_name="x.zip")
    assert [member.data for member in found] == [b"", CSV * 1000]


def test_wrappings_lie_in_one_another() -> None:
    inner = zipped(("b.csv.gz", gzip.compress(CSV)))
    found = unwrap(gzip.compress(zipped(("in.zip", inner))), file_name="x.zip.gz")
    assert found == [Member("x.zip.gz!in.zip!b.csv.gz", "b.csv", CSV, True, ("gzip", "zip", "zip", "gzip"))]


def test_a_workbook_is_no_archive() -> None:
    packed = io.BytesIO()
    openpyxl.Workbook().save(packed)
    assert unwrap(packed.getvalue(), file_name="a.xlsx")[0].wrapping == ()


def test_what_systems_leave_in_archives_is_left_out() -> None:
    data = zipped(("__MACOSX/._a.csv", b"?"), ("map/.DS_Store", b"?"), ("Thumbs.db", b"?"), ("a.csv", CSV))
    assert [member.name for member in unwrap(data, file_name="x.zip")] == ["a.csv"]


@pytest.mark.parametrize(
    "name", ["../a.csv", "map/../../a.csv", "/etc/passwd", "C:\\a.csv", "..\\a.csv", "a\nb.csv", "a\x1bb.csv"]
)
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    # The module of Python writes other names than it is given; in the file itself anything can stand.
    data = zipped(("N" * len(name.encode()), CSV)).replace(b"N" * len(name.encode()), name.encode())
    error = refusal(data)
    assert error.code == CODES["unreadable"]
    assert "is called" in error.cause
    assert "\n" not in str(error)


def test_a_nul_ends_no_name_unseen() -> None:
    data = zipped(("a.csvN.exe", CSV)).replace(b"a.csvN.exe", b"a.csv\0.exe")
    names = [member.name for member in unwrap(data, file_name="x.zip")]
    assert names == ["a.csv"]


def test_a_name_twice_is_refused() -> None:
    data = zipped(("a.csv", CSV), ("b.csv", b"2")).replace(b"b.csv", b"a.csv")
    assert "stands twice" in refusal(data).cause


def test_an_archive_without_files_is_empty() -> None:
    assert refusal(zipped()).code == CODES["empty"]
    assert refusal(zipped(("map/", b""))).code == CODES["empty"]


def test_a_locked_zip_is_refused() -> None:
    data = bytearray(zipped(("a.csv", CSV)))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert "locked" in refusal(bytes(data)).cause


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = zipped(("a.csv", b"0" * (65 << 20)))
    assert len(bomb) < 100_000
    assert "times its size" in refusal(bomb).cause
    assert "times its size" in refusal(gzip.compress(b"0" * (65 << 20)), "a.gz").cause


def test_a_bomb_in_many_small_archives_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_parts, "_SMALL_BYTES", 1 << 20)
    inner = zipped(("a.csv", b"0" * (1 << 19)))
    bomb = zipped(*((f"{n}.zip", inner) for n in range(9)), method=zipfile.ZIP_STORED)
    monkeypatch.setattr(zip_parts, "_MOST_GROWTH", 100)
    assert "times its size" in refusal(bomb).cause


def test_a_zip_that_lies_about_sizes_is_refused() -> None:
    data = zipped(("a.csv", b"0" * 100_000))
    size, crc = struct.pack("<I", 100_000), struct.pack("<I", zlib.crc32(b"0" * 100_000))
    lied = data.replace(size, struct.pack("<I", 10)).replace(crc, struct.pack("<I", zlib.crc32(b"0" * 10)))
    assert "not what the zip declares" in refusal(lied).cause


def test_files_that_overlap_are_refused() -> None:
    data = bytearray(zipped(("a.csv", CSV), ("b.csv", CSV)))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = struct.pack("<I", 0)
    assert "overlap" in refusal(bytes(data)).cause


def test_too_many_layers_are_refused() -> None:
    data = CSV
    for _ in range(5):
        data = gzip.compress(data)
    assert "packed more than" in refusal(data, "a.gz").cause


@pytest.mark.parametrize("data", [gzip.compress(CSV)[:-9], gzip.compress(CSV) + b"x", b"\x1f\x8bnonsense"])
def test_damaged_gzip_is_refused(data: bytes) -> None:
    assert "gzip" in refusal(data, "a.gz").cause


def test_a_message_that_no_key_opens_is_refused_with_what_to_do() -> None:
    for data, name in ((b"-----BEGIN PGP MESSAGE-----\n", "a.csv"), (b"\xc1\xc0\x4c\x03", "a.csv.gpg")):
        error = refusal(data, name)
        assert "no key" in error.cause
        assert "public key of the hub" in error.cure


def test_a_key_opens_a_message_and_what_is_in_it() -> None:
    def decrypt(data: bytes, limit: int) -> Opened:
        assert limit == zip_parts.MOST_BYTES
        return Opened(gzip.compress(CSV), signed_by="abcd")

    found = unwrap(b"\xc1\xc0\x4c\x03", file_name="a.csv.gz.gpg", decrypt=decrypt)
    assert found == [Member("a.csv.gz.gpg", "a.csv", CSV, False, ("pgp", "gzip"), "abcd")]


def test_who_signed_an_archive_signed_each_file_in_it() -> None:
    packed = zipped(("a.csv", CSV), ("b.csv", b"x"))
    found = unwrap(b"\xc1\xc0", file_name="x.zip.gpg", decrypt=lambda *_: Opened(packed, signed_by="abcd"))
    assert [(member.name, member.signed_by) for member in found] == [("a.csv", "abcd"), ("b.csv", "abcd")]


@pytest.mark.parametrize("start", ["-----BEGIN PGP MESSAGE-----", "-----BEGIN PGP SIGNED MESSAGE-----"])
def test_a_signature_that_is_wrong_refuses_the_file(start: str) -> None:
    with pytest.raises(FormatError, match="somebody else") as caught:
        unwrap(start.encode(), file_name="a.csv", decrypt=lambda *_: Opened(CSV, fault="somebody else signed it"))
    assert caught.value.code == CODES["signature"]


def test_names_are_bared_of_what_packing_added() -> None:
    assert bare_names("a.csv.GZ.pgp") == ["a.csv.GZ.pgp", "a.csv.GZ", "a.csv"]
    assert bare_names("a.csv") == ["a.csv"]
    assert bare_names(".zip") == [".zip"]


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([b"", b"PK\x03\x04", b"\x1f\x8b\x08\x00", b"PK\x05\x06"]))
def test_any_bytes_are_members_or_a_finding(data: bytes, start: bytes) -> None:
    with suppress(FormatError):
        assert unwrap(start + data, file_name="x.zip")


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=8))
def test_a_damaged_archive_gives_its_bytes_or_a_finding(changes: list[tuple[int, int]]) -> None:
    data = bytearray(zipped(("a.csv", CSV * 9), ("b.csv", b"1;2\r\n" * 9)))
    for place, value in changes:
        data[place % len(data)] = value
    with suppress(FormatError):
        found = [member.data for member in unwrap(bytes(data), file_name="x.zip")]
        assert found in ([CSV * 9, b"1;2\r\n" * 9], [bytes(data)])
