"""What every reader returns: a frame of text with places, and the totals that the file states about itself."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import polars as pl

PLACE_COLUMNS: Final = ("line_number", "record_type")
"""Columns that say where a row stood."""

FAULT_COLUMN: Final = "__fault"
"""Column with the name of the finding for a row that was read but has another shape than its neighbours, else null."""

RESERVED_COLUMNS: Final = (*PLACE_COLUMNS, FAULT_COLUMN)
"""Names that a column of a file cannot have."""


def is_reserved(name: str) -> bool:
    """Whether a column of a file cannot have this name: the hub has it itself, or polars takes it for a pattern."""
    return name in RESERVED_COLUMNS or name == "*" or (name.startswith("^") and name.endswith("$"))


class Table(NamedTuple):
    """The records of one kind in a file.

    Args:
        rows: `line_number` (Int64, 1 for the first line, row or record of the file), `record_type`, every column of the
            file as text (null where absent or empty), and `__fault`.
        totals: Control totals that the file itself states, by name, as written there.
    """

    rows: pl.DataFrame
    totals: dict[str, str]


def table(
    columns: Mapping[str, Sequence[str | None] | pl.Series],
    *,
    line_numbers: Sequence[int] | pl.Series,
    record_type: str | None = None,
    faults: Sequence[str | None] | None = None,
    totals: dict[str, str] | None = None,
) -> Table:
    """A table of the given columns, with empty texts made null.

    Args:
        columns: Texts of each column of the file.
        line_numbers: Place of each row.
        record_type: Name of the sheet, record or element; null where the format has one kind.
        faults: Name of the finding of each row; none when left out.
        totals: Control totals of the file.
    """
    count = len(line_numbers)
    data: dict[str, Any] = {
        "line_number": pl.Series(line_numbers, dtype=pl.Int64),
        "record_type": pl.Series([record_type], dtype=pl.String).new_from_index(0, count),
    }
    data |= {name: pl.Series(values, dtype=pl.String) for name, values in columns.items()}
    data[FAULT_COLUMN] = pl.Series(faults or [None] * count, dtype=pl.String)
    return Table(pl.DataFrame(data).with_columns(_empty_is_null(list(columns))), totals or {})


def text_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of a frame that a writer puts in a file: all but places and faults, cast to text."""
    names = [name for name in frame.columns if name not in RESERVED_COLUMNS]
    return frame.select(pl.col(name).cast(pl.String) for name in names)


def distinct_places(line_numbers: Sequence[int]) -> list[int]:
    """The line numbers as given when each row has a line of its own, else ordinals from 1.

    A file without line ends has all its records on line 1; then a person finds a record by counting.
    """
    rises = all(earlier < later for earlier, later in itertools.pairwise(line_numbers))
    return list(line_numbers) if rises else list(range(1, len(line_numbers) + 1))


def _empty_is_null(names: list[str]) -> list[pl.Expr]:
    return [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in names]
