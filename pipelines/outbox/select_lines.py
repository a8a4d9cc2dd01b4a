"""The step that selects the interest lines that messages and transfers show."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from warehouse.schemas.outbox import Lines

_COLUMNS = list(Lines.to_schema().columns)


def select_lines(left: Mapping[str, pl.DataFrame], tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The lines of every claim that is still open, beside the message or transfer that shows them.

    Args:
        left: `messages` and `transfers` that leave.
        tables: `balances` of the business date, and `lines` of the dossiers that leave.

    Returns:
        `outbox.lines`, by its key.
    """
    columns = ("batch_id", "sequence_number", "business_date", "creditor_id", "dossier_id")
    shown_in = pl.concat(left[name].select(columns) for name in ("messages", "transfers"))
    still_open = tables["balances"].filter(pl.col("open_cents") > 0).select("claim_id")
    return (
        tables["lines"]
        .join(still_open, on="claim_id", how="semi")
        .join(shown_in, on="dossier_id", validate="m:1")
        .select(_COLUMNS)
        .sort("batch_id", "sequence_number", "claim_id", "from_date")
    )
