"""Statements of the calculator in the shape of its contract: amounts as texts, one object per case."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import polars as pl

from pipelines.ledger.read_case import CaseRows
from pipelines.money import format_cents, format_pct

if TYPE_CHECKING:
    from pipelines.ledger.statement import Statement


def write_statements(rows: CaseRows, done: Statement) -> list[dict[str, Any]]:
    """One answer per case, in the order of the cases.

    Args:
        rows: Rows of the cases.
        done: The statement of all of them.

    Returns:
        Objects that can be written as JSON.
    """
    claims = _group(done.balances, _write_claim)
    costs = _group(done.costs, _write_cost)
    lines = _group(done.lines, _write_line)
    payments = _group(_sum_payments(done.allocations), _write_payment)
    totals = {row["dossier_id"]: row for row in done.dossiers.iter_rows(named=True)}
    answers = []
    for dossier in rows.dossiers:
        dossier_id = dossier["dossier_id"]
        answers.append(
            {
                "as_of": dossier["as_of"].isoformat(),
                "country": dossier["country"],
                "rounding": dossier["rounding"],
                "across": dossier["across"],
                "order": dossier["order"],
                "claims": claims[dossier_id],
                "costs": costs[dossier_id],
                "payments": payments[dossier_id],
                "lines": lines[dossier_id],
                "totals": _write_totals(totals[dossier_id]),
            }
        )
    return answers


def _group(frame: pl.DataFrame, write: Any) -> defaultdict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        found[row["dossier_id"]].append(write(row))
    return found


def _sum_payments(allocations: pl.DataFrame) -> pl.DataFrame:
    buckets = ("costs", "interest", "principal", "credit")
    return (
        allocations.filter("is_payment")
        .group_by("dossier_id", "payment_id", maintain_order=True)
        .agg(pl.col("amount_cents").filter(pl.col("bucket") == bucket).sum().alias(bucket) for bucket in buckets)
    )


def _write_claim(row: dict[str, Any]) -> dict[str, Any]:
    names = ("principal", "principal_open", "interest_total", "interest_open", "interest_capitalised", "costs_open")
    paid = ("principal_credited", "principal_paid", "interest_paid", "costs_paid", "open")
    return {"claim_id": row["claim_id"]} | {name: format_cents(row[f"{name}_cents"]) for name in (*names, *paid)}


def _write_cost(row: dict[str, Any]) -> dict[str, Any]:
    names = ("amount", "vat", "paid", "open")
    return {
        "cost_id": row["cost_id"],
        "kind": row["kind"],
        "due_date": row["due_date"].isoformat(),
        **{name: format_cents(row[f"{name}_cents"]) for name in names},
    }


def _write_payment(row: dict[str, Any]) -> dict[str, Any]:
    names = ("costs", "interest", "principal", "credit")
    return {"payment_id": row["payment_id"]} | {name: format_cents(row[name]) for name in names}


def _write_line(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "claim_id": row["claim_id"],
        "from": row["from_date"].isoformat(),
        "until": row["until_date"].isoformat(),
        "days": row["days"],
        "rate_pct": format_pct(row["rate_ppm"]),
        "per": row["rate_per"],
        "base": format_cents(row["base_cents"]),
        "interest": format_cents(row["interest_cents"]),
        "rule": row["rule_id"],
    }


def _write_totals(row: dict[str, Any]) -> dict[str, Any]:
    names = ("principal_open", "interest_total", "interest_open", "costs_open", "credit", "open")
    return {name: format_cents(row[f"{name}_cents"]) for name in names}
