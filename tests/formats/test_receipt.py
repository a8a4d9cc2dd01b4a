"""A receipt tells rows and cents by outcome, to systems and to people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from formats.receipt import write_receipt, write_receipt_text
from mappings.finding_texts import load_finding_texts

DELIVERY: dict[str, Any] = {
    "delivery_id": "D00000012-0a1b2c3d",
    "file_name": "vorderingen é.csv",
    "sha256": "0a" * 32,
    "status": "partly_accepted",
    "known_at": "2026-11-16",
    **{f"rows_{name}": count for name, count in (("read", 10), ("accepted", 7), ("refused", 2), ("duplicate", 1))},
    **{
        f"cents_{name}": c for name, c in (("read", 123456), ("accepted", 100000), ("refused", 23456), ("duplicate", 0))
    },
}


def test_receipt_has_the_agreed_fields() -> None:
    assert json.loads(write_receipt(DELIVERY, {2009: 1, 1008: 2})) == {
        "delivery_id": "D00000012-0a1b2c3d",
        "file_name": "vorderingen é.csv",
        "sha256": "0a" * 32,
        "status": "partly_accepted",
        "rows": {"read": 10, "accepted": 7, "refused": 2, "duplicate": 1},
        "cents": {"read": 123456, "accepted": 100000, "refused": 23456, "duplicate": 0},
        "findings": {"1008": 2, "2009": 1},
    }


def test_receipt_is_the_same_whatever_the_order_of_the_counts() -> None:
    first = write_receipt(DELIVERY, {2009: 1, 1008: 2})
    assert first == write_receipt(DELIVERY, {1008: 2, 2009: 1})
    assert first.startswith(b'{\n  "cents"')
    assert first.endswith(b"}\n")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", ("Ontvangstbewijs", "deels geaccepteerd", "€ 1.234,56", "Het IBAN is onjuist", "Verbeter het IBAN.")),
        ("fr", ("Accusé de réception", "accepté en partie", "1 234,56 €", "L'IBAN est incorrect", "Corrigez l'IBAN.")),
        ("en", ("Receipt", "partly accepted", "€1,234.56", "The IBAN is wrong", "Correct the IBAN.")),
    ],
)
def test_text_tells_the_same_in_the_creditors_language(language: str, words: tuple[str, ...]) -> None:
    text = write_receipt_text(DELIVERY, {2009: 3}, load_finding_texts(language)).decode()
    for word in (*words, "D00000012-0a1b2c3d", "vorderingen é.csv", "0a" * 32, "2009, 3 "):
        assert word in text


def test_text_says_so_when_nothing_was_wrong() -> None:
    text = write_receipt_text(DELIVERY | {"status": "accepted"}, {}, load_finding_texts("nl")).decode()
    assert text.endswith("Er waren geen bevindingen.\n")


@pytest.mark.parametrize("status", ["accepted", "partly_accepted", "refused", "duplicate"])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_status_has_words(language: str, status: str) -> None:
    texts = load_finding_texts(language)
    assert texts.labels[status] in write_receipt_text(DELIVERY | {"status": status}, {}, texts).decode()
