from datetime import date

import polars as pl
import pytest

from mappings.explain_words import load_explain_words
from mappings.law import load_law
from pipelines.ledger.explain import explain_text
from pipelines.ledger.explain_dossier import explain_dossier
from pipelines.ledger.settle_day import settle_day
from tests.pipelines.ledger.canonical import DOSSIER, claim, event, payment, tables, terms
from warehouse.codes import COST_KINDS, LANGUAGES, REGIMES
from warehouse.errors import BalanceError


def _tables() -> dict[str, pl.DataFrame]:
    facts = tables(
        [claim(), claim(reference="B", due_date=date(2026, 4, 30), principal_cents=12_345)],
        payments=[
            payment(amount_cents=1_234_500, effective_date=date(2026, 4, 1)),
            payment(payment_id="n1", kind="credit_note", claim_id="c:A", amount_cents=700),
            payment(payment_id="p0", amount_cents=5000, effective_date=date(2026, 2, 10)),
        ],
        events=[
            event("fourteen_day_notice_sent", date(2026, 2, 2), channel="print"),
            event("cost_posted", date(2026, 2, 5), amount_cents=1500),
            event("withdrawal", date(2026, 6, 1), claim_id="c:B"),
        ],
    )
    day = settle_day(facts, terms(bik_consumer=True), load_law(), business_date=date(2026, 6, 30))
    deliveries = pl.DataFrame({"delivery_id": ["D1", "D2"], "file_name": ["claims.csv", "mutations.csv"]})
    return {**facts, **day, "deliveries": deliveries}


def test_explanation_names_every_part_with_its_source() -> None:
    explanation = explain_dossier(_tables(), load_law(), dossier_id=DOSSIER)
    first = explanation["claims"][0]
    assert (first["file"], first["row"]) == ("claims.csv", 1)
    assert first["lines"][0]["article"] == "6:119 BW"
    assert first["lines"][0]["last_day"] == date(2026, 2, 9)
    assert [cost["kind"] for cost in explanation["costs"]] == ["amount", "nl_bik"]
    assert explanation["costs"][0]["file"] == "mutations.csv"
    assert [row["payment_id"] for row in explanation["payments"]] == ["p0", "n1", "p1"]
    for row in explanation["payments"]:
        if row["kind"] == "payment":
            assert sum(part["amount_cents"] for part in row["parts"]) == row["amount_cents"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_text_is_whole_in_every_language(language: str) -> None:
    words = load_explain_words(language)
    text = explain_text(explain_dossier(_tables(), load_law(), dossier_id=DOSSIER), words)
    assert "{" not in text
    assert "claims.csv" in text
    assert "6:119 BW" in text
    assert words.amount(1_234_500) in text
    assert len(text.splitlines()) > 15


def test_every_code_has_a_name_in_every_language() -> None:
    for language in LANGUAGES:
        names = load_explain_words(language).names
        assert set(names["regimes"]) == set(REGIMES)
        assert set(names["kinds"]) == set(COST_KINDS)
        assert set(names["buckets"]) == {"costs", "interest", "principal", "credit"}
        assert set(names["periods"]) == {"year", "month"}


def test_dutch_amounts_and_dates() -> None:
    words = load_explain_words("nl")
    assert words.amount(-123_456_789) == "-1.234.567,89"
    assert words.day(date(2026, 3, 1)) == "01-03-2026"


def test_explanation_that_does_not_add_up_is_an_error() -> None:
    broken = _tables()
    broken["dossiers"] = broken["dossiers"].with_columns(open_cents=pl.col("open_cents") + 1)
    with pytest.raises(BalanceError, match=DOSSIER):
        explain_dossier(broken, load_law(), dossier_id=DOSSIER)
