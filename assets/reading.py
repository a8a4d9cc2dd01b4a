"""The files of a delivery in the log, read through the mappings of its partner as they were when it was taken in."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from assets.beside import read_beside
from assets.day_orders import HUB, is_own
from assets.directives import Standing
from assets.editions import feeds_of, keys_then
from assets.sender_keys import unwrap_signed
from assets.struck_files import FileOfDelivery, StruckFile, struck_files
from formats.claim_form import is_claim_form
from formats.corrected_workbook import CorrectedRow, read_corrections
from formats.decision_rows import RECORD, read_decisions
from formats.faults import file_fault
from formats.registry import read
from formats.wrapping import Member
from mappings.decision_form import decision_feed
from mappings.finding_texts import load_finding_texts
from mappings.forms import FORM_FEED, load_claim_form
from mappings.partners import Creditor
from pipelines.canonical.delivery import Delivery
from warehouse import codes
from warehouse.errors import ConfigurationError, FormatError

if TYPE_CHECKING:
    from pathlib import Path

    from assets.hub import Hub
    from assets.manifest import Manifest
    from mappings.partners import Partner

_WORKBOOKS_GO_TO: Final = ("creditor", "bailiff", "hub")


class Received(NamedTuple):
    """A file as it was received.

    Args:
        delivery: What its reader made of it.
        sent_back: Its rows, where it is a findings workbook that was sent back.
        kept: What the archive has of it: its bytes, or its rows where something was struck out of it.
    """

    delivery: Delivery
    sent_back: list[CorrectedRow] | None = None
    kept: StruckFile | None = None

    @property
    def is_form(self) -> bool:
        """Whether it is a form that an operator filled in."""
        return self.delivery.feed is not None and self.delivery.feed.name == FORM_FEED


def read_files(hub: Hub, manifest: Manifest, directed: Standing) -> Iterator[Received]:
    """The file that a delivery brought; the files, where it is an archive of several.

    Args:
        hub: The open hub.
        manifest: The delivery.
        directed: What directives make of the log.

    Raises:
        ConfigurationError: Its partner has no mappings any more, or those of its time cannot be read.
    """
    partner = _partner_of(hub, manifest, directed)
    delivery = Delivery(
        delivery_id=manifest.delivery_id,
        sequence_number=manifest.sequence_number,
        partner_id=manifest.partner_id,
        partner_kind=partner.kind,
        creditor_id=partner.partner_id if isinstance(partner, Creditor) else None,
        file_name=manifest.shown_name,
        sha256=manifest.sha256,
        size_bytes=manifest.size_bytes,
        known_at=manifest.known_at,
        feed=partner.feed_of(manifest.file_name) if _is_named(manifest) else None,
        is_withdrawn=manifest.delivery_id in directed.withdrawn,
    )
    struck = struck_files(hub.home.archive, manifest.sha256)
    if struck is not None:
        yield from _read_struck(hub, delivery, partner, struck)
        return
    data = hub.archive.read(manifest.sha256)
    try:
        keys = keys_then(hub, manifest, directed)
        members = unwrap_signed(data, file_name=manifest.shown_name, keyring=hub.keyring, keys=keys)
    except FormatError as error:
        yield Received(replace(delivery, error=error))
        return
    for number, member in enumerate(members, start=1):
        file = delivery
        if member.is_in_archive:
            feed = (partner.feed_of(member.name) if _is_named(manifest) else None) or delivery.feed
            file = replace(delivery, file_name=member.path, feed=feed)
        if len(members) > 1:
            file = replace(
                file,
                delivery_id=f"{manifest.delivery_id}.{number:04d}",
                member_number=number,
                sha256=hashlib.sha256(member.data).hexdigest(),
                size_bytes=len(member.data),
            )
        place = FileOfDelivery(member.path, member.name, member.is_in_archive, file.sha256, len(member.data))
        yield _read(hub, file, member)._replace(kept=StruckFile(place, data=member.data))


def _is_named(manifest: Manifest) -> bool:
    """Whether the name of a delivery says what it is: operators' files are known by what is in them."""
    return manifest.partner_id != HUB or is_own(manifest)


