from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from formats.registry import FORMATS, check_options, read, write
from formats.table import FAULT_COLUMN
from warehouse.errors import ConfigurationError, FormatError
from warehouse.findings import CODES

GOOD: dict[str, dict[str, Any]] = {
    "csv": {"delimiter": ";", "encoding": "windows-1252", "quote": "", "skip_rows": 1, "header": True},
    "xlsx": {"sheets": {"row": {"sheet": "Blad1", "header_row": 2, "header_rows": 2}}, "types": {"x": "date"}},
    "fixed": {
        "code": [1, 2],
        "records": {"a": {"code": "10", "fields": {"x": [3, 4]}}, "b": {"code": "20", "fields": {"y": [3, 4]}}},
        "carry": {"b": ["a"]},
        "trailer": {"code": "99", "fields": {"rows": [3, 4]}},
    },
    "xml": {"record": {"row": "/a/b"}, "columns": {"x": "@x"}, "totals": {"rows": "/a/c"}},
    "json": {"records": {"row": "$.a"}},
    "ubl": {"vat_percent": "6"},
    "camt": {"version": "02"},
    "mt940": {"encoding": "windows-1252"},
    "coda": {"encoding": "windows-1252"},
    "pain.002": {},
}


TOTALS_LINE = {"code": "T", "fields": {"rows": 2}}


@pytest.mark.parametrize("name", FORMATS)
def test_right_options_pass(name: str) -> None:
    check_options({"name": name, **GOOD[name]}, place="feed.yaml")
    assert FORMATS[name].description.endswith(".")


def test_paths_with_known_prefixes_pass() -> None:
    options = {"name": "xml", "record": {"a": "/n:a"}, "columns": {"a": {"x": "n:x/@y"}}, "namespaces": {"n": "urn:n"}}
    check_options(options, place="feed.yaml")
    assert "xml" in FORMATS


