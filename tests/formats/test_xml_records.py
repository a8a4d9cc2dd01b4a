from __future__ import annotations

import polars as pl
import pytest

from formats.table import FAULT_COLUMN
from formats.xml_records import read_xml
from formats.xml_writer import write_xml
from warehouse.errors import FormatError
from warehouse.findings import CODES

LAYOUT = {
    "record": {"claims": "/Batch/Debtor/Claim"},
    "columns": {
        "batch": "../../@number",
        "debtor": "../Name",
        "city": "../Address/City",
        "reference": "@reference",
        "amount": "Money/Amount",
    },
    "totals": {"rows": "/Batch/Trailer/Count"},
}
GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<!-- an export -->
<Batch number="7">
  <Debtor>
    <Name>Zoë &amp; zn</Name>
    <Address><City>Ede</City></Address>
    <Claim reference="C1">
      <Money><Amount> 12.50 </Amount></Money>
    </Claim>
    <Claim reference="C2"/>
  </Debtor>
  <Debtor>
    <Name>Peeters</Name>
    <Claim reference="C3"><Money><Amount>3</Amount></Money></Claim>
  </Debtor>
  <Trailer><Count>3</Count></Trailer>
</Batch>
"""


def test_columns_are_found_below_above_and_in_attributes() -> None:
    found = read_xml(GOOD.encode(), LAYOUT, file_name="x.xml")["claims"]
    assert found.rows.rows() == [
        (7, "claims", "7", "Zoë & zn", "Ede", "C1", "12.50", None),
        (10, "claims", "7", "Zoë & zn", "Ede", "C2", None, None),
        (14, "claims", "7", "Peeters", None, "C3", "3", None),
    ]
    assert found.totals == {"rows": "3"}


def test_the_prolog_names_the_encoding() -> None:
    data = GOOD.replace("UTF-8", "ISO-8859-1").encode("iso-8859-1")
    assert read_xml(data, LAYOUT, file_name="x.xml")["claims"].rows["debtor"][0] == "Zoë & zn"


def test_records_on_one_line_are_counted() -> None:
    data = GOOD.replace("\n", "").encode()
    assert read_xml(data, LAYOUT, file_name="x.xml")["claims"].rows["line_number"].to_list() == [1, 2, 3]


def test_namespaces_and_several_records() -> None:
    options = {
        "record": {"a": "/n:R/n:A", "b": "/n:R/n:B"},
        "columns": {"a": {"x": "n:X"}, "b": {"y": "@y"}},
        "namespaces": {"n": "urn:test"},
    }
    data = b'<R xmlns="urn:test"><A><X>1</X><X>2</X></A><B y="3"/></R>'
    found = read_xml(data, options, file_name="x.xml")
    assert found["a"].rows["x"].to_list() == ["1 2"]
    assert found["b"].rows["y"].to_list() == ["3"]


def test_another_document_gives_no_rows() -> None:
    assert read_xml(b"<Other/>", LAYOUT, file_name="x.xml")["claims"].rows.height == 0


BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE Batch [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<Batch number="&b;"><Debtor><Name>&b;</Name></Debtor></Batch>"""
OUTSIDE = b"""<!DOCTYPE Batch [<!ENTITY secret SYSTEM "file:///etc/hostname">]><Batch>&secret;</Batch>"""


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, b"<!DOCTYPE Batch><Batch/>", BOMB.decode().encode("utf-16")])
def test_a_document_type_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read_xml(data, LAYOUT, file_name="x.xml")
    assert caught.value.code == CODES["unreadable"]


def test_a_document_type_is_told() -> None:
    with pytest.raises(FormatError, match="declares a document type"):
        read_xml(BOMB, LAYOUT, file_name="x.xml")


@pytest.mark.parametrize("data", [b"<Batch>\n<Debtor>\n", b"no xml", b"<Batch>\n\n</Other>", b"<a>\xff</a>"])
def test_broken_xml_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read_xml(data, LAYOUT, file_name="x.xml")
    assert caught.value.code == CODES["unreadable"]
    assert caught.value.line_number > 0


@pytest.mark.parametrize("data", [b"", b" \n"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError) as caught:
        read_xml(data, LAYOUT, file_name="x.xml")
    assert caught.value.code == CODES["empty"]


def test_what_is_read_is_written_and_read_back() -> None:
    first = read_xml(GOOD.encode(), LAYOUT, file_name="x.xml")["claims"]
    data = write_xml({"claims": first.rows}, LAYOUT, totals={"claims": first.totals})
    again = read_xml(data, LAYOUT, file_name="x.xml")["claims"]
    assert again.rows.drop("line_number").equals(first.rows.drop("line_number"))
    assert again.totals == first.totals


def test_rows_of_one_parent_share_its_element() -> None:
    first = read_xml(GOOD.encode(), LAYOUT, file_name="x.xml")["claims"]
    data = write_xml({"claims": first.rows}, LAYOUT)
    assert (data.count(b"<Debtor>"), data.count(b"<Claim ")) == (2, 3)


def test_namespaces_are_written() -> None:
    options = {"record": {"a": "/n:R/n:A"}, "columns": {"x": "n:X"}, "namespaces": {"n": "urn:test"}}
    frame = pl.DataFrame({"x": ["1", "2"]})
    found = read_xml(write_xml({"a": frame}, options), options, file_name="x.xml")["a"].rows
    assert found["x"].to_list() == ["1", "2"]
    assert found[FAULT_COLUMN].null_count() == 2


def test_two_roots_are_not_written() -> None:
    frame = pl.DataFrame({"batch": ["7", "8"], "debtor": ["a", "b"]})
    with pytest.raises(FormatError, match="root differ"):
        write_xml({"claims": frame}, LAYOUT)
