"""The columns that every row of a table carries: whose it is, and where it came from."""

from __future__ import annotations

from datetime import date

import pandera.polars as pa


class Sourced(pa.DataFrameModel):
    """A row that came out of one line of one delivery."""

    creditor_id: str = pa.Field(nullable=True, description="Creditor; empty only where the fact has none (yet).")
    delivery_id: str = pa.Field(description="Delivery that brought the fact.")
    line_number: int = pa.Field(ge=0, description="Line, row or record of the delivery; 0 for the file as a whole.")


class Known(Sourced):
    """A fact with the day on which the hub knew it."""

    known_at: date = pa.Field(description="Business date on which the hub took the delivery in.")
