from __future__ import annotations

from pathlib import Path

import pytest
from pysequoia import Tsk, encrypt

from assets.keyring import Keyring
from assets.settings import Secret
from warehouse.errors import ConfigurationError

CONTENT = b"nr;bedrag\r\n1;2,50\r\n"


@pytest.fixture(scope="module")
def key() -> Tsk:
    return Tsk.generate("hub@incasso.example")


def message(key: Tsk, content: bytes = CONTENT, *, armor: bool = True) -> bytes:
    return encrypt(recipients=[key.extract_certificate()], bytes=content, armor=armor)


def keyring(folder: Path, *keys: Tsk) -> Keyring:
    for number, key in enumerate(keys):
        (folder / f"{number}.asc").write_text(str(key), encoding="ascii")
    return Keyring(folder)


@pytest.mark.parametrize("armor", [True, False])
def test_any_key_of_the_ring_opens_a_message(tmp_path: Path, key: Tsk, armor: bool) -> None:
    ring = keyring(tmp_path, Tsk.generate("old@incasso.example"), key)
    assert ring.decrypt(message(key, armor=armor), 1000) == CONTENT


def test_another_key_and_no_key_open_nothing(tmp_path: Path, key: Tsk) -> None:
    assert Keyring(tmp_path).decrypt(message(key), 1000) is None
    assert keyring(tmp_path, Tsk.generate("old@incasso.example")).decrypt(message(key), 1000) is None


def test_a_message_that_was_changed_opens_nothing(tmp_path: Path, key: Tsk) -> None:
    changed = bytearray(message(key, armor=False))
    changed[-30] ^= 1
    assert keyring(tmp_path, key).decrypt(bytes(changed), 1000) is None


def test_what_is_no_message_opens_nothing(tmp_path: Path, key: Tsk) -> None:
    assert keyring(tmp_path, key).decrypt(b"\xc1\xc0\x4c\x03nonsense", 1000) is None


def test_a_message_is_read_up_to_the_limit(tmp_path: Path, key: Tsk) -> None:
    content = keyring(tmp_path, key).decrypt(message(key, b"0" * (1 << 24)), 1000)
    assert content == b"0" * 1001


def test_a_key_that_is_none_is_told_with_its_file(tmp_path: Path, key: Tsk) -> None:
    (tmp_path / "hub.asc").write_text("x", encoding="ascii")
    with pytest.raises(ConfigurationError, match="no private key") as caught:
        Keyring(tmp_path).decrypt(message(key), 1000)
    assert caught.value.place.endswith("hub.asc")


def test_other_files_in_the_folder_are_no_keys(tmp_path: Path, key: Tsk) -> None:
    (tmp_path / "README.txt").write_text("x", encoding="ascii")
    assert keyring(tmp_path, key).decrypt(message(key), 1000) == CONTENT


def test_a_passphrase_that_is_not_set_is_told(tmp_path: Path, key: Tsk) -> None:
    keyring(tmp_path, key)
    with pytest.raises(ConfigurationError, match="HUB_NO_SUCH_VARIABLE"):
        Keyring(tmp_path, Secret("HUB_NO_SUCH_VARIABLE", "hub.yaml:1")).decrypt(message(key), 1000)


def test_a_passphrase_does_not_hinder_keys_without_one(
    tmp_path: Path, key: Tsk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUB_KEY_PASSPHRASE", "open sesame")
    keyring(tmp_path, key)
    ring = Keyring(tmp_path, Secret("HUB_KEY_PASSPHRASE", "hub.yaml:1"))
    assert ring.decrypt(message(key), 1000) == CONTENT
