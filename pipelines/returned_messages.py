"""Messages that did not reach: shared by ledger, decisions and outbox, which count none of them as sent."""

from __future__ import annotations

import polars as pl

_KEY = ("dossier_id", "channel")


def without_returned(events: pl.DataFrame) -> pl.DataFrame:
    """The events without those of messages that came back: the step is due again, and no notice was given by it.

    A return that names a batch is about the message of the dossier in it; else it is about the newest message of the
    dossier by that channel that left before it was told.

    *Source*: article 3:37 lid 3 BW: a statement works when it has reached the person.

    Args:
        events: `canonical.events` as known.
    """
    returned = events.filter(kind="message_returned")
    if returned.is_empty():
        return events
    sent = events.filter(pl.col("kind").str.ends_with("_sent"), pl.col("batch_id").is_not_null())
    named = sent.join(returned.filter(pl.col("batch_id").is_not_null()), on=[*_KEY, "batch_id"], how="semi")
    told = returned.filter(pl.col("batch_id").is_null()).select(*_KEY, told_id="event_id", told_at="delivery_id")
    newest = (
        sent.join(told, on=_KEY, how="inner")
        .filter(pl.col("delivery_id") < pl.col("told_at"))
        .sort("effective_date", "delivery_id", "line_number")
        .unique("told_id", keep="last", maintain_order=True)
    )
    void = pl.concat([named["event_id"], newest["event_id"]])
    return events.filter(~pl.col("event_id").is_in(void.implode()))
