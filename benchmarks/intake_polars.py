"""The floor that the intake is held against: polars that only reads, casts and writes, and checks nothing."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from benchmarks.claims_file import AMOUNT, DATES


def cast_with_polars(file: Path, folder: Path) -> int:
    """Rows of a file of claims that were read, cast and written as Parquet.

    Args:
        file: The file.
        folder: Where to.
    """
    frame = pl.read_csv(file, separator=";", encoding="windows-1252", infer_schema=False)
    typed = frame.with_columns(
        pl.col(*DATES).str.to_date("%d-%m-%Y", strict=False),
        pl.col(AMOUNT).str.replace(",", ".", literal=True).cast(pl.Float64, strict=False),
    )
    typed.write_parquet(folder / "claims.parquet")
    return typed.height
