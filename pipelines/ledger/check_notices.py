"""Which notices are void by their own text: too short a term, or other costs than the law's scale gives."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from mappings.law import Law, LawTable
from mappings.law_values import CostScale, NoticeTerm
from pipelines.ledger.limit_instalments import is_instalment
from pipelines.ledger.measure_costs import RULES, VAT_RULE, scale_amount
from pipelines.money import share_of
from warehouse.plural import plural_of

NOTICE: Final = "fourteen_day_notice_sent"
TERMS: Final = {NOTICE: "nl_fourteen_day_notice", "first_reminder_sent": "be_first_reminder"}
"""Law table of the term of each kind of notice."""


def check_notices(notices: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Notices that are void, with the reason.

    A notice whose text nobody told is taken to be right. A term is told in days from receipt. Costs are those of the
    scale on what the notice asks: the claim, or all claims of the dossier that got the same notice that day, with VAT
    or without where the creditor may add it. On instalments that follow the rule against stacking less is right too.

    Args:
        notices: Notices by claim, of days that the law covers: notice_id, kind, dossier_id, claim_id, sent_date,
            stated_cents, term_days, and of the claim principal_cents, vat_on_bik, bik_accumulation, contract_reference.
        law: Law tables.

    Returns:
        notice_id, claim_id, kind, sent_date, fault.

    *Source*: article 6:96 lid 6 and 7 BW; HR 25 November 2016, ECLI:NL:HR:2016:2704; article XIX.2 WER.
    """
    told = notices.filter(pl.col("stated_cents").is_not_null() | pl.col("term_days").is_not_null())
    if told.is_empty():
        return told.select("notice_id", "claim_id", "kind", "sent_date", fault=pl.lit(None, pl.String))
    together = pl.col("principal_cents").sum().over("dossier_id", "kind", "sent_date", "stated_cents")
    measured = told.with_columns(
        _is_limited=is_instalment(told, law),
        _least_days=_least_days({kind: law.table(rule) for kind, rule in TERMS.items()}),
        _own=_costs(pl.col("principal_cents"), law),
        _together=_costs(together, law),
        _vat=_vat(law),
    )
    right = [
        amount + pl.when(with_vat).then(share_of(amount, pl.col("_vat"))).otherwise(0)
        for amount in (pl.col("_own"), pl.col("_together"))
        for with_vat in (pl.lit(value=False), pl.col("vat_on_bik"))
    ]
    stated = pl.col("stated_cents")
    is_right = pl.any_horizontal(stated == amount for amount in right) | (
        pl.col("_is_limited") & (stated <= pl.max_horizontal(right))
    )
    is_wrong = (pl.col("kind") == NOTICE) & stated.is_not_null() & ~is_right
    fault = (
        pl.when(pl.col("term_days") < pl.col("_least_days"))
        .then(pl.format("its term is {} {} instead of {}", "term_days", plural_of("term_days", "day"), "_least_days"))
        .when(is_wrong)
        .then(pl.format("it announces {} cents, the scale gives {}", "stated_cents", pl.max_horizontal(right)))
    )
    return measured.select("notice_id", "claim_id", "kind", "sent_date", fault=fault).drop_nulls("fault")


def _least_days(tables: dict[str, LawTable]) -> pl.Expr:
    """Days that the term of each notice must have at least."""
    found: pl.Expr = pl.lit(None, pl.Int64)
    for kind, table in tables.items():
        for dated in table.values:
            assert isinstance(dated.value, NoticeTerm), f"{table.rule_id} holds no notice terms"
            is_his = (pl.col("kind") == kind) & (pl.col("sent_date") >= dated.valid_from)
            found = pl.when(is_his).then(pl.lit(dated.value.term_days, pl.Int64)).otherwise(found)
    return found


def _costs(base: pl.Expr, law: Law) -> pl.Expr:
    """Dutch collection costs on a principal, by the scale of the day of sending."""
    found: pl.Expr = pl.lit(None, pl.Int64)
    for dated in law.table(RULES["nl_bik"]).values:
        assert isinstance(dated.value, CostScale), f"{RULES['nl_bik']} holds no scale"
        found = pl.when(_in_force(dated.valid_from)).then(scale_amount(base, dated.value)).otherwise(found)
    return found


def _vat(law: Law) -> pl.Expr:
    found: pl.Expr = pl.lit(0, pl.Int64)
    for dated in law.table(VAT_RULE).values:
        found = pl.when(_in_force(dated.valid_from)).then(pl.lit(dated.value, pl.Int64)).otherwise(found)
    return found


def _in_force(valid_from: date) -> pl.Expr:
    return pl.col("sent_date") >= valid_from
