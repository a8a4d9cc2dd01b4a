"""The index of a print batch is read back as it was written, and anyone can count it again."""

from __future__ import annotations

import polars as pl
import pytest

from formats.letters.index_file import read_index, recount_index, write_index, write_index_totals
from formats.letters.letter_batch import INDEX_SCHEMA
from warehouse.errors import BalanceError


def index() -> pl.DataFrame:
    rows = [
        (1, "0000000001", "a", 1, 2, "nl", "reminder", 'J. "Jan"; de Wit', "1234 AB", "nl", 100, 20, 3, 123, "RF18"),
        (2, "0000000002", "a", 3, 1, "fr", "demand", "Zoë", None, None, 200, 0, 0, 200, "+++"),
    ]
    return pl.DataFrame(rows, schema=INDEX_SCHEMA, orient="row")


def test_index_is_read_back_as_written() -> None:
    assert read_index(write_index(index())).equals(index())


def test_totals_are_counted_from_the_rows() -> None:
    totals = recount_index(write_index(index()), write_index_totals(index()))
    assert totals == (2, 3, 300, 20, 3, 323)


@pytest.mark.parametrize("other", [index().head(1), index().with_columns(open_cents=pl.lit(1, pl.Int64))])
def test_other_totals_are_refused(other: pl.DataFrame) -> None:
    with pytest.raises(BalanceError, match="its totals say"):
        recount_index(write_index(other), write_index_totals(index()))


def test_pages_with_a_gap_are_refused() -> None:
    gap = index().with_columns(first_page=pl.Series([1, 4]))
    with pytest.raises(BalanceError, match="do not follow"):
        recount_index(write_index(gap), write_index_totals(gap))
