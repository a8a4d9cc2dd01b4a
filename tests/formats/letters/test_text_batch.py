"""Text messages, call lists and requests to systems: what they say, and what can be counted in them again."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import polars as pl
import pytest

from formats.letters.text_batch import CALL_COLUMNS, TEXT_COLUMNS, count_texts, write_calls, write_requests, write_texts
from mappings.templates import load_templates
from tests.formats.letters.messages import DOSSIER, REFERENCE, claim, full_facts, letter_facts, message
from warehouse.errors import BalanceError, ConfigurationError

PHONE = "31612345678"


def batch(channel: str, *facts: dict[str, Any], template: str = "reminder") -> pl.DataFrame:
    made = [message(n, template=template, channel=channel, **one) for n, one in enumerate(facts, start=1)]
    return pl.DataFrame(made).with_columns(
        recipient=pl.lit(PHONE), creditor_id=pl.lit("zorgplus"), step_id=pl.lit("stop_service")
    )


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode()), delimiter=";"))


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
@pytest.mark.parametrize("template", ["reminder", "demand", "last_demand"])
def test_a_text_message_holds_what_it_takes_to_pay(language: str, template: str) -> None:
    rows = batch("sms", letter_facts(language=language), template=template)
    [told] = read_csv(write_texts(rows, load_templates([(language, template)]), channel="sms", as_json=False))
    assert tuple(told) == TEXT_COLUMNS
    assert (told["phone"], told["dossier_id"], told["language"]) == (PHONE, DOSSIER, language)
    facts = letter_facts(language=language)
    text = told["text"].replace("\u00a0", " ")
    amount = {"nl": "€ 150,00", "fr": "150,00 €", "en": "€150.00"}[language]
    iban = facts["payment"]["iban"]
    for words in (amount, facts["payment"]["beneficiary"], REFERENCE, facts["payment"]["payment_link"]):
        assert words in text
    assert " ".join(iban[i : i + 4] for i in range(0, len(iban), 4)) in text
    assert facts["agency"]["registration_number"] in text
    assert facts["agency"]["phone"] in text
    assert "None" not in text
    assert "\n" not in told["text"]


def test_both_forms_say_the_same_and_are_counted_again() -> None:
    rows = batch("whatsapp", letter_facts(), letter_facts(claims=[claim(principal_cents=7, principal_open_cents=7)]))
    templates = load_templates([("nl", "reminder")])
    lines = write_texts(rows, templates, channel="whatsapp", as_json=True)
    table = write_texts(rows, templates, channel="whatsapp", as_json=False)
    assert count_texts(lines, as_json=True) == count_texts(table, as_json=False) == (2, 15_007)
    parsed = [json.loads(line) for line in lines.splitlines()]
    assert [one["text"] for one in parsed] == [one["text"] for one in read_csv(table)]
    assert [one["message_id"].rpartition("/")[2] for one in parsed] == ["1", "2"]


def test_a_template_without_a_short_text_is_told() -> None:
    rows = batch("sms", full_facts(), template="first_reminder")
    with pytest.raises(ConfigurationError, match="no `short` text"):
        write_texts(rows, load_templates([("nl", "first_reminder")]), channel="sms", as_json=False)


def test_a_call_list_has_amounts_and_room_for_the_result_and_no_formula() -> None:
    facts = letter_facts()
    facts["debtor"]["name"] = "=cmd()"
    data = write_calls(batch("call", facts))
    [call] = read_csv(data)
    assert tuple(call) == CALL_COLUMNS
    assert (call["phone"], call["open_cents"], call["claims"]) == (PHONE, "15000", "1")
    assert call["oldest_due_date"] == "2026-09-15"
    assert (call["result"], call["result_date"], call["remark"]) == ("", "", "")
    assert not call["name"].startswith("=")
    assert count_texts(data, as_json=False) == (1, 15_000)


def test_a_request_to_a_system_speaks_in_the_creditors_own_numbers() -> None:
    data = write_requests(batch("system", letter_facts()))
    [told] = [json.loads(line) for line in data.splitlines()]
    assert (told["event"], told["creditor_id"], told["dossier_id"]) == ("stop_service", "zorgplus", DOSSIER)
    assert told["claim_references"] == ["F2026-00017"]
    assert told["debtor_reference"] == letter_facts()["debtor"]["debtor_reference"]
    assert count_texts(data, as_json=True) == (1, 15_000)


@pytest.mark.parametrize("data", [b"\xff\xfe", b"[1]\n", b"{}\n"])
def test_what_cannot_be_counted_is_told(data: bytes) -> None:
    with pytest.raises(BalanceError, match="cannot be counted"):
        count_texts(data, as_json=True)
