"""Templates as they were when messages left by them, kept in the archive beside the deliveries.

A template is a folder `templates/<sha256>/` with a copy of each of its files, named by the hash that the rows of its
messages carry. What left by an order is told in `templates/orders/<order>.json`: which templates it used, and the hash
of each batch. So an order that is run again, or rebuilt, speaks as it spoke, whatever became of the templates since.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl

from assets.write_file import sync_folder, write_file
from formats.letters.message_template import MessageTemplate
from mappings.templates import load_template, template_files, template_table
from warehouse import codes
from warehouse.errors import ConfigurationError

if TYPE_CHECKING:
    from assets.day_orders import Order
    from assets.hub import Hub

TEMPLATES: Final = "templates"
"""Folder of the templates in the archive."""

_ORDERS: Final = "orders"
_KEY: Final = ("language", "template")


def templates_then(hub: Hub, order: Order) -> pl.DataFrame:
    """The templates of an order: those by which it left, where it left already, else those of today.

    Args:
        hub: The open hub.
        order: The order.

    Returns:
        language, template, template_sha256.
    """
    today = template_table(hub.home.mapping_roots)
    left = _read_order(hub.home.archive, order.batch_key)
    if left is None:
        return today
    rows = [(*name.split("/", 1), sha256) for name, sha256 in left["templates"].items()]
    then = pl.DataFrame(rows, schema=today.schema, orient="row")
    return pl.concat([then, today.join(then, on=_KEY, how="anti")])


def keep_templates(hub: Hub, messages: pl.DataFrame) -> None:
    """The templates of messages, copied to the archive where they are not there yet.

    Args:
        hub: The open hub.
        messages: Rows of `outbox.messages`.

    Raises:
        ConfigurationError: A template was changed while it was read.
    """
    for language, name, sha256 in _used(messages):
        folder = hub.home.archive / TEMPLATES / sha256
        if not folder.is_dir():
            _keep(folder, template_files(name, language, hub.home.mapping_roots), (language, name, sha256))


def load_kept(hub: Hub, messages: pl.DataFrame) -> dict[tuple[str, str], MessageTemplate]:
    """The templates of a batch by language and name, as they were when its rows were written.

    Args:
        hub: The open hub.
        messages: Rows of `outbox.messages` of one batch.

    Raises:
        ConfigurationError: A template is not in the archive, or was changed there.
    """
    loaded = {}
    for language, name, sha256 in _used(messages):
        folder = hub.home.archive / TEMPLATES / sha256
        # What left before templates were kept may still have those of today.
        template = load_template(name, language, [folder] if folder.is_dir() else hub.home.mapping_roots)
        if template.sha256 != sha256:
            raise ConfigurationError(
                f"the template {language}/{name} is not as it was when the messages were written",
                place=str(folder),
                cure="Restore the archive from a backup; what left before templates were kept needs its old template.",
            )
        loaded[(language, name)] = template
    return loaded


def keep_what_leaves(hub: Hub, order: Order, messages: pl.DataFrame, files: Mapping[str, str]) -> None:
    """Templates and files of an order, written down before the first of them leaves; what is there already stays.

    Args:
        hub: The open hub.
        order: The order.
        messages: Its rows of `outbox.messages`.
        files: Hash of each batch's main file, by batch.
    """
    path = _order_file(hub.home.archive, order.batch_key)
    if path.is_file():
        return
    told = {
        "templates": {f"{language}/{name}": sha256 for language, name, sha256 in _used(messages)},
        "files": dict(files),
    }
    write_file(path, json.dumps(told, sort_keys=True, indent=1).encode() + b"\n")


def sent_hashes(archive: Path) -> dict[str, str]:
    """The hash of the main file of every batch that left since templates are kept, by batch."""
    hashes: dict[str, str] = {}
    for path in sorted((archive / TEMPLATES / _ORDERS).glob("*.json")):
        hashes |= json.loads(path.read_bytes())["files"]
    return hashes


def _used(messages: pl.DataFrame) -> list[tuple[str, str, str]]:
    """Language, name and hash of the templates that messages use; call lists and requests to systems have none."""
    texts = messages.filter(pl.col("channel").is_in(codes.MESSAGE_CHANNELS))
    return texts.select(*_KEY, "template_sha256").unique().sort(pl.all()).rows()


def _read_order(archive: Path, batch_key: str) -> dict[str, dict[str, str]] | None:
    path = _order_file(archive, batch_key)
    if not path.is_file():
        return None
    told: dict[str, dict[str, str]] = json.loads(path.read_bytes())
    return told


def _order_file(archive: Path, batch_key: str) -> Path:
    return archive / TEMPLATES / _ORDERS / f"{batch_key}.json"


def _keep(folder: Path, files: Mapping[str, Path], key: tuple[str, str, str]) -> None:
    language, name, sha256 = key
    written = folder.parent / f".{sha256}.{os.getpid()}.part"
    shutil.rmtree(written, ignore_errors=True)
    _copy(written, files.items())
    if load_template(name, language, [written]).sha256 != sha256:
        shutil.rmtree(written)
        raise ConfigurationError(
            "the template was changed while it was read",
            place=f"letters/{language}/{name}.yaml",
            cure="Run again.",
            retryable=True,
        )
    try:
        written.rename(folder)
    except OSError:
        # Another process kept the same template meanwhile.
        shutil.rmtree(written)
        if not folder.is_dir():
            raise
    sync_folder(folder.parent)


def _copy(target: Path, files: Iterable[tuple[str, Path]]) -> None:
    for relative, path in files:
        write_file(target / relative, path.read_bytes())
