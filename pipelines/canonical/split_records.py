"""Checked records as rows of the canonical tables."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.canonical.check_claims import DEBTOR_CONTENT
from pipelines.canonical.delivery import Stock
from pipelines.canonical.derive_events import derive_events
from pipelines.canonical.split_plans import split_plans
from warehouse import codes
from warehouse.tables import schema_of

SOURCES: Final = {"creditor": "creditor", "bank": "agency", "bailiff": "bailiff", "provider": "agency", "hub": "agency"}
"""Where money went first, by the kind of partner that tells of it."""

_PLACE: Final = ("creditor_id", "delivery_id", "line_number", "known_at")


def split_claims(
    claims: pl.DataFrame, numbers: pl.DataFrame, stock: Stock, *, known: pl.DataFrame | None = None
) -> Stock:
    """Debtors, claims and events of new claim records, and what records of known claims add to them.

    A debtor gets a new row only where the content differs from the newest version.

    Args:
        claims: New claim records with their ids, in order of delivery and line.
        numbers: `dossier_key` and `dossier_id`.
        stock: What was booked before.
        known: Records of known claims that bring another version of their debtor; none where the feed brings none.
    """
    numbered = claims.with_columns(claims.select("dossier_key").join(numbers, on="dossier_key", maintain_order="left"))
    place = numbered.select("row_key", "dossier_id", *_PLACE)
    events = derive_events(numbered).join(place, on="row_key").sort("delivery_id", "row_key", "kind")
    return Stock(
        debtors=_new_versions(_in_order(claims, known), stock.debtors),
        claims=_as_table(numbered, "canonical.claims"),
        events=_as_table(events, "canonical.events"),
    )


def new_events(known: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """Rows of `canonical.events` for what known claims say was done before, and was not known.

    Args:
        known: Records of known claims with their ids.
        stock: What was booked before.
    """
    numbered = known.join(stock.claims.select("claim_id", "dossier_id"), on="claim_id", maintain_order="left")
    place = numbered.select("row_key", "dossier_id", *_PLACE)
    events = derive_events(numbered).join(stock.events, on="event_id", how="anti")
    return _as_table(events.join(place, on="row_key").sort("row_key", "kind"), "canonical.events")


def split_facts(facts: pl.DataFrame) -> Stock:
    """Payments, events, and arrangements with their instalments, of new fact records.

    Args:
        facts: New facts with `fact_id`, `claim_id`, `dossier_id`, `source`, `match_rule` and `reverses_payment_id`.
    """
    is_money = pl.col("kind").is_in(codes.PAYMENT_KINDS)
    payments = facts.filter(is_money).with_columns(
        payment_id="fact_id",
        is_from_start=pl.col("is_from_start").fill_null(value=False),
        reference=pl.coalesce("dossier_reference", "detail", "fact_reference"),
    )
    sender = pl.when(pl.col("source") == "bailiff").then("partner_id")
    events = facts.filter(~is_money).with_columns(
        event_id="fact_id", partner_id=pl.coalesce("partner_reference", sender)
    )
    arrangements, instalments = split_plans(facts)
    parties = facts.filter(pl.col("kind") == "party_named").with_columns(
        **{name.removeprefix("party_"): pl.col(name) for name in facts.columns if name.startswith("party_")},
        role_id="fact_id",
        from_date="effective_date",
    )
    return Stock(
        payments=_as_table(payments, "canonical.payments"),
        events=_as_table(events, "canonical.events"),
        arrangements=arrangements,
        instalments=instalments,
        roles=_as_table(parties, "canonical.roles"),
    )


def _in_order(claims: pl.DataFrame, known: pl.DataFrame | None) -> pl.DataFrame:
    """New and known claims, in order of delivery and line."""
    return claims if known is None or known.is_empty() else pl.concat([claims, known]).sort("sequence", "row_key")


def _new_versions(claims: pl.DataFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """The debtors whose content differs from that of the row before, the newest booked version first."""
    newest = (
        debtors.join(claims.select("debtor_id"), on="debtor_id", how="semi")
        .sort("delivery_id", "line_number")
        .unique("debtor_id", keep="last")
    )
    columns = [*_PLACE, *DEBTOR_CONTENT]
    lined_up = pl.concat([newest.select(columns), claims.select(columns)])
    before = _row_before(lined_up["debtor_id"])
    differs = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).gather(before)) for name in DEBTOR_CONTENT)
    is_new = pl.int_range(pl.len()) >= newest.height
    return _as_table(lined_up.filter(differs & is_new), "canonical.debtors")


def _row_before(keys: pl.Series) -> pl.Series:
    """The number of the row before that has the same key; empty for the first."""
    rows = pl.DataFrame({"key": keys}).with_row_index("row").sort("key", maintain_order=True)
    is_same = pl.col("key") == pl.col("key").shift()
    return rows.select("row", before=pl.when(is_same).then(pl.col("row").shift())).sort("row")["before"]


def _as_table(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """The columns of a table, in its order and types; those that the rows lack are empty."""
    schema = schema_of(name)
    return rows.select(
        (pl.col(column) if column in rows.columns else pl.lit(None)).cast(kind).alias(column)
        for column, kind in schema.items()
    )
