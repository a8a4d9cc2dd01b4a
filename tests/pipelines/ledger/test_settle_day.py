from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from mappings.law import load_law
from mappings.tree import SHIPPED
from pipelines.ledger.find_gaps import LawGapError
from pipelines.ledger.settle_day import settle_day
from pipelines.ledger.state_day import LINES, state_day
from tests.pipelines.ledger.canonical import claim, debtor, event, payment, tables, terms

DAY = date(2026, 6, 30)
NOTICE = event("fourteen_day_notice_sent", date(2026, 3, 2), channel="print")


def _settle(
    facts: dict[str, pl.DataFrame], asked: pl.DataFrame | None = None, day: date = DAY
) -> dict[str, pl.DataFrame]:
    frames = settle_day(facts, terms() if asked is None else asked, load_law(), business_date=day)
    sums = (
        frames["controls"]
        .filter(pl.col("side").n_unique().over("control") == 2)
        .group_by("creditor_id", "control")
        .agg(
            came_in=pl.col("amount_cents").filter(pl.col("side") == "in").sum(),
            went_out=pl.col("amount_cents").filter(pl.col("side") == "out").sum(),
        )
    )
    assert sums.filter(pl.col("came_in") != pl.col("went_out")).is_empty()
    return frames


def _lines(facts: dict[str, pl.DataFrame], asked: pl.DataFrame | None = None, day: date = DAY) -> pl.DataFrame:
    return state_day(facts, terms() if asked is None else asked, load_law(), business_date=day).lines()


def _balance(frames: dict[str, pl.DataFrame]) -> dict[str, Any]:
    return frames["balances"].row(0, named=True)


def test_consumer_claim_bears_statutory_interest_and_no_costs_without_a_notice() -> None:
    frames = _settle(tables([claim()]), terms(bik_consumer=True))
    assert _balance(frames)["interest_open_cents"] == 1633  # 100000 × 4 % × 149 / 365
    assert frames["costs"].is_empty()
    assert _lines(tables([claim()]))["rule_id"].to_list() == ["nl_interest_consumer"]


def test_costs_are_due_on_the_first_day_after_the_notice() -> None:
    facts = tables([claim()], events=[NOTICE])
    asked = terms(bik_consumer=True, vat_on_bik=True)
    assert _settle(facts, asked, date(2026, 3, 18))["costs"].is_empty()
    costs = _settle(facts, asked, date(2026, 3, 19))["costs"].row(0, named=True)
    assert (costs["due_date"], costs["amount_cents"], costs["vat_cents"]) == (date(2026, 3, 19), 15_000, 3150)


def test_payment_inside_the_term_lowers_the_costs_and_one_on_the_day_after_does_not() -> None:
    asked = terms(bik_consumer=True)
    inside = tables(
        [claim()], events=[NOTICE], payments=[payment(amount_cents=50_000, effective_date=date(2026, 3, 18))]
    )
    after = tables(
        [claim()], events=[NOTICE], payments=[payment(amount_cents=50_000, effective_date=date(2026, 3, 19))]
    )
    assert _settle(inside, asked)["costs"]["base_cents"].to_list() == [50_493]
    assert _settle(after, asked)["costs"]["base_cents"].to_list() == [100_000]


def test_notice_before_default_or_of_a_claim_not_in_it_opens_no_costs() -> None:
    asked = terms(bik_consumer=True)
    early = tables([claim(due_date=date(2026, 3, 2))], events=[NOTICE])
    later = tables([claim(delivery_id="D3")], events=[NOTICE])
    assert _settle(early, asked)["costs"].is_empty()
    assert _settle(later, asked)["costs"].is_empty()


def test_one_notice_adds_the_principals_of_its_claims() -> None:
    claims = [claim(reference=name, principal_cents=10_000, line_number=n) for n, name in enumerate("ABC", start=1)]
    costs = _settle(tables(claims, events=[NOTICE]), terms(bik_consumer=True))["costs"]
    assert costs["amount_cents"].to_list() == [4500]


