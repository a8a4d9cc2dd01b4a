"""The statement of a business date: what the facts of some dossiers give, as the tables and lines of the warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandera.polars as pa
import polars as pl

from mappings.law import Law
from pipelines.ledger.assemble_facts import assemble_facts
from pipelines.ledger.facts import Facts
from pipelines.ledger.list_gates import list_gates
from pipelines.ledger.statement import Statement, statement
from warehouse.schemas import ledger

LINES: Final = pl.Schema(
    {
        "dossier_id": pl.String,
        "claim_id": pl.String,
        "from_date": pl.Date,
        "until_date": pl.Date,
        "days": pl.Int64,
        "base_cents": pl.Int64,
        "rate_ppm": pl.Int64,
        "rate_per": pl.String,
        "interest_cents": pl.Int64,
        "rule_id": pl.String,
    }
)
"""Columns of an interest line: one base, one rate, a first day and the day after the last."""

_MODELS: Final[dict[str, type[pa.DataFrameModel]]] = {
    "balances": ledger.Balances,
    "dossiers": ledger.Dossiers,
    "costs": ledger.Costs,
    "allocations": ledger.Allocations,
    "gates": ledger.Gates,
}


@dataclass(frozen=True)
class DayStatement:
    """What dossiers stand at on a business date.

    Args:
        business_date: The date.
        claims: Claims that were known.
        stated: Facts and statement of their dossiers; None where there are no claims.
    """

    business_date: date
    claims: pl.DataFrame
    stated: tuple[Facts, Statement] | None

    def tables(self) -> dict[str, pl.DataFrame]:
        """The tables `balances`, `dossiers`, `costs`, `allocations` and `gates`, each sorted by its key."""
        if self.stated is None:
            return {name: _empty(model) for name, model in _MODELS.items()}
        frames = _frames(*self.stated, self.claims, self.business_date)
        owners = self.claims.select("dossier_id", "creditor_id").unique("dossier_id", keep="any")
        return {
            name: _shaped(frame.join(owners, on="dossier_id", how="left"), _MODELS[name], self.business_date)
            for name, frame in frames.items()
        }

    def lines(self) -> pl.DataFrame:
        """The interest lines of these dossiers, as `LINES`, sorted by claim and day; they add up to the interest."""
        if self.stated is None:
            return pl.DataFrame(schema=LINES)
        lines = self.stated[1].lines
        # A base of a fraction of a cent is none to show, unless a cent came of it.
        shown = lines.filter((pl.col("base_cents") > 0) | (pl.col("interest_cents") != 0))
        return shown.select(pl.col(name).cast(kind) for name, kind in LINES.items()).sort("claim_id", "from_date")

    def notices(self) -> pl.DataFrame:
        """The event of the notice that opened each cost, where one did: cost_id, notice_id."""
        if self.stated is None:
            return pl.DataFrame(schema={"cost_id": pl.String, "notice_id": pl.String})
        return self.stated[0].costs.select("cost_id", "notice_id").drop_nulls()


def state_day(
    facts: Mapping[str, pl.DataFrame],
    terms: pl.DataFrame,
    law: Law,
    *,
    business_date: date,
    known_at: date | None = None,
) -> DayStatement:
    """The statement of dossiers on a business date. A dossier's is the same whichever others are stated with it.

    Args:
        facts: `claims`, `debtors`, `payments` and `events` of `canonical`: all facts of the dossiers, or of all.
        terms: Terms of the creditors (`mappings.terms.TERMS`).
        law: Law tables.
        business_date: Day of the statement.
        known_at: Day by which facts must be known; the business date itself when not given.

    Raises:
        LawGapError: A rate or scale is needed on a day that the law tables do not cover.
    """
    known = {name: frame.filter(pl.col("known_at") <= (known_at or business_date)) for name, frame in facts.items()}
    claims = known["claims"]
    if claims.is_empty():
        return DayStatement(business_date, claims, None)
    assembled = assemble_facts(known, terms, law, business_date=business_date)
    return DayStatement(business_date, claims, (assembled, statement(assembled, law)))


def _empty(model: type[pa.DataFrameModel]) -> pl.DataFrame:
    return pl.DataFrame(schema={name: column.dtype.type for name, column in model.to_schema().columns.items()})


def _frames(facts: Facts, done: Statement, claims: pl.DataFrame, business_date: date) -> dict[str, pl.DataFrame]:
    """Frames of the statement with debtor and lineage, and the gates."""
    lineage = claims.select("claim_id", "delivery_id", "line_number")
    limits = facts.claims.select("claim_id", "limitation_date")
    debtors = claims.select("dossier_id", "debtor_id").unique("dossier_id", keep="any")
    gates = list_gates(facts.claims, done.balances, done.costs, facts.costs, business_date=business_date)
    return {
        "balances": done.balances.join(lineage, on="claim_id").join(limits, on="claim_id"),
        "dossiers": done.dossiers.join(debtors, on="dossier_id"),
        "costs": done.costs.join(_measured_on(facts.costs), on=["dossier_id", "cost_id"], how="left"),
        "allocations": done.allocations.filter("is_payment"),
        "gates": gates.drop("creditor_id"),
    }


def _measured_on(costs: pl.DataFrame) -> pl.DataFrame:
    """The claims that each cost of a dossier was measured on, as one text."""
    schema = {"dossier_id": pl.String, "cost_id": pl.String, "claim_ids": pl.String}
    if "claim_ids" not in costs.columns:
        return pl.DataFrame(schema=schema)
    return costs.filter(pl.col("claim_ids").is_not_null()).select(
        "dossier_id", "cost_id", claim_ids=pl.col("claim_ids").list.sort().list.join(" ")
    )


def _shaped(frame: pl.DataFrame, model: type[pa.DataFrameModel], business_date: date) -> pl.DataFrame:
    dated = frame.with_columns(business_date=pl.lit(business_date, pl.Date)).select(list(model.to_schema().columns))
    return dated.sort((model.Config.metadata or {})["key"])
