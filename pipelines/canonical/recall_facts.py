"""Facts that waited for a claim or payment which has come now."""

from __future__ import annotations

import polars as pl

from mappings.fields import FACT_FIELDS
from pipelines.canonical.find_dossiers import dossiers_in_text
from pipelines.canonical.gather_source import PLACE

_KEY = ["delivery_id", "line_number", "record_type", "fact_id"]


def recall_facts(
    waiting: pl.DataFrame, claims: pl.DataFrame, payment_ids: pl.Series, deliveries: pl.DataFrame
) -> pl.DataFrame:
    """The facts that are tried again, in order of their first delivery and line.

    Each goes with the delivery that brought what it waited for: that one books it, and its day is the day on which the
    fact is known. Its line, sender and number stay those of its first delivery. A reversal goes with its payment.

    Args:
        waiting: `inbox.waiting` of the records that wait.
        claims: Rows of `canonical.claims` that are new.
        payment_ids: Ids of payments that are new.
        deliveries: `delivery_id`, `sequence` and `known_at` of the deliveries that brought them; one, unless a claim's
            number leads from each fact to the delivery of its claim.

    Returns:
        The columns of facts with `fact_id`, `source` and `first_delivery_id`; `row_key` is below 0.
    """
    texts = pl.col("fact").str.json_decode(pl.Struct(dict.fromkeys(FACT_FIELDS, pl.String)))
    asked = (
        waiting.sort(_KEY)
        .select(*_KEY, "partner_id", "source", "claim_id", "debtor_id", held_creditor="creditor_id", fields=texts)
        .unnest("fields")
    )
    last = deliveries.sort("delivery_id").tail(1).select(by="delivery_id")
    touched = [
        asked.join(claims.select("claim_id", by="delivery_id"), on="claim_id").select(*_KEY, "by"),
        _touched_debtors(asked, claims).join(last, how="cross"),
    ]
    touched.append(_touched_reversals(asked, payment_ids, pl.concat(touched)).join(last, how="cross"))
    found = pl.concat(touched).group_by(_KEY).agg(pl.col("by").min())
    recalled = asked.join(found, on=_KEY, nulls_equal=True, maintain_order="left")
    return _as_facts(recalled, deliveries)


def _touched_debtors(asked: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Facts without a claim's number whose dossier or debtor has a new claim."""
    unnamed = asked.filter(pl.col("claim_id").is_null())
    of_debtor = unnamed.join(claims.select("debtor_id"), on="debtor_id", how="semi")
    numbered = unnamed.with_columns(dossier_id=dossiers_in_text(pl.col("dossier_reference"))).explode("dossier_id")
    of_dossier = numbered.join(claims.select("dossier_id"), on="dossier_id", how="semi")
    return pl.concat([of_debtor.select(_KEY), of_dossier.select(_KEY)]).unique()


def _touched_reversals(asked: pl.DataFrame, payment_ids: pl.Series, touched: pl.DataFrame) -> pl.DataFrame:
    """Reversals whose payment is new, or is tried again itself."""
    recalled = touched.filter(pl.col("fact_id").is_not_null())["fact_id"]
    new = pl.concat([payment_ids, recalled]).rename("payment_id").unique().to_frame()
    reversals = asked.filter(kind="reversal").with_columns(
        payment_id=pl.concat_str("partner_id", "reverses_reference", separator=":")
    )
    return reversals.join(new, on="payment_id", how="semi").select(_KEY)


def _as_facts(recalled: pl.DataFrame, deliveries: pl.DataFrame) -> pl.DataFrame:
    """The columns of facts, in their types and order."""
    number = pl.int_range(pl.len(), dtype=pl.Int64) - pl.len().cast(pl.Int64)
    placed = recalled.join(deliveries.rename({"delivery_id": "by"}), on="by", maintain_order="left").select(
        row_key=number,
        sequence="sequence",
        delivery_id="by",
        line_number="line_number",
        record_type="record_type",
        known_at="known_at",
        partner_id="partner_id",
        # A bailiff sends for many creditors, and names one in `creditor_reference`.
        creditor_id=pl.when(pl.col("creditor_reference").is_null()).then("held_creditor"),
        **{name: _typed(name, field.dtype) for name, field in FACT_FIELDS.items()},
        extra=pl.lit(None, pl.String),
        is_repeat_real=pl.lit(value=True),
        fact_id="fact_id",
        source="source",
        first_delivery_id="delivery_id",
    )
    assert list(placed.columns[: len(PLACE)]) == list(PLACE), "the place of a fact comes first"
    return placed


def _typed(name: str, dtype: pl.DataType) -> pl.Expr:
    """A field in its type."""
    text = pl.col(name)
    if dtype.base_type() == pl.Date:
        return text.str.to_date("%Y-%m-%d")
    return text == "true" if dtype.base_type() == pl.Boolean else text.cast(dtype)