@pytest.mark.parametrize(
    ("options", "cause"),
    [
        ({"name": "cvs"}, "format 'cvs' is unknown"),
        ({}, "format None is unknown"),
        ({"name": "csv", "delimeter": ";"}, "did you mean 'delimiter'"),
        ({"name": "csv", "delimiter": ";;"}, "one ASCII character"),
        ({"name": "csv", "encoding": "utf-9"}, "unknown encoding 'utf-9'"),
        ({"name": "csv", "encoding": 8}, "name of an encoding"),
        ({"name": "csv", "encoding": "base64"}, "unknown encoding 'base64'"),
        ({"name": "csv", "encoding": "utf-7"}, "half a character can come out"),
        ({"name": "csv", "skip_rows": -1}, "must be 0 or more"),
        ({"name": "csv", "header": "yes"}, "true or false"),
        ({"name": "csv", "header": False}, "'columns' is missing"),
        ({"name": "csv", "columns": ["a"]}, "only for files without header"),
        ({"name": "csv", "header": False, "columns": ["a", "a"]}, "names a column twice"),
        ({"name": "csv", "header": False, "columns": "a"}, "list of names"),
        ({"name": "csv", "line_end": "cr"}, "one of crlf, lf"),
        ({"name": "xlsx"}, "option 'sheets' is missing"),
        ({"name": "xlsx", "sheets": {"a": "Blad1"}}, "must give {sheet, header_row, header_rows}"),
        ({"name": "xlsx", "sheets": []}, "must map record names"),
        ({"name": "xlsx", "sheets": {"a": {"sheet": "x", "header_row": 0}}}, "header_row of 1 or more"),
        ({"name": "xlsx", "sheets": {"a": {"sheet": "x", "header_rows": "2"}}}, "header_rows of 1 or more"),
        ({"name": "xlsx", "sheets": {"a": {"sheet": "x"}}, "types": {"b": "money"}}, "one of date, number"),
        ({"name": "xlsx", "sheets": {"a": {"sheet": "x"}}, "types": "date"}, "mapping of names to words"),
        ({"name": "csv", "trailer": {"code": "T", "fields": {"rows": 1}}}, "2 or more, for 'rows'"),
        ({"name": "csv", "trailer": {"code": "T", "fields": {}}}, "must give fields"),
        ({"name": "csv", "heading": {"fields": {"rows": 2}}}, "{code, fields}, with the code"),
        ({"name": "csv", **dict.fromkeys(("heading", "trailer"), TOTALS_LINE)}, "both name the total 'rows'"),
        ({"name": "fixed", **GOOD["fixed"], "heading": {"code": "H", "fields": {"n": [0, 1]}}}, "both from 1"),
        ({"name": "fixed", "records": {}}, "must map record names"),
        ({"name": "fixed", "records": {"a": {"fields": {"x": [0, 4]}}}}, "both from 1, for field 'x'"),
        ({"name": "fixed", "records": {"a": {"fields": {}}}}, "must give fields"),
        ({"name": "fixed", "records": {"a": {"code": 10, "fields": {"x": [1, 1]}}}}, "text in quotes"),
        ({"name": "fixed", "records": {"a": {"size": 10}}}, "{code, fields}"),
        ({"name": "fixed", "records": GOOD["fixed"]["records"]}, "'code' is missing"),
        ({"name": "fixed", **GOOD["fixed"], "carry": {"b": ["c"]}}, "unknown record 'c'"),
        ({"name": "fixed", **GOOD["fixed"], "carry": {"b": "a"}}, "names to lists"),
        ({"name": "fixed", **GOOD["fixed"], "code": [1]}, "must be [start, length]"),
        (
            {"name": "fixed", "code": [1, 1], "records": {key: {"code": "1", "fields": {"x": [1, 1]}} for key in "ab"}},
            "another code",
        ),
        ({"name": "xml", "record": {"a": "/a["}, "columns": {"x": "x"}}, "no XPath"),
        ({"name": "xml", "record": {"a": "/a"}, "columns": {"x": "]"}}, "no XPath"),
        ({"name": "xml", "record": {"a": "/a"}, "columns": {"x": 1}}, "must give a text for 'x'"),
        ({"name": "xml", "record": {"a": "/a"}, "columns": []}, "must map columns"),
        ({"name": "xml", "record": {"a": "/a"}, "columns": {"b": {"x": "x"}}}, "lacks the record 'a'"),
        ({"name": "xml", "record": {"a": "/n:a"}, "columns": {"x": "x"}}, "path '/n:a' cannot be followed"),
        ({"name": "json", "records": {"a": "a.b"}}, "paths such as"),
        ({"name": "json", "records": "a"}, "mapping of names to texts"),
        ({"name": "json", "lines": True, "records": {"a": "$"}}, "excludes"),
        ({"name": "camt", "version": "09"}, "one of 02, 08"),
        ({"name": "ubl", "vat_percent": 21}, "must be a text"),
    ],
)
def test_wrong_options_are_told(options: dict[str, Any], cause: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_options(options, place="feed.yaml: format")
    assert cause in str(caught.value)
    assert str(caught.value).startswith("feed.yaml: format: ")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        check_options({"name": "csv", "delimiter": 1, "x": 2, "bom": 3}, place="feed.yaml")
    assert caught.value.cause.count("option") == 3


@pytest.mark.parametrize("data", [b"a;b\n", b"a;b\n;\n\n"])
def test_a_file_without_records_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="holds no records") as caught:
        read(data, {"name": "csv", "delimiter": ";"}, file_name="x.csv")
    assert caught.value.code == CODES["empty"]


@pytest.mark.parametrize("name", ["csv", "xlsx", "fixed", "xml", "json"])
def test_every_table_has_places_and_faults(name: str) -> None:
    options = {"name": name, **GOOD[name]}
    record = {"fixed": "a", "csv": "row"}.get(name, "row")
    column = "x"
    value = "2026-01-02" if name == "xlsx" else "v"
    data = write({record: pl.DataFrame({column: [value]})}, options, totals={record: {"rows": "0001"}})
    found = read(data, options, file_name="x")[record].rows
    assert found.columns == ["line_number", "record_type", column, FAULT_COLUMN]
    assert found[column].to_list() == [value]
    assert found[FAULT_COLUMN].to_list() == [None]
