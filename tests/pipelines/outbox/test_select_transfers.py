"""Every action for a bailiff becomes one transfer to the creditor's office, with all that he must know."""

from __future__ import annotations

import json
from datetime import timedelta

import polars as pl
import pytest

from formats.exchange.facts import read_transfer_facts
from formats.exchange.transfer_file import TransferHeader, write_transfers
from pipelines.outbox.select_transfers import select_transfers
from tests.pipelines.outbox.day import DAY, SENDS, day
from warehouse.schemas.outbox import Transfers
from warehouse.tables import schema_of


def select(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the transfers of a day."""
    return Transfers.validate(select_transfers(tables, business_date=DAY, batch_number=1))


def test_a_transfer_stands_in_the_batch_of_its_office() -> None:
    row = select(day()).row(0, named=True)
    assert (row["batch_id"], row["sequence_number"]) == ("transfers-deur-2026-11-16-01", 1)
    assert (row["partner_id"], row["event_kind"], row["open_cents"]) == ("deur", "transferred", 14_123)


def test_the_facts_hold_debtor_claims_costs_and_notices() -> None:
    facts = json.loads(select(day())["facts"][0])
    assert facts["statement_date"] == "2026-11-16"
    assert facts["debtor"]["street"] == "Laan"
    assert [claim["reference"] for claim in facts["claims"]] == ["F1000000003"]
    assert facts["buckets"]["open_cents"] == 14_123
    assert [cost["open_cents"] for cost in facts["costs"]] == [4_000]
    assert facts["notices"] == [
        {"kind": "last_demand_sent", "channel": "print", "claim_reference": None, "sent_date": "2026-10-30"}
    ]


def test_the_exchange_file_takes_the_rows_as_they_are() -> None:
    transfers = select(day())
    assert read_transfer_facts(transfers["facts"][0], place="test")["buckets"]["costs_cents"] == 4_000
    header = TransferHeader("transfers-deur-2026-11-16-01", 1, DAY, "agency", "Voorbeeld", "deur", "Deurwaarders")
    assert b"1000000003" in write_transfers(header, transfers)


def test_a_dossier_without_interest_costs_or_notices_has_empty_lists() -> None:
    tables = day()
    tables |= {name: tables[name].clear() for name in ("lines", "costs", "events")}
    facts = json.loads(select(tables)["facts"][0])
    assert (facts["interest_lines"], facts["costs"], facts["notices"]) == ([], [], [])


def test_transfers_of_two_offices_stand_in_two_batches() -> None:
    tables = day(SENDS[2] | {"dossier_id": "1000000005", "creditor_id": "be1"})
    office = pl.when(pl.col("creditor_id") == "be1").then(pl.lit("huis")).otherwise("bailiff_office")
    tables["creditors"] = tables["creditors"].with_columns(bailiff_office=office)
    transfers = select(tables)
    assert transfers.select("partner_id", "sequence_number").rows() == [("deur", 1), ("huis", 1)]


def test_a_creditor_without_an_office_stops_the_batch() -> None:
    tables = day()
    tables["creditors"] = tables["creditors"].with_columns(bailiff_office=pl.lit(None, pl.String))
    with pytest.raises(AssertionError, match="named no office"):
        select(tables)


def test_nothing_to_transfer_gives_no_rows() -> None:
    tables = day()
    tables["actions"] = tables["actions"].filter(pl.col("channel") != "bailiff")
    assert select(tables).is_empty()


def test_a_bailiff_is_told_who_owes_too_and_who_acts_for_the_debtor() -> None:
    tables = day()
    row = {
        "creditor_id": "nl1", "delivery_id": "D2", "line_number": 1, "known_at": DAY, "dossier_id": "1000000003",
        "role": "co_debtor", "party_type": "consumer", "country": "nl", "from_date": DAY,
    }  # fmt: skip
    roles = [
        row | {"role_id": "1", "name": "A. Mede", "share_ppm": 500_000},
        row | {"role_id": "2", "name": "B. Hoofdelijk"},
        row | {"role_id": "3", "name": "Bewind BV", "role": "administrator", "party_type": None},
        row | {"role_id": "4", "name": "Later", "from_date": DAY + timedelta(days=1)},
    ]
    tables["roles"] = pl.DataFrame(roles, schema=schema_of("canonical.roles"))
    transfers = select(tables)
    told = json.loads(transfers["facts"][0])["parties"]
    assert [party["name"] for party in told] == ["Bewind BV", "A. Mede", "B. Hoofdelijk"]
    header = TransferHeader("transfers-deur-2026-11-16-01", 1, DAY, "agency", "Voorbeeld", "deur", "Deurwaarders")
    text = write_transfers(header, transfers).decode()
    assert text.count("<party>") == 3
    assert "<role>administrator</role>" in text
    assert "<sharePercent>50.0000</sharePercent>" in text
    assert "<sharePercent>100.0000</sharePercent>" in text
    assert text.count("<isJoint>true</isJoint>") == 1
