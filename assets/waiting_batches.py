"""Batches that wait, for the command line: which there are, what is in them, and the file that decides on one."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

import polars as pl

from assets.asked import closed_orders
from assets.day_orders import HUB
from assets.released_files import make_as_shown, read_batch_as_shown
from assets.releases import read_shown
from assets.write_file import write_file
from formats.decision_rows import ITEM_HEADING
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from assets.hub import Hub

_OVERVIEW: Final = """
    SELECT shown.batch_id, shown.kind, shown.partner_id, shown.business_date AS shown_date, shown.row_count,
           shown.amount_cents, coalesce(ended.state, 'waiting') AS state, ended.business_date AS since_date,
           decided.decision, coalesce(decided.decided_by, ended.decided_by) AS decided_by,
           ended.taken_out_count, shown.until_date AS release_by, shown.reason
    FROM outbox.releases AS shown
    LEFT JOIN outbox.releases AS ended ON ended.waiting_batch_id = shown.batch_id AND ended.state <> 'waiting'
    LEFT JOIN canonical.operator_decisions AS decided
      ON decided.item_id = 'release:' || shown.batch_id AND decided.decision IN ('release', 'refuse')
    WHERE shown.state = 'waiting'
    ORDER BY shown.business_date DESC, shown.batch_id"""


def list_batches_that_waited(hub: Hub) -> pl.DataFrame:
    """The batches that waited, the newest first, each with what became of it; a decision is done by the next run.

    Args:
        hub: The open hub.
    """
    return hub.store.sql(_OVERVIEW)


def find_batch(hub: Hub, name: str) -> str:
    """The number of the batch that waited.

    Args:
        hub: The open hub.
        name: Its number, or the start of it where only one that still waits, or only one at all, begins so.

    Raises:
        UsageError: None, or more than one, is called so.
    """
    known = list_batches_that_waited(hub).select("batch_id", "state").rows()
    found = [batch_id for batch_id, _ in known if batch_id == name]
    found = found or [batch_id for batch_id, state in known if batch_id.startswith(name) and state == "waiting"]
    found = found or [batch_id for batch_id, _ in known if batch_id.startswith(name)]
    if len(found) != 1:
        cause = "several batches that waited begin so" if found else "no batch of this number ever waited"
        listed = ", ".join(found[:3]) or "`incassohub batch list`"
        raise UsageError(cause, place=name, cure=f"Use one of: {listed}.")
    return str(found[0])


def sheets_of(hub: Hub, batch_id: str) -> list[str]:
    """What was shown of a batch, and what came of it, as texts.

    Args:
        hub: The open hub.
        batch_id: The batch.
    """
    rows = hub.store.read("outbox.releases", where="waiting_batch_id = ?", parameters=[batch_id])
    return rows.sort("delivery_id")["sheet"].to_list()


def write_batch_files(hub: Hub, batch_id: str, folder: Path) -> list[str]:
    """The names of the files of a batch, written as they would leave.

    Args:
        hub: The open hub.
        batch_id: The batch.
        folder: Where they are written.

    Raises:
        ConfigurationError: They are not any more what was shown.
    """
    files = _files(hub, batch_id)
    for name, data in files.items():
        write_file(folder / name, data)
    return sorted(files)


def decide_on_batch(hub: Hub, batch_id: str, decision: str, *, person: str, reason: str) -> Path:
    """The file in the inbox that decides on a batch; the next run takes it in, like a workbook of work items.

    Args:
        hub: The open hub.
        batch_id: The batch.
        decision: `release` or `refuse`.
        person: Who decides.
        reason: Why.

    Raises:
        UsageError: It was decided on already, or does not wait any more; or no name or reason was given.
        ConfigurationError: It is to be released, and cannot be made as it was shown any more.
    """
    if not person.strip() or not reason.strip():
        raise UsageError("a decision needs a name and a reason", place=batch_id, cure="Give --by and --reason.")
    state = list_batches_that_waited(hub).filter(batch_id=batch_id).row(0, named=True)
    if state["state"] != "waiting" or state["decision"] is not None:
        told = f"{state['decision'] or state['state']} by {state['decided_by'] or 'nobody'}"
        raise UsageError(f"it does not wait any more: {told}", place=batch_id, cure="See `incassohub batch list`.")
    folder = hub.home.inbox_of(HUB)
    lying = [path.name for path in folder.glob(f"*-{batch_id}.csv") if path.name.startswith(("release-", "refuse-"))]
    if lying:
        cure = "Run the day, or take the file away."
        raise UsageError(f"a decision waits in the inbox: {lying[0]}", place=batch_id, cure=cure)
    if decision == "release":
        _files(hub, batch_id)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(("decision", "remark", "decided by", ITEM_HEADING))
    writer.writerow((decision, " ".join(reason.split()), " ".join(person.split()), _item_key(hub, batch_id)))
    path = folder / f"{decision}-{batch_id}.csv"
    write_file(path, out.getvalue().encode())
    return path


def _files(hub: Hub, batch_id: str) -> dict[str, bytes]:
    """The files of a batch as they were shown; an error where they cannot be made so any more."""
    shown = read_batch_as_shown(hub, batch_id)
    rows = read_shown(hub, [batch_id])["shown_transfers" if shown.kind == "transfers" else "shown_messages"]
    return make_as_shown(hub, shown, rows).files


def _item_key(hub: Hub, batch_id: str) -> str:
    """The number of the work item in the newest workbooks."""
    closed = closed_orders(hub.archive.log())
    asked = hub.store.read("outbox.questions", where="item_id = ?", parameters=[f"release:{batch_id}"])
    newest = (
        asked.filter(pl.col("batch_id").str.contains(f"-{closed[-1].batch_key}(?:-|$)")) if closed else asked.clear()
    )
    if newest.is_empty():
        raise UsageError(
            "its work item is not in the newest workbooks: it was put aside, or a day is under way",
            place=batch_id,
            cure="Finish the day with `incassohub run`, or wait until the day to which it was put aside.",
        )
    return str(newest["item_key"][0])
