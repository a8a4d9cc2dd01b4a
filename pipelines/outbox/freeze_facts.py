"""The step that freezes the facts of messages as JSON, in the shape of `formats.letters.facts.LetterFacts`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.outbox.list_claims import list_claims, list_interest

_NOTICE = "fourteen_day_notice_sent"
_FIRST_REMINDER = "first_reminder_sent"


def freeze_facts(joined: pl.DataFrame, tables: Mapping[str, pl.DataFrame], *, business_date: date) -> pl.DataFrame:
    """The messages with their facts: one JSON object each, the same text for the same facts.

    Args:
        joined: Actions with all that is known (`join_dossiers`) and how to pay (`ask_payment`).
        tables: `balances` of the business date, `lines` of the dossiers that leave, `claims`.
        business_date: Date of the letters.

    Returns:
        The same rows with the column `facts`.

    Raises:
        AssertionError: A statutory notice has no amount to announce: it would be void.
    """
    _check_announcements(joined)
    balances = tables["balances"].join(joined, on="dossier_id", how="semi")
    claims = tables["claims"]
    listed = joined.join(list_claims(balances, claims), on="dossier_id", how="left").join(
        list_interest(balances, claims, tables["lines"]), on="dossier_id", how="left"
    )
    facts = pl.struct(
        pl.lit(business_date).alias("letter_date"),
        "language",
        "country",
        "dossier_id",
        "creditor",
        "agency",
        _debtor().alias("debtor"),
        pl.col("claims").fill_null([]),
        pl.struct("principal_cents", "interest_cents", "costs_cents", "open_cents", "paid_cents").alias("buckets"),
        pl.col("interest_lines").fill_null([]),
        "payment",
        (pl.lit(business_date) + pl.duration(days=pl.col("pay_within_days"))).alias("pay_by_date"),
        _notice().alias("fourteen_day_notice"),
        _first_reminder().alias("first_reminder"),
        "arrangement",
    )
    return listed.with_columns(facts=facts.struct.json_encode())


def _check_announcements(joined: pl.DataFrame) -> None:
    """Refuse a notice without the amounts that the law wants in it."""
    lacks = ((pl.col("event_kind") == _NOTICE) & pl.col("notice_costs_cents").is_null()) | (
        (pl.col("event_kind") == _FIRST_REMINDER) & pl.col("clause_term_days").is_null()
    )
    void = joined.filter(lacks)
    if void.height:
        raise AssertionError(f"dossier {void['dossier_id'][0]} gets a notice without the amounts it must announce")


def _debtor() -> pl.Expr:
    """The debtor, with the address in lines; the country stands there where it is not the creditor's."""
    street = pl.concat_str("street", "house_number", separator=" ", ignore_nulls=True)
    town = pl.concat_str("postcode", "city", separator=" ", ignore_nulls=True)
    abroad = pl.when(pl.col("debtor_country") != pl.col("country")).then(pl.col("debtor_country").str.to_uppercase())
    lines = pl.concat_list(street, town, abroad).list.eval(pl.element().filter(pl.element() != ""))
    return pl.struct(
        name="debtor_name",
        address_lines=lines,
        postcode="postcode",
        country="debtor_country",
        debtor_type="debtor_type",
        debtor_reference="debtor_reference",
    )


def _notice() -> pl.Expr:
    """What a fourteen-day notice announces; empty in other messages."""
    announced = pl.struct(costs_cents="notice_costs_cents", vat_cents=pl.col("notice_vat_cents").fill_null(0))
    return pl.when(pl.col("event_kind") == _NOTICE).then(announced)


def _first_reminder() -> pl.Expr:
    """What a Belgian first reminder announces; empty in other messages."""
    announced = pl.struct(
        clause_cents=pl.col("clause_cents").fill_null(0),
        rate_ppm="clause_rate_ppm",
        term_days="clause_term_days",
        by_post=pl.col("channel") == "print",
    )
    return pl.when(pl.col("event_kind") == _FIRST_REMINDER).then(announced)
