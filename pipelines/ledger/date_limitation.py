"""The day from which each claim can no longer be enforced: its term, and what interrupted it."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from mappings.law import Law
from mappings.law_amounts import Terms
from pipelines.ledger.spread_events import spread_events
from warehouse.errors import ConfigurationError

RULES: Final = {"nl": "nl_limitation", "be": "be_limitation"}
DEMANDS: Final = ("first_reminder_sent", "fourteen_day_notice_sent", "demand_sent", "last_demand_sent")
"""Letters that reserve the creditor's right; a friendly reminder does not. In Belgium no letter is enough."""
SUMMONS: Final = "a"
"""Official act that brings the claim before the judge."""


def date_limitation(claims: pl.DataFrame, events: pl.DataFrame, law: Law, *, business_date: date) -> pl.DataFrame:
    """Claims with `limitation_date`, the first day on which nobody can enforce them, and `interrupted_on`.

    The term starts on the day after the due date. A demand or a writ of summons before its end starts a new one of
    equal length on the next day, no longer than the law says and never ending sooner than the old one; one after the
    end changes nothing. It counts for the claim it names, else for the claims of the dossier that had been delivered
    before it. A demand does not interrupt a Belgian claim: the cautious reading, from memory as all of its terms are.

    Args:
        claims: Claims: dossier_id, claim_id, country, is_consumer, limitation_class, due_date, delivery_id.
        events: Events that count on the business date.
        law: Law tables.
        business_date: Day of the statement.

    Returns:
        The claims in the same order.

    *Source*: articles 3:307 to 3:310, 3:316 to 3:319 and 7:28 BW; 2244 and 2262bis of the old Belgian Civil Code.
    """
    termed = _add_terms(claims, law, business_date)
    started = termed.with_columns(
        limitation_date=pl.col("due_date").dt.offset_by("1d").dt.offset_by(pl.col("_term")),
    )
    # What is sent today counts from tomorrow on, so that a day that is run twice states the same.
    demands = _list_demands(started, events.filter(pl.col("effective_date") < business_date))
    restarted = demands.with_columns(
        renewed=pl.col("effective_date").dt.offset_by("1d").dt.offset_by(pl.col("_new_term"))
    )
    # A demand counts while no demand before it came too late.
    before = pl.max_horizontal("limitation_date", pl.col("renewed").shift(1).over("claim_id"))
    in_time = (pl.col("effective_date") < before).cast(pl.Int8).cum_min().over("claim_id") == 1
    renewed = (
        restarted.filter(in_time)
        .group_by("claim_id")
        .agg(interrupted_on=pl.col("effective_date").max(), _renewed=pl.col("renewed").max())
    )
    return (
        started.join(renewed, on="claim_id", how="left", maintain_order="left")
        .with_columns(limitation_date=pl.max_horizontal("limitation_date", "_renewed"))
        .drop("_term", "_new_term", "_renewed")
    )


def _add_terms(claims: pl.DataFrame, law: Law, business_date: date) -> pl.DataFrame:
    """Claims with their first term and the one after an interruption, as polars adds them to a date."""
    is_sale_to_business = ~pl.col("is_consumer") & (pl.col("limitation_class") == "consumer_sale")
    kind = pl.when(is_sale_to_business).then(pl.lit("contract")).otherwise("limitation_class")
    rows = [row for country in claims["country"].unique().sort() for row in _terms_of(country, law, business_date)]
    schema = {"country": pl.String, "_kind": pl.String, "_term": pl.String, "_new_term": pl.String}
    terms = pl.DataFrame(rows, schema=schema, orient="row")
    termed = claims.with_columns(_kind=kind).join(terms, on=["country", "_kind"], how="left", maintain_order="left")
    lacking = termed.filter(pl.col("_term").is_null())
    if lacking.height:
        first = lacking.row(0, named=True)
        table = law.table(RULES[first["country"]])
        cause = f"{table.rule_id} has no term for the kind `{first['_kind']}`"
        raise ConfigurationError(cause, place=table.place, cure="Add it, or correct `limitation_class` in the terms.")
    return termed.drop("_kind")


def _terms_of(country: str, law: Law, business_date: date) -> list[tuple[str, str, str, str]]:
    table = law.table(RULES[country])
    terms = table.at(business_date).value
    assert isinstance(terms, Terms), f"{table.rule_id} holds no terms"
    longest = terms.of("interruption")
    rows = []
    for kind, term in terms.by_kind:
        new = term if longest is None or term.years <= longest.years else longest
        rows.append((country, kind, term.offset, new.offset))
    return rows


def _list_demands(claims: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """Demands of each claim after its due date, in order."""
    is_summons = (pl.col("kind") == "cost_posted") & (pl.col("act") == SUMMONS)
    demands = events.filter(pl.col("kind").is_in(DEMANDS) | is_summons)
    by_letter = pl.col("country") == "nl"
    return (
        spread_events(
            demands.select("dossier_id", "claim_id", "effective_date", "delivery_id", is_summons=is_summons),
            claims.select(
                *("dossier_id", "claim_id", "due_date", "delivery_id", "limitation_date", "_new_term", "country")
            ),
        )
        .filter(by_letter | pl.col("is_summons"))
        .select("claim_id", "effective_date", "due_date", "limitation_date", "_new_term")
        .filter(pl.col("effective_date") > pl.col("due_date"))
        .sort("claim_id", "effective_date")
    )
