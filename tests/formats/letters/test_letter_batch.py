"""A batch of letters is one PDF that says the same as its rows, and whose codes a banking app can read."""

from __future__ import annotations

import io
import json
import subprocess
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from formats.letters import typeset
from formats.letters.letter_batch import INDEX_SCHEMA, LetterBatch, render_letters
from mappings.plan_rules import PLAN_MESSAGES
from mappings.templates import list_templates, load_templates
from tests.formats.letters.messages import AGENCY_IBAN, REFERENCE, claim, full_facts, letter_facts, message, messages
from warehouse.errors import BalanceError, ConfigurationError, HubError

TOTALS = {"nl": "€ 1.655,49", "fr": "1 655,49 €", "en": "€1,655.49"}
PRINCIPALS = {"nl": "€ 1.434,56", "fr": "1 434,56 €", "en": "€1,434.56"}
COSTS = {"nl": "€ 215,18", "fr": "215,18 €", "en": "€215.18"}
INTEREST = {"nl": "€ 5,75", "fr": "5,75 €", "en": "€5.75"}
ALL = [(language, name) for language in ("nl", "fr", "en") for name in list_templates(language)]


def render(*rows: dict[str, object]) -> LetterBatch:
    frame = messages(*rows)
    return render_letters(frame, load_templates(frame.select("language", "template").unique().rows()))


def texts_of(batch: LetterBatch) -> list[str]:
    pages = [
        " ".join(page.extract_text().replace("\u00a0", " ").split()) for page in PdfReader(io.BytesIO(batch.pdf)).pages
    ]
    return [
        " ".join(pages[first - 1 : first - 1 + count])
        for first, count in batch.index.select("first_page", "page_count").rows()
    ]


LINK_UNTIL = {"nl": "(tot en met 15 januari 2027)", "fr": "15 janvier 2027)", "en": "15 January 2027)"}
DISPUTE_DESK = {"nl": ("Geschillencommissie",), "fr": ("deux jours ouvrables",), "en": ("two working days",)}


def codes_of(pdf: bytes, tmp_path: Path) -> list[str]:
    (tmp_path / "letters.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "150", "-gray", "-png", "letters.pdf", "page"]
    subprocess.run(command, cwd=tmp_path, check=True, timeout=60)
    pages = sorted(tmp_path.glob("page*.png"))
    found = [code for page in pages for code in zxingcpp.read_barcodes(Image.open(page))]
    return [code.bytes.decode("utf-8") for code in found]


@pytest.fixture(scope="module")
def every_letter() -> dict[tuple[str, str], str]:
    """The text of every shipped letter in every language, by language and template."""
    rows = [message(number, template=name, **full_facts(language=lang)) for number, (lang, name) in enumerate(ALL, 1)]
    return dict(zip(ALL, texts_of(render(*rows)), strict=True))


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_letter_shows_total_buckets_and_how_to_pay(
    every_letter: dict[tuple[str, str], str], language: str, name: str
) -> None:
    text = every_letter[language, name]
    for amounts in (TOTALS, PRINCIPALS, COSTS, INTEREST):
        assert amounts[language] in text
    printed_iban = " ".join(AGENCY_IBAN[i : i + 4] for i in range(0, len(AGENCY_IBAN), 4))
    for expected in (
        printed_iban,
        "Stichting Derdengelden Voorbeeld Incasso",
        REFERENCE,
        "https://betaal.voorbeeld-incasso.example/d/4820001937",
        "Noorderlicht Energie B.V.",
        "Mevrouw A. de Wit-Öztürk",
        "1000123",
        "F2026-00019",
        LINK_UNTIL[language],
    ):
        assert expected in text


@pytest.mark.parametrize(("language", "name"), ALL)
def test_every_letter_offers_instalments_objection_and_complaint(
    every_letter: dict[tuple[str, str], str], language: str, name: str
) -> None:
    words = {
        "nl": ("Niet eens met de rekening", "klacht@"),
        "fr": ("pas d'accord", "plainte@"),
        "en": ("Do you disagree", "complaints@"),
    }
    own = {"nl": "Lukt een termijn niet", "fr": "pas payer une échéance", "en": "Can you not pay an instalment"}
    shared = {"nl": "Betalen in termijnen", "fr": "Payer en plusieurs fois", "en": "Pay in instalments"}
    offered = (own if name in PLAN_MESSAGES else shared)[language]
    text = every_letter[language, name].replace("’", "'")
    assert all(word in text for word in (offered, *words[language], *DISPUTE_DESK[language]))


@pytest.mark.parametrize(
    ("language", "term"),
    [
        ("nl", "binnen veertien dagen. Deze termijn begint op de dag nadat deze brief bij u is bezorgd."),
        ("fr", "quatorze jours. Ce délai commence le lendemain du jour où cette lettre vous a été remise."),
        ("en", "within fourteen days. This term starts on the day after this letter was delivered to you."),
    ],
)
def test_fourteen_day_notice_has_statutory_term_and_exact_costs_and_no_date_to_pay_by(language: str, term: str) -> None:
    facts = full_facts(
        language=language,
        buckets={"costs_cents": 0, "paid_cents": 0},
        fourteen_day_notice={"costs_cents": 21518, "vat_cents": 4519},
    )
    [text] = texts_of(render(message(template="fourteen_day_notice", **facts)))
    with_vat = {"nl": "€ 260,37", "fr": "260,37 €", "en": "€260.37"}
    vat = {"nl": "€ 45,19 btw", "fr": "45,19 € de TVA", "en": "€45.19 VAT"}
    for expected in (term, COSTS[language], vat[language], with_vat[language]):
        assert expected in text
    assert "30 november" not in text.lower()
    assert "30 novembre" not in text.lower()


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_fourteen_day_notice_without_vat_does_not_speak_of_vat(
    every_letter: dict[tuple[str, str], str], language: str
) -> None:
    text = every_letter[language, "fourteen_day_notice"]
    assert not any(word in text for word in ("btw", "TVA", "VAT"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("14 kalenderdagen", "derde werkdag", "€ 36,50", "10,5%", "0123.456.749", "gratis")),
        ("fr", ("14 jours calendrier", "troisième jour ouvrable", "36,50 €", "10,5 %", "0123.456.749", "gratuit")),
        ("en", ("14 calendar days", "third working day", "€36.50", "10.5%", "0123.456.749", "free of charge")),
    ],
)
def test_first_reminder_names_balance_clause_term_and_company_number(
    every_letter: dict[tuple[str, str], str], language: str, words: tuple[str, ...]
) -> None:
    text = every_letter[language, "first_reminder"]
    assert all(word in text for word in words)
    assert "Stroom en gas, september 2026" in text


