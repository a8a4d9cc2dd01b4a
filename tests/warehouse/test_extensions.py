from __future__ import annotations

import logging

import duckdb
import pytest

from warehouse import extensions
from warehouse.errors import StoreError


@pytest.mark.parametrize("name", ["ducklake", "sqlite_scanner", "postgres_scanner"])
def test_extension_comes_from_a_package_of_this_release(name):
    file = extensions.packaged_file(name)
    assert file is not None
    assert f"v{duckdb.__version__}" in file.parts


def test_extension_that_has_no_package_is_told_with_what_to_install(caplog, tmp_path):
    config = {**extensions.OFFLINE, "extension_directory": str(tmp_path), "custom_extension_repository": str(tmp_path)}
    with (
        duckdb.connect(config=config) as connection,
        caplog.at_level(logging.WARNING),
        pytest.raises(StoreError, match="cannot be downloaded") as missing,
    ):
        extensions.load_extensions(connection, "no_such_thing")
    assert f"duckdb-extension-no-such-thing=={duckdb.__version__}" in missing.value.cure
    assert "duckdb-extension-no-such-thing" in caplog.text


def test_damaged_extension_is_told_with_its_file(monkeypatch, tmp_path):
    file = tmp_path / "ducklake.duckdb_extension"
    file.write_bytes(b"damaged")
    monkeypatch.setattr(extensions, "packaged_file", lambda name: file)
    with duckdb.connect(config=extensions.OFFLINE) as connection, pytest.raises(StoreError) as damaged:
        extensions.load_extensions(connection, "ducklake")
    assert damaged.value.place == str(file)
    assert "duckdb-extension-ducklake==" in damaged.value.cure
