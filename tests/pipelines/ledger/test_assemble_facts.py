"""What the terms make of a claim's contract date and of its product."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from mappings.law import load_law
from mappings.yaml_block import Block
from pipelines.ledger.assemble_facts import assemble_facts
from pipelines.ledger.settle_day import settle_day
from pipelines.ledger.statement import statement
from tests.pipelines.ledger.canonical import claim, debtor, tables, terms

DAY = date(2026, 6, 30)
BUSINESS = [debtor(debtor_type="business")]


def _rates(country: str, concluded: date | None, **given: object) -> list[int]:
    facts = tables([claim(due_date=date(2014, 1, 1), contract_date=concluded)], debtors=BUSINESS)
    asked = assemble_facts(facts, terms(country, **given), load_law(), business_date=date(2014, 6, 30))
    return statement(asked, load_law()).lines["rate_ppm"].to_list()


@pytest.mark.parametrize(
    ("country", "concluded", "switch", "rate"),
    [
        ("nl", date(2013, 3, 15), False, 82_500),
        ("nl", date(2013, 3, 15), True, 72_500),
        ("nl", date(2013, 3, 16), True, 82_500),
        ("nl", None, True, 82_500),
        ("be", date(2013, 3, 15), False, 75_000),
        ("be", date(2013, 3, 16), False, 85_000),
        ("be", None, False, 85_000),
    ],
)
def test_older_contract_keeps_its_margin_by_belgian_law_and_by_the_terms_of_a_dutch_creditor(
    country: str, concluded: date | None, switch: bool, rate: int
) -> None:
    assert _rates(country, concluded, older_contract_margin=switch) == [rate]


@pytest.mark.parametrize(
    ("product", "limit"),
    [("Stroom", date(2023, 7, 1)), ("STROOM", date(2023, 7, 1)), ("huur", date(2026, 7, 1)), (None, date(2041, 7, 1))],
)
def test_product_decides_the_limitation_where_the_terms_say_so(product: str | None, limit: date) -> None:
    by_product = Block(Path("test"), 1, {"stroom": "consumer_sale", "Huur": "periodic"}, {}, [])
    facts = tables([claim(due_date=date(2021, 6, 30), product=product)])
    asked = terms(limitation_class="general", limitation_by_product=by_product)
    balances = settle_day(facts, asked, load_law(), business_date=DAY)["balances"]
    assert balances["limitation_date"].to_list() == [limit]


def test_claims_keep_their_order_and_number_whatever_their_products() -> None:
    by_product = Block(Path("test"), 1, {"stroom": "consumer_sale"}, {}, [])
    claims = [claim(reference=name, product="stroom", line_number=line) for line, name in enumerate("CAB", 1)]
    asked = terms(limitation_by_product=by_product)
    facts = assemble_facts(tables(claims), pl.concat([asked]), load_law(), business_date=DAY)
    assert facts.claims["claim_id"].to_list() == ["c:C", "c:A", "c:B"]
