"""The book in parts that can be replayed by themselves: the same terms in each, and enough parts for every core."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import polars as pl

from pipelines.ledger.allocate_money import Terms
from pipelines.ledger.measure_interest import CONVENTIONS, Convention
from pipelines.ledger.number_facts import Book

_LEAST_CLAIMS: Final = 100_000
"""Below this a part takes about as long as half of it would."""


class Part(NamedTuple):
    """Some dossiers of a book, all with the same terms."""

    book: Book
    convention: Convention
    terms: Terms


def part_book(book: Book) -> list[Part]:
    """The parts of a book; dossiers stay whole, numbers stay as they are.

    Args:
        book: Numbered facts.
    """
    terms = book.dossiers.select("rounding", "by_bucket", order=pl.col("order").list.join(" "))
    parts: list[Part] = []
    for rounding, by_bucket, order in terms.unique().sort("rounding", "by_bucket", "order").rows():
        is_chosen = (terms["rounding"] == rounding) & (terms["by_bucket"] == by_bucket) & (terms["order"] == order)
        chosen = book.dossiers.filter(is_chosen)
        own = book if chosen.height == book.dossiers.height else choose_dossiers(book, chosen)
        name = Terms(tuple(order.split(" ")), by_bucket)
        parts += [Part(part, CONVENTIONS[rounding], name) for part in _slice(own)]
    return parts


def choose_dossiers(book: Book, chosen: pl.DataFrame) -> Book:
    """The book of some dossiers; numbers stay as they are.

    Args:
        book: Numbered facts.
        chosen: Rows of its dossiers.
    """

    def rows_of(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.join(chosen, on="d", how="semi", maintain_order="left")

    return Book(
        chosen, rows_of(book.claims), rows_of(book.costs), book.cost_claims, rows_of(book.sources), book.stretches
    )


def _slice(book: Book) -> Iterator[Book]:
    """About equal slices of a book, as many as there are cores; a small book stays whole."""
    count = min(pl.thread_pool_size(), book.claims.height // _LEAST_CLAIMS)
    if count < 2:
        yield book
        return
    size = -(-book.dossiers.height // count)
    for start in range(0, book.dossiers.height, size):
        dossiers = book.dossiers.slice(start, size)
        first, last = dossiers["d"].item(0), dossiers["d"].item(-1)
        claims, costs, sources = (_between(rows, first, last) for rows in (book.claims, book.costs, book.sources))
        yield Book(dossiers, claims, costs, book.cost_claims, sources, book.stretches)


def _between(rows: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    start, end = rows["d"].search_sorted(first, side="left"), rows["d"].search_sorted(last, side="right")
    return rows.slice(start, end - start)
