"""Small homes with a few files of the energy supplier, and what comes back to it."""

from __future__ import annotations

import io
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from assets.hub import open_hub
from assets.intake import take_in
from assets.revisions import book_all
from tests.pipelines.canonical.build import claim, csv, mutation

DAY = date(2026, 11, 16)
SENDER = "energie-noord"
__all__ = ["DAY", "SENDER", "answers", "claim", "drop", "fill_in", "mutation", "receipt", "send"]


def drop(home: Path, name: str, data: bytes, *, partner: str = SENDER) -> None:
    """Put a file in a partner's inbox."""
    folder = home / "inbox" / partner
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    os.utime(folder / name, (0, 0))


def send(home: Path, name: str, *rows: dict[str, str], data: bytes | None = None, day: date = DAY) -> str:
    """Send a file of claims or mutations, book it, and return its delivery."""
    drop(home, name, csv(rows) if data is None else data)
    with open_hub(home) as hub:
        (manifest,) = take_in(hub, day, wait=False).manifests
        book_all(hub)
    return str(manifest.delivery_id)


def answers(home: Path) -> list[str]:
    """Return the names of the files that came back."""
    return sorted(path.name for path in (home / "outbox" / SENDER).iterdir())


def receipt(home: Path, name: str) -> dict[str, Any]:
    """Return a receipt by the name of the file it answers."""
    found: dict[str, Any] = json.loads((home / "outbox" / SENDER / f"{name}.receipt.json").read_bytes())
    return found


def fill_in(
    home: Path,
    name: str,
    corrections: dict[str, dict[str, str]],
    *,
    by: str = "Factuurnummer",
    partner: str = SENDER,
) -> bytes:
    """Return the findings workbook of a file, with texts filled in by record and heading."""
    book = openpyxl.load_workbook(home / "outbox" / partner / f"{name}.findings.xlsx")
    sheet: Any = book.worksheets[-1]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for heading, text in corrections.get(row[heads.index(by)].value, {}).items():
            row[heads.index(heading)].value = text
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
