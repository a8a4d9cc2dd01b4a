from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from formats import xml_records
from formats.xml_records import read_xml
from warehouse.errors import FormatError

ROOT = Path(__file__).parents[2]
PATHS = [
    "@a",
    "b",
    "b/@a",
    "b/c",
    ".",
    "text()",
    "../@a",
    "../b",
    "../c/b",
    "../../a",
    "../../b/c",
    "./c",
    "c/b/text()",
]


def both(data: bytes, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> list[list[tuple[Any, ...]]]:
    """Return the rows and totals of every record, read while parsing and from the whole document."""
    found = []
    for plan in (xml_records.plan_walk, lambda *_: None):
        with monkeypatch.context() as patch:
            patch.setattr(xml_records, "plan_walk", plan)
            tables = read_xml(data, options, file_name="x")
        found.append([(name, table.totals, table.rows.rows()) for name, table in tables.items()])
    return found


def is_walked(options: dict[str, Any]) -> bool:
    columns = {name: xml_records.columns_of(options, name) for name in options["record"]}
    plan = xml_records.plan_walk(options["record"], columns, options.get("totals", {}), {}, lambda _: lambda _: None)
    return plan is not None


NESTED = (
    b"<f><day>1</day><d n='1'><name>x</name><i n='1'><e>1</e></i><i n='2'><e>2</e></i><town>a</town></d>"
    b"<d n='2'><i n='3'><e>3</e></i><name>y</name></d><total>6</total></f>"
)
LAYOUT = {
    "record": {"debtor": "/f/d", "invoice": "/f/d/i"},
    "columns": {
        "debtor": {"n": "@n", "name": "name", "day": "../day"},
        "invoice": {
            "n": "@n",
            "e": "e",
            "name": "../name",
            "town": "../town",
            "day": "../../day",
            "end": "../../total",
        },
    },
    "totals": {"sum": "/f/total"},
}


def test_what_stands_after_a_record_is_known_when_its_parent_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_walked(LAYOUT)
    walked, whole = both(NESTED, LAYOUT, monkeypatch)
    assert walked == whole
    assert [row[2:-1] for row in walked[1][2]] == [
        ("1", "1", "x", "a", "1", "6"),
        ("2", "2", "x", "a", "1", "6"),
        ("3", "3", "y", None, "1", "6"),
    ]


@pytest.mark.parametrize(
    ("record", "path"),
    [
        ("//row", "@n"),
        ("/f/row[1]", "@n"),
        ("/f/row", "../row/@n"),
        ("/f/row", ".//x"),
        ("/f/row", "count(x)"),
        ("/f/row", ".."),
        ("/f/row", "../."),
        ("/f/row", "preceding-sibling::row/@n"),
        ("/f/row", "../../../x"),
    ],
)
def test_paths_that_need_the_whole_document_are_read_from_it(record: str, path: str) -> None:
    assert not is_walked({"record": {"row": record}, "columns": {"x": path}})


def test_totals_within_records_are_read_from_the_whole_document(monkeypatch: pytest.MonkeyPatch) -> None:
    options = {"record": {"row": "/f/row"}, "columns": {"n": "@n"}, "totals": {"t": "sum(/f/row/@n)", "u": "/f/row/@n"}}
    assert not is_walked(options)
    found = read_xml(b"<f><row n='1'/><row n='2'/></f>", options, file_name="x")
    assert found["row"].totals == {"t": "3.0", "u": "1 2"}


ELEMENT = st.recursive(
    st.builds(
        lambda tag, text, a: (tag, text, a, ()),
        st.sampled_from("abc"),
        st.sampled_from(["", "x", " y "]),
        st.booleans(),
    ),
    lambda inner: st.builds(
        lambda tag, text, a, children: (tag, text, a, tuple(children)),
        st.sampled_from("abc"),
        st.sampled_from(["", "x"]),
        st.booleans(),
        st.lists(inner, max_size=4),
    ),
    max_leaves=14,
)


def built(node: tuple[str, str, bool, tuple[Any, ...]], number: int = 1) -> etree._Element:
    tag, text, has_attribute, children = node
    element = etree.Element(tag)
    element.text, element.tail = text, "\n"
    if has_attribute:
        element.set("a", f"v{number}")
    for ordinal, child in enumerate(children):
        element.append(built(child, number * 5 + ordinal))
    return element


@settings(max_examples=300, deadline=None)
@given(
    root=ELEMENT,
    records=st.lists(
        st.sampled_from(["/a/b", "/a/b/c", "/a/b/b", "/a/c", "/a/b/c/a"]), min_size=1, max_size=2, unique=True
    ),
    paths=st.lists(st.sampled_from(PATHS), min_size=1, max_size=4, unique=True),
    total=st.sampled_from([{}, {"t": "/a/c"}, {"t": "/a/b"}]),
)
def test_reading_while_parsing_finds_what_the_whole_document_holds(
    root: Any, records: list[str], paths: list[str], total: dict[str, str]
) -> None:
    options = {
        "record": dict(zip("rs", records, strict=False)),
        "columns": {f"c{n}": path for n, path in enumerate(paths)},
    }
    data = etree.tostring(built(("a", *root[1:])))
    with pytest.MonkeyPatch.context() as patch:
        walked, whole = both(data, options | ({"totals": total} if total else {}), patch)
    assert walked == whole


def test_a_document_that_breaks_off_is_a_finding() -> None:
    with pytest.raises(FormatError, match="not well-formed"):
        read_xml(NESTED[:-10], LAYOUT, file_name="x")


GROWTH = """
from benchmarks.measure import peak_megabytes
from formats.xml_records import read_xml
row = b"<row><n>1</n>" + b"<other><deep>text</deep><deep>text</deep></other>" * 20 + b"</row>"
data = b"<f>" + row * 20_000 + b"</f>"
options = {"record": {"row": "/f/row"}, "columns": {"n": "n"}}
read_xml(b"<f><row><n>1</n></row></f>", options, file_name="x")
before = peak_megabytes()
assert read_xml(data, options, file_name="x")["row"].rows["n"].to_list() == ["1"] * 20_000
print((peak_megabytes() - before) * 2**20 / len(data))
"""


def test_memory_holds_the_texts_and_not_the_document() -> None:
    told = subprocess.run([sys.executable, "-c", GROWTH], cwd=ROOT, capture_output=True, text=True, check=True)
    assert float(told.stdout) < 2
