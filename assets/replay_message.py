"""What left, made again from its frozen facts and its kept template, to the byte."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from assets.batch_files import BatchFiles, make_files
from assets.kept_templates import sent_hashes
from assets.released_files import find_shown, make_as_shown
from formats.letters.cut_pages import cut_pages
from formats.letters.index_file import read_index
from warehouse.errors import BalanceError, UsageError

if TYPE_CHECKING:
    from assets.hub import Hub

_ID: Final = re.compile(r"(?P<batch>[^/]+)(?:/(?P<number>[0-9]+))?")


class Replayed(NamedTuple):
    """A file as it left: its name, and its bytes."""

    name: str
    data: bytes


def replay_message(hub: Hub, message_id: str) -> Replayed:
    """The bytes that left: of a message, or of the main file of a whole batch.

    The batch is made again from the frozen rows, and its hash compared with that of what left. A letter left as pages
    of its batch: these are cut out of it.

    Args:
        hub: The open hub.
        message_id: `<batch>/<number>`, as it stands in the foot of a letter; or the batch.

    Raises:
        UsageError: There is no such batch or message, or the batch holds no messages.
        BalanceError: Something else comes out than what left.
    """
    match = _ID.fullmatch(message_id.replace(" · ", "/"))
    batch_id, number = (match["batch"], match["number"]) if match else (message_id, None)
    rows = hub.store.read("outbox.messages", where="batch_id = ?", parameters=[batch_id])
    if rows.is_empty() or (number and int(number) not in rows["sequence_number"]):
        raise UsageError(
            "no such message left",
            place=message_id,
            cure='Look it up: incassohub sql "select batch_id, sequence_number, dossier_id from outbox.messages".',
        )
    batch = hub.store.read("outbox.batches", where="batch_id = ?", parameters=[batch_id]).row(0, named=True)
    shown = find_shown(hub, batch_id)
    made = make_as_shown(hub, shown, rows) if shown else make_files(hub, batch["kind"], batch_id, rows)
    _compare(made, sent_hashes(hub.home.archive).get(batch_id, batch["sha256"]), batch_id)
    if number is None:
        return Replayed(made.main.rpartition("/")[2], made.files[made.main])
    return _one(batch["kind"], made, shown.batch_id if shown else batch_id, int(number))


def _one(kind: str, made: BatchFiles, batch_id: str, number: int) -> Replayed:
    """One message of a batch that is the one that left."""
    if kind == "emails":
        # The index holds the hash of each mail, so that the whole batch is proven by it.
        name = next(name for name in made.files if name.startswith(f"{batch_id}/{number:06}-"))
        return Replayed(name.rpartition("/")[2], made.files[name])
    if kind == "letters":
        row = read_index(made.files[f"{batch_id}.csv"]).filter(sequence_number=number).row(0, named=True)
        pages = cut_pages(made.files[made.main], first_page=row["first_page"], page_count=row["page_count"])
        return Replayed(f"{batch_id}-{number:06}.pdf", pages)
    raise UsageError("this batch is one file", place=batch_id, cure="Name the batch, without a number.")


def _compare(made: BatchFiles, sent_sha256: str, batch_id: str) -> None:
    if hashlib.sha256(made.files[made.main]).hexdigest() != sent_sha256:
        raise BalanceError(
            "the batch cannot be made again as it left: its rows or the hub's own layout are others than then",
            place=batch_id,
            cure="See whether a person in it was erased since, or whether another version of the hub wrote it.",
        )
