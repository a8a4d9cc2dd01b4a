"""Channels of messages: what their batches hold, and who gets them."""

from __future__ import annotations

from typing import Final

import polars as pl

from warehouse import codes

KINDS: Final = {
    "print": "letters",
    "email": "emails",
    "sms": "sms",
    "whatsapp": "whatsapp",
    "call": "calls",
    "system": "stops",
}
"""What a batch of each channel holds: one of `warehouse.codes.BATCH_KINDS`."""


def kind_of(channel: str = "channel") -> pl.Expr:
    """The kind of batch of a message."""
    return pl.col(channel).replace_strict(KINDS, return_dtype=pl.String)


def partner_of(channel: str = "channel") -> pl.Expr:
    """Who gets a message: the provider of its channel; the creditor what is meant for his systems."""
    provider = pl.col(channel).replace_strict(codes.PROVIDERS, default=None, return_dtype=pl.String)
    return pl.coalesce(provider, "creditor_id")