def _partner_of(hub: Hub, manifest: Manifest, directed: Standing) -> Partner:
    """The partner, with the feeds by which this delivery is read."""
    partner = hub.partners.by_id.get(manifest.partner_id)
    if partner is None:
        raise ConfigurationError(
            f"the log holds delivery {manifest.delivery_id} of this partner, but no mappings for it",
            place=manifest.partner_id,
            cure="Put its folder back under mappings/ of the home: what was taken in cannot be read without it.",
        )
    edition = directed.editions.get(manifest.delivery_id, manifest.mapping_edition)
    return replace(partner, feeds=feeds_of(hub.home.archive, partner, edition))


def _read_struck(hub: Hub, delivery: Delivery, partner: Partner, files: list[StruckFile]) -> Iterator[Received]:
    """The files of a delivery of which the archive keeps the rows, with something struck out."""
    for number, kept in enumerate(files, start=1):
        file, place = delivery, kept.file
        if place.is_in_archive:
            named = None if delivery.partner_kind == HUB else partner.feed_of(place.name)
            file = replace(file, file_name=place.path, feed=named or delivery.feed)
        if len(files) > 1:
            file = replace(file, delivery_id=f"{delivery.delivery_id}.{number:04d}", member_number=number)
            file = replace(file, sha256=place.sha256, size_bytes=place.size_bytes)
        if kept.data is not None:
            member = Member(place.path, place.name, kept.data, place.is_in_archive, ())
            yield _read(hub, file, member)._replace(kept=kept)
        elif kept.sent_back is not None:
            yield Received(file, kept.sent_back, kept)
        else:
            feed = load_claim_form(hub.home.mapping_roots, file.partner_id) if kept.is_form else file.feed
            if file.partner_kind == HUB and feed is None and kept.tables is not None:
                feed = decision_feed(file.partner_id)
            yield Received(replace(file, feed=feed, tables=None if feed is None else kept.tables), kept=kept)


def _read(hub: Hub, file: Delivery, member: Member) -> Received:
    try:
        if file.partner_kind in _WORKBOOKS_GO_TO:
            labels = _correction_labels(tuple(hub.home.mapping_roots))
            rows = read_corrections(member.data, labels, file_name=file.file_name)
            if rows is not None:
                return Received(file, rows)
        if file.partner_kind == "creditor" and is_claim_form(member.data):
            return Received(_read_form(hub, file, member))
        if file.feed is None:
            return Received(_read_decisions(file, member) if file.partner_kind == HUB else file)
        if file.feed.takes_beside(member.name):
            return Received(_totals_file(file, member))
        return Received(replace(file, tables=read(member.data, file.feed.format, file_name=file.file_name)))
    except FormatError as error:
        return Received(replace(file, error=error))


def _totals_file(file: Delivery, member: Member) -> Delivery:
    """A file that states the totals of the one beside it; it is only read to see whether it can be."""
    assert file.feed is not None, "a file with totals is of a feed"
    if file.feed.totals and file.feed.totals.beside:
        read_beside(member.data, file.feed.totals.beside, file_name=file.file_name)
    return replace(file, is_totals=True, tables={})


def _read_decisions(file: Delivery, member: Member) -> Delivery:
    """A workbook of work items on which operators decided; else a file that nobody expects."""
    rows = read_decisions(member.data, file_name=file.file_name)
    if rows is None:
        return file
    if rows.rows.is_empty():
        cause = "nothing was filled in: no row has a decision, an owner, a deadline or a remark"
        raise file_fault("empty", cause, file_name=file.file_name)
    return replace(file, feed=decision_feed(file.partner_id), tables={RECORD: rows})


def _read_form(hub: Hub, file: Delivery, member: Member) -> Delivery:
    """A form that an operator filled in: it names its creditor, so that none lands in another one's folder unseen."""
    feed = load_claim_form(hub.home.mapping_roots, file.partner_id)
    tables = read(member.data, feed.format, file_name=file.file_name)
    rows = tables["claim"].rows
    names = set(rows["creditor"]) if "creditor" in rows.columns else {None}
    if others := names - {file.partner_id}:
        named = ", ".join(sorted(name or "none" for name in others))
        cause = f"the form is for creditor {named}, and came in the folder of {file.partner_id}"
        raise file_fault("other_creditor", cause, file_name=file.file_name)
    return replace(file, feed=feed, tables=tables)


@lru_cache(maxsize=8)
def _correction_labels(roots: tuple[Path, ...]) -> frozenset[str]:
    """Words for a correction in every language: a workbook may come back after a creditor's language has changed."""
    return frozenset(load_finding_texts(language, roots).labels["correction"] for language in codes.LANGUAGES)
