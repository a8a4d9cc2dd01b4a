"""The statement of account as PDF: whole, the same bytes each time, one page where it fits."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from formats.letters.account_sheet import render_sheet
from warehouse.errors import ConfigurationError

LAYOUT = (Path(__file__).parents[3] / "mappings/letters/layout/statement.typ").read_text(encoding="utf-8")
DAY = date(2026, 11, 16)


def sheet(lines: int = 3, **changes: Any) -> dict[str, Any]:
    """Return a sheet with so many interest lines."""
    names = (
        *("title", "subtitle", "dossier", "as_of", "creditor", "debtor", "reference", "page", "page_of", "asked"),
        *("settled", "credit", "open", "claims", "claim", "due", "principal", "credited", "interest", "costs"),
        *("principal_open", "interest_open", "total", "interest_lines", "first_day", "last_day", "days", "base"),
        *("rate", "basis", "kind", "amount", "vat", "paid", "waived", "payments", "date", "to_credit", "source"),
        *("check", "blocked", "totals"),
    )
    totals = ("asked", "settled", "credit", "open", "principal_open", "interest_open", "costs_open")
    line = dict.fromkeys(("first_day", "last_day", "days", "base", "rate", "interest", "basis"), "1")
    claim = ("due", "principal", "principal_credited", "interest_total", "waived", "principal_open", "interest_open")
    cost = ("kind", "due", "base", "amount", "vat", "paid", "waived", "open", "basis", "source")
    payment = ("date", "kind", "amount", "claim", "costs", "interest", "principal", "credit", "source")
    party = {"name": "Energie <Noord> & co", "address_lines": ["Kade 1", "9723 AB Groningen"]}
    return {
        "labels": {name: name for name in names},
        "language": "nl",
        "dossier": "1234567890",
        "as_of": "16-11-2026",
        "totals": {name: f"{number}.000,00" for number, name in enumerate(totals, start=1)},
        "has_credit": True,
        "check": "adds up",
        "claims": [{"reference": "F1", "regime": "x", "source": "a.csv:1"} | dict.fromkeys(claim, "1")],
        "lines": [{"reference": f"F{number}"} | line for number in range(lines)],
        "interest": "77,00",
        "costs": [dict.fromkeys(cost, "2")],
        "payments": [dict.fromkeys(payment, "3")],
        "gates": ["Blocked: nothing"],
        "agency": party,
        "creditor": party,
        "debtor": party | {"debtor_reference": "K1"},
    } | changes


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]


def test_everything_stands_on_one_page() -> None:
    (text,) = pages(render_sheet(LAYOUT, sheet(), business_date=DAY))
    for words in ("1234567890", "Energie <Noord> & co", "4.000,00", "77,00", "adds up", "Blocked: nothing", "a.csv:1"):
        assert words in text


def test_a_long_statement_repeats_the_head_of_its_table_and_counts_pages() -> None:
    texts = pages(render_sheet(LAYOUT, sheet(lines=150), business_date=DAY))
    assert len(texts) > 2
    assert all("first_day" in text for text in texts[:2])
    assert f"page 2 page_of {len(texts)}" in texts[1]


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert render_sheet(LAYOUT, sheet(), business_date=DAY) == render_sheet(LAYOUT, sheet(), business_date=DAY)


def test_empty_parts_are_left_out() -> None:
    bare = sheet(lines=0, costs=[], payments=[], gates=[], has_credit=False)
    (text,) = pages(render_sheet(LAYOUT, bare, business_date=DAY))
    assert "payments" not in text
    assert "blocked" not in text


def test_layout_that_does_not_fit_is_told_with_its_file() -> None:
    with pytest.raises(ConfigurationError, match=r"statement\.typ"):
        render_sheet("#nothing", sheet(), business_date=DAY)
