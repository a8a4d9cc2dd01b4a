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
from pipelines.ledger.gate_contracts import gate_contracts
from pipelines.ledger.limit_instalments import is_instalment, limit_instalments
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
    claims = gate_contracts(_list_claims(tables, terms), law, business_date=business_date)
    events = tables["events"].filter(pl.col("effective_date") <= business_date)
    covered = cover_notices(events, claims, terms, law)
    overdue = claims.filter(pl.col("due_date") < business_date, pl.col("principal") > 0)
    noticed = covered.filter(pl.col("kind") == "fourteen_day_notice_sent").drop("kind")
    earlier = claims.filter("bik_consumer", pl.col("country") == "nl").join(noticed, on="claim_id")
    uncovered = _without(overdue, covered, "fourteen_day_notice_sent", "nl")
    scale = _measure_scale(uncovered, earlier, law, business_date)
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
    columns = (
        *("country", "regime_consumer", "surcharge_ppm", "rate_ppm", "rate_per", "compounding"),
        *("bik_consumer", "vat_on_bik", "bik_accumulation", "contract_approved_on"),
    )
    return (
        tables["claims"]
        .select(
            *("dossier_id", "claim_id", "creditor_id", "debtor_id", "delivery_id", "due_date"),
            *("clause_ppm", "clause_minimum_cents", "contract_reference", "principal_cents", "interest_from"),
        )
        .join(types, on="debtor_id")
        .join(terms.select("creditor_id", *columns), on="creditor_id")
        .join(tables["balances"].select("claim_id", principal="principal_open_cents"), on="claim_id")
        .filter("is_consumer")
        .rename({"regime_consumer": "regime"})
        .sort("dossier_id", "claim_id")
        .with_row_index("c")
    )


def _without(overdue: pl.DataFrame, covered: pl.DataFrame, kind: str, country: str) -> pl.DataFrame:
    """Overdue claims under the law of a country that no notice of this kind covers."""
    return overdue.filter(pl.col("country") == country).join(
        covered.filter(pl.col("kind") == kind), on="claim_id", how="anti"
    )


def _measure_scale(claims: pl.DataFrame, earlier: pl.DataFrame, law: Law, business_date: date) -> pl.DataFrame:
    """Dutch costs per dossier: by the scale, and per contract where the rule on instalments limits them."""
    asked = claims.filter("bik_consumer").with_columns(sent_date=pl.lit(business_date, pl.Date))
    is_limited = is_instalment(asked, law)
    limits = _limit_today(asked.filter(is_limited), earlier, law, business_date)
    whole = asked.with_columns(contract_reference=pl.when(is_limited).then("contract_reference"))
    keys = ["dossier_id", "contract_reference"]
    costs = (
        whole.group_by(keys, maintain_order=True)
        .agg(with_vat=pl.col("vat_on_bik").first())
        .join(limits, on=keys, how="left", maintain_order="left")
        .with_row_index("k")
        .with_columns(kind=pl.lit("nl_bik"), c=pl.lit(None, pl.UInt32), is_consumer=pl.lit(value=True))
    )
    cost_claims = whole.join(costs.select(*keys, "k"), on=keys, nulls_equal=True).select("k", "c")
    measured = _measure(costs, asked, cost_claims, law, business_date)
    return measured.group_by("dossier_id").agg(
        notice_costs_cents=pl.col("amount").sum(), notice_vat_cents=pl.col("vat").sum()
    )


def _limit_today(today: pl.DataFrame, earlier: pl.DataFrame, law: Law, business_date: date) -> pl.DataFrame:
    """Most that a notice of today may cost per contract, after the notices that were sent before."""
    columns = ["dossier_id", "contract_reference", "sent_date"]
    before = earlier.filter(is_instalment(earlier, law)).select(columns)
    notices = pl.concat([before, today.select(columns)]).unique()
    limited = limit_instalments(notices, law).filter(pl.col("sent_date") == business_date)
    return limited.select("dossier_id", "contract_reference", "limit_cents")


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
        *(pl.lit(None, pl.Int64).alias(name) for name in ("limit_cents",) if name not in costs.columns),
        due_date=pl.lit(business_date, pl.Date),
        is_measured_now=pl.lit(value=True),
        base=zero,
        amount=zero,
        vat=zero,
    )
    return measure_costs(ready, claims, cost_claims, law)


def _rate(law: Law, business_date: date) -> pl.Expr:
    """Yearly rate of a consumer's claim on the day, as the reminder names it."""
    per_year = pl.when(pl.col("rate_per") == "month").then(12).otherwise(1)
    rate: pl.Expr = pl.when(pl.col("regime") == "contract").then(pl.col("rate_ppm") * per_year).otherwise(0)
    for name, regime in REGIMES.items():
        if regime.rule_id is not None:
            value = law.table(regime.rule_id).at(business_date).value
            rate = pl.when(pl.col("regime") == name).then(pl.lit(value, pl.Int64)).otherwise(rate)
    return pl.when(pl.col("regime") == "none").then(0).otherwise(rate + pl.col("surcharge_ppm"))
