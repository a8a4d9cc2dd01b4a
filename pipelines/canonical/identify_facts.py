"""The id of each fact: its sender and the sender's own number, or a fingerprint with an occurrence number."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.fields import FACT_FIELDS
from pipelines.keys import fingerprints

_UNSEEN: Final = "\u241f"
_BRINGS_PLAN: Final = ("arrangement_agreed", "arrangement_proposed")

_LATER: Final = (
    *("scope", "hold_kind", "profile_id", "owner"),
    *("arrangement_reference", "arrangement_template", "instalment_count"),
    *("instalment_cents", "first_due_date", "instalment_period"),
    *(name for name in FACT_FIELDS if name.startswith("party_")),
)
"""Later fields: they stand in a fingerprint only where they are filled, so that what was known stays known."""


def identify_facts(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts with `fact_id`.

    Equal facts without a number of their own, in one file, can be real: the second has occurrence number 2, where the
    feed says so. The same in another file has the same number, and so is known again.

    Args:
        facts: Fact records in order of delivery and line, with `is_repeat_real`.
    """
    first = (pl.col(name).cast(pl.String).fill_null("") for name in FACT_FIELDS if name not in _LATER)
    later = (pl.format(f"{_UNSEEN}{name}={{}}", pl.col(name)).fill_null("") for name in _LATER)
    content = pl.concat_str(pl.concat_str(*first, separator=_UNSEEN), *later)
    named = facts.with_columns(fingerprint=fingerprints(facts.select(content=content)["content"]))
    count = pl.int_range(pl.len()).over("delivery_id", "fingerprint") + 1
    number = pl.when("is_repeat_real").then(count).otherwise(1)
    # A transaction of a batch names it, so that the batch is known when it comes as one entry.
    content_id = pl.format("{}-{}", "fingerprint", number)
    batch = pl.when(pl.col("kind").is_in(["payment", "reversal"])).then("batch_id")
    # Arrangements have numbers of their own, which other facts of the sender may bear too.
    plan = pl.when(pl.col("kind").is_in(_BRINGS_PLAN)).then(pl.format("arrangement/{}", "arrangement_reference"))
    own = pl.coalesce("fact_reference", plan, pl.concat_str(batch, content_id, separator="/"), content_id)
    return named.with_columns(fact_id=pl.concat_str("partner_id", own, separator=":")).drop("fingerprint")


def name_arrangements(facts: pl.DataFrame) -> pl.DataFrame:
    """The facts with `arrangement_id`: the arrangement that a fact brings or is about; empty where it is about none.

    It is the sender's number of it; the hub itself names it by its id.

    Args:
        facts: Fact records with `fact_id`.
    """
    reference, kind = pl.col("arrangement_reference"), pl.col("kind")
    is_id = (pl.col("partner_id") == "hub") & reference.str.contains(":", literal=True)
    named = pl.when(is_id).then(reference).otherwise(pl.concat_str("partner_id", reference, separator=":"))
    is_about = kind.str.starts_with("arrangement_") | (kind == "instalment_agreed")
    brought = pl.when(kind.is_in(_BRINGS_PLAN)).then("fact_id")
    return facts.with_columns(arrangement_id=pl.when(is_about).then(pl.coalesce(named, brought)))
