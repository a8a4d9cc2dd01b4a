"""E-mails that the hub sends itself wait for the hours in which their receivers may be contacted.

Only those: letters and files are printed or sent by others, who keep the hours themselves.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import polars as pl

from assets.smtp_settings import SmtpSettings
from assets.transports.smtp import MAIL, settled_mails
from mappings.law import load_law
from pipelines.contact_days import next_contact
from warehouse import codes
from warehouse.errors import TransportError

if TYPE_CHECKING:
    from assets.hub import Hub

_FACTS = pl.Struct({"country": pl.String, "debtor": pl.Struct({"country": pl.String, "debtor_type": pl.String})})


class MailHours:
    """Which e-mails wait, and until when.

    Args:
        hub: The open hub, with its clock.
        partner_id: Who sends the e-mails.
        receivers: Country and type of debtor of each e-mail that may have to wait, by the path of its file.
    """

    def __init__(self, hub: Hub, partner_id: str, receivers: dict[str, tuple[str, str]]) -> None:
        self._hub, self._partner_id, self._receivers = hub, partner_id, receivers
        self._law = load_law(hub.home.mapping_roots) if receivers else None
        self._until: list[datetime] = []
        self._known: dict[tuple[str, str, datetime], datetime | None] = {}

    def must_wait(self, path: str) -> bool:
        """Whether the e-mail may not be sent now; it is counted.

        Args:
            path: Path of its file in the outbox.
        """
        if path not in self._receivers or self._law is None:
            return False
        country, debtor_type = self._receivers[path]
        # Asked for each: what begins before the evening may last into it.
        asked = (country, debtor_type, self._hub.clock().replace(second=0, microsecond=0))
        if asked not in self._known:
            self._known[asked] = next_contact(self._law, self._hub.partners.agency, *asked)
        until = self._known[asked]
        if until is not None:
            self._until.append(until)
        return until is not None

    def tell(self) -> None:
        """Nothing, where no e-mail waits.

        Raises:
            TransportError: How many e-mails wait, and until when.
        """
        if not self._until:
            return
        first, last = min(self._until), max(self._until)
        until = f"{first:%A %Y-%m-%d %H:%M}" + (f", the last until {last:%A %Y-%m-%d %H:%M}" if last > first else "")
        waiting = "1 e-mail waits" if len(self._until) == 1 else f"{len(self._until)} e-mails wait"
        raise TransportError(
            f"{waiting} until {until}, when their receivers may be contacted",
            place=self._partner_id,
            cure="Run the day again from then on, or leave it to the schedule; the others have left",
            retryable=True,
        )


def mail_hours(hub: Hub, partner_id: str, messages: pl.DataFrame) -> MailHours:
    """The hours of the e-mails of an order; those of a partner who sends by himself never wait.

    Args:
        hub: The open hub.
        partner_id: Partner that the files are for.
        messages: Rows of `outbox.messages` that leave.
    """
    if not isinstance(hub.settings.transport(partner_id), SmtpSettings):
        return MailHours(hub, partner_id, {})
    settled = settled_mails(hub.home.transports / partner_id)
    facts = pl.col("facts").str.json_decode(_FACTS).struct
    mails = messages.filter(channel="email").select(
        path=pl.format(
            f"{{}}/{{}}-{{}}{MAIL}", "batch_id", pl.col("sequence_number").cast(pl.String).str.zfill(6), "dossier_id"
        ),
        home=facts.field("debtor").struct.field("country"),
        country=facts.field("country"),
        debtor_type=facts.field("debtor").struct.field("debtor_type"),
    )
    # As in the decisions: the hours of where the debtor lives, or of the law where the hub knows none.
    lives = pl.when(pl.col("home").is_in(codes.COUNTRIES)).then("home").otherwise("country")
    waiting = mails.filter(~pl.col("path").is_in(sorted(settled))).with_columns(country=lives)
    rows = waiting.select("path", "country", "debtor_type").rows()
    return MailHours(hub, partner_id, {path: (country, debtor_type) for path, country, debtor_type in rows})
