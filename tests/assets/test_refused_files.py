from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assets.home import create_home
from assets.hub import Hub, open_hub
from assets.refused_files import lay_refused
from warehouse.errors import UsageError


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with open_hub(create_home(tmp_path).path) as opened:
        yield opened


def test_a_refused_file_is_laid_apart_until_it_is_refused_no_more(hub: Hub) -> None:
    manifest = hub.archive.put("zorgplus", "a/b.csv", b"x;y", known_at=date(2026, 11, 16))
    delivery = {"delivery_id": manifest.delivery_id, "partner_id": "zorgplus", "status": "refused"}
    lay_refused(hub, delivery, "a_b.csv")
    path = hub.home.errors_of("zorgplus") / f"{manifest.delivery_id}-a_b.csv"
    assert path.read_bytes() == b"x;y"
    path.write_bytes(b"spoilt by a person")
    assert hub.archive.read(manifest.sha256) == b"x;y"
    lay_refused(hub, delivery | {"status": "accepted"}, "a_b.csv")
    assert not path.exists()


def test_a_file_in_an_archive_brings_the_archive(hub: Hub) -> None:
    manifest = hub.archive.put("zorgplus", "day.zip", b"PK", known_at=date(2026, 11, 16))
    delivery = {"delivery_id": f"{manifest.delivery_id}.0002", "partner_id": "zorgplus", "status": "refused"}
    lay_refused(hub, delivery, "day.zip!b.csv")
    (path,) = hub.home.errors_of("zorgplus").iterdir()
    assert path.read_bytes() == b"PK"


def test_a_partner_is_the_name_of_a_folder(hub: Hub) -> None:
    with pytest.raises(UsageError, match="name of a partner"):
        hub.home.errors_of("../x")
