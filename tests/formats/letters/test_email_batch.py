"""An e-mail batch holds the same facts as letters, as files that every mail program reads."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from formats.letters.email_batch import render_emails
from mappings.plan_rules import PLAN_MESSAGES
from mappings.templates import list_templates, load_templates
from tests.formats.letters.messages import COMPLAINTS, REFERENCE, full_facts, letter_facts, message, messages
from warehouse.errors import HubError

ALL = [(language, name) for language in ("nl", "fr", "en") for name in list_templates(language)]
LINK_UNTIL = {"nl": "(tot en met 15 januari 2027)", "fr": "15 janvier 2027)", "en": "15 January 2027)"}
DISPUTES = {"nl": "Niet eens met de rekening", "fr": "pas d'accord", "en": "Do you disagree"}
OFFERED = {"nl": "Betalen in termijnen", "fr": "Payer en plusieurs fois", "en": "Pay in instalments"}
OF_PLANS = {"nl": "Lukt een termijn niet", "fr": "pas payer une échéance", "en": "Can you not pay an instalment"}
TOTALS = {"nl": "€ 1.655,49", "fr": "1 655,49 €", "en": "€1,655.49"}


def render(*rows: dict[str, object]) -> list[tuple[str, bytes]]:
    frame = messages(*rows)
    return render_emails(frame, load_templates(frame.select("language", "template").unique().rows()))


def read(data: bytes) -> EmailMessage:
    email = message_from_bytes(data, policy=default)
    assert isinstance(email, EmailMessage)
    return email


def part(email: EmailMessage, kind: str) -> str:
    body = email.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\u00a0", " ")


@pytest.mark.parametrize(("language", "name"), ALL)
def test_both_parts_show_total_reference_and_link(language: str, name: str) -> None:
    [(_, data)] = render(message(template=name, channel="email", **full_facts(language=language)))
    email = read(data)
    for kind in ("plain", "html"):
        text = part(email, kind)
        for expected in (TOTALS[language], REFERENCE, "https://betaal.voorbeeld-incasso.example/d/4820001937"):
            assert expected in text
        # Registration mark, desk for complaints and disputes, last day of the link, and what else one can do.
        offered = (OF_PLANS if name in PLAN_MESSAGES else OFFERED)[language]
        for expected in ("1000123", COMPLAINTS[language], LINK_UNTIL[language], DISPUTES[language], offered):
            assert expected in text.replace("’", "'").replace("&#39;", "'")
        assert "{{" not in text


def test_headers_come_from_the_facts_and_not_from_the_clock() -> None:
    [(name, data)] = render(message(3, channel="email"))
    email = read(data)
    assert name == "000003-4820001937.eml"
    assert email["To"].addresses[0].addr_spec == "a.dewit@debiteur.example"
    assert email["To"].addresses[0].display_name == "Mevrouw A. de Wit-Öztürk"
    assert email["From"].addresses[0].addr_spec == "post@voorbeeld-incasso.example"
    assert email["Subject"] == "Herinnering: rekening van Noorderlicht Energie B.V."
    assert email["Date"] == "Mon, 16 Nov 2026 09:00:00 +0000"
    assert email["Message-ID"].endswith("@voorbeeld-incasso.example>")
    assert email["Content-Language"] == "nl"
    assert email.get_content_type() == "multipart/alternative"


def test_same_messages_give_the_same_bytes_and_each_its_own_identifier() -> None:
    rows = [message(1, channel="email"), message(2, channel="email")]
    files = render(*rows)
    assert files == render(*reversed(rows))
    identifiers = {read(data)["Message-ID"] for _, data in files}
    assert len(identifiers) == 2


def test_lines_end_as_mail_servers_want_them() -> None:
    [(_, data)] = render(message(channel="email"))
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(len(line) for line in data.split(b"\r\n")) <= 998


def test_text_of_a_debtor_is_escaped_in_html() -> None:
    facts = letter_facts()
    facts["debtor"]["name"] = "<script>alert(1)</script>"
    [(_, data)] = render(message(channel="email", **facts))
    html = part(read(data), "html")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_name_with_a_line_end_adds_no_header() -> None:
    facts = letter_facts()
    facts["debtor"]["name"] = "A. de Wit\r\nBcc: x@y.example"
    [(_, data)] = render(message(channel="email", **facts))
    assert read(data)["Bcc"] is None


def test_notice_by_email_counts_from_its_delivery() -> None:
    [(_, data)] = render(message(template="fourteen_day_notice", channel="email", **full_facts()))
    assert "nadat deze e-mail bij u is bezorgd" in part(read(data), "plain")


@pytest.mark.parametrize("address", ["", "nobody", "a@b@c", "a b@c.example", "a@c.example\r\nBcc: x@y.example"])
def test_address_that_cannot_exist_is_refused(address: str) -> None:
    row = message(4, channel="email") | {"recipient": address}
    with pytest.raises(HubError, match="message 4"):
        render(row)
