"""A session with a mail server: one message at a time, with the moment told from which nobody can call it back.

*Source*: RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 8314 (TLS from the first byte).
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from email import message_from_bytes
from email.policy import SMTP
from email.utils import parseaddr
from typing import Final, NamedTuple

from assets.smtp_settings import SmtpSettings
from warehouse.errors import ConfigurationError, TransportError

_ACCEPTED: Final = 250
_FOR_GOOD: Final = 500


class Answer(NamedTuple):
    """What became of a message: `sent`, `refused` for good, `later`, or `uncertain`; and the server's words."""

    outcome: str
    words: str


class SmtpSession:
    """A connection to a mail server, opened when the first message needs it, and again after it broke.

    Args:
        partner: Name of the partner, for errors.
        settings: The server.

    Raises:
        ConfigurationError: The password is not set, or the file of certificates cannot be read.
    """

    def __init__(self, partner: str, settings: SmtpSettings) -> None:
        self._settings = settings
        self._password = settings.password.reveal() if settings.password else None
        self.place = f"{partner} (smtp {settings.host}:{settings.port})"
        self._server: smtplib.SMTP | None = None
        try:
            self._context = ssl.create_default_context(cafile=settings.ca_file)
        except (OSError, ssl.SSLError) as error:
            raise ConfigurationError(
                f"the certificates {settings.ca_file} cannot be read ({error})",
                place=settings.place,
                cure="Name a file with certificates in PEM form, or leave `ca_file` out for those of the system.",
            ) from error

    def send(self, message: bytes, *, before: Callable[[], None]) -> Answer:
        """What became of one message.

        Args:
            message: The message, as in its `.eml` file.
            before: Called right before the message itself goes to the server: until then it was surely not sent.

        Raises:
            TransportError: The server cannot be reached, or refuses the login; the message was not sent.
        """
        server = self._ready()
        sender, recipient = self._envelope(message)
        outcome, words = self._hand_in(server, sender, recipient, message, before)
        # The words are kept, and the address is a person's.
        return Answer(outcome, words.replace(recipient, "the address"))

    def close(self) -> None:
        """Ends the session, politely where the server still listens."""
        if self._server is not None:
            try:
                self._server.quit()
            except (OSError, smtplib.SMTPException):
                self._server.close()
            self._server = None

    def _hand_in(
        self, server: smtplib.SMTP, sender: str, recipient: str, message: bytes, before: Callable[[], None]
    ) -> Answer:
        try:
            asked = server.mail(sender)
            code, words = server.rcpt(recipient) if asked[0] == _ACCEPTED else asked
        except (OSError, smtplib.SMTPException, UnicodeError) as error:
            self._drop()
            return Answer("later", _words(error))
        if asked[0] != _ACCEPTED:
            self._drop()
            raise TransportError(
                f"the server refuses mail from {sender} ({code} {_text(words)})",
                place=self.place,
                cure="Ask the provider which senders the login may use; nothing was sent.",
                retryable=code < _FOR_GOOD,
            )
        if code not in (_ACCEPTED, 251):
            self._reset()
            return Answer("refused" if code >= _FOR_GOOD else "later", f"{code} {_text(words)}")
        before()
        return self._send_content(server, message)

    def _send_content(self, server: smtplib.SMTP, message: bytes) -> Answer:
        try:
            code, words = server.data(message)
        except smtplib.SMTPDataError as error:
            # The server did not want to hear it: nothing was sent.
            self._reset()
            return Answer("refused" if error.smtp_code >= _FOR_GOOD else "later", _words(error))
        except (OSError, smtplib.SMTPException) as error:
            # Between the last byte and the answer: the server may have it, or not.
            self._drop()
            return Answer("uncertain", _words(error))
        if code == _ACCEPTED:
            return Answer("sent", _text(words))
        return Answer("refused" if code >= _FOR_GOOD else "later", f"{code} {_text(words)}")

    def _ready(self) -> smtplib.SMTP:
        """The open connection; a server that hung up meanwhile is called again."""
        if self._server is not None:
            try:
                if self._server.noop()[0] == _ACCEPTED:
                    return self._server
            except (OSError, smtplib.SMTPException):
                pass
            self._drop()
        self._server = self._open()
        return self._server

    def _open(self) -> smtplib.SMTP:
        settings = self._settings
        try:
            return self._logged_in()
        except ssl.SSLCertVerificationError as error:
            raise TransportError(
                f"the server's certificate is not to be trusted ({error.verify_message})",
                place=self.place,
                cure="Check the host's name; with a certificate of its own, name it under `ca_file`.",
            ) from error
        except smtplib.SMTPAuthenticationError as error:
            raise TransportError(
                f"the server refuses the login of user {settings.user}",
                place=self.place,
                cure="Compare user and password with what was agreed.",
            ) from error
        except (OSError, smtplib.SMTPException) as error:
            raise TransportError(
                f"the server cannot be reached as it should ({_words(error)})",
                place=self.place,
                cure="Run the day again once it answers; what was sent stays sent, and nothing is sent twice.",
                retryable=True,
            ) from error

    def _logged_in(self) -> smtplib.SMTP:
        settings = self._settings
        address, patience = (settings.host, settings.port), settings.timeout_seconds
        if settings.tls == "implicit":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*address, timeout=patience, context=self._context)
        else:
            server = smtplib.SMTP(*address, timeout=patience)
        try:
            if settings.tls != "implicit":
                server.starttls(context=self._context)
            server.ehlo_or_helo_if_needed()
            if settings.user and self._password:
                server.login(settings.user, self._password)
        except (OSError, smtplib.SMTPException):
            server.close()
            raise
        return server

    def _envelope(self, message: bytes) -> tuple[str, str]:
        """Who gets what cannot be delivered, and who gets the message."""
        headers = message_from_bytes(message.partition(b"\r\n\r\n")[0], policy=SMTP)
        sender = self._settings.bounces_to or parseaddr(str(headers["From"]))[1]
        return sender, _ascii_domain(parseaddr(str(headers["To"]))[1])

    def _reset(self) -> None:
        try:
            if self._server is not None:
                self._server.rset()
        except (OSError, smtplib.SMTPException):
            self._drop()

    def _drop(self) -> None:
        if self._server is not None:
            self._server.close()
        self._server = None


def _ascii_domain(address: str) -> str:
    """The address with its domain as the net writes it."""
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.encode('idna').decode('ascii')}" if domain else address


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return " ".join(str(error).split()) or type(error).__name__


def _text(words: bytes | str) -> str:
    return " ".join((words.decode("utf-8", "replace") if isinstance(words, bytes) else words).split())[:300]
