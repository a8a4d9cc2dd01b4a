"""Hand-over file to a bailiff's office: dossiers with parties, claims, amounts, interest, costs and what was sent.

The layout is the hub's own, `transfer.xsd` describes it: no public one exists in the Netherlands or Belgium. Each file
states its control totals at the end, and is checked against the schema before anyone gets to see it. The same rows
give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import polars as pl
from lxml import etree

from formats.exchange.control_totals import ControlTotals, count_rows
from formats.exchange.dossier_element import add_dossier
from formats.exchange.elements import add_amounts, add_element, add_text, tag
from formats.exchange.facts import TransferFacts, read_transfer_facts
from formats.exchange.transfer_schema import NAMESPACE, validate_transfers
from warehouse.errors import BalanceError

LAYOUT: Final = "incassohub-transfer-1"
"""Name and version of the layout."""

_BUCKETS: Final = ("principal", "interest", "costs", "open")


@dataclass(frozen=True)
class TransferHeader:
    """Who sends what to whom.

    Args:
        message_id: Identifier of the file, never used twice: the batch.
        batch_number: Number of the batch of this day.
        business_date: Day on which it leaves.
        sender_id: The agency, as the office knows it.
        sender_name: Name of the agency.
        receiver_id: The office's partner id.
        receiver_name: Name of the office.
    """

    message_id: str
    batch_number: int
    business_date: date
    sender_id: str
    sender_name: str
    receiver_id: str
    receiver_name: str


def write_transfers(header: TransferHeader, transfers: pl.DataFrame) -> bytes:
    """The file of one batch, checked against its schema.

    Args:
        header: Who sends what to whom.
        transfers: Rows of `outbox.transfers` of one batch; at least one.

    Returns:
        XML in UTF-8.

    Raises:
        BalanceError: A row and its facts ask different amounts, or facts do not add up.
        HubError: Facts do not fit their description, or the file does not fit its schema.
    """
    assert transfers.height > 0, "a batch has at least one dossier"
    namespaces: Any = {None: NAMESPACE}
    root = etree.Element(tag("transfers"), nsmap=namespaces)
    _write_header(root, header)
    claim_count = 0
    for row in transfers.sort("sequence_number").iter_rows(named=True):
        facts = _facts_of(row)
        claim_count += len(facts["claims"])
        add_dossier(root, row["sequence_number"], facts)
    _write_trailer(root, count_rows(transfers, claim_count))
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    validate_transfers(data)
    return data


def _facts_of(row: Mapping[str, Any]) -> TransferFacts:
    place = f"{row['batch_id']}, transfer {row['sequence_number']}"
    facts = read_transfer_facts(row["facts"], place=place)
    told: dict[str, Any] = {**facts["buckets"], "dossier_id": facts["dossier_id"], "creditor_id": facts["creditor_id"]}
    for name in (*(f"{bucket}_cents" for bucket in _BUCKETS), "dossier_id", "creditor_id"):
        if row[name] != told[name]:
            raise BalanceError(
                f"the row has {row[name]} as `{name}`, its facts have {told[name]}",
                place=place,
                cure="Nothing of this batch leaves; look the dossier up with `incassohub explain`.",
            )
    return facts


def _write_header(root: Any, header: TransferHeader) -> None:
    element = add_element(root, "header")
    add_text(element, "messageId", header.message_id)
    add_text(element, "layout", LAYOUT)
    add_text(element, "batchNumber", str(header.batch_number))
    add_text(element, "businessDate", header.business_date.isoformat())
    add_text(element, "currency", "EUR")
    for role, partner_id, name in (
        ("sender", header.sender_id, header.sender_name),
        ("receiver", header.receiver_id, header.receiver_name),
    ):
        party = add_element(element, role)
        add_text(party, "id", partner_id)
        add_text(party, "name", name)


def _write_trailer(root: Any, totals: ControlTotals) -> None:
    trailer = add_element(root, "trailer")
    add_text(trailer, "dossiers", str(totals.dossiers))
    add_text(trailer, "claims", str(totals.claims))
    amounts = {
        "principal": totals.principal_cents,
        "interest": totals.interest_cents,
        "costs": totals.costs_cents,
        "open": totals.open_cents,
    }
    add_amounts(trailer, amounts)
