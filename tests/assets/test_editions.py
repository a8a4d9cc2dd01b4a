"""An edition holds all that a delivery was read by: the feeds, and the lists of codes that they share."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.editions import edition_of, feeds_of, keep_edition
from assets.sender_keys import SenderKeys
from mappings.feeds import Feed
from mappings.partners import Partner, load_partners
from mappings.tree import SHIPPED
from tests.mappings.test_code_lists import FEED, LIST
from warehouse.errors import ConfigurationError


def partner(folder: Path, listed: str) -> Partner:
    creditor = folder / "creditors" / "energie-noord"
    (creditor / "codes").mkdir(parents=True, exist_ok=True)
    (creditor / "codes" / "soorten.yaml").write_text(listed, encoding="utf-8")
    (creditor / "extra.yaml").write_text(FEED.replace('"*.csv"', '"extra*.csv"'), encoding="utf-8")
    return load_partners((folder, SHIPPED)).creditors["energie-noord"]


def codes(feeds: dict[str, Feed]) -> dict[str, str]:
    rule = feeds["extra"].records["row"].columns["soort"].parse
    assert rule is not None
    return rule.codes


def test_a_list_of_codes_is_part_of_the_edition(tmp_path: Path) -> None:
    before = partner(tmp_path / "m", LIST)
    edition = keep_edition(tmp_path / "archive", before)
    after = partner(tmp_path / "m", LIST.replace("sole_trader", "consumer"))
    assert keep_edition(tmp_path / "archive", after) != edition
    assert codes(after.feeds)["Z"] == "consumer"
    assert codes(feeds_of(tmp_path / "archive", after, edition))["Z"] == "sole_trader"


def test_the_edition_of_today_is_not_read_again(tmp_path: Path) -> None:
    found = partner(tmp_path / "m", LIST)
    edition = keep_edition(tmp_path / "archive", found)
    assert keep_edition(tmp_path / "archive", found) == edition == edition_of(found)
    assert feeds_of(tmp_path / "archive", found, edition) is found.feeds


def test_a_list_that_changes_while_it_is_read_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    found = partner(tmp_path / "m", LIST)
    found.feeds["extra"].lists["soorten"].write_text(LIST + "  K: business\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="changed while it was read"):
        keep_edition(tmp_path / "archive", found)
    assert list((tmp_path / "archive" / "mappings").iterdir()) == []


def test_the_keys_of_a_sender_are_part_of_the_edition(tmp_path: Path) -> None:
    found = partner(tmp_path / "m", LIST)
    key = tmp_path / "2026.asc"
    key.write_text("a key", encoding="ascii")
    bare = keep_edition(tmp_path / "archive", found)
    signed = keep_edition(tmp_path / "archive", found, SenderKeys((key,), is_required=True))
    assert len({bare, signed, edition_of(found, SenderKeys((key,)))}) == 3
    key.unlink()
    folder = tmp_path / "archive" / "mappings" / signed / "keys"
    assert sorted(path.suffix for path in folder.iterdir()) == ["", ".asc"]
    assert next(folder.glob("*.asc")).read_text(encoding="ascii") == "a key"
    assert set(feeds_of(tmp_path / "archive", found, signed)) == set(found.feeds)
