"""E-mails of a batch as files that a mail server can send: plain text and HTML with the same facts.

Nothing in a file depends on the clock or on chance: identifier and boundary come from batch and number, the date is
the business date.

*Source*: RFC 5322 (messages), RFC 2046 section 5.1.4 (multipart/alternative), RFC 3834 (Auto-Submitted).
"""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

import polars as pl

from formats.letters.message_rows import FilledMessage, fill_messages
from formats.letters.message_template import Templates
from warehouse.errors import HubError

_SENT_AT: Final = time(9, tzinfo=UTC)
"""Time of day that the messages carry: inside the hours in which a debtor may be contacted, in winter and summer."""


def render_emails(messages: pl.DataFrame, templates: Templates) -> list[tuple[str, bytes]]:
    """The e-mails of a batch as pairs of file name and bytes, in order of their number.

    Args:
        messages: Rows of `outbox.messages` of one batch and the channel `email`; `recipient` is the address.
        templates: Templates by language and name (`mappings.templates`).

    Raises:
        BalanceError: A row and its facts ask different amounts.
        ConfigurationError: A template is missing, or names something that the facts do not hold.
        HubError: Facts do not fit their description, or an address cannot exist.
    """
    return [_file(message) for message in fill_messages(messages, templates, channel="email")]


def _file(message: FilledMessage) -> tuple[str, bytes]:
    row = message.row
    name = f"{row['sequence_number']:06}-{row['dossier_id']}.eml"
    return name, _email(message).as_bytes(policy=SMTP)


def _email(message: FilledMessage) -> EmailMessage:
    row, facts = message.row, message.facts
    key = hashlib.sha256(f"{row['batch_id']}/{row['sequence_number']}".encode()).hexdigest()[:32]
    agency, debtor = facts["agency"], facts["debtor"]
    email = EmailMessage(policy=SMTP)
    sender = _address(agency["name"], agency["email"], row["batch_id"])
    email["From"] = sender
    email["To"] = _address(debtor["name"], row["recipient"], f"{row['batch_id']}, message {row['sequence_number']}")
    # No-break spaces of amounts would only make the header unreadable in the file.
    email["Subject"] = message.words["subject"].replace("\u00a0", " ")
    email["Date"] = _sent_at(row["business_date"])
    email["Message-ID"] = f"<{key}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    content = {
        **message.printed,
        "words": message.words,
        "labels": message.template.labels,
        "language": facts["language"],
    }
    email.set_content(message.template.mail_text_layout.render(content), cte="quoted-printable")
    email.add_alternative(message.template.mail_html_layout.render(content), subtype="html", cte="quoted-printable")
    email["Content-Language"] = facts["language"]
    email.set_boundary(f"=_{key}")
    return email


def _address(name: str, address: str, place: str) -> Address:
    try:
        return Address(display_name=" ".join(name.split()), addr_spec=address)
    except (MessageError, ValueError, IndexError) as error:
        raise HubError(
            f"`{address}` cannot be an e-mail address",
            place=place,
            cure="Correct the address; debtors with a wrong address belong in the print batch.",
        ) from error


def _sent_at(business_date: date) -> datetime:
    return datetime.combine(business_date, _SENT_AT)
