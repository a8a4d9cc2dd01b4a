"""A mail server for tests, on the loopback address: TLS, a login, and answers that a test chooses."""

from __future__ import annotations

import base64
import socket
import socketserver
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HOST = "127.0.0.1"
USER, PASSWORD = "hub", "one two three"
LOGIN = "PLAIN " + base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
Reply = str | None


def _welcome(_: str) -> Reply:
    return "250 ok"


@dataclass
class MailServer:
    """A running server: what it took, and how it answers; an answer of none hangs up."""

    port: int
    ca_file: Path
    accepted: list[bytes] = field(default_factory=list)
    logins: int = 0
    to_recipient: Callable[[str], Reply] = _welcome
    to_content: Callable[[str], Reply] = _welcome
    to_sender: Callable[[str], Reply] = _welcome

    def recipients(self) -> list[str]:
        """Who got what was accepted, in order."""
        lines = [line for mail in self.accepted for line in mail.decode().splitlines() if line.startswith("To:")]
        return [line.rpartition("<")[2].strip(">") if "<" in line else line[4:] for line in lines]


@contextmanager
def mail_server(folder: Path, *, implicit: bool = False) -> Iterator[MailServer]:
    """A mail server that runs as long as the context.

    Args:
        folder: Where its key and certificate are written.
        implicit: Whether it speaks TLS from the first byte, and not after STARTTLS.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*_certificate(folder))

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            _Conversation(self.request, served, context).run(implicit=implicit)

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        block_on_close = False

    with Server((HOST, 0), Handler) as server:
        served = MailServer(server.server_address[1], folder / "mail-server.pem")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield served
        finally:
            server.shutdown()
            thread.join()


class _Conversation:
    """One session; it ends when the client goes away, or when an answer is none."""

    def __init__(self, connection: socket.socket, served: MailServer, context: ssl.SSLContext) -> None:
        self.connection = connection
        self.served = served
        self.context = context
        self.is_secret = False

    def run(self, *, implicit: bool) -> None:
        try:
            if implicit:
                self.encrypt()
            self.stream = self.connection.makefile("rb")
            self.say("220 mail.example")
            while line := self.stream.readline():
                reply = self.answer(*line.decode().strip().partition(" ")[::2])
                if reply is None:
                    return
                self.say(reply)
        except OSError:
            # A client that was killed, or that trusts no stranger.
            return
        finally:
            if hasattr(self, "stream"):
                self.stream.close()
            self.connection.close()

    def say(self, reply: str) -> None:
        if reply:
            self.connection.sendall(reply.encode() + b"\r\n")

    def encrypt(self) -> None:
        self.connection = self.context.wrap_socket(self.connection, server_side=True)
        self.is_secret = True

    def answer(self, verb: str, rest: str) -> Reply:
        match verb.upper():
            case "EHLO":
                return f"250-mail.example\r\n250 {'AUTH PLAIN' if self.is_secret else 'STARTTLS'}"
            case "STARTTLS":
                self.say("220 go on")
                self.stream.close()
                self.encrypt()
                self.stream = self.connection.makefile("rb")
                return ""
            case "AUTH":
                self.served.logins += 1
                return "235 ok" if rest == LOGIN else "535 wrong"
            case "MAIL":
                return self.served.to_sender(rest)
            case "RCPT":
                return self.served.to_recipient(rest.partition("<")[2].partition(">")[0])
            case "DATA":
                return self.take()
            case "QUIT":
                return "221 bye"
        return "250 ok"

    def take(self) -> Reply:
        self.say("354 go on")
        self.served.accepted.append(b"".join(iter(self.stream.readline, b".\r\n")))
        reply = self.served.to_content(self.served.recipients()[-1])
        if reply is not None and not reply.startswith("250"):
            self.served.accepted.pop()
        return reply


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate of the loopback address that signs itself, and its key."""
    pem, key = folder / "mail-server.pem", folder / "mail-server.key"
    names = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=IP:{HOST}"]
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc", "-days", "36500"]
    command = ["openssl", "req", *kind, *names, "-keyout", str(key), "-out", str(pem)]
    subprocess.run(command, check=True, capture_output=True)
    return pem, key
