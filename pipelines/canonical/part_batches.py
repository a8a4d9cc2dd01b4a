"""Deliveries that can be booked together, because none of them can change what becomes of another."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.canonical.find_dossiers import dossiers_in_text
from pipelines.keys import dossier_numbers

_ALONE: Final = "*"


def part_batches(
    claims: pl.DataFrame | None,
    facts: pl.DataFrame | None,
    *,
    partner_kind: str,
    waiting: pl.DataFrame | None = None,
) -> list[list[int]]:
    """The deliveries in runs, in order: those of a run share no claim and no fact.

    A wholesaler sends hundreds of files of one invoice each: they make one run. A delivery is a run by itself when a
    fact in it can reach further than the claim that it names: a fact of a bank, a bailiff or the hub, one that names
    no claim, and a reversal; when such a fact has waited for it; or when its claims join the dossier that is open by
    then. The result of a booking does not
    depend on the runs; only its speed does.

    Args:
        claims: Valid claim records: `sequence`, `claim_id`, `dossier_key`.
        facts: Valid fact records: `sequence`, `kind`, `claim_reference`, `fact_reference`, `creditor_id`, `partner_id`.
        partner_kind: Kind of the partner that sent them.
        waiting: `inbox.waiting` of the records that wait.

    Returns:
        Lists of `sequence`.
    """
    if len({number for frame in (claims, facts) if frame is not None for number in frame["sequence"].unique()}) == 1:
        return [[frame["sequence"][0] for frame in (claims, facts) if frame is not None and frame.height][:1]]
    keys = []
    if claims is not None:
        is_joining = pl.col("dossier_key").is_null()
        key = pl.when(is_joining).then(pl.lit(_ALONE)).otherwise(pl.format("claim {}", "claim_id"))
        keys.append(claims.select("sequence", key=key))
    if facts is not None:
        keys += _fact_keys(facts, partner_kind)
    if not keys:
        return []
    if waiting is not None and waiting.height:
        keys += _waiting_keys(claims, facts, waiting)
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


def _waiting_keys(claims: pl.DataFrame | None, facts: pl.DataFrame | None, waiting: pl.DataFrame) -> list[pl.DataFrame]:
    """What each delivery touches through the facts that waited for it."""
    reversed_reference = pl.col("fact").str.json_path_match("$.reverses_reference")
    reference = pl.col("fact").str.json_path_match("$.fact_reference")
    is_reversal = pl.col("kind") == "reversal"
    keys = []
    if claims is not None:
        near = waiting.filter(~is_reversal).select("claim_id", key=pl.format("fact {}", reference))
        far = waiting.filter(is_reversal).select("claim_id")
        debtors = waiting.filter(pl.col("claim_id").is_null()).select("debtor_id")
        numbered = claims.with_columns(dossier_id=dossier_numbers(claims["dossier_key"]))
        keys = [
            claims.join(near, on="claim_id").select("sequence", "key"),
            _alone(claims.join(far, on="claim_id", how="semi")),
            _alone(claims.join(debtors, on="debtor_id", how="semi")),
            _alone(numbered.join(_awaited_dossiers(waiting), on="dossier_id", how="semi")),
        ]
    if facts is not None:
        awaited = waiting.filter(is_reversal).select(fact_reference=reversed_reference)
        keys.append(_alone(facts.join(awaited, on="fact_reference", how="semi")))
    return keys


def _awaited_dossiers(waiting: pl.DataFrame) -> pl.DataFrame:
    """The dossiers that facts without a claim's number wait for."""
    text = pl.col("fact").str.json_path_match("$.dossier_reference")
    unnamed = waiting.filter(pl.col("claim_id").is_null())
    return unnamed.select(dossier_id=dossiers_in_text(text)).explode("dossier_id").drop_nulls()


def _alone(records: pl.DataFrame) -> pl.DataFrame:
    return records.select("sequence", key=pl.lit(_ALONE))


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
