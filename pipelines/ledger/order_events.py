"""What happens to a dossier, in order: one row per event, with its place in the dossier's history."""

from __future__ import annotations

import polars as pl

from pipelines.ledger.number_facts import Book
from pipelines.ledger.runs import first_of_run

WITHDRAWAL, CREDIT_NOTE, CREDIT_OPENED, COSTS_DUE, CREDIT_COSTS, PAYMENT = range(6)
"""Phases of a day, in order. Claims that start are no event of their own: they only give credit something to pay."""


def order_events(book: Book) -> pl.DataFrame:
    """Events of every dossier, in order.

    Args:
        book: The numbered facts.

    Returns:
        `d`, `rank` (from 0, without gaps), `day`, `phase`, and for credit notes and payments `s`, `named` and `money`.
    """
    phase = pl.when("is_payment").then(pl.lit(PAYMENT, pl.Int8)).otherwise(pl.lit(CREDIT_NOTE, pl.Int8))
    sources = book.sources.select("d", "day", "s", phase=phase, named="c", money="amount")
    scaled = book.costs.filter(pl.col("kind") != "amount").select("d", day="due_date")
    frames = [_mark(scaled, COSTS_DUE), _mark(_withdrawn(book), WITHDRAWAL), *_credit_events(book)]
    events = pl.concat([sources, *(frame for frame in frames if frame.height)], how="diagonal")
    if events.height > sources.height:
        events = events.sort("d", "day", "phase", "s")
    first = events.select(first=first_of_run("d"))["first"]
    return events.with_columns(rank=pl.int_range(pl.len(), dtype=pl.UInt32) - first)


def _mark(days: pl.DataFrame, phase: int) -> pl.DataFrame:
    """One event per dossier and day."""
    return days.unique(["d", "day"]).with_columns(phase=pl.lit(phase, pl.Int8))


def _withdrawn(book: Book) -> pl.DataFrame:
    return book.claims.filter(pl.col("end_date") <= pl.col("as_of")).select("d", day="end_date")


def _credit_events(book: Book) -> list[pl.DataFrame]:
    """Moments at which a credit could find something open: only where money or a credit note came before."""
    firsts = book.sources.select("d", first_day="day").filter(pl.col("d").ne_missing(pl.col("d").shift(1)))
    days = pl.Series([None], dtype=pl.Date).new_from_index(0, book.dossiers["d"].item(-1) + 1)
    first_day = days.scatter(firsts["d"], firsts["first_day"])
    notes = book.sources.filter(~pl.col("is_payment")).select("d", "day")
    opened = book.claims.filter(pl.col("opens") <= pl.col("as_of")).select("d", day="opens")
    costs = book.costs.select("d", day="due_date")
    return [
        _mark(pl.concat([notes, _after(opened, first_day)]), CREDIT_OPENED),
        _mark(_after(costs, first_day), CREDIT_COSTS),
    ]


def _after(days: pl.DataFrame, first_day: pl.Series) -> pl.DataFrame:
    return days.filter(pl.col("day") >= pl.lit(first_day).gather(pl.col("d")))
