"""Cases on days that the law sets: when a notice has run out, and until when a claim can be enforced."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from mappings.law import load_law
from pipelines.calendar import add_notice_dates
from pipelines.ledger.date_limitation import date_limitation
from tests.law_case_files import read_folder

LAW = load_law()
NOTICES = list(read_folder("notices").values())
LIMITATIONS = list(read_folder("limitation").values())
EVENTS = {"kind": pl.String, "dossier_id": pl.String, "claim_id": pl.String, "effective_date": pl.Date} | {
    "delivery_id": pl.String,
    "act": pl.String,
}


@pytest.mark.parametrize("case", NOTICES, ids=lambda case: case["sentence"])
def test_notice_runs_out_on_the_day_that_a_lawyer_expects(case: dict[str, Any]) -> None:
    sent = pl.DataFrame({"sent_date": [date.fromisoformat(case["sent"])], "channel": [case["channel"]]})
    dated = add_notice_dates(sent, LAW.table(case["rule"]), country=case["rule"][:2])
    found = dated.select(arrives="arrived_on", last_free_day="last_free_day", costs_from="claimable_from").row(0)
    asked = dict.fromkeys(("arrives", "last_free_day", "costs_from")) if case["dates"] == "nothing" else case["dates"]
    assert [None if day is None else day.isoformat() for day in found] == list(asked.values())


@pytest.mark.parametrize("case", LIMITATIONS, ids=lambda case: case["sentence"])
def test_claim_is_lost_from_the_day_that_a_lawyer_expects(case: dict[str, Any]) -> None:
    claims = pl.DataFrame(
        {
            "dossier_id": "1",
            "claim_id": "A",
            "delivery_id": "D1",
            "country": case["country"],
            "is_consumer": case["claim"]["consumer"],
            "limitation_class": case["claim"]["kind"],
            "due_date": date.fromisoformat(case["claim"]["due"]),
        }
    )
    demands = [("demand_sent", "1", "A", date.fromisoformat(day), "D2", None) for day in case.get("demands", [])]
    summons = [("cost_posted", "1", "A", date.fromisoformat(day), "D2", "a") for day in case.get("summons", [])]
    events = pl.DataFrame(demands + summons, schema=EVENTS, orient="row")
    dated = date_limitation(claims, events, LAW, business_date=date(2027, 12, 31))
    assert dated["limitation_date"].item().isoformat() == case["lost_from"]
