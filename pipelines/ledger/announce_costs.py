"""What a statutory notice must announce: the exact costs that follow when its term passes without payment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from mappings.law import Law
from mappings.law_values import NoticeTerm
from mappings.regimes import REGIMES
from pipelines.ledger.assemble_facts import newest_debtors
from pipelines.ledger.cover_notices import cover_notices
from pipelines.ledger.measure_costs import measure_costs


def announce_costs(
    tables: Mapping[str, pl.DataFrame], terms: pl.DataFrame, law: Law, *, business_date: date
) -> pl.DataFrame:
    """Dossiers with what a notice of this day announces, measured on the claims that no notice covers yet.

    Args:
        tables: `dossiers` and `balances` of the business date; `claims`, `debtors` and `events` of `canonical`.
        terms: Terms of the creditors.
        law: Law tables.
        business_date: Day on which the notice leaves.

    Returns:
        The dossiers with `notice_costs_cents` and `notice_vat_cents` (fourteen-day notice); `clause_cents`,
        `clause_rate_ppm` and `clause_term_days` (Belgian first reminder). Empty where nothing is to be announced.

    *Source*: article 6:96 lid 6 BW; article XIX.2 § 3 WER.
    """
    claims = _list_claims(tables, terms)
    events = tables["events"].filter(pl.col("effective_date") <= business_date)
    covered = cover_notices(events, claims, terms, law)
    overdue = claims.filter(pl.col("due_date") < business_date, pl.col("principal") > 0)
    scale = _measure_scale(_without(overdue, covered, "fourteen_day_notice_sent", "nl"), law, business_date)
    reminded = _without(overdue, covered, "first_reminder_sent", "be")
    clauses = _measure_clauses(reminded, law, business_date)
    return (
        tables["dossiers"]
        .join(scale, on="dossier_id", how="left", maintain_order="left")
        .join(clauses, on="dossier_id", how="left", maintain_order="left")
    )


def _list_claims(tables: Mapping[str, pl.DataFrame], terms: pl.DataFrame) -> pl.DataFrame:
    """Open claims of consumers with their terms, numbered."""
    types = newest_debtors(tables["debtors"]).select("debtor_id", is_consumer=pl.col("debtor_type") == "consumer")
    columns = ("country", "regime_consumer", "surcharge_ppm", "rate_ppm", "bik_consumer", "vat_on_bik")
    return (
        tables["claims"]
        .select(
            *("dossier_id", "claim_id", "creditor_id", "debtor_id", "delivery_id", "due_date"),
            *("clause_ppm", "clause_minimum_cents"),
        )
        .join(types, on="debtor_id")
        .join(terms.select("creditor_id", *columns), on="creditor_id")
        .join(tables["balances"].select("claim_id", principal="principal_open_cents"), on="claim_id")
        .filter("is_consumer")
        .sort("dossier_id", "claim_id")
        .with_row_index("c")
    )


def _without(overdue: pl.DataFrame, covered: pl.DataFrame, kind: str, country: str) -> pl.DataFrame:
    """Overdue claims under the law of a country that no notice of this kind covers."""
    return overdue.filter(pl.col("country") == country).join(
        covered.filter(pl.col("kind") == kind), on="claim_id", how="anti"
    )


def _measure_scale(claims: pl.DataFrame, law: Law, business_date: date) -> pl.DataFrame:
    """Dutch costs per dossier."""
    asked = claims.filter("bik_consumer")
    costs = (
        asked.group_by("dossier_id", maintain_order=True)
        .agg(with_vat=pl.col("vat_on_bik").first())
        .with_row_index("k")
        .with_columns(kind=pl.lit("nl_bik"), c=pl.lit(None, pl.UInt32), is_consumer=pl.lit(value=True))
    )
    cost_claims = asked.join(costs.select("dossier_id", "k"), on="dossier_id").select("k", "c")
    measured = _measure(costs, asked, cost_claims, law, business_date)
    return measured.select("dossier_id", notice_costs_cents="amount", notice_vat_cents="vat")


def _measure_clauses(claims: pl.DataFrame, law: Law, business_date: date) -> pl.DataFrame:
    """Belgian clauses, summed per dossier, with the yearly interest and the term that the reminder names."""
    costs = claims.with_row_index("k").with_columns(kind=pl.lit("be_clause"), with_vat=pl.lit(value=False))
    empty = pl.DataFrame(schema={"k": pl.UInt32, "c": pl.UInt32})
    measured = _measure(costs, claims, empty, law, business_date)
    term = law.table("be_first_reminder").at(business_date).value
    assert isinstance(term, NoticeTerm), "be_first_reminder holds no term"
    return measured.group_by("dossier_id").agg(
        clause_cents=pl.col("amount").sum(),
        clause_rate_ppm=_rate(law, business_date).first(),
        clause_term_days=pl.lit(term.term_days, pl.Int64).first(),
    )


def _measure(
    costs: pl.DataFrame, claims: pl.DataFrame, cost_claims: pl.DataFrame, law: Law, business_date: date
) -> pl.DataFrame:
    zero = pl.lit(0, pl.Int64)
    ready = costs.with_columns(
        *(pl.col(name).fill_null(0) for name in ("clause_ppm", "clause_minimum_cents") if name in costs.columns),
        *(zero.alias(name) for name in ("clause_ppm", "clause_minimum_cents") if name not in costs.columns),
        due_date=pl.lit(business_date, pl.Date),
        is_measured_now=pl.lit(value=True),
        base=zero,
        amount=zero,
        vat=zero,
    )
    return measure_costs(ready, claims, cost_claims, law)


def _rate(law: Law, business_date: date) -> pl.Expr:
    """Yearly rate of a consumer's claim on the day, as the reminder names it."""
    rate: pl.Expr = pl.coalesce("rate_ppm", pl.lit(0, pl.Int64))
    for name, regime in REGIMES.items():
        if regime.rule_id is not None:
            value = law.table(regime.rule_id).at(business_date).value
            rate = pl.when(pl.col("regime_consumer") == name).then(pl.lit(value, pl.Int64)).otherwise(rate)
    return rate + pl.col("surcharge_ppm")
