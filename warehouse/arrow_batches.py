"""Frames handed to DuckDB in parts, so that all its threads read them."""

from __future__ import annotations

from typing import Final

import polars as pl
import pyarrow as pa

_ROWS: Final = 122_880
"""Rows of a part: as many as DuckDB puts in a row group. A part is read by one thread."""


def arrow_batches(frame: pl.DataFrame) -> pa.Table:
    """The same rows as an Arrow table in parts; texts are not copied.

    Args:
        frame: The rows.
    """
    whole = frame.to_arrow(compat_level=pl.CompatLevel.newest())
    return pa.Table.from_batches(whole.to_batches(max_chunksize=_ROWS), schema=whole.schema)