def test_second_notice_covers_only_the_claims_the_first_did_not() -> None:
    second = event("fourteen_day_notice_sent", date(2026, 5, 4), delivery_id="D4", channel="print")
    claims = [claim(), claim(reference="B", delivery_id="D3", due_date=date(2026, 4, 1), principal_cents=20_000)]
    costs = _settle(tables(claims, events=[NOTICE, second]), terms(bik_consumer=True))["costs"].sort("due_date")
    assert costs["base_cents"].to_list() == [100_000, 20_000]


def test_business_owes_costs_from_the_day_after_the_oldest_due_date() -> None:
    facts = tables([claim()], debtors=[debtor(debtor_type="business")])
    frames = _settle(facts, terms(bik_business=True))
    assert frames["costs"]["due_date"].to_list() == [date(2026, 2, 1)]
    assert frames["balances"]["regime"].to_list() == ["nl_commercial"]
    assert _settle(facts, terms())["costs"].is_empty()


def test_newest_version_of_a_debtor_counts() -> None:
    versions = [debtor(debtor_type="business"), debtor(delivery_id="D9", debtor_type="consumer")]
    assert _balance(_settle(tables([claim()], debtors=versions)))["regime"] == "nl_consumer"


def test_fact_that_was_not_known_yet_does_not_count() -> None:
    facts = tables([claim()], payments=[payment(known_at=date(2026, 7, 1))])
    assert _settle(facts)["allocations"].is_empty()


def test_reversed_payment_equals_no_payment() -> None:
    storno = payment(payment_id="r1", kind="reversal", reverses_payment_id="p1", effective_date=date(2026, 3, 9))
    taken_back, without = tables([claim()], payments=[payment(), storno]), tables([claim()])
    paid_back, never = _settle(taken_back), _settle(without)
    for name in ("balances", "costs", "allocations", "dossiers"):
        assert paid_back[name].equals(never[name])
    assert _lines(taken_back).equals(_lines(without))


def test_withdrawal_ends_principal_interest_and_costs() -> None:
    withdrawn = event("withdrawal", date(2026, 5, 1))
    frames = _settle(tables([claim()], events=[NOTICE, withdrawn], payments=[payment()]), terms(bik_consumer=True))
    balance = _balance(frames)
    assert (balance["open_cents"], balance["closing_reason"]) == (0, "withdrawal")
    assert balance["waived_cents"] == 100_000 + balance["interest_total_cents"] - 10_000
    assert frames["costs"].select("open_cents", "waived_cents").row(0) == (0, 13_546)
    assert frames["dossiers"]["open_cents"].item() == 0


def test_costs_outlive_a_withdrawal_where_the_terms_keep_them() -> None:
    withdrawn = event("withdrawal", date(2026, 5, 1))
    asked = terms(bik_consumer=True, keep_costs_on_withdrawal=True)
    frames = _settle(tables([claim()], events=[NOTICE, withdrawn]), asked)
    assert frames["costs"]["open_cents"].item() == 15_000
    assert frames["dossiers"]["open_cents"].item() == 15_000


def test_withdrawal_of_one_claim_leaves_the_other() -> None:
    withdrawn = event("withdrawal", date(2026, 5, 1), claim_id="c:A")
    frames = _settle(tables([claim(), claim(reference="B")], events=[NOTICE, withdrawn]), terms(bik_consumer=True))
    assert frames["balances"]["principal_open_cents"].to_list() == [0, 100_000]
    assert frames["costs"]["open_cents"].to_list() == [30_000]


def test_posted_cost_and_credit_note_count() -> None:
    posted = event("cost_posted", date(2026, 4, 1), amount_cents=5000, claim_id="c:A")
    note = payment(payment_id="n1", kind="credit_note", claim_id="c:A", amount_cents=20_000, is_from_start=True)
    balance = _balance(_settle(tables([claim()], events=[posted], payments=[note])))
    assert (balance["costs_open_cents"], balance["principal_open_cents"]) == (5000, 80_000)
    assert balance["interest_open_cents"] == 1306


def test_credit_note_without_claim_is_credit_that_pays() -> None:
    note = payment(payment_id="n1", kind="credit_note", amount_cents=150_000)
    dossier = _settle(tables([claim()], payments=[note]))["dossiers"].row(0, named=True)
    assert dossier["open_cents"] == 0
    assert dossier["credit_cents"] == 150_000 - 100_000 - 307


