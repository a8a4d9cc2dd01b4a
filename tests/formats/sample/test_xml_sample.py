from __future__ import annotations

import pytest

from formats.registry import check_options, read
from formats.sample import xml_sample
from formats.sample.xml_sample import xml_options
from formats.xml_source import parse_start
from warehouse.errors import FormatError

DOCUMENT = b"""<x:Batch xmlns:x="urn:x">
  <x:Sent>2026-11-16</x:Sent>
  <x:Debtor id="7"><x:Name>Jansen</x:Name>
    <x:Bills><x:Bill nr="F1"><x:Due>2026-05-01</x:Due><x:Sum>10.00</x:Sum></x:Bill></x:Bills>
  </x:Debtor>
  <x:Debtor id="8"><x:Name>Vries</x:Name><x:Mail>v@x.example</x:Mail>
    <x:Bills>
      <x:Bill nr="F2"><x:Due>2026-05-02</x:Due><x:Sum>20.00</x:Sum></x:Bill>
      <x:Bill nr="F3"><x:Due>2026-05-03</x:Due><x:Sum>30.00</x:Sum></x:Bill>
    </x:Bills>
  </x:Debtor>
  <x:Control><x:Count>3</x:Count><x:Total>60.00</x:Total></x:Control>
</x:Batch>"""


def test_the_deepest_element_that_repeats_is_the_record() -> None:
    options = xml_options(DOCUMENT, file_name="x.xml")
    assert options is not None
    check_options(options, place="x.xml")
    assert options["record"] == {"bill": "/x:Batch/x:Debtor/x:Bills/x:Bill"}
    rows = read(DOCUMENT, options, file_name="x.xml")["bill"].rows
    assert rows["DebtorId"].to_list() == ["7", "8", "8"]
    assert rows["DebtorMail"].to_list() == [None, "v@x.example", "v@x.example"]
    assert rows["BillNr"].to_list() == ["F1", "F2", "F3"]


def test_numbers_that_stand_there_once_are_totals() -> None:
    options = xml_options(DOCUMENT, file_name="x.xml")
    assert options is not None
    assert options["totals"] == {
        "control_count": "/x:Batch/x:Control/x:Count",
        "control_total": "/x:Batch/x:Control/x:Total",
    }
    assert "BatchSent" in options["columns"]


def test_a_document_in_which_nothing_repeats_has_no_records() -> None:
    assert xml_options(b"<a><b>1</b><c>2</c></a>", file_name="x.xml") is None


def test_of_a_long_document_only_the_start_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    record = "<c nr='1'><naam>Jansen</naam><bedrag>2.50</bedrag><plaats>Zwolle</plaats></c>"
    data = f"<a>{record * 3}{record * 50}</a>".encode()
    whole = xml_options(data, file_name="x.xml")
    monkeypatch.setattr(xml_sample, "_LOOKED_AT", 200)
    assert xml_options(data, file_name="x.xml") == whole
    assert whole is not None
    assert whole["record"] == {"c": "/a/c"}


def test_a_long_document_whose_start_is_broken_is_told() -> None:
    with pytest.raises(FormatError, match="not well-formed"):
        parse_start(b"<a><b></c>", file_name="x.xml")
