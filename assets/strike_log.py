"""The rows of persons in every delivery of the log, and the deliveries without them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from assets.day_orders import is_own
from assets.directives import directives_of, standing
from assets.erasures import StruckDelivery
from assets.reading import read_files
from assets.strike import rows_of
from pipelines.canonical.strike_persons import ERASED, Persons, find_rows, strike_persons, struck_columns
from warehouse.findings import CODES, FINDINGS

if TYPE_CHECKING:
    from assets.hub import Hub
    from assets.manifest import Manifest
    from assets.reading import Received
    from assets.struck_files import StruckFile
    from formats.corrected_workbook import CorrectedRow
    from mappings.feeds import Feed

_RECORD: Final = ["line_number", "record_type"]
_FACTS: Final = """
    SELECT payment_id AS fact_id, dossier_id, claim_id, match_rule FROM canonical.payments
    UNION ALL BY NAME SELECT event_id AS fact_id, dossier_id, claim_id, NULL AS match_rule FROM canonical.events"""


class StruckEntry(NamedTuple):
    """A delivery of the log without the rows of persons.

    Args:
        delivery_id: Its id.
        sha256: Hash of its bytes as they came.
        rows: How many rows were struck out.
        files: Its files, as they are kept.
    """

    delivery_id: str
    sha256: str
    rows: int
    files: list[StruckFile]

    def told(self, data: bytes) -> StruckDelivery:
        """What the log tells of it.

        Args:
            data: What is kept in the place of its bytes.
        """
        return StruckDelivery(self.delivery_id, self.rows, hashlib.sha256(data).hexdigest())


def persons_of(hub: Hub, debtor_ids: list[str]) -> Persons:
    """Debtors by every number that leads to them.

    Args:
        hub: The open hub.
        debtor_ids: The debtors.
    """
    parts = [debtor_id.partition(":") for debtor_id in debtor_ids]
    debtors = pl.DataFrame(
        [(creditor, reference) for creditor, _, reference in parts],
        schema={"creditor_id": pl.String, "debtor_reference": pl.String},
        orient="row",
    )
    claims = hub.store.read("canonical.claims").filter(pl.col("debtor_id").is_in(debtor_ids))
    by_claim = pl.col("match_rule") == "claim_reference"
    facts = (
        hub.store.sql(_FACTS)
        .join(claims.select("dossier_id").unique(), on="dossier_id", how="semi")
        .join(claims.select("claim_id", "claim_reference"), on="claim_id", how="left")
        # Where a payer named a claim, its number leads there again; else the number of the dossier does.
        .with_columns(claim_reference=pl.when(by_claim).then("claim_reference"))
    )
    return Persons(
        debtors,
        claims.select("creditor_id", "claim_reference", "dossier_id"),
        facts.select("fact_id", "dossier_id", "claim_reference").unique("fact_id"),
    )


def strike_log(hub: Hub, persons: Persons, *, salt: bytes) -> list[StruckEntry]:
    """The deliveries that hold rows of persons, without them.

    Args:
        hub: The open hub; everything in the log is booked.
        persons: The persons.
        salt: See `strike_persons`.
    """
    return _Striker(hub, persons, salt).struck()


class _Striker:
    """The log as it is gone through: a workbook that was sent back is about rows of an earlier delivery."""

    def __init__(self, hub: Hub, persons: Persons, salt: bytes) -> None:
        self._hub, self._persons, self._salt = hub, persons, salt
        self._directed = standing(directives_of(hub.archive))
        self._found: dict[str, tuple[pl.DataFrame, Feed]] = {}
        self._corrected = hub.store.read("inbox.corrections")

    def struck(self) -> list[StruckEntry]:
        manifests = [manifest for manifest in self._hub.archive.log() if not is_own(manifest)]
        entries = []
        for manifest in manifests:
            if (entry := self._entry(manifest)) is not None:
                entries.append(entry)
        by_bytes = {entry.sha256: entry for entry in entries}
        # Bytes that came twice are kept once.
        return [entry for entry in entries if by_bytes[entry.sha256] is entry]

    def _entry(self, manifest: Manifest) -> StruckEntry | None:
        files, count = [], 0
        for received in read_files(self._hub, manifest, self._directed):
            kept, rows = self._file(received)
            files.append(kept)
            count += rows
        return StruckEntry(manifest.delivery_id, manifest.sha256, count, files) if count else None

    def _file(self, received: Received) -> tuple[StruckFile, int]:
        kept, delivery = rows_of(received), received.delivery
        if received.sent_back is not None:
            return self._workbook(received, kept)
        if kept.data is not None or delivery.feed is None or not delivery.feed.records or not delivery.tables:
            return received.kept or kept, 0
        creditor = self._hub.partners.creditors.get(delivery.creditor_id or "")
        found = find_rows(delivery, self._persons, creditor)
        rows = pl.concat([found, self._lines_of_corrections(delivery.delivery_id)])
        rows = rows.unique(_RECORD, keep="first", maintain_order=True)
        self._found[delivery.delivery_id] = rows, delivery.feed
        if rows.is_empty():
            return received.kept or kept, 0
        tables = strike_persons(
            delivery.tables,
            delivery.feed,
            rows,
            self._refused(delivery.delivery_id, is_snapshot=delivery.is_snapshot),
            salt=self._salt,
            is_bank=delivery.partner_kind == "bank",
        )
        return replace(kept, tables=tables), rows.height

    def _lines_of_corrections(self, delivery_id: str) -> pl.DataFrame:
        """Rows that only a correction led to the persons."""
        mine = self._corrected.filter(pl.col("first_delivery_id") == delivery_id)
        booked = pl.concat(
            self._hub.store.read(f"canonical.{table}", columns=["delivery_id", "line_number", "dossier_id"])
            for table in ("claims", "payments", "events")
        ).join(self._persons.claims.select("dossier_id").unique(), on="dossier_id", how="semi")
        met = mine.join(booked, on=["delivery_id", "line_number"], how="semi")
        nothing = pl.lit(None, pl.String)
        return met.select(*_RECORD, dossier_id=nothing, claim_reference=nothing)

    def _refused(self, delivery_id: str, *, is_snapshot: bool) -> pl.DataFrame:
        """Why rows were refused: they must stay refused when what was wrong is gone."""
        names = {code: finding.name for code, finding in FINDINGS.items()}
        where = "delivery_id = ? AND outcome = 'refused' AND severity = 'error' AND line_number > 0"
        findings = self._hub.store.read("inbox.findings", where=where, parameters=[delivery_id])
        if is_snapshot:
            # A row that is broken could be any claim, so that none would count as gone.
            findings = findings.filter(pl.col("code") == CODES["personal_number"])
        return findings.select(
            *_RECORD, fault=pl.col("code").replace_strict(names, return_dtype=pl.String, default=None)
        )

    def _workbook(self, received: Received, kept: StruckFile) -> tuple[StruckFile, int]:
        rows = received.sent_back or []
        found = self._found.get(rows[0].key.delivery_id) if rows else None
        if found is None:
            return received.kept or kept, 0
        lines, feed = found
        self._found[received.delivery.delivery_id] = found
        places, columns = set(lines.select(_RECORD).iter_rows()), struck_columns(feed)
        struck = [_struck_row(row, columns) if row.key[1:] in places else row for row in rows]
        count = sum(1 for row in rows if row.key[1:] in places)
        return (replace(kept, sent_back=struck), count) if count else (received.kept or kept, 0)


def _struck_row(row: CorrectedRow, columns: dict[str, bool]) -> CorrectedRow:
    """A row of a workbook that was sent back, without what tells of a person; columns say whether each holds a name."""
    ours = {name: ERASED if columns[name] else None for name in columns}
    cells = {name: ours[name] if name in ours and text else text for name, text in row.cells.items()}
    told = {name: ours[name] if name in ours and text else text for name, text in row.corrections.items()}
    return row._replace(cells=cells, corrections=told)
