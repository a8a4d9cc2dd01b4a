"""The step that says which claims a dossier's steps go by: those that nothing stops, else those that no bailiff has."""

from __future__ import annotations

import polars as pl

from pipelines.decisions.place_claims import WITH_BAILIFF


def follow_claims(placed: pl.DataFrame) -> pl.DataFrame:
    """The claims that the steps of their dossier go by.

    A claim that a bailiff has, or that is disputed, decides nothing about the others. Where all are stopped, those that
    no bailiff has tell which step rests; what a bailiff has tells how far the dossier is where nothing else is open.

    Args:
        placed: Open claims with what stops them (`place_claims`).
    """
    stop = pl.col("stop")
    rank = pl.when(stop.is_null()).then(0).when(stop != WITH_BAILIFF).then(1).otherwise(2)
    return placed.filter(rank == rank.min().over("dossier_id"))
