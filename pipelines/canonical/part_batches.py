"""Deliveries that can be booked together, because none of them can change what becomes of another."""

from __future__ import annotations

from typing import Final

import polars as pl

_ALONE: Final = "*"


def part_batches(claims: pl.DataFrame | None, facts: pl.DataFrame | None, *, partner_kind: str) -> list[list[int]]:
    """The deliveries in runs, in order: those of a run share no claim and no fact.

    A wholesaler sends hundreds of files of one invoice each: they make one run. A delivery is a run by itself when a
    fact in it can reach further than the claim that it names: a fact of a bank, a bailiff or the hub, one that names
    no claim, and a reversal; or when its claims join the dossier that is open by then. The result of a booking does not
    depend on the runs; only its speed does.

    Args:
        claims: Valid claim records: `sequence`, `claim_id`, `dossier_key`.
        facts: Valid fact records: `sequence`, `kind`, `claim_reference`, `fact_reference`, `creditor_id`, `partner_id`.
        partner_kind: Kind of the partner that sent them.

    Returns:
        Lists of `sequence`.
    """
    keys = []
    if claims is not None:
        is_joining = pl.col("dossier_key").is_null()
        key = pl.when(is_joining).then(pl.lit(_ALONE)).otherwise(pl.format("claim {}", "claim_id"))
        keys.append(claims.select("sequence", key=key))
    if facts is not None:
        keys += _fact_keys(facts, partner_kind)
    if not keys:
        return []
    touched = pl.concat(keys).drop_nulls().unique()
    sequences = touched["sequence"].unique().sort().to_list()
    if len(sequences) == 1:
        return [sequences]
    is_shared = (pl.len().over("key") > 1) | (pl.col("key") == _ALONE)
    shared = touched.filter(is_shared).group_by("sequence").agg("key")
    return _runs(sequences, dict(zip(shared["sequence"], map(set, shared["key"]), strict=True)))


def _fact_keys(facts: pl.DataFrame, partner_kind: str) -> list[pl.DataFrame]:
    """What each delivery touches through its facts."""
    is_far = pl.lit(partner_kind != "creditor") | pl.col("claim_reference").is_null() | (pl.col("kind") == "reversal")
    claim = pl.concat_str(pl.lit("claim "), "creditor_id", pl.lit(":"), "claim_reference")
    return [
        facts.select("sequence", key=pl.when(is_far).then(pl.lit(_ALONE)).otherwise(claim)),
        facts.select("sequence", key=pl.format("fact {}", "fact_reference")),
    ]


def _runs(sequences: list[int], shared: dict[int, set[str]]) -> list[list[int]]:
    """The deliveries in runs; a new one begins where a delivery touches what the run has touched."""
    runs: list[list[int]] = []
    touched: set[str] = set()
    for sequence in sequences:
        keys = shared.get(sequence, set())
        if not runs or _ALONE in keys or _ALONE in touched or keys & touched:
            runs.append([])
            touched = set()
        runs[-1].append(sequence)
        touched |= keys
    return runs
