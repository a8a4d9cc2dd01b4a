"""Tables with separated values.

*Source*: RFC 4180, with any one-character delimiter and quote, any encoding, and rows above the header. The first
and the last line can state totals.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import polars as pl

from formats import options as check
from formats.count_signs import count_signs
from formats.faults import file_fault
from formats.header import column_names
from formats.options import Option
from formats.table import FAULT_COLUMN, PLACE_COLUMNS, Table, table, text_columns
from formats.text import decode, encode
from formats.totals_line import Signs, take_totals, totals_line_fault, write_totals
from warehouse.errors import FormatError

OPTIONS: Final = {
    "encoding": Option(check.encoding, "Encoding; utf-8 when left out."),
    "delimiter": Option(check.character, "Character between fields; a comma when left out."),
    "quote": Option(
        lambda value: None if value == "" else check.character(value),
        "Character around fields; a double quote when left out; empty for none.",
    ),
    "header": Option(check.flag, "Whether a row names the columns; true when left out."),
    "columns": Option(check.names, "Names of the columns of a file without header."),
    "skip_rows": Option(check.count, "Lines above the header."),
    "heading": Option(
        totals_line_fault,
        "First line of the file, above those: its first field, and the number of the field of each total.",
    ),
    "trailer": Option(
        totals_line_fault, "Last line of the file: its first field, and the number of the field of each total."
    ),
    "line_end": Option(check.one_of("crlf", "lf"), "Line end when writing; crlf when left out."),
    "bom": Option(check.flag, "Whether to write a byte order mark; false when left out."),
}
"""Options of the format."""

_CHUNK_ROWS = 100_000
# A quote that never closes is found at the end of the file, not after the 128 KiB of Python's default.
csv.field_size_limit(1 << 31)


class _Dialect(NamedTuple):
    encoding: str
    delimiter: str
    quote: str
    skip_rows: int
    columns: list[str] | None


def read_csv(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The rows of a table with separated values, as the record `row`.

    `line_number` is the first line of a row in the file. A row with too few or too many fields, and a second header,
    are marked in `__fault`.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: Wrong encoding, a quote that never closes, a column named twice, not even a header, or no line with
            totals where there should be one.
    """
    dialect = _dialect(options)
    text = decode(data, dialect.encoding, file_name=file_name).rstrip("\r\n")
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    if not text or text.isspace():
        raise file_fault("empty", "the file is empty", file_name=file_name)
    text, totals = take_totals(text, options, _signs(dialect), file_name=file_name)
    rows = _read_even_lines(text, dialect, file_name)
    if rows is None:
        rows = _read_whole_lines(text, dialect, file_name)
    if rows is None:
        rows = _read_any(text, dialect, file_name)
    return {"row": Table(_without_blanks(rows), totals)}


