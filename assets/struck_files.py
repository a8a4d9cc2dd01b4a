"""What the archive keeps in the place of bytes that held what may not be kept: the files as text, with that struck out.

A delivery's bytes stay under their hash until something in them must go: a citizen service number, or a person whose
data are erased. Then `struck/<2 digits>/<sha256>.zip` takes their place: each file of the delivery as the rows that its
reader gave, in Parquet, without what was struck out. The manifest keeps the hash of the bytes as they came, so that the
same bytes are still known when they come again; whoever reads the delivery finds the struck rows.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

import polars as pl

from assets.archive_objects import object_file
from assets.write_file import sync_folder, write_file
from formats.corrected_workbook import CorrectedRow
from formats.record_key import RecordKey
from formats.table import Table
from warehouse.errors import StoreError

STRUCK: Final = "struck"
"""Folder of what was struck out, in the archive."""

_LIST: Final = "files.json"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


class FileOfDelivery(NamedTuple):
    """Which file of a delivery it is.

    Args:
        path: Where it was found: the name as sent, then `!name` for each archive that it was in.
        name: Its own name.
        is_in_archive: Whether it was in a zip.
        sha256: Hash of its bytes as they came.
        size_bytes: Their number.
    """

    path: str
    name: str
    is_in_archive: bool
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class StruckFile:
    """A file of a delivery, as it is kept.

    Attributes:
        file: Which file it is.
        data: Its bytes, where nothing in it was struck out; then nothing else is kept of it.
        tables: Its rows by record, as its reader gave them.
        sent_back: Its rows, where it is a findings workbook that was sent back.
        is_form: Whether it is a form that an operator filled in.
    """

    file: FileOfDelivery
    data: bytes | None = None
    tables: dict[str, Table] = field(default_factory=dict)
    sent_back: list[CorrectedRow] | None = None
    is_form: bool = False


def struck_path(archive: Path, sha256: str) -> Path:
    """Where the files of a delivery are kept once something in them was struck out.

    Args:
        archive: Folder of the archive.
        sha256: Hash of the delivery's bytes as they came.
    """
    return archive / STRUCK / sha256[:2] / f"{sha256}.zip"


def keep_struck(archive: Path, sha256: str, files: list[StruckFile]) -> bytes:
    """What was written in the place of a delivery's bytes, which are gone from now on.

    Args:
        archive: Folder of the archive.
        sha256: Hash of the bytes as they came.
        files: The files of the delivery, in their order.
    """
    data = _packed(files)
    target = struck_path(archive, sha256)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_file(target, data)
    sync_folder(target.parent.parent)
    object_file(archive / "objects", sha256).unlink(missing_ok=True)
    return data


def forget_bytes(archive: Path) -> None:
    """Nothing; bytes in the place of which something else is kept, and that came again since, are gone.

    Args:
        archive: Folder of the archive.
    """
    for path in (archive / STRUCK).glob("*/*.zip"):
        object_file(archive / "objects", path.stem).unlink(missing_ok=True)


def struck_files(archive: Path, sha256: str) -> list[StruckFile] | None:
    """The files of a delivery in which something was struck out; none where its bytes are whole.

    Args:
        archive: Folder of the archive.
        sha256: Hash of the bytes as they came.

    Raises:
        StoreError: What is kept was damaged.
    """
    path = struck_path(archive, sha256)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return [_unpacked(packed, fields) for fields in json.loads(packed.read(_LIST))]
    except (zipfile.BadZipFile, KeyError, ValueError, pl.exceptions.PolarsError) as error:
        raise StoreError(
            "the file was damaged", place=str(path), cure="Restore it from a backup of the archive"
        ) from error


def _packed(files: list[StruckFile]) -> bytes:
    target = io.BytesIO()
    listed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, kept in enumerate(files, start=1):
            fields: dict[str, Any] = {"file": kept.file._asdict(), "number": number, "is_form": kept.is_form}
            if kept.data is not None:
                fields["is_whole"] = True
                _add(packed, f"{number}.data", kept.data)
            fields["sent_back"] = None if kept.sent_back is None else [_row_fields(row) for row in kept.sent_back]
            fields["tables"] = {}
            for place, (name, table) in enumerate(kept.tables.items(), start=1):
                fields["tables"] |= {name: {"part": f"{number}-{place}.parquet", "totals": table.totals}}
                rows = io.BytesIO()
                table.rows.write_parquet(rows)
                _add(packed, f"{number}-{place}.parquet", rows.getvalue())
            listed.append(fields)
        _add(packed, _LIST, json.dumps(listed, ensure_ascii=False, indent=1).encode())
    return target.getvalue()


def _add(packed: zipfile.ZipFile, name: str, data: bytes) -> None:
    # Without the time of the clock the same rows give the same bytes.
    packed.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)


def _row_fields(row: CorrectedRow) -> dict[str, Any]:
    return {"key": list(row.key), "cells": row.cells, "corrections": row.corrections}


def _unpacked(packed: zipfile.ZipFile, kept: dict[str, Any]) -> StruckFile:
    rows = kept["sent_back"]
    return StruckFile(
        file=FileOfDelivery(**kept["file"]),
        data=packed.read(f"{kept['number']}.data") if kept.get("is_whole") else None,
        tables={
            name: Table(pl.read_parquet(io.BytesIO(packed.read(part["part"]))), part["totals"])
            for name, part in kept["tables"].items()
        },
        sent_back=None
        if rows is None
        else [CorrectedRow(RecordKey(*row["key"]), row["cells"], row["corrections"]) for row in rows],
        is_form=kept["is_form"],
    )
