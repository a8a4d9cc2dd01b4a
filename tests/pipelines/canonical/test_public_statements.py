"""Public bank files through the feeds of a bank: booked, or refused with a finding that names a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.canonical import build

SAMPLES = Path(__file__).parents[3] / "../shared/samples"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public bank files is absent")
FEEDS = {"camt": ("agency-bank", "xml"), "mt940": ("agency-bank", "sta"), "coda": ("agency-bank-be", "cod")}
FILES = sorted(path for folder in FEEDS for path in (SAMPLES / folder).glob("*.*"))
BOMB = b'<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><Document><Stmt>&b;</Stmt></Document>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><Document>&a;</Document>'


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_public_file_is_booked_or_told(path: Path) -> None:
    bank, suffix = FEEDS[path.parent.name]
    booked = build.book(build.delivery(1, bank, f"{path.stem}.{suffix}", path.read_bytes()))
    delivery = booked.deliveries.row(0, named=True)
    parts = ("rows_accepted", "rows_refused", "rows_duplicate")
    assert delivery["rows_read"] == sum(delivery[name] for name in parts)
    refusals = booked.findings.filter(severity="error")
    assert (delivery["status"] == "accepted") == refusals.is_empty()
    assert (refusals["line_number"] > 0).all()


@pytest.mark.parametrize("data", [BOMB, OUTSIDE], ids=["entity bomb", "external entity"])
def test_hostile_documents_are_refused(data: bytes) -> None:
    booked = build.book(build.delivery(1, "agency-bank", "s.xml", data))
    assert booked.deliveries["status"].item() == "refused"
    assert "document type" in booked.findings["message"].item()
