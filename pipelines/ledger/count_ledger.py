"""Control totals of the stage `ledger`: facts in, balances out, to the row and the cent."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from pipelines.controls import count

_SIDES: Final = (("in", "known"), ("out", "stated"))
_ROWS: Final = (
    ("accrued", "balances", "interest_total_cents"),
    ("charges", "costs", "amount_cents"),
    ("allocations", "allocations", "amount_cents"),
)


def count_ledger(tables: dict[str, pl.DataFrame], *, business_date: date) -> pl.DataFrame:
    """The controls of a business date.

    Args:
        tables: By name: the facts `claims` and `payments` known on the date, and of the date itself `balances`,
            `dossiers`, `costs`, `allocations`, `gates`.
        business_date: Day of the statement.

    Returns:
        Rows of `inbox.controls`: `claims` (principal), `payments` (money that counts), `interest` (open in balances
        against dossiers), `costs` (costs against dossiers) and `open` (balances and costs of dossiers against
        dossiers); and as they came out, row by row, `accrued` (interest so far, by claim), `charges` (costs),
        `allocations` and `gates` (no cents).
    """
    run_key = business_date.isoformat()
    parts = [
        count(frame, stage="ledger", run_key=run_key, control=control, side=side, outcome=outcome, amount="cents")
        for control, sides in _pairs(tables, business_date).items()
        for (side, outcome), frame in zip(_SIDES, sides, strict=True)
    ]
    # Sums by claim and payment would not notice a row of no cents.
    parts += [
        count(
            _cents(tables[name], column),
            stage="ledger",
            run_key=run_key,
            control=control,
            side="out",
            outcome="stated",
            amount="cents",
        )
        for control, name, column in _ROWS
    ]
    gates = count(
        tables["gates"],
        stage="ledger",
        run_key=run_key,
        control="gates",
        side="out",
        outcome=pl.col("gate"),
        amount=None,
    )
    return pl.concat([*parts, gates])


def _pairs(tables: dict[str, pl.DataFrame], business_date: date) -> dict[str, tuple[pl.DataFrame, pl.DataFrame]]:
    """What went in and what came out of each control with two sides: creditor_id, cents."""
    balances, dossiers = tables["balances"], tables["dossiers"]
    return {
        "claims": (_cents(tables["claims"], "principal_cents"), _cents(balances, "principal_cents")),
        "payments": (
            _cents(_counting(tables["payments"], business_date), "amount_cents"),
            _summed(tables["allocations"], "payment_id", "amount_cents"),
        ),
        "interest": (
            _some(_summed(balances, "dossier_id", "interest_open_cents")),
            _some(_cents(dossiers, "interest_open_cents")),
        ),
        "costs": (
            _some(_summed(tables["costs"], "dossier_id", "open_cents")),
            _some(_cents(dossiers, "costs_open_cents")),
        ),
        "open": (_open_by_dossier(balances, tables["costs"]), _cents(dossiers, "open_cents")),
    }


def _cents(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    return frame.select("creditor_id", cents=column)


def _summed(frame: pl.DataFrame, key: str, column: str) -> pl.DataFrame:
    return frame.group_by("creditor_id", key).agg(cents=pl.col(column).sum())


def _some(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.col("cents") != 0)


def _counting(payments: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Payments that discharge something: in a dossier, effective by the date, and not taken back."""
    taken_back = payments.filter(pl.col("kind") == "reversal").select(payment_id="reverses_payment_id")
    counts = (pl.col("kind") == "payment") & pl.col("dossier_id").is_not_null()
    return payments.filter(counts & (pl.col("effective_date") <= business_date)).join(
        taken_back, on="payment_id", how="anti"
    )


def _open_by_dossier(balances: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    own = costs.filter(pl.col("claim_id").is_null())
    parts = [frame.select("creditor_id", "dossier_id", "open_cents") for frame in (balances, own)]
    return _summed(pl.concat(parts), "dossier_id", "open_cents")
