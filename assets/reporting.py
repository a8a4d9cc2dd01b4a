"""Answers to senders, operators among them: a receipt for each delivery, and a workbook of its findings."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

import polars as pl

from assets.answers import answer_to
from assets.directives import directives_of, is_directive, standing
from assets.refused_files import lay_refused
from assets.transports.transport import transport_for
from formats.findings_table import write_findings_table
from formats.receipt import write_receipt, write_receipt_text
from formats.workbook import MOST_RECORDS, count_records, write_findings_workbook
from mappings.finding_texts import load_finding_texts
from mappings.partners import Bailiff, Creditor
from pipelines.outbox.list_reports import ReportFile, list_reports
from warehouse.errors import TransportError
from warehouse.plural import plural

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from assets.hub import Hub
    from formats.receipt import Answer

_LONGEST_NAME: Final = 180
_UNANSWERED: Final = (
    "(partner_kind IN ('creditor', 'bailiff') OR partner_kind = 'hub' AND coalesce(feed, 'decisions') = 'decisions') "
    "AND concat_ws('-', 'receipt', delivery_id, revised_by) "
    "NOT IN (SELECT batch_id FROM outbox.batches WHERE kind = 'receipt')"
)


def report_deliveries(hub: Hub) -> int:
    """The number of files written: answers to every delivery that has none yet.

    Files come first and their rows last, so that a run that is broken off writes the same files again. A sender whose
    server is away gets his answers from a later run (`unanswered`); the others go on.

    Args:
        hub: The open hub.
    """
    deliveries = hub.store.read("inbox.deliveries", where=_UNANSWERED).sort("delivery_id")
    if deliveries.is_empty():
        return 0
    ids = deliveries["delivery_id"].to_list()
    of_these = f"delivery_id IN ({', '.join('?' for _ in ids)})"
    findings = hub.store.read("inbox.findings", where=of_these, parameters=ids)
    corrections = hub.store.read("inbox.corrections", where=of_these, parameters=ids)
    directed = standing(directives_of(hub.archive, up_to=hub.store.booked_sequence()))
    found = findings.partition_by("delivery_id", as_dict=True, maintain_order=True)
    corrected = corrections.partition_by("delivery_id", as_dict=True, maintain_order=True)
    files: list[ReportFile] = []
    away: set[str] = set()
    for delivery in deliveries.to_dicts():
        if delivery["partner_id"] not in away:
            key = (delivery["delivery_id"],)
            own = found.get(key, findings.clear())
            answer = answer_to(hub, delivery, own, corrected.get(key, corrections.clear()), directed)
            try:
                files += _deliver(hub, delivery, own, answer)
            except TransportError:
                away.add(delivery["partner_id"])
    answered = deliveries.filter(pl.col("delivery_id").is_in({file.delivery_id for file in files}))
    answered = answered.with_columns(told_at=_told_at(hub))
    if answered.is_empty():
        return 0
    batches, reports = list_reports(files, answered, findings.join(answered, on="delivery_id", how="semi"))
    told = f"{answered.height} {plural(answered.height, 'delivery', 'deliveries')}"
    with hub.store.booking(f"outbox, answers to {told}", "incassohub") as booking:
        booking.append("outbox.batches", batches)
        booking.append("outbox.reports", reports)
    return len(files)


def unanswered(hub: Hub) -> pl.DataFrame:
    """Senders with deliveries that have no answer yet, because their server was away: partner_id, deliveries."""
    waiting = hub.store.read("inbox.deliveries", where=_UNANSWERED)
    return waiting.group_by("partner_id").agg(deliveries=pl.len()).sort("partner_id")


def _told_at(hub: Hub) -> pl.Expr:
    """The business date of an answer: of the directive that changed what became of the delivery, else its own."""
    dates = {manifest.delivery_id: manifest.known_at for manifest in hub.archive.log() if is_directive(manifest)}
    if not dates:
        return pl.col("known_at")
    revised = pl.col("revised_by").replace_strict(dates, default=None, return_dtype=pl.Date)
    return pl.coalesce(revised, "known_at")


def _deliver(hub: Hub, delivery: dict[str, Any], findings: pl.DataFrame, answer: Answer) -> list[ReportFile]:
    transport = transport_for(delivery["partner_id"], hub.settings, hub.home)
    files: list[ReportFile] = []
    for kind, path, data in _answers(hub, delivery, findings, answer):
        transport.deliver(path, data)
        if kind:
            files.append(ReportFile(kind, delivery["delivery_id"], path, hashlib.sha256(data).hexdigest()))
    lay_refused(hub, delivery, _file_name(delivery["file_name"]))
    return files


def _answers(
    hub: Hub, delivery: dict[str, Any], findings: pl.DataFrame, answer: Answer
) -> Iterator[tuple[str, str, bytes]]:
    """Kind, path and content of each file; what says the same again for other readers has no kind."""
    partner = hub.partners.by_id[delivery["partner_id"]]
    language = partner.language if isinstance(partner, Creditor | Bailiff) else "en"
    texts = load_finding_texts(language, hub.home.mapping_roots)
    name = _file_name(delivery["file_name"])
    if delivery["revised_by"] is not None:
        name = f"{name}.{delivery['revised_by']}"
    yield "receipt", f"{name}.receipt.json", write_receipt(delivery, answer)
    yield "", f"{name}.receipt.txt", write_receipt_text(delivery, answer, texts)
    if not findings.is_empty():
        workbook = write_findings_workbook(
            findings, texts, business_date=delivery["known_at"], most_records=MOST_RECORDS
        )
        yield "findings", f"{name}.findings.xlsx", workbook
        if count_records(findings) > MOST_RECORDS:
            yield "", f"{name}.findings.csv", write_findings_table(findings, texts)


def _file_name(name: str) -> str:
    """The name of the delivered file, where it can be the start of a file's name here."""
    flat = name.replace("/", "_").lstrip(".") or "file"
    if len(flat.encode()) <= _LONGEST_NAME:
        return flat
    start = flat.encode()[: _LONGEST_NAME - 13].decode(errors="ignore")
    return f"{start}-{hashlib.sha256(name.encode()).hexdigest()[:12]}"
