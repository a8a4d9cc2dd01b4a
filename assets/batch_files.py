"""The files of a batch, made from its frozen rows alone, and what they hold when they are read back from disk."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from assets.kept_templates import load_kept
from formats.decision_workbook import count_decision_workbook, write_decision_list, write_decision_workbook
from formats.exchange.control_totals import read_control_totals
from formats.exchange.transfer_file import TransferHeader, write_transfers
from formats.letters.email_batch import render_emails
from formats.letters.index_file import recount_index, write_index, write_index_totals
from formats.letters.letter_batch import render_letters
from formats.letters.text_batch import count_texts, write_calls, write_requests, write_texts

if TYPE_CHECKING:
    import polars as pl

    from assets.hub import Hub

AGENCY: Final = "agency"
"""Id of the agency as the sender of hand-over files."""


class BatchFiles(NamedTuple):
    """The files of a batch by their path in the partner's outbox; the main one names and dates the batch."""

    main: str
    files: dict[str, bytes]


def make_files(hub: Hub, kind: str, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    """The files of a batch; the same rows give the same bytes.

    Args:
        hub: The open hub: templates in its archive, and the names of partners.
        kind: Kind of the batch: one of those of messages, `transfers` or `work_items`.
        batch_id: The batch.
        rows: Its rows of `outbox.messages`, `outbox.transfers` or `outbox.questions`.

    Raises:
        BalanceError: A row and its facts ask different amounts.
        HubError: Something of it cannot be rendered.
    """
    return _MAKERS[kind](hub, batch_id, rows)


def count_files(kind: str, files: Mapping[str, bytes], main: str) -> tuple[int, int]:
    """Rows and cents that the files of a batch hold, counted from the files themselves.

    Args:
        kind: Kind of the batch, as for `make_files`.
        files: The files by path.
        main: Path of the main one.

    Raises:
        BalanceError: A file contradicts itself.
    """
    return _COUNTERS[kind](files, main)


def _letters(hub: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    batch = render_letters(rows, load_kept(hub, rows))
    main = f"{batch_id}.pdf"
    index, totals = write_index(batch.index), write_index_totals(batch.index)
    return BatchFiles(main, {main: batch.pdf, f"{batch_id}.csv": index, f"{batch_id}.totals.json": totals})


def _emails(hub: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    mails = render_emails(rows, load_kept(hub, rows))
    main = f"{batch_id}/index.csv"
    told = rows.sort("sequence_number").select("sequence_number", "dossier_id", "open_cents").rows()
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(("sequence_number", "dossier_id", "open_cents", "file", "sha256"))
    writer.writerows(
        (*row, name, hashlib.sha256(data).hexdigest()) for row, (name, data) in zip(told, mails, strict=True)
    )
    files = {f"{batch_id}/{name}": data for name, data in mails}
    return BatchFiles(main, files | {main: out.getvalue().encode()})


def _sms(hub: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    main = f"{batch_id}.csv"
    return BatchFiles(main, {main: write_texts(rows, load_kept(hub, rows), channel="sms", as_json=False)})


def _whatsapp(hub: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    main = f"{batch_id}.jsonl"
    return BatchFiles(main, {main: write_texts(rows, load_kept(hub, rows), channel="whatsapp", as_json=True)})


def _calls(_: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    main = f"{batch_id}.csv"
    return BatchFiles(main, {main: write_calls(rows)})


def _stops(_: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    main = f"{batch_id}.jsonl"
    return BatchFiles(main, {main: write_requests(rows)})


def _transfers(hub: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    office = hub.partners.bailiffs[rows["partner_id"][0]]
    header = TransferHeader(
        message_id=batch_id,
        batch_number=1,
        business_date=rows["business_date"][0],
        sender_id=AGENCY,
        sender_name=hub.partners.agency.name,
        receiver_id=office.partner_id,
        receiver_name=office.name,
    )
    main = f"{batch_id}.xml"
    return BatchFiles(main, {main: write_transfers(header, rows)})


def _work_items(hub: Hub, batch_id: str, rows: pl.DataFrame) -> BatchFiles:
    main = f"{batch_id}.xlsx"
    names = {team.team_id: team.name for team in hub.partners.agency.teams}
    team, day = rows["team_id"][0], rows["business_date"][0]
    workbook = write_decision_workbook(rows, team=names.get(team, team), business_date=day)
    return BatchFiles(main, {main: workbook, f"{batch_id}.csv": write_decision_list(rows, business_date=day)})


def _count_letters(files: Mapping[str, bytes], main: str) -> tuple[int, int]:
    stem = main.removesuffix(".pdf")
    totals = recount_index(files[f"{stem}.csv"], files[f"{stem}.totals.json"])
    return totals.letters, totals.open_cents


def _count_emails(files: Mapping[str, bytes], main: str) -> tuple[int, int]:
    folder = main.rpartition("/")[0]
    listed = list(csv.DictReader(io.StringIO(files[main].decode()), delimiter=";"))
    there = {path: data for path, data in files.items() if path != main}
    sound = [
        row for row in listed if hashlib.sha256(there.get(f"{folder}/{row['file']}", b"")).hexdigest() == row["sha256"]
    ]
    # A mail that the index does not know counts too: it would be sent without anyone asking for it.
    return len(sound) + max(len(there) - len(listed), 0), sum(int(row["open_cents"]) for row in sound)


def _count_texts(files: Mapping[str, bytes], main: str) -> tuple[int, int]:
    return count_texts(files[main], as_json=main.endswith(".jsonl"))


def _count_transfers(files: Mapping[str, bytes], main: str) -> tuple[int, int]:
    totals = read_control_totals(files[main])
    return totals.dossiers, totals.open_cents


def _count_work_items(files: Mapping[str, bytes], main: str) -> tuple[int, int]:
    return count_decision_workbook(files[main], file_name=main)


_MAKERS: Final[dict[str, Callable[[Hub, str, pl.DataFrame], BatchFiles]]] = {
    "letters": _letters,
    "emails": _emails,
    "sms": _sms,
    "whatsapp": _whatsapp,
    "calls": _calls,
    "stops": _stops,
    "transfers": _transfers,
    "work_items": _work_items,
}
_COUNTERS: Final[dict[str, Callable[[Mapping[str, bytes], str], tuple[int, int]]]] = {
    "letters": _count_letters,
    "emails": _count_emails,
    "sms": _count_texts,
    "whatsapp": _count_texts,
    "calls": _count_texts,
    "stops": _count_texts,
    "transfers": _count_transfers,
    "work_items": _count_work_items,
}
