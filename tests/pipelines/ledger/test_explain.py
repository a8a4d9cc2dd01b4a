from datetime import date

import polars as pl
import pytest

from mappings.explain_words import SHEET_WORDS, load_explain_words
from mappings.law import load_law
from pipelines.ledger.explain import explain_text
from pipelines.ledger.explain_dossier import explain_dossier
from pipelines.ledger.explain_parties import explain_parties
from pipelines.ledger.explain_sheet import explain_sheet
from pipelines.ledger.state_day import state_day
from tests.pipelines.ledger.canonical import DOSSIER, claim, event, payment, tables, terms
from warehouse.codes import COST_KINDS, GATES, LANGUAGES, REGIMES
from warehouse.errors import BalanceError
from warehouse.tables import schema_of


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
    return _told(facts, date(2026, 6, 30))


def _told(facts: dict[str, pl.DataFrame], business_date: date) -> dict[str, pl.DataFrame]:
    day = state_day(facts, terms(bik_consumer=True), load_law(), business_date=business_date)
    deliveries = pl.DataFrame({"delivery_id": ["D1", "D2"], "file_name": ["claims.csv", "mutations.csv"]})
    return {**facts, **day.tables(), "lines": day.lines(), "deliveries": deliveries, "notices": day.notices()}


def test_explanation_names_every_part_with_its_source() -> None:
    explanation = explain_dossier(_tables(), load_law(), dossier_id=DOSSIER)
    first = explanation["claims"][0]
    assert (first["file"], first["row"]) == ("claims.csv", 1)
    assert first["lines"][0]["article"] == "6:119 BW"
    assert first["lines"][0]["last_day"] == date(2026, 2, 9)
    assert [cost["kind"] for cost in explanation["costs"]] == ["amount", "nl_bik"]
    assert explanation["costs"][0]["file"] == "mutations.csv"
    assert explanation["costs"][0]["notice_date"] is None
    by_scale = explanation["costs"][1]
    assert (by_scale["file"], by_scale["row"], by_scale["notice_date"]) == ("mutations.csv", 1, date(2026, 2, 2))
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
        assert set(names["gates"]) == set(GATES)
        assert set(names["sheet"]) == set(SHEET_WORDS)


def test_dutch_amounts_and_dates() -> None:
    words = load_explain_words("nl")
    assert words.amount(-123_456_789) == "-1.234.567,89"
    assert words.day(date(2026, 3, 1)) == "01-03-2026"


def test_explanation_that_does_not_add_up_is_an_error() -> None:
    broken = _tables()
    broken["dossiers"] = broken["dossiers"].with_columns(open_cents=pl.col("open_cents") + 1)
    with pytest.raises(BalanceError, match=DOSSIER):
        explain_dossier(broken, load_law(), dossier_id=DOSSIER)


def test_one_day_is_one_and_two_days_are_many() -> None:
    assert [load_explain_words(language).days(1) for language in LANGUAGES] == ["1 dag", "1 jour", "1 day"]
    assert [load_explain_words(language).days(2) for language in LANGUAGES] == ["2 dagen", "2 jours", "2 days"]


def test_every_line_and_cost_names_its_ground_and_every_fact_its_row() -> None:
    explanation = explain_dossier(_tables(), load_law(), dossier_id=DOSSIER)
    text = explain_text(explanation, load_explain_words("en"))
    assert "collection costs, due on 2026-02-19" in text
    assert "art. 2 Besluit vergoeding voor buitengerechtelijke incassokosten, on " in text
    assert "(as posted, file mutations.csv, row 1)" in text
    assert "Can be enforced until 2031-02-02" in text
    told = [line for line in text.splitlines() if line.startswith("Blocked")]
    assert told == ["Blocked: nothing accrues, the claim was withdrawn, by rule withdrawal, claim B"]


