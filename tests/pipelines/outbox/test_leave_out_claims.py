"""What a step leaves out stands in no message, no amount and no receipt."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from formats.exchange.facts import read_transfer_facts
from formats.letters.facts import read_facts
from mappings.release_rules import ReleaseRules
from pipelines.controls import imbalances
from pipelines.outbox.compose_day import compose_day
from pipelines.outbox.dispatch_receipt import dispatch_receipt
from pipelines.outbox.leave_out_claims import leave_out_claims
from tests.pipelines.decisions.builders import table
from tests.pipelines.outbox.day import DAY, day
from warehouse.schemas.canonical import Claims, Events
from warehouse.schemas.decisions import ArrangementChecks, LeftOut
from warehouse.schemas.ledger import Balances, Costs
from warehouse.schemas.outbox import Messages

LETTER, TRANSFER = "1000000004", "1000000003"


def with_disputed(dossier_id: str, cause: str = "held") -> dict[str, pl.DataFrame]:
    """Return a day on which a dossier has a second claim of 300 euros that is left out, of 400 euros together."""
    tables = day()
    key = {"business_date": DAY, "dossier_id": dossier_id, "claim_id": f"x{dossier_id}", "creditor_id": "nl1"}
    claim = key | {"claim_reference": "DISPUTED", "due_date": DAY, "principal_cents": 30_000}
    cents = {
        "principal_open_cents": 30_000,
        "interest_open_cents": 77,
        "interest_total_cents": 77,
        "open_cents": 30_077,
    }
    rows = {"claims": table(Claims, [claim]), "balances": table(Balances, [claim | cents])}
    rows["events"] = table(Events, [key | {"event_id": "own", "kind": "demand_sent", "effective_date": DAY}])
    tables |= {name: pl.concat([tables[name], frame]) for name, frame in rows.items()}
    tables["balances"] = tables["balances"].with_columns(
        principal_cents=pl.when(pl.col("principal_cents") == 0).then(10_000).otherwise("principal_cents")
    )
    is_it, is_own = pl.col("dossier_id") == dossier_id, pl.col("claim_id") == f"c{dossier_id}"
    tables["balances"] = tables["balances"].with_columns(
        costs_open_cents=pl.when(is_own).then(0).otherwise("costs_open_cents").cast(pl.Int64),
        open_cents=pl.when(is_own).then(10_123).otherwise("open_cents").cast(pl.Int64),
    )
    sums = {"principal_open_cents": 40_000, "interest_open_cents": 200, "open_cents": 44_200}
    tables["dossiers"] = tables["dossiers"].with_columns(
        pl.when(is_it).then(value).otherwise(name).cast(pl.Int64).alias(name) for name, value in sums.items()
    )
    tables["costs"] = tables["costs"].with_columns(
        claim_ids=pl.when(is_it).then(pl.lit(f"c{dossier_id} x{dossier_id}")),
    )
    tables["left_out"] = table(LeftOut, [key | {"cause": cause, "reason": "disputed", "open_cents": 30_077}])
    tables["actions"] = tables["actions"].with_columns(
        open_cents=pl.when(is_it).then(44_200).otherwise("open_cents").cast(pl.Int64),
        asked_cents=pl.when(is_it).then(11_123).otherwise("asked_cents").cast(pl.Int64),
    )
    return tables


def left(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return what leaves."""
    rules, order = ReleaseRules(), "D00000009-00000000"
    return compose_day(leave_out_claims(tables), business_date=DAY, batch_number=1, order_id=order, rules=rules)


def lines(made: dict[str, pl.DataFrame], dossier_id: str) -> list[dict[str, Any]]:
    """Return the lines of the receipt of a dossier."""
    receipt = dispatch_receipt(made["messages"], made["transfers"], table(ArrangementChecks, []))
    return [line for line in map(json.loads, receipt.splitlines()) if line["dossier_id"] == dossier_id]


def test_a_letter_asks_for_the_other_claims_and_their_share_of_the_costs() -> None:
    made = left(with_disputed(LETTER))
    row = Messages.validate(made["messages"]).filter(dossier_id=LETTER).row(0, named=True)
    facts = read_facts(row["facts"], place="test")
    assert [claim["reference"] for claim in facts["claims"]] == [f"F{LETTER}"]
    assert facts["buckets"] == {
        "principal_cents": 10_000, "interest_cents": 123, "costs_cents": 1_000, "open_cents": 11_123, "paid_cents": 0,
    }  # fmt: skip
    assert (row["open_cents"], row["is_partial"]) == (11_123, True)
    assert "EUR111.23" in facts["payment"]["epc_text"]
    assert imbalances(made["controls"]).is_empty()


def test_the_receipt_tells_the_claims_that_were_in_it() -> None:
    made = left(with_disputed(LETTER))
    assert [line["claim_reference"] for line in lines(made, LETTER)] == [f"F{LETTER}"]
    assert [line["claim_reference"] for line in lines(made, "1000000001")] == [None]


def test_a_bailiff_is_told_nothing_of_what_stays_behind() -> None:
    made = left(with_disputed(TRANSFER, "no_demand"))
    row = made["transfers"].row(0, named=True)
    facts = read_transfer_facts(row["facts"], place="test")
    assert [claim["reference"] for claim in facts["claims"]] == [f"F{TRANSFER}"]
    assert [cost["open_cents"] for cost in facts["costs"]] == [1_000]
    assert [notice["kind"] for notice in facts["notices"]] == ["last_demand_sent"]
    assert (row["open_cents"], row["is_partial"]) == (11_123, True)
    assert [line["claim_reference"] for line in lines(made, TRANSFER)] == [f"F{TRANSFER}"]


def test_posted_costs_stay_with_the_bailiff_who_has_the_rest() -> None:
    tables = with_disputed(LETTER, "with_bailiff")
    tables["costs"] = table(
        Costs, [{"dossier_id": LETTER, "cost_id": "act", "kind": "amount", "due_date": DAY, "open_cents": 4_000}]
    )
    tables["actions"] = tables["actions"].with_columns(
        asked_cents=pl.when(pl.col("dossier_id") == LETTER).then(10_123).otherwise("asked_cents").cast(pl.Int64)
    )
    letter = left(tables)["messages"].filter(dossier_id=LETTER)
    assert letter.select("costs_cents", "open_cents").row(0) == (0, 10_123)


def test_a_day_that_leaves_nothing_out_is_as_it_was() -> None:
    tables = day()
    narrowed = leave_out_claims(tables)
    assert all(
        frame.sort(pl.all()).equals(tables[name].sort(pl.all()))
        for name, frame in narrowed.items()
        if name in ("balances", "costs", "events", "actions")
    )
    assert narrowed["dossiers"].equals(tables["dossiers"])
    assert left(tables)["messages"]["is_partial"].to_list() == [False, False, False]


def test_an_order_of_an_earlier_version_asks_what_was_open() -> None:
    tables = day()
    tables["actions"] = tables["actions"].with_columns(asked_cents=pl.lit(None, pl.Int64))
    assert left(tables)["messages"]["open_cents"].to_list() == [14_123] * 3
