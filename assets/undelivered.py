"""What became of e-mails that a mail server did not take, as a delivery of the hub itself: the next day knows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from assets.transports.smtp import MAIL, undelivered_mails

if TYPE_CHECKING:
    import polars as pl

    from assets.home import Home

MAILER: Final = "mailer"
"""Who gets the e-mails."""

_KINDS: Final = {"refused": "message_returned", "tried": "message_uncertain"}


def undelivered_receipt(home: Home, messages: pl.DataFrame) -> bytes:
    """One JSON object per line for each e-mail that was refused, or of which nobody knows whether it left.

    Args:
        home: The home, with the queue of the mailer.
        messages: Rows of `outbox.messages` of an order whose batches were delivered.

    Returns:
        UTF-8 lines in the order of batch and number; empty where every mail left, or no mail server is set.
    """
    state = home.transports / MAILER
    if not state.is_dir():
        return b""
    told = undelivered_mails(state)
    lines = []
    for row in messages.filter(channel="email").sort("batch_id", "sequence_number").iter_rows(named=True):
        outcome, words = told.get(f"{row['batch_id']}/{row['sequence_number']:06}-{row['dossier_id']}{MAIL}", ("", ""))
        if outcome:
            line = {name: row[name] for name in ("batch_id", "sequence_number", "dossier_id", "creditor_id", "step_id")}
            line |= {"kind": _KINDS[outcome], "channel": "email", "effective_date": row["business_date"].isoformat()}
            lines.append(json.dumps(line | {"detail": words}, ensure_ascii=False) + "\n")
    return "".join(lines).encode()
