"""Settings are typed, have defaults, hold no secrets, and each fault is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from assets.home import Home, create_home
from assets.settings import IntakeSettings, LocalSettings, PgpSettings, Secret, Settings, SftpSettings, load_settings
from assets.smtp_settings import SmtpSettings
from warehouse.errors import ConfigurationError, UsageError

SFTP = """\
transports:
  bailiff:
    kind: sftp
    host: sftp.bailiff.example
    user: hub
    key_file: keys/bailiff
    known_hosts: keys/known_hosts
"""


def load(folder: Path, text: str) -> Settings:
    home = create_home(folder)
    home.settings_file.write_text(text, encoding="utf-8")
    return load_settings(home)


def sftp(folder: Path, more: str) -> SftpSettings:
    settings = load(folder, SFTP + more).transport("bailiff")
    assert isinstance(settings, SftpSettings)
    return settings


@pytest.mark.parametrize("text", ["", "# only a comment\n", "{}\n", "---\n", "transports:\n# bank: {}\n"])
def test_nothing_said_means_one_machine_and_local_folders(tmp_path: Path, text: str) -> None:
    settings = load(tmp_path, text)
    home = Home(tmp_path)
    assert settings.warehouse.catalog == "sqlite"
    assert settings.warehouse.location(home) == str(tmp_path / "warehouse" / "catalog.sqlite")
    assert settings.warehouse.data(home) == str(tmp_path / "warehouse" / "data")
    assert settings.intake == IntakeSettings(5, ("*.part", "*.tmp", ".*", "*.filepart"))
    assert settings.keep_business_dates == "month_ends"
    assert settings.transport("anyone") == LocalSettings()


def test_a_catalog_in_postgres_takes_its_url_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load(tmp_path, "warehouse:\n  catalog: postgres\n  url: $HUB_URL\n  data_path: s3://bucket/lake/\n")
    with pytest.raises(ConfigurationError, match="HUB_URL is not set") as raised:
        settings.warehouse.location(Home(tmp_path))
    assert raised.value.place == f"{tmp_path}/hub.yaml:3"
    monkeypatch.setenv("HUB_URL", "host=127.0.0.1 dbname=hub")
    assert settings.warehouse.location(Home(tmp_path)) == "host=127.0.0.1 dbname=hub"
    assert settings.warehouse.data(Home(tmp_path)) == "s3://bucket/lake/"


def test_paths_are_relative_to_the_home(tmp_path: Path) -> None:
    assert load(tmp_path, "warehouse: {data_path: lake}").warehouse.data(Home(tmp_path)) == str(tmp_path / "lake")
    assert load(tmp_path, "warehouse: {data_path: /lake}").warehouse.data(Home(tmp_path)) == "/lake"
    assert sftp(tmp_path, "    inbox: /out\n").known_hosts == tmp_path / "keys" / "known_hosts"


def test_the_settings_of_a_new_home_show_what_is_possible_and_what_is_the_default(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    shown = home.settings_file.read_text(encoding="utf-8").split("\n\n")[1]
    plain = load_settings(home)
    said = load(tmp_path, shown.replace("# ", "", 1).replace("\n# ", "\n"))
    assert said.warehouse.data(home) == plain.warehouse.data(home)
    assert (said.warehouse.location(home), said.intake) == (plain.warehouse.location(home), plain.intake)
    assert said.keep_business_dates == plain.keep_business_dates
    assert said.transport("a_partner") == plain.transport("a_partner")
    example = said.transport("another_partner")
    assert isinstance(example, SftpSettings)
    assert (example.archive, example.after_fetch, example.attempts) == ("/to_hub/taken", "move", 3)


def test_what_is_said_counts(tmp_path: Path) -> None:
    said = "intake: {settle_seconds: 0, temporary_patterns: ['*.busy']}\nkeep: {business_dates: newest}\n"
    settings = load(tmp_path, said + "transports:\n  bank: {kind: local}\n")
    assert settings.intake == IntakeSettings(0, ("*.busy",))
    assert settings.keep_business_dates == "newest"
    assert settings.transports == {"bank": LocalSettings()}
    slow = sftp(tmp_path, "    inbox: /out\n    port: 2222\n    timeout_seconds: 600\n    attempts: 10\n")
    assert (slow.port, slow.timeout_seconds, slow.attempts) == (2222, 600, 10)


def test_an_sftp_partner_has_defaults(tmp_path: Path) -> None:
    settings = sftp(tmp_path, "    inbox: /out\n")
    assert (settings.port, settings.after_fetch, settings.timeout_seconds, settings.attempts) == (22, "remove", 30, 3)
    assert (settings.inbox, settings.outbox, settings.archive, settings.password) == ("/out", None, None, None)
    assert sftp(tmp_path, "    inbox: /out\n    archive: /out/taken\n").after_fetch == "move"
    assert sftp(tmp_path, "    inbox: /out\n    after_fetch: leave\n").after_fetch == "leave"


def test_a_secret_is_looked_up_when_used_and_shown_nowhere(tmp_path: Path) -> None:
    secret = sftp(tmp_path, "    inbox: /out\n    key_passphrase: $BAILIFF_KEY\n").key_passphrase
    assert secret == Secret("BAILIFF_KEY", "")
    assert secret.reveal({"BAILIFF_KEY": "open sesame"}) == "open sesame"
    assert "sesame" not in repr(secret)
    with pytest.raises(ConfigurationError, match="BAILIFF_KEY is not set"):
        secret.reveal({"BAILIFF_KEY": ""})


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ("intake:\n  setle_seconds: 5\n", 2, "'setle_seconds' is not a known key"),
        ("\nwarehose: {}\n", 2, "'warehose' is not a known key"),
        ("intake:\n  settle_seconds: five\n", 2, "whole number"),
        ("intake:\n  settle_seconds: 1:30\n", 2, "whole number"),
        ("intake:\n  settle_seconds: 010\n", 2, "whole number"),
        ("intake:\n  settle_seconds: -1\n", 2, "whole number"),
        ("intake:\n  settle_seconds: 5.0\n", 2, "whole number"),
        ("intake:\n  temporary_patterns: {a: b}\n", 2, "a list of texts"),
        ("intake:\n  temporary_patterns:\n  - '*.part'\n  - [5]\n", 2, "a list of texts"),
        ("intake:\n  settle_seconds: 5\n  settle_seconds: 6\n", 3, "stands twice"),
        ("intake: 5\n", 1, "must hold keys"),
        ("- intake\n", 1, "holds no keys"),
        ("1: intake\n", 1, "'1' is not a known key"),
        ("keep:\n  business_dates: never\n", 2, "cannot be 'never'"),
        ("warehouse:\n  catalog: oracle\n", 2, "cannot be 'oracle'"),
        ("warehouse:\n  catalog: postgres\n", 2, "'url' belongs to"),
        ("warehouse:\n  url: $URL\n", 2, "'url' belongs to"),
        ("warehouse:\n  data_path: ''\n", 2, "is empty"),
        ("warehouse:\n  data_path:\n", 2, "is empty"),
        ("intake: {\n", 2, "no YAML"),
        ("intake: &a {}\nkeep: *b\n", 2, "no YAML"),
        ("transports:\n  bank: {kind: ftp}\n", 2, "cannot be 'ftp'"),
        ("transports:\n  bank: {host: x}\n", 2, "'host' is not a known key"),
        ("transports:\n  bank: sftp\n", 2, "must hold keys"),
        ("transports:\n  bank:\n", 2, "must hold keys"),
        ("transports:\n  bank: {kind: sftp, user: x, known_hosts: k, inbox: i, key_file: f}\n", 2, "'host' is missing"),
        (SFTP, 3, "'inbox', 'outbox' or both"),
        (SFTP + "    inbox: /out\n    password: $P\n", 3, "not both"),
        (SFTP.replace("key_file: keys/bailiff", "inbox: /out"), 3, "a 'password' or a 'key_file'"),
        (SFTP + "    inbox: /out\n    after_fetch: move\n", 3, "'archive' belongs to"),
        (SFTP + "    inbox: /out\n    archive: /a\n    after_fetch: remove\n", 3, "'archive' belongs to"),
        (SFTP + "    inbox: /out\n    port: 70000\n", 9, "whole number"),
        (SFTP.replace("user: hub", "user: true") + "    inbox: /out\n", 5, "must be a text"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, line: int, cause: str) -> None:
    with pytest.raises(ConfigurationError, match=cause) as raised:
        load(tmp_path, text)
    assert raised.value.place == f"{tmp_path / 'hub.yaml'}:{line}"
    assert raised.value.cure


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load(tmp_path, "intake: {settle_seconds: x}\nkeep:\n  business_dates: never\n" + SFTP + "    prt: 22\n")
    assert all(f"hub.yaml:{line}: " in str(raised.value) for line in (1, 3, 6, 11))
    assert "Did you mean 'port'?" in str(raised.value)


def test_a_user_of_digits_is_what_was_written(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    home.settings_file.write_text(SFTP.replace("user: hub", "user: 007") + "    inbox: /out\n", encoding="utf-8")
    transport = load_settings(home).transport("bailiff")
    assert isinstance(transport, SftpSettings)
    assert transport.user == "007"


@pytest.mark.parametrize("secret", ["hunter2", "'$'", "'$not a name'", "'$hunter-2'"])
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path: Path, secret: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot stand in this file") as raised:
        load(tmp_path, SFTP + f"    inbox: /out\n    key_passphrase: {secret}\n")
    assert raised.value.place == f"{tmp_path / 'hub.yaml'}:9"
    assert "hunter" not in str(raised.value)


def test_settings_that_are_no_text_are_refused(tmp_path: Path) -> None:
    home = create_home(tmp_path)
    home.settings_file.write_bytes(b"keep: \xff\n")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings(home)
    home.settings_file.write_bytes(b"keep: \x07\n")
    with pytest.raises(ConfigurationError, match="no YAML"):
        load_settings(home)
    home.settings_file.unlink()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        load_settings(home)


def test_a_partner_whose_name_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name of a partner"):
        load(tmp_path, "transports:\n  ../x: {kind: local}\n")


def test_signatures_and_encryption_are_set_by_partner(tmp_path: Path) -> None:
    settings = load(tmp_path, SFTP + "    outbox: /out\n    signature: required\n  energy: {encrypt: true}\n")
    assert settings.pgp("bailiff") == PgpSettings(is_signature_required=True, is_encrypted=False)
    assert settings.pgp("energy") == PgpSettings(is_signature_required=False, is_encrypted=True)
    assert settings.pgp("anyone") == PgpSettings()


def test_a_signature_is_required_or_optional(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="signature"):
        load(tmp_path, "transports: {energy: {signature: always}}\n")


def test_a_mail_server_has_the_usual_port_of_its_kind(tmp_path: Path) -> None:
    text = "transports:\n  mailer: {kind: smtp, host: mail.example, tls: implicit}\n  other: {kind: smtp, host: h}\n"
    settings = load(tmp_path, text)
    implicit, starttls = settings.transport("mailer"), settings.transport("other")
    assert isinstance(implicit, SmtpSettings)
    assert isinstance(starttls, SmtpSettings)
    assert (implicit.tls, implicit.port, implicit.password, implicit.ca_file) == ("implicit", 465, None, None)
    assert (starttls.tls, starttls.port, starttls.attempts) == ("starttls", 587, 3)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("user: hub", "'user' and 'password' belong together"),
        ("user: hub, password: secret", "'password' is a secret"),
        ("tls: none", "'tls'"),
        ("encrypt: true", "e-mails go to debtors"),
    ],
)
def test_a_mail_server_without_encryption_or_half_a_login_is_refused(tmp_path: Path, keys: str, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        load(tmp_path, f"transports:\n  mailer: {{kind: smtp, host: h, {keys}}}\n")
