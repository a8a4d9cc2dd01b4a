"""Records in JSON: a list in a document, or one object on each line.

*Source*: RFC 8259; JSON Lines. Nested keys become columns with dots; numbers keep the text of the file.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final, NoReturn

import polars as pl

from formats import options as check
from formats.faults import file_fault
from formats.options import Option
from formats.table import RESERVED_COLUMNS, Table, is_reserved, table
from formats.text import decode


def _paths(value: Any) -> str | None:
    wrong = check.texts(value)
    if wrong:
        return wrong
    bad = [path for path in value.values() if not re.fullmatch(r"\$(\.[^.\[\]]+)*", path)]
    return f"must hold paths such as $.invoices.open, not {bad[0]!r}" if bad else None


OPTIONS: Final = {
    "records": Option(_paths, "Path of the list of each record in a document: $ or $.key.key."),
    "lines": Option(check.flag, "Whether each line is an object, the record `row`; false when left out."),
    "totals": Option(_paths, "Path of each control total in a document."),
}
"""Options of the format."""


class _Wrong(ValueError):
    """A JSON value that has no single meaning."""


def read_json(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The objects of each list, or of each line.

    `line_number` is the line, or the ordinal in the list. What is no object, or holds half a character, is marked in
    `__fault`. A list within a record stays JSON text.

    Args:
        data: The file, in UTF-8.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: Empty file, wrong encoding, no JSON, a key twice in an object, or a path that leads to no list.
    """
    text = decode(data, "utf-8", file_name=file_name)
    if not text.strip():
        raise file_fault("empty", "the file is empty", file_name=file_name)
    if options.get("lines"):
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        return {"row": _table([(number, _line(line)) for number, line in lines], None, {})}
    try:
        document = _load(text)
    except json.JSONDecodeError as error:
        cause = f"the file is not JSON ({error.msg})"
        raise file_fault("unreadable", cause, file_name=file_name, line_number=error.lineno) from error
    except (_Wrong, RecursionError) as error:
        raise file_fault("unreadable", f"the file is not usable JSON ({error})", file_name=file_name) from error
    stated = {name: _text(_follow(document, path)) for name, path in options.get("totals", {}).items()}
    totals = {name: value if value and _is_text(value) else "" for name, value in stated.items()}
    return {
        name: _table(list(enumerate(_list(document, path, file_name), start=1)), name, totals)
        for name, path in options.get("records", {"row": "$"}).items()
    }


def write_json(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A JSON document or JSON lines; columns with dots are nested, null columns left out, other types kept.

    Args:
        tables: A frame per record.
        options: `OPTIONS`.
        totals: Totals of any record.
    """
    if options.get("lines"):
        lines = [json.dumps(record, ensure_ascii=False, default=str) for record in _nested(tables["row"])]
        return "".join(f"{line}\n" for line in lines).encode()
    paths = options.get("records", {"row": "$"})
    if list(paths.values()) == ["$"]:
        return _dump(_nested(tables[next(iter(paths))]))
    document: dict[str, Any] = {}
    stated = {key: value for record in (totals or {}).values() for key, value in record.items()}
    for name, path in options.get("totals", {}).items():
        _put(document, path.split(".")[1:], stated.get(name))
    for name, path in paths.items():
        _put(document, path.split(".")[1:], _nested(tables[name]))
    return _dump(document)


def _load(text: str) -> Any:
    return json.loads(
        text, parse_float=str, parse_int=str, parse_constant=_refuse_constant, object_pairs_hook=_unique_keys
    )


def _refuse_constant(name: str) -> NoReturn:
    raise _Wrong(f"{name} is no number")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise _Wrong("a key stands twice in one object")
    return record


def _line(line: str) -> Any:
    """The value on a line; null for a line that is no JSON, so that it alone is refused."""
    try:
        return _load(line)
    except (ValueError, RecursionError):
        return None


def _follow(document: Any, path: str) -> Any:
    for key in path.split(".")[1:]:
        document = document.get(key) if isinstance(document, dict) else None
    return document


def _list(document: Any, path: str, file_name: str) -> list[Any]:
    found = _follow(document, path)
    if not isinstance(found, list):
        raise file_fault("columns", f"there is no list at {path}", file_name=file_name)
    return found


def _table(items: list[tuple[int, Any]], record_type: str | None, totals: dict[str, str]) -> Table:
    records = [_record(item) for _, item in items]
    names = list(dict.fromkeys(name for record in records if record for name in record))
    return table(
        {name: [(record or {}).get(name) for record in records] for name in names},
        line_numbers=[number for number, _ in items],
        record_type=record_type,
        faults=["record" if record is None else None for record in records],
        totals=totals,
    )


def _record(item: Any) -> dict[str, str | None] | None:
    """Columns of an object; null for what is none, or cannot be columns of text."""
    try:
        flat = _flat(item) if isinstance(item, dict) else None
    except RecursionError:
        return None
    return flat if flat is None or all(map(_is_text, (*flat, *flat.values()))) else None


def _flat(record: dict[str, Any], prefix: str = "") -> dict[str, str | None] | None:
    """Columns of an object; null where a key has a reserved name or two keys make one column."""
    flat: dict[str, str | None] = {}
    for key, value in record.items():
        inner = _flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": _text(value)}
        if inner is None or flat.keys() & inner.keys() or any(map(is_reserved, inner)):
            return None
        flat |= inner
    return flat


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False)


def _is_text(value: Any) -> bool:
    """Whether a value holds no half a character: an escape makes such, and no table can hold it."""
    if not isinstance(value, str) or value.isascii():
        return True
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _nested(frame: pl.DataFrame) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for row in frame.drop(RESERVED_COLUMNS, strict=False).iter_rows(named=True):
        record: dict[str, Any] = {}
        for name, value in row.items():
            if value is not None:
                _put(record, name.split("."), value)
        records.append(record)
    return records


def _put(record: dict[str, Any], keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        record = record.setdefault(key, {})
    record[keys[-1]] = value


def _dump(document: Any) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=2, default=str) + "\n").encode()