@pytest.mark.parametrize(("language", "word"), [("nl", "gerechtsdeurwaarder"), ("fr", "huissier"), ("en", "bailiff")])
def test_only_the_last_demand_announces_the_bailiff(
    every_letter: dict[tuple[str, str], str], language: str, word: str
) -> None:
    assert {name for name in list_templates(language) if word in every_letter[language, name]} == {"last_demand"}


def test_code_on_the_letter_is_read_back_as_its_payload(tmp_path: Path) -> None:
    rows = [message(1), message(2, template="demand", **full_facts(language="fr"))]
    payloads = [json.loads(row["facts"])["payment"]["epc_text"] for row in rows]
    assert codes_of(render(*rows).pdf, tmp_path) == payloads


def test_code_with_accents_is_read_back_as_its_payload(tmp_path: Path) -> None:
    facts = letter_facts()
    facts["payment"]["epc_text"] = facts["payment"]["epc_text"].replace("Stichting", "Fondation Créances Ö")
    assert codes_of(render(message(**facts)).pdf, tmp_path) == [facts["payment"]["epc_text"]]


def test_same_messages_in_any_order_give_the_same_bytes() -> None:
    rows = [message(1), message(2, **full_facts(language="en"))]
    assert render(*rows).pdf == render(*reversed(rows)).pdf


def test_index_tells_the_pages_of_each_letter() -> None:
    many = [claim(reference=f"F{number:04}") for number in range(60)]
    batch = render(message(1), message(2, **letter_facts(claims=many)), message(3))
    assert dict(batch.index.schema) == INDEX_SCHEMA
    pages = batch.index["page_count"].to_list()
    assert pages[0] == pages[2] == 1
    assert pages[1] > 1
    assert batch.index["first_page"].to_list() == [1, 2, 2 + pages[1]]
    assert sum(pages) == len(PdfReader(io.BytesIO(batch.pdf)).pages)
    assert f"Pagina 1 van {pages[1]}" in texts_of(batch)[1]
    assert batch.index["open_cents"].to_list() == [15000, 60 * 15000, 15000]


