"""E-mails of a batch as files that a mail server can send: plain text and HTML with the same facts.

Nothing in a file depends on the clock or on chance: identifier and boundary come from batch and number, the date is
the business date.

*Source*: RFC 5322 (messages), RFC 2046 section 5.1.4 (multipart/alternative), RFC 3834 (Auto-Submitted).
"""

from __future__ import annotations

import hashlib
from binascii import b2a_qp
from datetime import UTC, date, datetime, time
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr
from typing import Final

import polars as pl

from formats.letters.message_rows import FilledMessage, fill_messages
from formats.letters.message_template import Templates
from warehouse.errors import HubError

_POLICY: Final = compat32.clone(linesep="\r\n")
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
    return name, _email(message).as_bytes(policy=_POLICY)


def _email(message: FilledMessage) -> Message:
    """The message. Its headers are encoded here, each once: the parsing policies of Python take ten times as long."""
    row, facts = message.row, message.facts
    key = hashlib.sha256(f"{row['batch_id']}/{row['sequence_number']}".encode()).hexdigest()[:32]
    agency, debtor = facts["agency"], facts["debtor"]
    email = MIMEMultipart("alternative", boundary=f"=_{key}", policy=_POLICY)
    sender = _address(agency["name"], agency["email"], row["batch_id"])
    recipient = _address(debtor["name"], row["recipient"], f"{row['batch_id']}, message {row['sequence_number']}")
    email["From"] = formataddr((sender.display_name, sender.addr_spec))
    email["To"] = formataddr((recipient.display_name, recipient.addr_spec))
    # No-break spaces of amounts would only make the header unreadable in the file.
    subject = " ".join(message.words["subject"].split())
    email["Subject"] = subject if subject.isascii() else Header(subject, "utf-8").encode()
    email["Date"] = format_datetime(_sent_at(row["business_date"]))
    email["Message-ID"] = f"<{key}@{sender.domain}>"
    email["Auto-Submitted"] = "auto-generated"
    email["Content-Language"] = facts["language"]
    content = {
        **message.printed,
        "words": message.words,
        "labels": message.template.labels,
        "language": facts["language"],
    }
    email.attach(_part("plain", message.template.mail_text_layout.render(content)))
    email.attach(_part("html", message.template.mail_html_layout.render(content)))
    return email


def _part(subtype: str, text: str) -> Message:
    part = MIMENonMultipart("text", subtype, charset="utf-8", policy=_POLICY)
    part["Content-Transfer-Encoding"] = "quoted-printable"
    part.set_payload(b2a_qp(text.encode(), istext=True).decode("ascii"))
    return part


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
