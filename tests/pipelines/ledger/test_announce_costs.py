from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from mappings.law import load_law
from mappings.yaml_block import Block
from pipelines.ledger.announce_costs import announce_costs
from pipelines.ledger.settle_day import settle_day
from tests.pipelines.ledger.canonical import claim, debtor, event, tables, terms

DAY = date(2026, 6, 30)
NOTICE = event("fourteen_day_notice_sent", date(2026, 3, 2))


def _announce(facts: dict[str, pl.DataFrame], asked: pl.DataFrame) -> dict[str, Any]:
    day = settle_day(facts, asked, load_law(), business_date=DAY)
    dossiers = announce_costs({**facts, **day}, asked, load_law(), business_date=DAY)
    assert dossiers.columns[: len(day["dossiers"].columns)] == day["dossiers"].columns
    return dossiers.row(0, named=True)


def test_notice_announces_the_scale_on_all_overdue_claims_with_vat() -> None:
    claims = [claim(), claim(reference="B", principal_cents=20_000), claim(reference="C", due_date=DAY)]
    row = _announce(tables(claims), terms(bik_consumer=True, vat_on_bik=True))
    assert (row["notice_costs_cents"], row["notice_vat_cents"]) == (18_000, 3780)
    assert row["clause_cents"] is None


def test_notice_leaves_out_what_an_earlier_notice_covers() -> None:
    claims = [claim(), claim(reference="B", delivery_id="D3", principal_cents=20_000)]
    row = _announce(tables(claims, events=[NOTICE]), terms(bik_consumer=True))
    assert row["notice_costs_cents"] == 4000


def test_announced_costs_are_the_costs_that_follow() -> None:
    asked = terms(bik_consumer=True)
    row = _announce(tables([claim()]), asked)
    noticed = tables([claim()], events=[NOTICE])
    assert settle_day(noticed, asked, load_law(), business_date=DAY)["costs"]["amount_cents"].to_list() == [
        row["notice_costs_cents"]
    ]


def test_nothing_is_announced_to_a_business_or_where_the_terms_ask_no_costs() -> None:
    business = tables([claim()], debtors=[debtor(debtor_type="business")])
    assert _announce(business, terms(bik_consumer=True))["notice_costs_cents"] is None
    assert _announce(tables([claim()]), terms())["notice_costs_cents"] is None


def test_belgian_reminder_announces_clause_rate_and_term() -> None:
    claims = [claim(clause_ppm=500_000), claim(reference="B", principal_cents=15_000, clause_minimum_cents=9_999)]
    row = _announce(tables(claims), terms("be"))
    assert (row["clause_cents"], row["clause_rate_ppm"], row["clause_term_days"]) == (9000 + 2000, 45_000, 14)
    assert row["notice_costs_cents"] is None


def test_belgian_reminder_without_a_clause_still_announces_its_term() -> None:
    row = _announce(tables([claim()]), terms("be"))
    assert (row["clause_cents"], row["clause_term_days"]) == (0, 14)


def test_belgian_reminder_announces_the_rate_that_will_hold() -> None:
    given = {"regime_consumer": "contract", "rate_pct": Decimal("0.5"), "rate_per": "month"}
    assert _announce(tables([claim()]), terms("be", **given))["clause_rate_ppm"] == 45_000
    approved = Block(Path("test"), 1, {"on": DAY, "by": "A. Jurist"}, {}, [])
    row = _announce(tables([claim()]), terms("be", **given, contract_interest_approved=approved))
    assert row["clause_rate_ppm"] == 60_000


def test_belgian_reminder_of_a_claim_that_bears_no_interest_announces_none() -> None:
    row = _announce(tables([claim()]), terms("be", regime_consumer="none", surcharge_pct=2))
    assert row["clause_rate_ppm"] == 0
