"""The local transport reads and writes the folders of the home, and no others."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assets.home import create_home
from assets.settings import IntakeSettings, load_settings
from assets.transports.local import LocalTransport
from assets.transports.transport import transport_for
from warehouse.errors import TransportError, UsageError


def local(folder: Path) -> LocalTransport:
    return LocalTransport("energy", create_home(folder), IntakeSettings(), clock=lambda: 1000.0)


def test_waiting_files_lie_in_the_partners_inbox(tmp_path: Path) -> None:
    transport = local(tmp_path)
    file = tmp_path / "inbox" / "energy" / "claims.csv"
    file.parent.mkdir()
    file.write_text("a;b")
    os.utime(file, (900, 900))
    assert transport.fetch() == []
    assert transport.waiting() == [file]
    assert transport.waiting(wait=True) == [file]
    assert transport.look().odd == []


def test_a_delivered_file_lies_in_the_partners_outbox(tmp_path: Path) -> None:
    transport = local(tmp_path)
    assert transport.deliver("2026-11-16/letters.pdf", b"%PDF")
    assert not transport.deliver("2026-11-16/letters.pdf", b"%PDF")
    assert (tmp_path / "outbox" / "energy" / "2026-11-16" / "letters.pdf").read_bytes() == b"%PDF"
    assert transport.deliver("2026-11-16/letters.pdf", b"%PDF-2")


@pytest.mark.parametrize("path", ["", ".", "/etc/passwd", "../bank/x", "a/../../x", "a\0b"])
def test_a_path_out_of_the_outbox_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(UsageError, match="no path of a file"):
        local(tmp_path).deliver(path, b"x")


def test_an_outbox_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    transport = local(tmp_path)
    (tmp_path / "outbox" / "energy").write_text("in the way")
    with pytest.raises(TransportError, match="cannot be written"):
        transport.deliver("letters.pdf", b"%PDF")


def test_partners_have_local_folders_unless_set_otherwise(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    assert isinstance(transport_for("energy", load_settings(home), home), LocalTransport)
