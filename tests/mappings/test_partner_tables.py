"""Partners as tables hold what messages and rules need."""

from __future__ import annotations

from mappings.partner_tables import agency_table, creditor_table
from tests.pipelines.outbox.day import AGENCY, creditor


def test_a_creditor_is_a_row_with_its_address_in_lines() -> None:
    row = creditor_table({"b": creditor("b", "be"), "a": creditor("a", "nl")}).row(0, named=True)
    assert (row["creditor_id"], row["country"], row["bailiff_office"]) == ("a", "nl", "deur")
    assert row["address_lines"] == ["Kade 12", "3011 XX Rotterdam"]


def test_no_creditors_give_an_empty_table_with_its_columns() -> None:
    assert creditor_table({}).schema == creditor_table({"a": creditor("a", "nl")}).schema


def test_the_agency_speaks_every_language() -> None:
    rows = {row["language"]: row["agency"] for row in agency_table(AGENCY).iter_rows(named=True)}
    assert set(rows) == {"nl", "fr", "en"}
    assert (rows["fr"]["complaints"], rows["en"]["complaints"]) == ("Écrivez-nous.", "Schrijf ons.")
