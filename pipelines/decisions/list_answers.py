"""Work items: what was sent to a bailiff or a provider, and got no answer in the days that he has for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from pipelines.decisions.name_few import name_few

_PER_DOSSIER: Final = ("bailiff", "call")
"""Channels of which each dossier has an answer of its own; of the others a file of the provider is enough."""

_NEWS: Final = ("channel", "dossier_id", "claim_id", "delivery_id")
_SENT: Final = (*_NEWS, "creditor_id", "batch_id", "partner_id", "effective_date", "open_cents", "answer_days")


def list_answers(tables: Mapping[str, pl.DataFrame], facts: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """One work item for each batch that waits too long; it goes when everything in it was answered, paid or sent anew.

    A bailiff answers each dossier, or each claim that he got alone, by any word about it: accepted, refused, costs,
    money. Each call has its result. Of what else went to a provider any file of his that came later tells.

    Args:
        tables: By name: `events`, `payments` and `deliveries` as known; `balances` of the date; `answers`, who owes
            answers (`mappings.silence_rules.answer_table`).
        facts: Facts of the dossiers (`gather_facts`).
        business_date: Day of the list.

    Returns:
        item_id, kind, creditor_id (where all in it are of one), reason, amount_cents, since_date, subject.
    """
    sent = _sent(tables, facts, business_date)
    is_owing, days = pl.col("open_cents") > 0, pl.duration(days=pl.col("answer_days"))
    late = sent.filter(is_owing, pl.col("effective_date") + days < business_date)
    per_dossier = pl.col("channel").is_in(_PER_DOSSIER)
    silent = pl.concat(
        [
            _without_word(late.filter(per_dossier), _words(tables["events"], tables["payments"])),
            _without_file(late.filter(~per_dossier), tables["deliveries"]),
        ]
    )
    sizes = sent.group_by("batch_id").agg(size=pl.col("dossier_id").n_unique())
    batch = ("batch_id", "partner_id", "effective_date", "answer_days")
    owner = pl.when(pl.col("creditor_id").n_unique() == 1).then(pl.col("creditor_id").first())
    grouped = silent.group_by(batch).agg(
        creditor_id=owner,
        silent=pl.col("dossier_id").n_unique(),
        names=name_few("dossier_id"),
        amount_cents=pl.col("open_cents").sum(),
    )
    text = "no answer of {} on {} of the {} dossiers in {}, sent on {}, after {} days: {}"
    counted = grouped.join(sizes, on="batch_id")
    return counted.select(
        "creditor_id",
        "amount_cents",
        item_id=pl.format("answer:{}", "batch_id"),
        kind=pl.lit("answer"),
        reason=pl.format(text, *("partner_id", "silent", "size", "batch_id", "effective_date", "answer_days", "names")),
        since_date=pl.col("effective_date") + days,
        subject=pl.struct("batch_id").struct.json_encode(),
    )


def _sent(tables: Mapping[str, pl.DataFrame], facts: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """What the hub sent to who owes an answer, by dossier or claim, with what is open of it."""
    owing = tables["answers"].filter(pl.col("channel").is_not_null())
    offices = owing.filter(channel="bailiff").select("partner_id", "answer_days")
    providers = owing.filter(pl.col("channel") != "bailiff")
    told = tables["events"].filter(pl.col("known_at") <= business_date, pl.col("batch_id").is_not_null())
    handed = told.filter(kind="transferred").join(offices, on="partner_id").with_columns(channel=pl.lit("bailiff"))
    messages = told.filter(pl.col("kind").str.ends_with("_sent")).drop("partner_id").join(providers, on="channel")
    claims = tables["balances"].select("claim_id", claim_cents="open_cents")
    columns = [name for name in _SENT if name != "open_cents"]
    return (
        pl.concat([handed.select(columns), messages.select(columns)])
        .join(claims, on="claim_id", how="left")
        .join(facts.select("dossier_id", dossier_cents="open_cents"), on="dossier_id", how="left")
        .with_columns(open_cents=pl.coalesce("claim_cents", "dossier_cents", pl.lit(0)))
        .select(_SENT)
    )


def _words(events: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """Everything that was said about dossiers between the hub and bailiffs, and about calls; new sendings too."""
    money = payments.filter(source="bailiff").with_columns(channel=pl.lit("bailiff"))
    # What comes from a bailiff bears his name, whatever it tells; so does what he was sent.
    bailiffs = events.filter(pl.col("partner_id").is_not_null()).with_columns(channel=pl.lit("bailiff"))
    calls = events.filter(channel="call")
    said = pl.concat([frame.select(_NEWS) for frame in (money, bailiffs, calls)])
    return said.filter(pl.col("dossier_id").is_not_null())


def _without_word(sent: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """What was sent by dossier or claim, and of which nothing was said later."""
    key = ["channel", "dossier_id"]
    later = (
        sent.with_row_index("row")
        .join(words.select(*key, about="claim_id", told="delivery_id"), on=key)
        .filter(pl.col("told") > pl.col("delivery_id"))
    )
    # A word about the whole dossier is about each claim; one about a claim is about that, and of a dossier sent whole.
    fits = pl.col("about").is_null() | pl.col("claim_id").is_null() | (pl.col("about") == pl.col("claim_id"))
    answered = later.filter(fits).select("row").unique()
    return sent.with_row_index("row").join(answered, on="row", how="anti").drop("row")


def _without_file(sent: pl.DataFrame, deliveries: pl.DataFrame) -> pl.DataFrame:
    """What was sent to a provider of whom no file came later."""
    came = deliveries.filter(pl.col("duplicate_of").is_null() & ~pl.col("status").is_in(["refused", "withdrawn"]))
    newest = came.group_by("partner_id").agg(newest=pl.col("delivery_id").max())
    is_later = (pl.col("newest") > pl.col("delivery_id")).fill_null(value=False)
    return sent.join(newest, on="partner_id", how="left").filter(~is_later).drop("newest")
