"""Index of a print batch: who is on which page, for the printer, with totals beside it that anyone can count again."""

from __future__ import annotations

import io
import json
from typing import NamedTuple

import polars as pl

from formats.formula_text import harmless
from formats.letters.letter_batch import INDEX_SCHEMA
from warehouse.errors import BalanceError


class IndexTotals(NamedTuple):
    """Letters, pages, and cents by bucket."""

    letters: int
    pages: int
    principal_cents: int
    interest_cents: int
    costs_cents: int
    open_cents: int


def write_index(index: pl.DataFrame) -> bytes:
    """The index as CSV: UTF-8, semicolons, a header, texts in quotes and none a formula, amounts in cents.

    Args:
        index: Columns of `formats.letters.letter_batch.INDEX_SCHEMA`.
    """
    return harmless(index).write_csv(separator=";", quote_style="non_numeric", line_terminator="\r\n").encode()


def write_index_totals(index: pl.DataFrame) -> bytes:
    """The totals of the index as JSON, for the file `<index>.totals.json` beside it."""
    return (json.dumps(_count(index)._asdict(), indent=2, sort_keys=True) + "\n").encode()


def read_index(data: bytes) -> pl.DataFrame:
    """The index as it was written."""
    return pl.read_csv(io.BytesIO(data), separator=";", schema=INDEX_SCHEMA)


def recount_index(data: bytes, totals: bytes) -> IndexTotals:
    """The totals of an index file, counted from its rows and compared with the totals beside it.

    Args:
        data: The CSV file.
        totals: The `.totals.json` file.

    Raises:
        BalanceError: They differ, or the letters do not follow each other without a gap.
    """
    index = read_index(data)
    counted, stated = _count(index), IndexTotals(**json.loads(totals))
    if counted != stated:
        raise BalanceError(
            f"the index adds up to {tuple(counted)}, its totals say {tuple(stated)}",
            place="index of a print batch",
            cure="Do not print the batch; render it again.",
        )
    next_page = index["first_page"].shift(-1, fill_value=counted.pages + 1)
    if index.height and (
        index["first_page"][0] != 1 or not (index["first_page"] + index["page_count"]).equals(next_page)
    ):
        raise BalanceError(
            "the pages of the letters do not follow each other",
            place="index of a print batch",
            cure="Do not print the batch; render it again.",
        )
    return counted


def _count(index: pl.DataFrame) -> IndexTotals:
    sums = index.select("page_count", "principal_cents", "interest_cents", "costs_cents", "open_cents").sum().row(0)
    return IndexTotals(index.height, *sums)
