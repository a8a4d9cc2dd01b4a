"""The home is made once, opened often, and never mistaken."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.home import Home, create_home, open_home
from assets.settings import load_settings
from warehouse.errors import ConfigurationError, UsageError


def test_a_new_home_has_its_folders_and_settings(tmp_path: Path) -> None:
    home = create_home(tmp_path / "deep" / "home")
    names = sorted(path.name for path in home.path.iterdir())
    assert names == [
        "archive",
        "dagster",
        "hub.yaml",
        "inbox",
        "keyring",
        "mappings",
        "outbox",
        "transports",
        "warehouse",
    ]
    assert open_home(home.path) == home
    assert load_settings(home).transports == {}


def test_making_a_home_again_keeps_what_it_holds(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    home.settings_file.write_text("keep: {business_dates: all}\n", encoding="utf-8")
    (home.inbox / "energy").mkdir()
    assert create_home(tmp_path) == home
    assert home.settings_file.read_text(encoding="utf-8") == "keep: {business_dates: all}\n"
    assert (home.inbox / "energy").is_dir()


def test_a_home_is_absolute_whatever_folder_the_command_runs_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert create_home(Path("home")).path == tmp_path / "home"


def test_another_folder_is_no_home(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no home of a hub here") as raised:
        open_home(tmp_path)
    assert "--home" in raised.value.cure


def test_an_absent_archive_is_never_replaced_by_an_empty_one(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    home.archive.rmdir()
    with pytest.raises(ConfigurationError, match="archive of this home is gone"):
        open_home(tmp_path)
    assert not home.archive.exists()


def test_other_folders_are_made_anew(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    home.inbox.rmdir()
    open_home(tmp_path)
    assert home.inbox.is_dir()


def test_a_home_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be made"):
        create_home(tmp_path / "file" / "home")
    home = create_home(tmp_path / "home")
    home.outbox.rmdir()
    home.outbox.write_text("in the way")
    with pytest.raises(ConfigurationError, match="cannot be made"):
        open_home(home.path)


def test_own_mappings_come_before_the_shipped_ones(tmp_path: Path) -> None:
    own, *shipped = Home(tmp_path).mapping_roots
    assert own == tmp_path / "mappings"
    assert [path.name for path in shipped] == ["mappings"]
    assert (shipped[0] / "__init__.py").is_file()


def test_partners_have_folders_of_their_own(tmp_path: Path) -> None:
    home = Home(tmp_path)
    assert home.inbox_of("energy-nl_1.b") == tmp_path / "inbox" / "energy-nl_1.b"
    assert home.outbox_of("bank") == tmp_path / "outbox" / "bank"


@pytest.mark.parametrize("partner", ["", ".", "..", "../x", "a/b", ".hidden", "a\n", "a\x00", "é", "a" * 65])
def test_a_partner_whose_name_is_no_folder_is_refused(tmp_path: Path, partner: str) -> None:
    for folder in (Home(tmp_path).inbox_of, Home(tmp_path).outbox_of):
        with pytest.raises(UsageError, match="name of a partner"):
            folder(partner)
