"""The whole warehouse again, from the archive alone: every delivery booked and every ordered day run, in log order."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from assets.booking import book_pending
from assets.day import compose, decide, prune, settle
from assets.day_orders import is_receipt, orders_of, unfinished_orders
from assets.dispatch import deliver_batches, recount_files, write_batches
from assets.editions import EDITIONS
from assets.erasures import erased_dossiers
from assets.home import create_home, open_home
from assets.hub import open_hub
from assets.kept_templates import TEMPLATES
from assets.publish import publish
from assets.reporting import report_deliveries
from assets.settings import WarehouseSettings, load_settings
from assets.stage_controls import RECOUNTS, recount_canonical, recount_deliveries
from assets.struck_files import STRUCK
from assets.write_file import write_file
from warehouse.errors import BalanceError, StoreError, UsageError
from warehouse.plural import plural
from warehouse.replace_tables import replace_tables

if TYPE_CHECKING:
    import polars as pl

    from assets.day_orders import Order
    from assets.home import Home
    from assets.hub import Hub

_LOGGED: Final = ("objects", "log", EDITIONS, STRUCK, TEMPLATES)
_SCRATCH: Final = ".rebuilding"


def _as_it_is(_: Home) -> None:
    """Nothing: the archive is rebuilt from as it is."""


def rebuild_into(
    home: Path, target: Path, *, tell: Callable[[str], None], amend: Callable[[Home], None] = _as_it_is
) -> list[Order]:
    """The orders by which something else would leave today than what left; the warehouse is made again in another home.

    The other home gets the archive and the keys (as links where the file system has them), the mappings and a warehouse
    of its own on SQLite; its outbox holds what left, and nothing is sent to anyone.

    Args:
        home: The home whose archive is read.
        target: The other home; new or empty.
        tell: Called with a line for each part of the work.
        amend: Called with the other home once it has the archive, before anything is read.

    Raises:
        UsageError: The target holds something already.
        BalanceError: A control does not balance.
    """
    source = open_home(home)
    if target.exists() and any(target.iterdir()):
        raise UsageError("the folder is not empty", place=str(target), cure="Name a new folder with --into.")
    settings = load_settings(source)
    made = create_home(target)
    keep = f"keep: {{business_dates: {settings.keep_business_dates}}}\n"
    passphrase = settings.key_passphrase
    keys = f"keyring: {{passphrase: ${passphrase.variable}}}\n" if passphrase else ""
    write_file(made.settings_file, made.settings_file.read_bytes() + (keep + keys).encode())
    for part in _LOGGED:
        if (source.archive / part).is_dir():
            shutil.copytree(source.archive / part, made.archive / part, dirs_exist_ok=True, copy_function=_link)
    shutil.copytree(source.mappings, made.mappings, dirs_exist_ok=True)
    shutil.copytree(source.keyring, made.keyring, dirs_exist_ok=True, copy_function=_link)
    amend(made)
    with open_hub(target) as hub:
        return replay(hub, tell=tell)


def rebuild_in_place(home: Path, *, tell: Callable[[str], None]) -> None:
    """Nothing; the warehouse of a home is made again beside it, and takes its place in one booking.

    Args:
        home: The home.
        tell: Called with a line for each part of the work.

    Raises:
        BalanceError: A control does not balance, or something else would leave than what left: nothing is replaced.
    """
    scratch = open_home(home).path / _SCRATCH
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        if differing := rebuild_into(home, scratch, tell=tell):
            raise BalanceError(
                f"by today's mappings something else would leave by {len(differing)} orders than what left",
                place=", ".join(order.batch_key for order in differing),
                cure="Nothing was replaced. Put the mappings back, or look with `rebuild --into` and `compare`.",
            )
        if not _is_openable(home):
            # A warehouse that was damaged, or is of another version, gives way: all of it is derived.
            open_home(home).warehouse.rename(scratch / "gave-way")
        with open_hub(home) as hub, open_hub(scratch, read_only=True) as made:
            replace_tables(hub.store, made.store, message="all tables, rebuilt from the archive", author="incassohub")
            publish(hub)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _is_openable(home: Path) -> bool:
    """Whether the warehouse can be opened; one that is not in its own folder of the home must be."""
    try:
        with open_hub(home):
            return True
    except StoreError as error:
        if error.retryable or load_settings(open_home(home)).warehouse != WarehouseSettings():
            raise
        return False


def replay(hub: Hub, *, tell: Callable[[str], None]) -> list[Order]:
    """The orders by which something else would leave today than what left, once the log is booked and its days are run.

    Each ordered day is run where it stands in the log. An order that was never finished is not run: its next run will
    finish it.

    Args:
        hub: The hub, with an empty warehouse.
        tell: Called with a line for each part of the work.

    Raises:
        BalanceError: A control does not balance.
    """
    log = hub.archive.log()
    open_orders = unfinished_orders(log)
    receipts = {manifest.file_name: manifest.sha256 for manifest in log if is_receipt(manifest)}
    erased = erased_dossiers(hub.archive)
    differing = []
    for order in orders_of(log):
        booked = book_pending(hub, up_to=order.sequence_number)
        report_deliveries(hub)
        tell(f"{_booked(booked)}, up to {order.delivery_id}")
        if order in open_orders:
            tell(f"business date {order.business_date}, order {order.number}: broken off, and not run here")
            continue
        receipt = run_order(hub, order)
        tell(f"business date {order.business_date} run, order {order.number}")
        if not _is_what_left(hub, receipt, receipts[order.receipt_name], erased):
            tell(f"business date {order.business_date}, order {order.number}: not what left then")
            differing.append(order)
    booked = book_pending(hub)
    report_deliveries(hub)
    tell(f"{_booked(booked)}, up to the end of the log")
    publish(hub)
    return differing


def _booked(deliveries: list[str]) -> str:
    return f"{len(deliveries)} {plural(len(deliveries), 'delivery', 'deliveries')} booked"


def _is_what_left(hub: Hub, receipt: bytes, sha256: str, erased: frozenset[str]) -> bool:
    """Whether a receipt is the archived one; of persons who were erased nothing can be said any more."""
    if hashlib.sha256(receipt).hexdigest() == sha256:
        return True
    return bool(erased) and _lines_of_others(receipt, erased) == _lines_of_others(hub.archive.read(sha256), erased)


def _lines_of_others(receipt: bytes, erased: frozenset[str]) -> list[tuple[str, ...]]:
    """What a receipt tells of all dossiers but some; the places in a batch move up where one is gone."""
    lines = [json.loads(line) for line in receipt.splitlines()]
    others = [line for line in lines if line.get("dossier_id") not in erased]
    return sorted(tuple(f"{k}={v}" for k, v in line.items() if k != "sequence_number") for line in others)


def run_order(hub: Hub, order: Order) -> bytes:
    """The dispatch receipt of an order, run from ledger to files with the controls of a day's run; not archived.

    Raises:
        BalanceError: A control does not balance.
    """
    _must_balance(order, "inbox", recount_deliveries(hub))
    _must_balance(order, "canonical", recount_canonical(hub))
    for stage, run in (("ledger", settle), ("decisions", decide), ("outbox", compose)):
        run(hub, order)
        _must_balance(order, stage, RECOUNTS[stage](hub, order))
    write_batches(hub, order)
    _must_balance(order, "files", recount_files(hub, order))
    receipt = deliver_batches(hub, order)
    prune(hub)
    return receipt


def _must_balance(order: Order, stage: str, differences: pl.DataFrame) -> None:
    if not differences.is_empty():
        raise BalanceError(
            f"{differences.height} controls of the stage {stage} do not balance",
            place=str(order.business_date),
            cure="Look at `incassohub status`; nothing of the day was written.",
        )


def _link(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        # Another file system, or one without links.
        shutil.copy2(source, target)
    return target
