"""Amounts, dates and rates are printed as each language writes them."""

from __future__ import annotations

import pytest

from formats.letters.printed import print_date, print_iban, print_money, print_rate, print_short_date


@pytest.mark.parametrize(
    ("cents", "language", "text"),
    [
        (123456, "nl", "€ 1.234,56"),
        (123456, "fr", "1 234,56 €"),
        (123456, "en", "€1,234.56"),
        (0, "nl", "€ 0,00"),
        (5, "en", "€0.05"),
        (100000000, "nl", "€ 1.000.000,00"),
        (-150, "nl", "€ -1,50"),
        (-150, "fr", "-1,50 €"),
        (-150, "en", "-€1.50"),
    ],
)
def test_money(cents: int, language: str, text: str) -> None:
    assert print_money(cents, language).replace("\u00a0", " ") == text


@pytest.mark.parametrize(
    ("day", "language", "text"),
    [
        ("2026-11-16", "nl", "16 november 2026"),
        ("2026-03-01", "fr", "1er mars 2026"),
        ("2026-03-02", "fr", "2 mars 2026"),
        ("2026-08-01", "en", "1 August 2026"),
        (None, "nl", ""),
    ],
)
def test_date_in_full(day: str | None, language: str, text: str) -> None:
    assert print_date(day, language).replace("\u00a0", " ") == text


@pytest.mark.parametrize(("language", "text"), [("nl", "01-02-2026"), ("fr", "01/02/2026"), ("en", "01/02/2026")])
def test_date_in_figures(language: str, text: str) -> None:
    assert print_short_date("2026-02-01", language) == text


def test_no_date_in_figures_is_empty() -> None:
    assert print_short_date(None, "nl") == ""


@pytest.mark.parametrize(
    ("rate_ppm", "language", "text"),
    [
        (111500, "nl", "11,15%"),
        (40000, "en", "4%"),
        (105000, "fr", "10,5 %"),
        (12345, "en", "1.2345%"),
        (0, "nl", "0%"),
    ],
)
def test_rate(rate_ppm: int, language: str, text: str) -> None:
    assert print_rate(rate_ppm, language).replace("\u00a0", " ") == text


def test_iban_in_groups_of_four() -> None:
    assert print_iban("NL91 ABNA0417164300").replace("\u00a0", " ") == "NL91 ABNA 0417 1643 00"
