"""A notice, demand or transfer of a dossier with paid claims is booked for those that were in it, and for no other."""

from __future__ import annotations

import json

import polars as pl
import pytest

from pipelines.outbox.dispatch_receipt import dispatch_receipt
from pipelines.outbox.select_messages import select_messages
from pipelines.outbox.select_transfers import select_transfers
from tests.pipelines.decisions.builders import table
from tests.pipelines.outbox.day import DAY, day
from warehouse.schemas.decisions import ArrangementChecks
from warehouse.schemas.ledger import Balances

NOTICE, BELGIAN, TRANSFER, REMINDER = ("1000000001", "1000000002", "1000000003", "1000000004")


def told_claims(tables: dict[str, pl.DataFrame], dossier_id: str) -> list[str | None]:
    """Return the claims that the lines of the receipt name for a dossier."""
    messages = select_messages(tables, business_date=DAY, batch_number=1)
    transfers = select_transfers(tables, business_date=DAY, batch_number=1)
    receipt = dispatch_receipt(messages, transfers, table(ArrangementChecks, []))
    lines = map(json.loads, receipt.splitlines())
    return [line["claim_reference"] for line in lines if line["dossier_id"] == dossier_id]


def with_paid(dossier_id: str) -> dict[str, pl.DataFrame]:
    """Return the day with a second claim of a dossier, of which nothing is open."""
    tables = day()
    paid = (
        tables["claims"].filter(dossier_id=dossier_id).with_columns(claim_id=pl.lit("paid"), claim_reference="claim_id")
    )
    tables["claims"] = pl.concat([tables["claims"], paid])
    balance = {"creditor_id": paid["creditor_id"][0], "dossier_id": dossier_id, "claim_id": "paid"}
    tables["balances"] = pl.concat([tables["balances"], table(Balances, [balance], business_date=DAY)])
    return tables


@pytest.mark.parametrize("dossier_id", [NOTICE, BELGIAN, TRANSFER])
def test_a_notice_or_transfer_names_its_claims_where_another_one_was_paid(dossier_id: str) -> None:
    assert told_claims(day(), dossier_id) == [None]
    assert told_claims(with_paid(dossier_id), dossier_id) == [f"F{dossier_id}"]


def test_another_message_is_about_the_dossier() -> None:
    assert told_claims(with_paid(REMINDER), REMINDER) == [None]
