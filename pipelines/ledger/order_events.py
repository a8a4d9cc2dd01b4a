"""What happens to a dossier, in order: one row per event, with its place in the dossier's history."""

from __future__ import annotations

import polars as pl

from pipelines.ledger.number_facts import Book

WITHDRAWAL, CREDIT_NOTE, CREDIT_OPENED, COSTS_DUE, CREDIT_COSTS, PAYMENT = range(6)
"""Phases of a day, in order. Claims that start are no event of their own: they only give credit something to pay."""


def order_events(book: Book) -> pl.DataFrame:
    """Events of every dossier, in order.

    Args:
        book: The numbered facts.

    Returns:
        `d`, `rank` (from 0, without gaps), `day`, `phase`, and for credit notes and payments `s`, `named` and `amount`.
    """
    money = book.sources.select(
        "d",
        "day",
        pl.when("is_payment").then(PAYMENT).otherwise(CREDIT_NOTE).cast(pl.Int8).alias("phase"),
        "s",
        named="c",
        amount="amount",
    )
    scaled = book.costs.filter(pl.col("kind") != "amount").select("d", day="due_date")
    frames = [money, _mark(scaled, COSTS_DUE), _mark(_withdrawn(book), WITHDRAWAL), *_credit_events(book)]
    return (
        pl.concat(frames, how="diagonal")
        .sort("d", "day", "phase", "s")
        .with_columns(rank=pl.int_range(pl.len(), dtype=pl.UInt32).over("d"))
    )


def _mark(days: pl.DataFrame, phase: int) -> pl.DataFrame:
    """One event per dossier and day."""
    return days.unique(["d", "day"]).with_columns(phase=pl.lit(phase, pl.Int8))


def _withdrawn(book: Book) -> pl.DataFrame:
    return book.claims.filter(pl.col("end_date") <= pl.col("as_of")).select("d", day="end_date")


def _credit_events(book: Book) -> list[pl.DataFrame]:
    """Moments at which a credit could find something open: only where money or a credit note came before."""
    first = book.sources.group_by("d").agg(first_day=pl.col("day").min())
    notes = book.sources.filter(~pl.col("is_payment")).select("d", "day")
    opened = book.claims.filter(pl.col("opens") <= pl.col("as_of")).select("d", day="opens")
    costs = book.costs.select("d", day="due_date")
    return [
        _mark(pl.concat([notes, _after(opened, first)]), CREDIT_OPENED),
        _mark(_after(costs, first), CREDIT_COSTS),
    ]


def _after(days: pl.DataFrame, first: pl.DataFrame) -> pl.DataFrame:
    return days.join(first, on="d").filter(pl.col("day") >= pl.col("first_day")).select("d", "day")
