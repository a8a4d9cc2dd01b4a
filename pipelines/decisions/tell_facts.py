"""The facts of every dossier as text: one JSON object each, with the facts that are known."""

from __future__ import annotations

from itertools import groupby
from typing import Final

import polars as pl

from mappings.profile_facts import FACT_SCHEMA

_DOSSIERS: Final = 50_000
"""Dossiers that are told at once: the memory for their texts is used again for the next ones."""


def tell_facts(facts: pl.DataFrame) -> pl.Series:
    """The facts of each dossier as a JSON object, in the order of `FACT_SCHEMA`; what is empty is left out.

    Most facts are empty for most dossiers, and naming them all would make the text five times as long.

    Args:
        facts: Facts of the dossiers (`gather_facts`).
    """
    known = [name for name in FACT_SCHEMA if facts[name].null_count() < facts.height]
    # Facts that every dossier has are told together, up to the next one that some have not.
    runs = [list(run) for _, run in groupby(known, key=lambda name: name if facts[name].has_nulls() else None)]
    # Columns of their own, which are made side by side.
    columns = (pl.repeat(None, pl.len(), dtype=pl.String), *(_fields(run) for run in runs))
    fields = pl.concat_str(pl.all(), separator=",", ignore_nulls=True)
    whole = pl.concat_str(pl.lit("{"), fields, pl.lit("}"))
    parts = [part.select(columns).select(facts=whole)["facts"] for part in facts.iter_slices(_DOSSIERS)]
    return pl.concat(parts) if parts else pl.Series("facts", dtype=pl.String)


def _fields(names: list[str]) -> pl.Expr:
    """Facts as fields; empty where the only one is."""
    encoded = pl.struct(names).struct.json_encode().str.strip_chars("{}")
    return pl.when(pl.col(names[0]).is_not_null()).then(encoded).alias(names[0])
