"""Control totals notice a lost, doubled or changed row."""

from __future__ import annotations

import polars as pl
import pytest

from pipelines.controls import SCHEMA, count, deviations, imbalances, repeats, without_repeats
from warehouse.errors import BalanceError

ROWS = pl.DataFrame({"creditor_id": ["a", "a", "b", None], "cents": [10, 20, 5, 7], "outcome": ["x", "y", "x", "x"]})


def counted(frame: pl.DataFrame, side: str) -> pl.DataFrame:
    """Return the control of a frame on one side."""
    return count(frame, stage="inbox", run_key="k", control="c", side=side, outcome=pl.col("outcome"), amount="cents")


def test_count_gives_rows_and_cents_by_creditor_and_outcome() -> None:
    got = counted(ROWS, "in")
    assert got.schema == SCHEMA
    assert got.select("creditor_id", "outcome", "row_count", "amount_cents").rows() == [
        (None, "x", 1, 7), ("a", "x", 1, 10), ("a", "y", 1, 20), ("b", "x", 1, 5),
    ]  # fmt: skip


def test_count_of_nothing_is_nothing() -> None:
    assert counted(ROWS.clear(), "in").is_empty()


def test_what_went_in_and_came_out_balances() -> None:
    assert imbalances(pl.concat([counted(ROWS, "in"), counted(ROWS, "out")])).is_empty()


@pytest.mark.parametrize("changed", [ROWS.head(3), ROWS.head(0), pl.concat([ROWS, ROWS.tail(1)])])
def test_a_dropped_or_doubled_row_does_not_balance(changed: pl.DataFrame) -> None:
    assert not imbalances(pl.concat([counted(ROWS, "in"), counted(changed, "out")])).is_empty()


@pytest.mark.parametrize(
    "changed", [ROWS.head(3), pl.concat([ROWS, ROWS.head(1)]), ROWS.with_columns(cents=pl.col("cents") + 1)]
)
def test_stored_rows_that_changed_deviate_from_what_was_posted(changed: pl.DataFrame) -> None:
    assert deviations(counted(ROWS, "out"), counted(ROWS, "out")).is_empty()
    assert not deviations(counted(ROWS, "out"), counted(changed, "out")).is_empty()


def test_a_row_that_is_lost_while_another_is_doubled_is_found_by_its_key() -> None:
    rows = pl.DataFrame({"claim_id": ["a:1", "a:2", "a:2"]})
    assert repeats("canonical.claims", rows).rows() == [("canonical.claims", "a:2", 2)]
    with pytest.raises(BalanceError, match="a:2"):
        without_repeats("canonical.claims", rows)
    assert without_repeats("canonical.claims", rows.head(2)).height == 2
