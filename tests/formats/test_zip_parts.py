from __future__ import annotations

import io
import zipfile

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
