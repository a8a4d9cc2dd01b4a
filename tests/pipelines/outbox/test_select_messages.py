"""Every action sent by letter or e-mail becomes one message with frozen facts that add up."""

from __future__ import annotations

import polars as pl
import pytest
from stdnum import iso11649
from stdnum.be import ogm_vcs

from formats.letters.facts import LetterFacts, read_facts
from pipelines.outbox.select_messages import select_messages
from tests.pipelines.outbox.day import DAY, IBAN, day
from warehouse.errors import ConfigurationError
from warehouse.schemas.outbox import Messages


def select(tables: dict[str, pl.DataFrame], number: int = 1) -> pl.DataFrame:
    """Return the messages of a day."""
    return Messages.validate(select_messages(tables, business_date=DAY, batch_number=number))


def facts_of(messages: pl.DataFrame, dossier_id: str) -> LetterFacts:
    """Return the facts of a dossier's message, read as the renderer reads them."""
    return read_facts(messages.filter(dossier_id=dossier_id)["facts"][0], place="test")


def test_letters_and_mails_stand_in_batches_of_their_own() -> None:
    messages = select(day())
    assert messages.select("batch_id", "sequence_number", "dossier_id").rows() == [
        ("emails-mailer-2026-11-16-01", 1, "1000000002"),
        ("letters-printer-2026-11-16-01", 1, "1000000004"),
        ("letters-printer-2026-11-16-01", 2, "1000000001"),
    ]


def test_a_later_order_of_the_day_has_batches_of_its_own() -> None:
    assert set(select(day(), 2)["batch_id"]) == {"emails-mailer-2026-11-16-02", "letters-printer-2026-11-16-02"}


def test_the_facts_are_what_the_renderer_reads() -> None:
    messages = select(day())
    facts = facts_of(messages, "1000000001")
    assert facts["letter_date"] == "2026-11-16"
    assert facts["creditor"]["address_lines"] == ["Kade 12", "3011 XX Rotterdam"]
    assert facts["agency"]["complaints"] == "Schrijf ons."
    assert facts["debtor"]["address_lines"] == ["Laan 1", "8000 AA Dorp"]
    assert [claim["reference"] for claim in facts["claims"]] == ["F1000000001"]
    assert facts["buckets"] == {
        "principal_cents": 10_000, "interest_cents": 123, "costs_cents": 4_000, "open_cents": 14_123, "paid_cents": 0,
    }  # fmt: skip
    assert facts["interest_lines"][0]["until_date"] == "2026-11-16"
    assert facts["pay_by_date"] == "2026-12-03"


def test_each_statutory_notice_announces_its_own_amounts_and_no_other() -> None:
    messages = select(day())
    assert facts_of(messages, "1000000001")["fourteen_day_notice"] == {"costs_cents": 4_000, "vat_cents": 0}
    assert facts_of(messages, "1000000001")["first_reminder"] is None
    assert facts_of(messages, "1000000002")["first_reminder"] == {
        "clause_cents": 2_000, "rate_ppm": 105_000, "term_days": 14, "by_post": False,
    }  # fmt: skip
    reminder = facts_of(messages, "1000000004")
    assert (reminder["fourteen_day_notice"], reminder["first_reminder"]) == (None, None)


@pytest.mark.parametrize("column", ["notice_costs_cents", "clause_term_days"])
def test_a_notice_without_its_amount_never_leaves(column: str) -> None:
    with pytest.raises(AssertionError, match="without the amounts it must announce"):
        select(day(**{column: None}))


def test_references_have_check_digits_and_stand_in_the_right_line_of_the_code() -> None:
    messages = select(day())
    dutch, belgian = facts_of(messages, "1000000001")["payment"], facts_of(messages, "1000000002")["payment"]
    assert iso11649.validate(dutch["reference"]) == dutch["reference"].replace(" ", "")
    assert ogm_vcs.is_valid(belgian["reference"])
    name = "Voorbeeld Incasso B.V."
    code = ["BCD", "002", "1", "SCT", "", name, IBAN, "EUR141.23", ""]
    assert dutch["epc_text"].split("\n") == [*code, dutch["reference"].replace(" ", "")]
    assert belgian["epc_text"].split("\n") == [*code, "", belgian["reference"]]
    digits = belgian["reference"].replace("+", "").replace("/", "")
    assert belgian["payment_link"] == f"https://betaal.voorbeeld.example/?reference={digits}&amount=141.23"


