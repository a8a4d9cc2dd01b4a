"""The step that says which claims a dossier's steps go by: those that nothing stops, else all."""

from __future__ import annotations

import polars as pl


def follow_claims(placed: pl.DataFrame) -> pl.DataFrame:
    """The claims that the steps of their dossier go by.

    A claim that a bailiff has, or that is disputed, decides nothing about the others. Where nothing else is open, it
    still tells how far the dossier is.

    Args:
        placed: Open claims with what stops them (`place_claims`).
    """
    is_free = pl.col("stop").is_null()
    free = placed.filter(is_free)
    stopped = placed.filter(~is_free).join(free.select("dossier_id"), on="dossier_id", how="anti")
    return pl.concat([free, stopped])
