from __future__ import annotations

import re
from pathlib import Path

import pytest
from pysequoia import SignatureMode, Tsk, decrypt, encrypt, sign

from assets.keyring import Keyring
from assets.settings import Secret
from formats.wrapping import Opened
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
    assert ring.decrypt(message(key, armor=armor), 1000) == Opened(CONTENT)


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
    assert keyring(tmp_path, key).decrypt(message(key, b"0" * (1 << 24)), 1000) == Opened(b"0" * 1001)


def test_a_key_that_is_none_is_told_with_its_file(tmp_path: Path, key: Tsk) -> None:
    (tmp_path / "hub.asc").write_text("x", encoding="ascii")
    with pytest.raises(ConfigurationError, match="no private key") as caught:
        Keyring(tmp_path).decrypt(message(key), 1000)
    assert caught.value.place.endswith("hub.asc")


def test_other_files_in_the_folder_are_no_keys(tmp_path: Path, key: Tsk) -> None:
    (tmp_path / "README.txt").write_text("x", encoding="ascii")
    assert keyring(tmp_path, key).decrypt(message(key), 1000) == Opened(CONTENT)


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
    assert ring.decrypt(message(key), 1000) == Opened(CONTENT)


@pytest.fixture(scope="module")
def sender() -> Tsk:
    return Tsk.generate("export@energie.example")


def public(folder: Path, *keys: Tsk) -> tuple[Path, ...]:
    (folder / "energie").mkdir(exist_ok=True)
    for number, key in enumerate(keys):
        (folder / "energie" / f"{number}.asc").write_text(str(key.extract_certificate()), encoding="ascii")
    return Keyring(folder).public_keys("energie")


def signed(kind: str, sender: Tsk, key: Tsk, content: bytes = CONTENT) -> bytes:
    if kind == "encrypted":
        return encrypt(recipients=[key.extract_certificate()], bytes=content, signer=sender.signer(), armor=False)
    return sign(sender.signer(), content, mode=SignatureMode.CLEAR if kind == "clear" else SignatureMode.INLINE)


KINDS = ("encrypted", "signed", "clear")


@pytest.mark.parametrize("kind", KINDS)
def test_who_signed_is_known_by_his_public_keys(tmp_path: Path, key: Tsk, sender: Tsk, kind: str) -> None:
    ring, files = keyring(tmp_path, key), public(tmp_path, Tsk.generate("old@energie.example"), sender)
    opened = ring.decrypt(signed(kind, sender, key), 1000, files)
    assert opened == Opened(CONTENT, signed_by=sender.extract_certificate().fingerprint)


@pytest.mark.parametrize("kind", KINDS)
def test_a_signature_of_somebody_else_is_a_fault_that_names_the_key(
    tmp_path: Path, key: Tsk, sender: Tsk, kind: str
) -> None:
    ring, files = keyring(tmp_path, key), public(tmp_path, Tsk.generate("old@energie.example"))
    opened = ring.decrypt(signed(kind, sender, key), 1000, files)
    assert opened is not None
    assert opened.signed_by is None
    assert re.search(r"did not sign it \(key [0-9a-f]{16,} did\)", opened.fault or "")


def test_what_was_changed_after_it_was_signed_is_a_fault(tmp_path: Path, sender: Tsk) -> None:
    message = sign(sender.signer(), CONTENT, armor=False).replace(b"2,50", b"9,50")
    opened = Keyring(tmp_path).decrypt(message, 1000, public(tmp_path, sender))
    assert opened is not None
    assert "changed after it was signed" in (opened.fault or "")


def test_a_large_message_is_known_to_be_wrong_though_it_was_read_before_its_signature(
    tmp_path: Path, key: Tsk, sender: Tsk
) -> None:
    ring, files = keyring(tmp_path, key), public(tmp_path, Tsk.generate("old@energie.example"))
    opened = ring.decrypt(signed("encrypted", sender, key, b"0" * (40 << 20)), 1 << 30, files)
    assert opened is not None
    assert opened.fault is not None


def test_what_nobody_signed_is_opened_and_nobody_is_named(tmp_path: Path, key: Tsk, sender: Tsk) -> None:
    assert keyring(tmp_path, key).decrypt(message(key), 1000, public(tmp_path, sender)) == Opened(CONTENT)


def test_without_keys_of_the_sender_a_signature_is_not_checked(tmp_path: Path, key: Tsk, sender: Tsk) -> None:
    assert keyring(tmp_path, key).decrypt(signed("encrypted", sender, key), 1000) == Opened(CONTENT)
    assert Keyring(tmp_path).public_keys("energie") == ()


def test_a_public_key_that_is_none_is_told_with_its_file(tmp_path: Path, key: Tsk, sender: Tsk) -> None:
    (path,) = public(tmp_path, sender)
    path.write_text("x", encoding="ascii")
    with pytest.raises(ConfigurationError, match="no public key") as caught:
        keyring(tmp_path, key).decrypt(message(key), 1000, [path])
    assert caught.value.place.endswith("energie/0.asc")


def test_a_partner_opens_what_is_encrypted_for_him_with_any_of_his_keys(tmp_path: Path, sender: Tsk) -> None:
    other = Tsk.generate("new@energie.example")
    public(tmp_path, sender, other)
    data = Keyring(tmp_path).encrypt("energie", CONTENT)
    assert CONTENT not in data
    assert {decrypt(data, decryptor=one.decryptor()).bytes for one in (sender, other)} == {CONTENT}


@pytest.mark.parametrize("text", [None, "x"])
def test_nothing_is_encrypted_for_a_partner_without_a_key_that_can(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "energie").mkdir()
        (tmp_path / "energie" / "0.asc").write_text(text, encoding="ascii")
    with pytest.raises(ConfigurationError, match=r"public key|with this key") as caught:
        Keyring(tmp_path).encrypt("energie", CONTENT)
    assert "energie" in caught.value.place