def test_belgian_consumer_bears_nothing_without_a_reminder() -> None:
    facts = tables([claim(clause_ppm=100_000, clause_minimum_cents=0)])
    frames = _settle(facts, terms("be"))
    assert _balance(frames)["open_cents"] == 100_000
    assert _lines(facts, terms("be")).is_empty()


@pytest.mark.parametrize(("is_sme", "interest"), [(True, 3222), (False, 2819)])
def test_belgian_reminder_opens_interest_as_in_the_published_example(is_sme: bool, interest: int) -> None:
    reminder = event("first_reminder_sent", date(2026, 3, 10), channel="email")
    asked = terms("be", regime_consumer="be_commercial", is_sme=is_sme)
    frames = _settle(tables([claim(clause_ppm=100_000)], events=[reminder]), asked)
    assert _balance(frames)["interest_open_cents"] == interest
    assert frames["costs"].select("due_date", "amount_cents").row(0) == (date(2026, 3, 25), 9000)


def test_belgian_small_enterprise_asks_nothing_before_the_term_has_passed() -> None:
    reminder = event("first_reminder_sent", date(2026, 3, 10), channel="email")
    frames = _settle(tables([claim()], events=[reminder]), terms("be", is_sme=True), date(2026, 3, 24))
    assert _balance(frames)["open_cents"] == 100_000


def test_belgian_business_owes_clause_and_interest_without_reminder() -> None:
    facts = tables([claim(clause_ppm=100_000)], debtors=[debtor(debtor_type="business")])
    frames = _settle(facts, terms("be"))
    assert frames["costs"]["amount_cents"].to_list() == [10_000]
    assert _balance(frames)["interest_open_cents"] > 0


def test_day_outside_the_law_stops_the_stage_with_rule_day_and_file() -> None:
    with pytest.raises(LawGapError, match=r"interest_consumer\.yaml: nl_interest_consumer has no value for 2027-01-01"):
        _settle(tables([claim()]), day=date(2027, 1, 2))


def test_day_without_claims_gives_empty_tables() -> None:
    frames = _settle_empty()
    assert all(frames[name].is_empty() for name in ("balances", "dossiers", "costs", "allocations"))
    assert _lines(tables([], debtors=[])).schema == LINES


def _settle_empty() -> dict[str, pl.DataFrame]:
    return settle_day(tables([], debtors=[]), terms(), load_law(), business_date=DAY)


def test_gap_of_several_rules_is_one_line_that_names_them_all_and_what_to_do() -> None:
    business = claim(reference="B", debtor_id="c:B", dossier_id="2000000000", line_number=2)
    facts = tables([claim(), business], debtors=[debtor(), debtor(debtor_id="c:B", debtor_type="business")])
    with pytest.raises(LawGapError) as caught:
        _settle(facts, day=date(2027, 1, 2))
    told = str(caught.value)
    assert "\n" not in told
    for words in (
        "law/nl/interest_consumer.yaml: nl_interest_consumer has no value for 2027-01-01",
        "others lack a value of nl_interest_commercial (law/nl/interest_commercial.yaml)",
        "Add the published value to <home>/mappings/law/nl/interest_consumer.yaml",
    ):
        assert words in told


def test_published_value_in_the_home_cures_the_gap(tmp_path: Path) -> None:
    folder = tmp_path / "law/nl"
    folder.mkdir(parents=True)
    value = 'value: 5, source: {title: "t", article: "6:119 BW", href: "https://x"}, checked_on: 2026-12-20'
    text = f"adds_to: nl_interest_consumer\ncovered_until: 2027-07-01\nvalues:\n  2027-01-01: {{{value}}}\n"
    (folder / "interest_consumer.yaml").write_text(text, encoding="utf-8")
    law = load_law((tmp_path, SHIPPED))
    day = state_day(tables([claim()]), terms(), law, business_date=date(2027, 1, 2))
    last = day.lines().row(-1, named=True)
    assert (last["from_date"], last["days"], last["rate_ppm"]) == (date(2027, 1, 1), 1, 50_000)