def test_batch_that_is_set_in_parts_is_one_document(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [message(1), message(2, **full_facts(language="en")), message(3), message(4), message(5)]
    whole = render(*rows)
    monkeypatch.setattr(typeset, "LETTERS_PER_PART", 2)
    in_parts = render(*rows)
    assert in_parts.index.equals(whole.index)
    assert texts_of(in_parts) == texts_of(whole)
    assert in_parts.pdf == render(*rows).pdf
    metadata = PdfReader(io.BytesIO(in_parts.pdf)).metadata
    assert metadata is not None
    assert metadata["/CreationDate"] == "D:20261116000000Z"


def test_codes_of_a_batch_in_parts_are_read_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    rows = [message(1), message(2, **full_facts(language="fr")), message(3)]
    monkeypatch.setattr(typeset, "LETTERS_PER_PART", 1)
    payloads = [json.loads(row["facts"])["payment"]["epc_text"] for row in rows]
    assert codes_of(render(*rows).pdf, tmp_path) == payloads


def test_a_layout_that_fails_in_a_part_is_told_as_in_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typeset, "LETTERS_PER_PART", 1)
    [(key, template)] = load_templates([("nl", "reminder")]).items()
    with pytest.raises(ConfigurationError, match=r"letter\.typ: the letters cannot be laid out: .*oops"):
        render_letters(messages(message(1), message(2)), {key: replace(template, letter_layout='#panic("oops")')})


def test_a_process_that_ends_badly_is_told_and_may_be_tried_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\necho no memory >&2\nexit 9\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setattr(typeset, "LETTERS_PER_PART", 1)
    monkeypatch.setattr(typeset.sys, "executable", str(program))
    with pytest.raises(ConfigurationError, match=r"status 9.*no memory") as caught:
        render(message(1), message(2))
    assert caught.value.retryable


def test_layout_that_cannot_be_read_is_refused() -> None:
    [(key, template)] = load_templates([("nl", "reminder")]).items()
    with pytest.raises(ConfigurationError, match=r"letter\.typ: the letters cannot be laid out"):
        render_letters(messages(message()), {key: replace(template, letter_layout="#let x =")})


def test_text_of_a_debtor_is_never_read_as_markup() -> None:
    facts = letter_facts()
    facts["debtor"]["name"] = '#panic("x") *a* **b** {{ total }} <b>c</b> $'
    [text] = texts_of(render(message(**facts)))
    assert facts["debtor"]["name"] in text


def test_optional_facts_may_be_left_out() -> None:
    facts = letter_facts(pay_by_date=None)
    facts["payment"]["payment_link"] = None
    del facts["claims"][0]["description"]
    del facts["agency"]["registration_number"]
    [text] = texts_of(render(message(**facts)))
    assert "uiterlijk" not in text
    assert "Online betalen" not in text


def test_row_that_asks_another_amount_than_its_facts_is_refused() -> None:
    row = message(7) | {"open_cents": 14999}
    with pytest.raises(BalanceError, match=r"message 7: the row has 14999 as `open_cents`, its facts have 15000"):
        render(row)


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        (letter_facts(buckets={"open_cents": 15001}), "as total"),
        (letter_facts(buckets={"principal_cents": 1}), "as principal"),
        (letter_facts(buckets={"interest_cents": 1}), "as interest"),
        (letter_facts(claims=[claim(costs_cents=1)], buckets={"costs_cents": 0}), "as costs"),
    ],
)
def test_facts_that_do_not_add_up_are_refused(facts: dict[str, object], fault: str) -> None:
    with pytest.raises(BalanceError, match=fault):
        render(message(**facts))


def test_facts_of_another_shape_are_refused_with_every_fault() -> None:
    facts = letter_facts()
    facts["claims"][0]["principal_cents"] = "150.00"
    del facts["payment"]["iban"]
    facts["colour"] = "red"
    with pytest.raises(HubError) as caught:
        render(message(**facts))
    for fault in ("claims[0].principal_cents: str instead of int", "payment.iban: missing", "colour: unknown"):
        assert fault in caught.value.cause


def test_missing_template_is_refused_with_the_file_to_write() -> None:
    with pytest.raises(ConfigurationError, match=r"mappings/letters/nl/reminder.yaml"):
        render_letters(messages(message()), {})


def test_notice_without_its_costs_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="template nl/fourteen_day_notice"):
        render(message(template="fourteen_day_notice"))


def test_batch_of_two_batches_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        render(message(1), message(2) | {"batch_id": "another"})


def test_index_has_a_row_per_message_whatever_the_template() -> None:
    batch = render(message(1), message(2, template="demand", **full_facts(language="en")))
    assert batch.index.select("language", "template").rows() == [("nl", "reminder"), ("en", "demand")]
    assert batch.index.select(pl.col("open_cents").sum()).item() == 15000 + 165549
