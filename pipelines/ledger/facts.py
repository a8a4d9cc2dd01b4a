"""What the ledger engine takes in: terms, claims, costs, payments and credit notes of many dossiers at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import polars as pl

Schema = dict[str, pl.DataType | type[pl.DataType]]
"""Types of a frame's columns."""

DOSSIERS: Final[Schema] = {
    "dossier_id": pl.String,
    "order": pl.List(pl.String),
    "across": pl.String,
    "rounding": pl.String,
    "keep_costs": pl.Boolean,
    "as_of": pl.Date,
}
"""One row per dossier: its terms and the day of its statement.

`order` lists the buckets; `across` is `claim_by_claim` or `bucket_by_bucket`; `rounding` is `line` or `exact`;
`keep_costs` lets costs outlive a withdrawal.
"""

CLAIMS: Final[Schema] = {
    "dossier_id": pl.String,
    "claim_id": pl.String,
    "principal_cents": pl.Int64,
    "due_date": pl.Date,
    "interest_from": pl.Date,
    "regime": pl.String,
    "surcharge_ppm": pl.Int64,
    "payment_day_counts": pl.Boolean,
    "day_count": pl.String,
    "compounding": pl.String,
    "rate_ppm": pl.Int64,
    "rate_per": pl.String,
    "part_month": pl.String,
    "contract_date": pl.Date,
    "end_date": pl.Date,
}
"""One row per claim. What an empty value means:

`interest_from`: the day after the due date; `surcharge_ppm`: 0; `payment_day_counts` and `compounding`: by the regime;
`day_count`: `act_365`; `rate_per`: `year`; `part_month`: `pro_rata`; `contract_date`: a new contract; `end_date`: not
withdrawn.
"""

COSTS: Final[Schema] = {
    "dossier_id": pl.String,
    "cost_id": pl.String,
    "kind": pl.String,
    "claim_id": pl.String,
    "claim_ids": pl.List(pl.String),
    "amount_cents": pl.Int64,
    "due_date": pl.Date,
    "with_vat": pl.Boolean,
    "limit_cents": pl.Int64,
    "clause_ppm": pl.Int64,
    "clause_minimum_cents": pl.Int64,
    "is_consumer": pl.Boolean,
}
"""One row per cost.

`amount`: `amount_cents` and an optional `claim_id`. `nl_bik`: `claim_ids`, `with_vat`, and `limit_cents` where
another rule than the scale says how much it may be at most. `be_clause`: `claim_id`,
`clause_ppm`, `clause_minimum_cents`, `is_consumer`.
"""

PAYMENTS: Final[Schema] = {
    "dossier_id": pl.String,
    "payment_id": pl.String,
    "claim_id": pl.String,
    "amount_cents": pl.Int64,
    "effective_date": pl.Date,
}
"""One row per payment that was not taken back; `claim_id` where it names one."""

CREDIT_NOTES: Final[Schema] = {
    "dossier_id": pl.String,
    "payment_id": pl.String,
    "claim_id": pl.String,
    "amount_cents": pl.Int64,
    "effective_date": pl.Date,
    "is_from_start": pl.Boolean,
}
"""One row per credit note; `payment_id` is its own id."""


@dataclass(frozen=True)
class Facts:
    """The frames above; columns that are left out count as empty, ids are unique inside their dossier.

    Args:
        dossiers: `DOSSIERS`.
        claims: `CLAIMS`; every dossier has one or more.
        costs: `COSTS`.
        payments: `PAYMENTS`.
        credit_notes: `CREDIT_NOTES`.
    """

    dossiers: pl.DataFrame
    claims: pl.DataFrame
    costs: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=COSTS))
    payments: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PAYMENTS))
    credit_notes: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CREDIT_NOTES))


def complete(frame: pl.DataFrame, schema: Schema) -> pl.DataFrame:
    """The frame with every column of a schema, in its types; what is missing is empty.

    Args:
        frame: Frame.
        schema: One of the schemas above.
    """
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in schema.items()
    )