def test_gate_that_ends_says_until_when() -> None:
    facts = tables([claim()], events=[event("fourteen_day_notice_sent", date(2026, 3, 2), channel="print")])
    explanation = explain_dossier(_told(facts, date(2026, 3, 18)), load_law(), dossier_id=DOSSIER)
    text = explain_text(explanation, load_explain_words("nl"))
    assert "volgens regel nl_fourteen_day_notice, vordering A, tot 19-03-2026" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheet_shows_the_amounts_of_the_text(language: str) -> None:
    words = load_explain_words(language)
    explanation = explain_dossier(_tables(), load_law(), dossier_id=DOSSIER)
    text, sheet = explain_text(explanation, words), explain_sheet(explanation, words)
    amounts = [sheet["totals"][name] for name in ("asked", "settled", "credit", "open")]
    amounts += [row["interest"] for row in sheet["lines"]] + [row["amount"] for row in sheet["costs"]]
    payments = [row for row in sheet["payments"] if row["date"]]
    amounts += [row["amount"] for row in payments]
    assert all(amount in text for amount in amounts)
    assert sheet["check"] in text
    assert sheet["has_credit"]
    assert payments[1]["kind"] == words.names["sheet"]["credit_note"]
    assert (payments[0]["claim"], payments[0]["costs"]) == ("", words.amount(1500))
    assert {row["claim"] for row in sheet["payments"]} >= {"A", "B"}
    of_cost = words.say("of_cost", due_date=words.day(date(2026, 2, 5)))
    assert [line for line in text.splitlines() if line.endswith(words.amount(1500) + of_cost)]
    assert sheet["claims"][0]["source"] == "claims.csv:1"
    assert sheet["costs"][1]["source"] == "mutations.csv:1"


@pytest.mark.parametrize("table", ["lines", "costs", "allocations"])
def test_explanation_that_misses_a_part_of_the_balance_is_an_error(table: str) -> None:
    broken = _tables()
    if table == "allocations":
        broken["payments"] = broken["payments"].filter(pl.col("payment_id") != "p0")
    else:
        broken[table] = broken[table].head(broken[table].height - 1)
    with pytest.raises(BalanceError, match="explanation gives"):
        explain_dossier(broken, load_law(), dossier_id=DOSSIER)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", ["Medeschuldenaar: A. Mede, voor 33,3333%, vordering A (bestand parties.csv, regel 2)",
                "Medeschuldenaar: B. Hoofdelijk, hoofdelijk (bestand parties.csv, regel 3)",
                "Bewindvoerder: Bewind BV, tot en met 31-12-2026 (bestand parties.csv, regel 4)"]),
        ("fr", ["Codébiteur: A. Mede, pour 33,3333 %", "Codébiteur: B. Hoofdelijk, solidairement", "Administrateur"]),
        ("en", ["Co-debtor: A. Mede, for 33.3333%", "Co-debtor: B. Hoofdelijk, jointly", "Administrator"]),
    ],
    ids=LANGUAGES,
)  # fmt: skip
def test_explanation_names_who_else_has_to_do_with_the_debt(language: str, expected: list[str]) -> None:
    told = _tables()
    row = {"dossier_id": DOSSIER, "delivery_id": "D3", "role": "co_debtor", "from_date": date(2026, 1, 1)}
    roles = [
        row | {"role_id": "1", "line_number": 2, "name": "A. Mede", "share_ppm": 333_333, "claim_id": "c:A"},
        row | {"role_id": "2", "line_number": 3, "name": "B. Hoofdelijk"},
        row | {"role_id": "3", "line_number": 4, "name": "Bewind BV", "role": "administrator",
               "until_date": date(2026, 12, 31)},
    ]  # fmt: skip
    files = pl.DataFrame({"delivery_id": ["D3"], "file_name": ["parties.csv"]})
    known = pl.DataFrame(roles, schema=schema_of("canonical.roles"))
    explanation = explain_dossier(told, load_law(), dossier_id=DOSSIER)
    explanation["parties"] = explain_parties(known, told["claims"], files, as_of=date(2026, 6, 30))
    lines = explain_text(explanation, load_explain_words(language)).splitlines()
    named = [lines[number] for number in (2, 3, 1)]
    assert all(line.startswith(start) for line, start in zip(named, expected, strict=True)), lines[:4]