def test_a_debtor_abroad_has_the_country_in_the_address() -> None:
    tables = day()
    tables["debtors"] = tables["debtors"].with_columns(country=pl.lit("de"), house_number=pl.lit(None, pl.String))
    lines = facts_of(select(tables), "1000000001")["debtor"]["address_lines"]
    assert lines == ["Laan", "8000 AA Dorp", "DE"]


def test_an_action_that_differs_from_the_ledger_stops_the_batch() -> None:
    with pytest.raises(AssertionError, match="differ in what is open"):
        select(day(open_cents=14_122))


def test_a_doubled_dossier_stops_the_batch() -> None:
    tables = day()
    tables["dossiers"] = pl.concat([tables["dossiers"], tables["dossiers"].head(1)])
    with pytest.raises(pl.exceptions.ComputeError, match="m:1"):
        select(tables)


def test_only_actions_that_are_sent_become_messages() -> None:
    tables = day()
    tables["actions"] = tables["actions"].with_columns(outcome=pl.lit("sent"))
    assert select(tables).is_empty()


def test_the_same_day_gives_the_same_rows_in_any_order_of_its_facts() -> None:
    tables = day()
    turned = {name: frame.reverse() for name, frame in tables.items()}
    assert select(tables).equals(select(turned))


def test_a_template_that_is_missing_in_a_language_is_named() -> None:
    tables = day()
    tables["debtors"] = tables["debtors"].with_columns(language=pl.lit("fr"))
    with pytest.raises(ConfigurationError, match=r"letters/fr/first_reminder\.yaml"):
        select(tables)


def short(number: int, channel: str, **more: str) -> dict[str, str]:
    action = {"dossier_id": f"100000000{number}", "creditor_id": "nl1", "profile_id": "nl_consumer"}
    return action | {"channel": channel, "step_id": "reminder", "event_kind": "reminder_sent"} | more


def test_each_channel_has_its_batch_and_its_partner() -> None:
    tables = day(
        short(5, "sms", template="reminder"),
        short(6, "whatsapp", template="reminder"),
        short(7, "call", step_id="call", event_kind="call_request_sent"),
        short(8, "system", step_id="stop_service", event_kind="stop_request_sent"),
    )
    tables["debtors"] = tables["debtors"].with_columns(phone=pl.lit("06-12 34 56 78"))
    messages = select(tables).filter(~pl.col("channel").is_in(["print", "email"]))
    assert messages.select("batch_id", "recipient", "template").rows() == [
        ("calls-dialler-2026-11-16-01", "31612345678", "none"),
        ("sms-texter-2026-11-16-01", "31612345678", "reminder"),
        ("stops-nl1-2026-11-16-01", "K8", "none"),
        ("whatsapp-messenger-2026-11-16-01", "31612345678", "reminder"),
    ]


@pytest.mark.parametrize(
    ("phone", "country", "digits"),
    [
        ("+31 (0)6 12345678", "nl", "31612345678"),
        ("0032 475 12 34 56", "nl", "32475123456"),
        ("0475/12.34.56", "be", "32475123456"),
    ],
)
def test_a_telephone_number_has_its_country_in_front(phone: str, country: str, digits: str) -> None:
    tables = day(short(5, "sms", template="reminder"))
    tables["debtors"] = tables["debtors"].with_columns(phone=pl.lit(phone), country=pl.lit(country))
    assert select(tables).filter(channel="sms")["recipient"].to_list() == [digits]


def test_the_last_day_of_a_payment_link_is_in_it_and_kept_with_the_facts() -> None:
    tables = day()
    tables["agency"] = tables["agency"].with_columns(
        payment_link=pl.lit("https://pay.example/?r={reference}&a={amount}&until={expires}"),
        payment_link_days=pl.lit(30, pl.Int64),
    )
    payment = facts_of(select(tables), "1000000001")["payment"]
    assert payment["link_expires_date"] == "2026-12-16"
    assert str(payment["payment_link"]).endswith("&a=141.23&until=2026-12-16")
    endless = facts_of(select(day()), "1000000001")["payment"]
    assert endless["link_expires_date"] is None
