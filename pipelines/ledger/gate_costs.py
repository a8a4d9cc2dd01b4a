"""Which statutory and contractual costs exist on a business date: the gates of the law on notices and reminders."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from mappings.law import Law
from pipelines.ledger.limit_instalments import is_instalment, limit_instalments


def gate_costs(claims: pl.DataFrame, covered: pl.DataFrame, law: Law, *, business_date: date) -> pl.DataFrame:
    """Costs by the Dutch scale and Belgian penalty clauses that fell due by a business date.

    Args:
        claims: Claims with is_consumer, country, the terms on costs, clause_ppm and clause_minimum_cents.
        covered: First valid notices (`cover_notices`).
        law: Law tables; the Dutch scale holds for defaults from its first day on.
        business_date: Day of the statement.

    Returns:
        Rows of `facts.COSTS`: one cost per dossier and notice date (of instalments also per contract), or per dossier
        of a business; one clause per claim. `notice_id` is the event of the notice that opened a consumer's cost.

    *Source*: article 6:96 BW; Besluit vergoeding voor buitengerechtelijke incassokosten, art. 3; art. XIX.4 WER.
    """
    first_day = law.table("nl_collection_costs").values[0].valid_from
    noticed = _list_noticed(claims, covered)
    is_limited = is_instalment(noticed, law)
    scale = pl.concat(
        [
            _after_notice(noticed.filter(~is_limited)),
            _of_instalments(noticed.filter(is_limited), law),
            _of_businesses(claims, business_date),
        ],
        how="diagonal",
    )
    clauses = _clauses(claims, covered)
    return pl.concat([scale.filter(pl.col("due_date") >= first_day), clauses], how="diagonal").filter(
        pl.col("due_date") <= business_date
    )


def _list_noticed(claims: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """Claims on consumers whose creditor asks for costs, with their notice."""
    notices = covered.filter(pl.col("kind") == "fourteen_day_notice_sent").drop("kind")
    return claims.filter("is_consumer", "bik_consumer", pl.col("country") == "nl").join(notices, on="claim_id")


def _after_notice(noticed: pl.DataFrame) -> pl.DataFrame:
    """Consumers: one cost for all claims whose notices ran out on the same day; their principals are added (lid 7)."""
    return (
        noticed.group_by("dossier_id", due_date="claimable_from")
        .agg(
            claim_ids=pl.col("claim_id").sort(),
            with_vat=pl.col("vat_on_bik").first(),
            notice_id=pl.col("notice_id").min(),
        )
        .select(
            *("dossier_id", "claim_ids", "due_date", "with_vat", "notice_id"),
            cost_id=pl.format("{}:bik:{}", "dossier_id", "due_date"),
            kind=pl.lit("nl_bik"),
        )
    )


def _of_instalments(noticed: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Instalments: one cost per contract and notice, at most what the rule against stacking lets it be."""
    notices = noticed.group_by("dossier_id", "contract_reference", "sent_date").agg(
        due_date=pl.col("claimable_from").min(),
        claim_ids=pl.col("claim_id").sort(),
        with_vat=pl.col("vat_on_bik").first(),
        notice_id=pl.col("notice_id").min(),
    )
    return limit_instalments(notices, law).select(
        *("dossier_id", "claim_ids", "due_date", "with_vat", "limit_cents", "notice_id"),
        cost_id=pl.format("{}:bik:{}:{}:{}", "dossier_id", "due_date", "contract_reference", "sent_date"),
        kind=pl.lit("nl_bik"),
    )


def _of_businesses(claims: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Businesses: one cost for all overdue claims of a dossier, from the day after the oldest due date (lid 4)."""
    return (
        claims.filter(
            ~pl.col("is_consumer"), "bik_business", pl.col("country") == "nl", pl.col("due_date") < business_date
        )
        .group_by("dossier_id")
        .agg(
            claim_ids=pl.col("claim_id").sort(),
            due_date=pl.col("due_date").min() + timedelta(days=1),
            with_vat=pl.col("vat_on_bik").first(),
        )
        .select(
            *("dossier_id", "claim_ids", "due_date", "with_vat"),
            cost_id=pl.format("{}:bik:{}", "dossier_id", "due_date"),
            kind=pl.lit("nl_bik"),
        )
    )


def _clauses(claims: pl.DataFrame, covered: pl.DataFrame) -> pl.DataFrame:
    """Belgian clauses: consumers after the reminder's term, businesses from the day after the due date."""
    reminders = covered.filter(pl.col("kind") == "first_reminder_sent").select(
        "claim_id", "claimable_from", "notice_id"
    )
    has_clause = (pl.col("clause_ppm").fill_null(0) > 0) | (pl.col("clause_minimum_cents").fill_null(0) > 0)
    return (
        claims.filter(has_clause, pl.col("country") == "be")
        .join(reminders, on="claim_id", how="left")
        .with_columns(
            due_date=pl.when("is_consumer").then("claimable_from").otherwise(pl.col("due_date") + timedelta(days=1)),
            notice_id=pl.when("is_consumer").then("notice_id"),
        )
        .drop_nulls("due_date")
        .select(
            *("dossier_id", "claim_id", "due_date", "is_consumer", "notice_id"),
            cost_id=pl.format("{}:clause", "claim_id"),
            kind=pl.lit("be_clause"),
            clause_ppm=pl.col("clause_ppm").fill_null(0),
            clause_minimum_cents=pl.col("clause_minimum_cents").fill_null(0),
        )
    )
