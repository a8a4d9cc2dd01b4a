"""All that is known of a delivery: its place in the log, its bytes, what became of it, and what it booked."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from assets.archive_objects import object_file
from assets.directives import directives_of, standing
from assets.editions import EDITIONS, edition_of, keys_then
from assets.sender_keys import keys_of, unwrap_signed
from assets.struck_files import struck_path
from formats.wrapping import is_wrapped
from warehouse.errors import FormatError
from warehouse.findings import CODES

if TYPE_CHECKING:
    from assets.directives import Standing
    from assets.hub import Hub
    from assets.manifest import Manifest
    from assets.sender_keys import SenderKeys

_QUESTIONS: Final = {
    "state": """
        SELECT delivery_id, feed, status, duplicate_of, corrects, revised_by, mapping_sha256,
               rows_read, rows_accepted, rows_refused, rows_duplicate, rows_waiting, rows_withdrawn,
               rows_released, cents_read, cents_accepted, cents_refused, cents_duplicate, cents_waiting,
               cents_withdrawn, cents_released
        FROM inbox.deliveries WHERE left(delivery_id, {length}) = '{id}' ORDER BY delivery_id""",
    "findings": """
        SELECT f.delivery_id, f.code, f.outcome, coalesce(r.state, '-') AS state, r.closed_by,
               count(*) AS findings, any_value(f.message) AS example
        FROM inbox.findings f LEFT JOIN marts.record_findings r USING (finding_id)
        WHERE left(f.delivery_id, {length}) = '{id}' GROUP BY ALL ORDER BY ALL""",
    "waiting": """
        SELECT delivery_id, line_number, kind, claim_id, debtor_id,
               CAST(amount_euros * 100 AS BIGINT) AS amount_cents, state, ended_by
        FROM marts.waiting_records WHERE left(delivery_id, {length}) = '{id}' ORDER BY ALL""",
    "released": """
        SELECT ended_by AS delivery_id, delivery_id AS waited_in, line_number, kind, claim_id,
               CAST(amount_euros * 100 AS BIGINT) AS amount_cents, state
        FROM marts.waiting_records WHERE left(ended_by, {length}) = '{id}' ORDER BY ALL""",
    "booked": """
        SELECT run_key AS delivery_id, 'canonical.' || control AS "table",
               CAST(sum(row_count) AS BIGINT) AS rows, CAST(sum(amount_cents) AS BIGINT) AS amount_cents
        FROM inbox.controls
        WHERE stage = 'canonical' AND outcome = 'booked' AND control <> 'findings'
              AND left(run_key, {length}) = '{id}' GROUP BY ALL ORDER BY ALL""",
    "corrections": """
        SELECT delivery_id, corrects, outcome, count(DISTINCT (line_number, record_type)) AS records
        FROM inbox.corrections
        WHERE left(delivery_id, {length}) = '{id}' OR left(corrects, {length}) = '{id}' GROUP BY ALL ORDER BY ALL""",
    "answers": """
        SELECT batch_id, kind, file_name, business_date FROM outbox.batches
        WHERE kind IN ('receipt', 'findings') AND contains(batch_id, '{id}') ORDER BY batch_id""",
}


def card_of(hub: Hub, manifest: Manifest) -> dict[str, Any]:
    """The delivery as `manifest` (texts by name) and frames.

    These are state, findings, waiting, released, booked, corrections, answers and directives.

    Args:
        hub: The open hub; it may be opened to read.
        manifest: The delivery.
    """
    told = {
        name: hub.store.sql(query.format(id=manifest.delivery_id, length=len(manifest.delivery_id)))
        for name, query in _QUESTIONS.items()
    }
    directives = directives_of(hub.archive)
    naming = [directive for directive in directives if directive.target == manifest.delivery_id]
    frame = pl.DataFrame(
        [(each.delivery_id, each.kind, each.person, each.reason) for each in naming],
        schema=["delivery_id", "kind", "by", "reason"],
        orient="row",
    )
    return {"manifest": _manifest(hub, manifest, standing(directives)), **told, "directives": frame}


def _manifest(hub: Hub, manifest: Manifest, directed: Standing) -> dict[str, str]:
    """What the archive knows, where the bytes are, and by which mappings they are read."""
    texts = {name: str(value) for name, value in asdict(manifest).items() if name != "mapping_edition"}
    edition = directed.editions.get(manifest.delivery_id, manifest.mapping_edition)
    partner = hub.partners.by_id.get(manifest.partner_id)
    then = keys_then(hub, manifest, directed)
    is_current = edition is None or (
        partner is not None and edition in (edition_of(partner), edition_of(partner, keys_of(hub, partner.partner_id)))
    )
    texts["file_name"] = manifest.shown_name
    struck = struck_path(hub.home.archive, manifest.sha256)
    is_struck = struck.exists()
    texts["bytes"] = str(struck if is_struck else object_file(hub.home.archive / "objects", manifest.sha256))
    texts["mappings"] = str(hub.home.archive / EDITIONS / edition) if edition else "those of today"
    texts["mappings_are"] = "those of today" if is_current else "older than those of today"
    texts["signature"] = "was looked at when it came in" if is_struck else _signature(hub, manifest, then)
    return texts


def _signature(hub: Hub, manifest: Manifest, keys: SenderKeys) -> str:
    """Who signed the delivery, in words; only what is packed with PGP is opened for it."""
    data = hub.archive.read(manifest.sha256)
    if not keys.is_required and not is_wrapped(data, file_name=manifest.shown_name):
        return "none"
    try:
        members = unwrap_signed(data, file_name=manifest.shown_name, keyring=hub.keyring, keys=keys)
    except FormatError as error:
        return f"wrong: {error.cause}" if error.code == CODES["signature"] else "not known: the file cannot be opened"
    signed_by = sorted({member.signed_by or "nobody" for member in members})
    if signed_by == ["nobody"]:
        is_pgp = any("pgp" in member.wrapping for member in members)
        return "not checked: no key of the sender is known" if is_pgp and not keys.files else "none"
    return f"right, by key {', '.join(signed_by)}"
