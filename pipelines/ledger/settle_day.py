"""The stage `ledger` on a business date: facts assembled, settled, and shaped as the tables of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandera.polars as pa
import polars as pl

from mappings.law import Law
from pipelines.ledger.assemble_facts import assemble_facts
from pipelines.ledger.count_ledger import count_ledger
from pipelines.ledger.facts import Facts
from pipelines.ledger.list_gates import list_gates
from pipelines.ledger.statement import Statement, statement
from warehouse.schemas import ledger


def settle_day(
    facts: Mapping[str, pl.DataFrame],
    terms: pl.DataFrame,
    law: Law,
    *,
    business_date: date,
    known_at: date | None = None,
) -> dict[str, pl.DataFrame]:
    """The ledger of a business date.

    Args:
        facts: `claims`, `debtors`, `payments` and `events` of `canonical`, as known on the date.
        terms: Terms of the creditors (`mappings.terms.TERMS`).
        law: Law tables.
        business_date: Day of the statement.
        known_at: Day by which facts must be known; the business date itself when not given.

    Returns:
        `balances`, `dossiers`, `lines`, `costs`, `allocations` and `gates`, each as its table, and `controls`.

    Raises:
        LawGapError: A rate or scale is needed on a day that the law tables do not cover.
    """
    known = {name: frame.filter(pl.col("known_at") <= (known_at or business_date)) for name, frame in facts.items()}
    claims = known["claims"]
    if claims.height == 0:
        tables = {name: _empty(model) for name, model in _MODELS.items()}
    else:
        assembled = assemble_facts(known, terms, law, business_date=business_date)
        done = statement(assembled, law)
        tables = _shape(done, assembled, claims, business_date)
    counted = {**tables, "claims": claims, "payments": _in_dossiers(known["payments"], claims)}
    return {**tables, "controls": count_ledger(counted, business_date=business_date)}


def _empty(model: type[pa.DataFrameModel]) -> pl.DataFrame:
    return pl.DataFrame(schema={name: column.dtype.type for name, column in model.to_schema().columns.items()})


def _shape(done: Statement, assembled: Facts, claims: pl.DataFrame, business_date: date) -> dict[str, pl.DataFrame]:
    """Frames of the statement with creditor, debtor and lineage, and the gates, validated."""
    lineage = claims.select("claim_id", "delivery_id", "line_number")
    limits = assembled.claims.select("claim_id", "limitation_date")
    gates = list_gates(assembled.claims, done.balances, done.costs, assembled.costs, business_date=business_date)
    frames = {
        "balances": done.balances.join(lineage, on="claim_id").join(limits, on="claim_id"),
        "dossiers": done.dossiers.join(
            claims.select("dossier_id", "debtor_id").unique("dossier_id", keep="any"), on="dossier_id"
        ),
        "lines": done.lines.filter(pl.col("base_cents") > 0),
        "costs": done.costs,
        "allocations": done.allocations.filter("is_payment"),
        "gates": gates.drop("creditor_id"),
    }
    owners = claims.select("dossier_id", "creditor_id").unique("dossier_id", keep="any")
    tables: dict[str, pl.DataFrame] = {}
    for name, frame in frames.items():
        model = _MODELS[name]
        owned = frame.join(owners, on="dossier_id", how="left", maintain_order="left")
        columns = list(model.to_schema().columns)
        shaped = owned.with_columns(business_date=pl.lit(business_date, pl.Date)).select(columns)
        tables[name] = model.validate(shaped.sort((model.Config.metadata or {})["key"]), lazy=True)
    return tables


def _in_dossiers(payments: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    return payments.join(claims.select("dossier_id").unique(), on="dossier_id", how="semi")


_MODELS: dict[str, type[pa.DataFrameModel]] = {
    "balances": ledger.Balances,
    "dossiers": ledger.Dossiers,
    "lines": ledger.Lines,
    "costs": ledger.Costs,
    "allocations": ledger.Allocations,
    "gates": ledger.Gates,
}
