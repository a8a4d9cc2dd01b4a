"""Rows of a camt document, gathered by shape of their entry, as one frame of texts by path."""

from __future__ import annotations

from typing import Any

import polars as pl

from formats.bank.camt_paths import AMOUNTS, JOINED, PATHS
from formats.bank.camt_shapes import Shape
from formats.bank.camt_source import BETWEEN, Rows
from formats.faults import file_fault


def raw_frame(rows: Rows, file_name: str) -> pl.DataFrame:
    """The rows in the order of the file: `number` of the statement, its text, `entry_number`, `PATHS`, `details_count`.

    Args:
        rows: What was gathered.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: A text is not in UTF-8.
    """
    try:
        frames = [_matched(shape, texts, places) for shape, (texts, places) in rows.matched.items()]
    except pl.exceptions.PolarsError as error:
        cause = "the file holds bytes that are not utf-8"
        raise file_fault("encoding", cause, file_name=file_name, line_number=_undecodable(rows)) from error
    whole = pl.concat([_parsed(rows), *frames], how="vertical")
    if not whole["place"].is_sorted():
        whole = whole.sort("place")
    filled = [name for name in PATHS if whole[name].null_count() < whole.height]
    return whole.with_columns(pl.col(filled).str.strip_chars().replace("", None)).with_columns(
        number=pl.Series(rows.statements, dtype=pl.Int64),
        statement_number=pl.Series(rows.statements, dtype=pl.Int64).cast(pl.String),
        entry_number=pl.Series(rows.entries, dtype=pl.Int64).cast(pl.String),
        line_number=pl.Series(rows.lines, dtype=pl.Int64),
    )


def amounts(raw: pl.DataFrame) -> list[str]:
    """The paths of amounts that some row fills."""
    return [name for name in AMOUNTS if raw[name].null_count() < raw.height]


def _undecodable(rows: Rows) -> int:
    """The line of the first row that holds such bytes."""
    wrong = []
    for texts, places in rows.matched.values():
        for text, place in zip(texts, places, strict=True):
            try:
                text.decode()
            except UnicodeDecodeError:
                wrong.append(place)
    return rows.lines[min(wrong)]


def _parsed(rows: Rows) -> pl.DataFrame:
    names = (*PATHS, "details_count")
    data: dict[str, Any] = {
        name: pl.Series([texts.get(name) for texts in rows.parsed], dtype=pl.String) for name in names
    }
    return pl.DataFrame({"place": pl.Series(rows.parsed_places, dtype=pl.Int64)} | data)


def _matched(shape: Shape, texts: list[bytes], places: list[int]) -> pl.DataFrame:
    whole = pl.Series("texts", texts, dtype=pl.Binary).cast(pl.String)
    columns = whole.str.split_exact(BETWEEN.decode(), len(shape.paths) - 1).struct.unnest().get_columns()
    found: dict[str, list[pl.Series]] = {}
    for path, column in zip(shape.paths, columns, strict=True):
        found.setdefault(path, []).append(column)
    data = {name: _together(name, series) for name, series in found.items()}
    constants = shape.constants | {"details_count": str(shape.details)}
    frame = pl.DataFrame({"place": pl.Series(places, dtype=pl.Int64)} | data)
    return frame.select(
        "place",
        *(
            pl.col(name) if name in data else pl.lit(constants.get(name), pl.String).alias(name)
            for name in (*PATHS, "details_count")
        ),
    )


def _together(path: str, series: list[pl.Series]) -> pl.Series:
    """The texts of a path that comes more than once in an entry."""
    if len(series) == 1:
        return series[0]
    given = [pl.when(pl.lit(one).str.strip_chars() != "").then(pl.lit(one).str.strip_chars()) for one in series]
    several = pl.concat_str(given, separator=" ", ignore_nulls=True) if path in JOINED else pl.coalesce(given)
    return pl.select(several).to_series()
