"""The step that writes the receipt of what left: it comes back in as a delivery, and is booked as events."""

from __future__ import annotations

from typing import Final

import polars as pl

FIELDS: Final = (
    "batch_id",
    "sequence_number",
    "kind",
    "dossier_id",
    "creditor_id",
    "step_id",
    "channel",
    "partner_id",
    "effective_date",
    "claim_reference",
)
"""Fields of each line, in order."""

_CLAIMS: Final = pl.Struct({"claims": pl.List(pl.Struct({"reference": pl.String}))})


DECIDED: Final = ("kind", "dossier_id", "creditor_id", "arrangement_id", "effective_date")
"""Fields of each line about an arrangement, in order."""


def dispatch_receipt(messages: pl.DataFrame, transfers: pl.DataFrame, checks: pl.DataFrame) -> bytes:
    """One JSON object per line for each message and each transfer, in the order of batch and number.

    What left claims of its dossier out has a line for each claim that it was about, so that it is known for no other.
    After them comes a line for each proposed arrangement that the hub accepted: what it decided stays so, also when the
    limits are others some day.

    The same rows give the same bytes, so a day that is run again writes the same receipt.

    Args:
        messages: Rows of `outbox.messages` that left.
        transfers: Rows of `outbox.transfers` that left.
        checks: `decisions.arrangement_checks` of the business date.

    Returns:
        UTF-8 lines with the fields `FIELDS`, or `DECIDED`; empty where nothing left and nothing was accepted.
    """
    sent = messages.with_columns(partner_id=pl.lit(None, pl.String))
    handed = transfers.with_columns(channel=pl.lit("bailiff"))
    lines = (
        pl.concat([_fields(sent), _fields(handed)])
        .sort("batch_id", "sequence_number", "claim_reference")
        .select(line=pl.struct(FIELDS).struct.json_encode())["line"]
    )
    return "".join(f"{line}\n" for line in [*lines, *_accepted(checks)]).encode()


def _accepted(checks: pl.DataFrame) -> pl.Series:
    """A line for each arrangement that was accepted on the business date."""
    accepted = checks.filter(decided_by="limits").unique("arrangement_id").sort("arrangement_id")
    told = accepted.with_columns(kind=pl.lit("arrangement_accepted"), effective_date="business_date")
    return told.select(line=pl.struct(DECIDED).struct.json_encode())["line"]


def _fields(rows: pl.DataFrame) -> pl.DataFrame:
    """The fields of the receipt from the rows of a table."""
    named = rows.with_columns(kind="event_kind", effective_date="business_date")
    whole = named.filter(~pl.col("is_partial").fill_null(value=False))
    told = (
        pl.col("facts")
        .str.json_decode(_CLAIMS)
        .struct.field("claims")
        .list.eval(pl.element().struct.field("reference"))
    )
    partial = named.filter("is_partial").with_columns(claim_reference=told).explode("claim_reference")
    return pl.concat(
        [whole.with_columns(claim_reference=pl.lit(None, pl.String)).select(FIELDS), partial.select(FIELDS)]
    )
