"""The facts of the ledger as the plain arrays that the compiled kernel walks over."""

from __future__ import annotations

import numpy as np
import polars as pl

from benchmarks.ledger_kernel import Arrays
from pipelines.ledger.list_rates import Rates
from pipelines.ledger.number_facts import Book

_NEVER = 10**9


def list_arrays(book: Book, rates: Rates) -> Arrays:
    """Arrays of a book whose claims all bear statutory interest.

    Args:
        book: Numbered facts.
        rates: Rates of every regime.
    """
    claims, sources = book.claims, book.sources
    numbers = np.arange(book.dossiers.height + 1)
    series = claims.select(rates.series_of(pl.col("regime"), pl.lit(None, pl.Date)).alias("series"))["series"]
    return Arrays(
        np.searchsorted(claims["d"].to_numpy(), numbers),
        claims["principal_cents"].to_numpy(),
        _whole(claims["interest_from"].to_physical()),
        _whole(series),
        _whole(claims["counts_day"]),
        np.searchsorted(sources["d"].to_numpy(), numbers),
        _whole(sources["day"].to_physical()),
        sources["amount"].to_numpy(),
        *_list_rates(rates.periods.rows),
    )


def _whole(values: pl.Series) -> np.ndarray:
    return values.cast(pl.Int64).to_numpy()


def _list_rates(periods: pl.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each series starts; first days and rates, with a last row that never comes behind each series."""
    starts: list[int] = []
    days: list[int] = []
    rates: list[int] = []
    for _, own in periods.group_by("series", maintain_order=True):
        starts.append(len(days))
        days += [*own["period_from"].to_physical().to_list(), _NEVER]
        rates += [*own["rate_ppm"].fill_null(0).to_list(), 0]
    return np.array(starts), np.array(days), np.array(rates)