def write_csv(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A table with separated values of the record `row`, with its totals where the options have a line for them.

    Args:
        tables: The frame `row`.
        options: `OPTIONS`.
        totals: Totals of any record; all go to the lines that state them.

    Raises:
        FormatError: The encoding lacks a character.
    """
    dialect = _dialect(options)
    line_end = "\n" if options.get("line_end") == "lf" else "\r\n"
    text = text_columns(tables["row"]).write_csv(
        include_header=dialect.columns is None,
        separator=dialect.delimiter,
        quote_char=dialect.quote or '"',
        quote_style="necessary" if dialect.quote else "never",
        line_terminator=line_end,
    )
    blank = line_end * options.get("skip_rows", 0)
    mark = "\ufeff" if options.get("bom") else ""
    heading, trailer = write_totals(options, totals, _signs(dialect), line_end)
    return encode(mark + heading + blank + text + trailer, dialect.encoding, file_name="file to send")


def _dialect(options: dict[str, Any]) -> _Dialect:
    return _Dialect(
        encoding=options.get("encoding", "utf-8"),
        delimiter=options.get("delimiter", ","),
        quote=options.get("quote", '"'),
        skip_rows=options.get("skip_rows", 0) + ("heading" in options),
        columns=None if options.get("header", True) else options["columns"],
    )


def _signs(dialect: _Dialect) -> Signs:
    return Signs(dialect.delimiter, dialect.quote)


def _read_even_lines(text: str, dialect: _Dialect, file_name: str) -> pl.DataFrame | None:
    """Rows of a file without quotes whose lines all have as many fields as the first, at once; None for other files."""
    is_quoted = dialect.quote != "" and dialect.quote in text
    if dialect.skip_rows or is_quoted or not dialect.delimiter.isascii():
        return None
    data = text.encode()
    counted = count_signs(data, dialect.delimiter)
    if counted.returns != counted.returns_before_lines:
        return None
    first_line = (text[: text.find("\n") + 1] or text).rstrip("\r\n")
    names = dialect.columns or first_line.split(dialect.delimiter)
    lines = counted.line_ends + 1
    if not any(names) or counted.delimiters != lines * (len(names) - 1):
        return None
    names = column_names(names, file_name=file_name, line_number=_header_line(dialect))
    above = _header_line(dialect)
    numbers = pl.int_range(above + 1, lines + 1, dtype=pl.Int64, eager=True)
    try:
        return _parse(data, names, dialect, numbers, skip_lines=above)
    except pl.exceptions.PolarsError:
        # A line has a field too many, and another one, as the sum is right, one too few.
        return None


def _read_whole_lines(text: str, dialect: _Dialect, file_name: str) -> pl.DataFrame | None:
    """Rows of a file whose lines are whole records, at the speed of polars; None where a record spans lines."""
    lines = (
        pl.read_lines(text.encode(), row_index_name="line_number", row_index_offset=1)
        .slice(dialect.skip_rows)
        .with_columns(pl.col("line").str.strip_suffix("\r"))
        .filter(pl.col("line") != "")
        .with_columns(_width(dialect).alias("width"))
    )
    if not lines.height or lines["width"].null_count() or lines["line"].str.contains("\r", literal=True).any():
        return None
    names = dialect.columns
    if names is None:
        names = next(_records(lines["line"][0], dialect._replace(skip_rows=0), file_name))[1]
        lines = lines.slice(1)
    names = column_names(names, file_name=file_name, line_number=_header_line(dialect))
    fits = pl.col("width") == len(names)
    ragged = zip(*lines.filter(~fits).select("line_number", "line").to_dict(as_series=False).values(), strict=True)
    odd = [(number, next(_records(line, dialect._replace(skip_rows=0), file_name))[1]) for number, line in ragged]
    whole = lines.filter(fits)
    rows = _parse(whole["line"].str.join("\n").item().encode(), names, dialect, whole["line_number"])
    return pl.concat([rows, *_chunks(iter(odd), names)]).sort("line_number") if odd else rows


def _parse(
    data: bytes, names: list[str], dialect: _Dialect, line_numbers: pl.Series, *, skip_lines: int = 0
) -> pl.DataFrame:
    """Rows of lines that are whole records, all of the right width."""
    frame = pl.read_csv(
        data,
        has_header=False,
        skip_lines=skip_lines,
        separator=dialect.delimiter,
        quote_char=dialect.quote if dialect.quote and dialect.quote.encode() in data else None,
        schema=dict.fromkeys(names, pl.String),
        raise_if_empty=False,
    )
    return _with_repeats(table(frame.rechunk().to_dict(), line_numbers=line_numbers).rows, names)


def _width(dialect: _Dialect) -> pl.Expr:
    """Number of fields of a line; null where it is no whole record by itself."""
    line = pl.col("line")
    delimiters = line.str.count_matches(dialect.delimiter, literal=True)
    if not dialect.quote:
        return delimiters + 1
    delimiter, quote = f"\\x{{{ord(dialect.delimiter):x}}}", f"\\x{{{ord(dialect.quote):x}}}"
    quoted = f"{quote}(?:[^{quote}]|{quote}{quote})*{quote}"
    field = f"(?:{quoted}|[^{delimiter}{quote}]*)"
    bare = line.str.replace_all(quoted, "")
    return (
        pl.when(~line.str.contains(dialect.quote, literal=True))
        .then(delimiters + 1)
        .when(line.str.contains(f"^{field}(?:{delimiter}{field})*$"))
        .then(bare.str.count_matches(dialect.delimiter, literal=True) + 1)
    )


def _without_blanks(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that hold anything: spreadsheets leave lines of mere delimiters behind."""
    names = [name for name in rows.columns if name not in PLACE_COLUMNS]
    says_something = rows.select(pl.any_horizontal(pl.col(name).is_not_null() for name in names)).to_series()
    return rows if says_something.all() else rows.filter(says_something)


def _with_repeats(rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The rows, in which a second header is marked."""
    same = [pl.col(name).str.strip_chars().eq_missing(pl.lit(name)) for name in names]
    # Nearly always no row has even its first field in common with the header.
    if not rows.select(same[0].any()).item():
        return rows
    mark = pl.when(pl.all_horizontal(same)).then(pl.lit("record"))
    return rows.with_columns(pl.coalesce(FAULT_COLUMN, mark).alias(FAULT_COLUMN))


def _read_any(text: str, dialect: _Dialect, file_name: str) -> pl.DataFrame:
    """Rows of any file, at the speed of Python, with every fault at its line."""
    records = _records(text, dialect, file_name)
    header = dialect.columns or next(records, (0, [""]))[1]
    names = column_names(header, file_name=file_name, line_number=_header_line(dialect))
    empty = table({name: [] for name in names}, line_numbers=[]).rows
    return pl.concat([empty, *_chunks(records, names)], rechunk=True)


def _chunks(records: Iterator[tuple[int, list[str]]], names: list[str]) -> Iterator[pl.DataFrame]:
    chunk: list[tuple[int, list[str]]] = []
    for record in records:
        chunk.append(record)
        if len(chunk) == _CHUNK_ROWS:
            yield _frame(chunk, names)
            chunk = []
    if chunk:
        yield _frame(chunk, names)


def _frame(chunk: list[tuple[int, list[str]]], names: list[str]) -> pl.DataFrame:
    width = len(names)
    fitted = [(fields + [""] * (width - len(fields)))[:width] for _, fields in chunk]
    columns = dict(zip(names, map(list, zip(*fitted, strict=True)), strict=True))
    faults = ["record" if len(fields) != width else None for _, fields in chunk]
    return _with_repeats(table(columns, line_numbers=[line for line, _ in chunk], faults=faults).rows, names)


def _records(text: str, dialect: _Dialect, file_name: str) -> Iterator[tuple[int, list[str]]]:
    """Records that are not blank, each with its first line."""
    stream = io.StringIO(text, newline="")
    for _ in range(dialect.skip_rows):
        stream.readline()
    reader = csv.reader(
        stream,
        delimiter=dialect.delimiter,
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
        strict=True,
    )
    start = dialect.skip_rows + 1
    try:
        for fields in reader:
            if fields:
                yield start, fields
            start = dialect.skip_rows + reader.line_num + 1
    except csv.Error as error:
        raise _unreadable(error, start, file_name) from error


def _unreadable(error: csv.Error, line_number: int, file_name: str) -> FormatError:
    is_open = "unexpected end of data" in str(error)
    cause = "a quote in this row never closes" if is_open else f"the row cannot be split into fields ({error})"
    return file_fault("unreadable", cause, file_name=file_name, line_number=line_number)


def _header_line(dialect: _Dialect) -> int:
    return 0 if dialect.columns else dialect.skip_rows + 1
