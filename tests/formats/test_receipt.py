"""A receipt tells rows and cents by outcome, to systems and to people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from formats.receipt import Answer, write_receipt, write_receipt_text
from mappings.finding_texts import load_finding_texts

DELIVERY: dict[str, Any] = {
    "delivery_id": "D00000012-0a1b2c3d",
    "file_name": "vorderingen é.csv",
    "sha256": "0a" * 32,
    "status": "partly_accepted",
    "known_at": "2026-11-16",
    "revised_by": None,
    **{f"{unit}_{name}": 0 for unit in ("rows", "cents") for name in ("waiting", "withdrawn", "released")},
    **{f"rows_{name}": count for name, count in (("read", 10), ("accepted", 7), ("refused", 2), ("duplicate", 1))},
    **{
        f"cents_{name}": c for name, c in (("read", 123456), ("accepted", 100000), ("refused", 23456), ("duplicate", 0))
    },
}


def test_receipt_has_the_agreed_fields() -> None:
    assert json.loads(write_receipt(DELIVERY, Answer({2009: 1, 1008: 2}))) == {
        "delivery_id": "D00000012-0a1b2c3d",
        "file_name": "vorderingen é.csv",
        "sha256": "0a" * 32,
        "status": "partly_accepted",
        "rows": {"read": 10, "accepted": 7, "refused": 2, "duplicate": 1, "waiting": 0, "withdrawn": 0},
        "cents": dict.fromkeys(("duplicate", "waiting", "withdrawn"), 0)
        | {"read": 123456, "accepted": 100000, "refused": 23456},
        "findings": {"1008": 2, "2009": 1},
    }


def test_receipt_is_the_same_whatever_the_order_of_the_counts() -> None:
    first = write_receipt(DELIVERY, Answer({2009: 1, 1008: 2}))
    assert first == write_receipt(DELIVERY, Answer({1008: 2, 2009: 1}))
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
    text = write_receipt_text(DELIVERY, Answer({2009: 3}), load_finding_texts(language)).decode()
    for word in (*words, "D00000012-0a1b2c3d", "vorderingen é.csv", "0a" * 32, "2009, 3 "):
        assert word in text


def test_text_says_so_when_nothing_was_wrong() -> None:
    text = write_receipt_text(DELIVERY | {"status": "accepted"}, Answer({}), load_finding_texts("nl")).decode()
    assert text.endswith("Er waren geen bevindingen.\n")


@pytest.mark.parametrize("status", ["accepted", "partly_accepted", "waiting", "refused", "duplicate", "withdrawn"])
@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_status_has_words(language: str, status: str) -> None:
    texts = load_finding_texts(language)
    assert texts.labels[status] in write_receipt_text(DELIVERY | {"status": status}, Answer({}), texts).decode()


def test_receipt_tells_what_differs_from_the_file_before_and_what_was_corrected() -> None:
    difference = {
        "new_rows": 2, "new_cents": 20000, "gone_rows": 1, "gone_cents": 5000,
        "changed_rows": 1, "changed_cents_before": 100, "changed_cents_after": 250,
    }  # fmt: skip
    answer = Answer({}, "D00000001-00000000", difference, "D00000002-00000000", closed=3, still_open=1)
    told = json.loads(write_receipt(DELIVERY | {"revised_by": "D00000013-0a1b2c3d"}, answer))
    assert told["differs_from"] == {"delivery_id": "D00000001-00000000", **difference}
    assert told["correction"] == {"delivery_id": "D00000002-00000000", "closed": 3, "still_open": 1}
    assert told["revised_by"] == "D00000013-0a1b2c3d"
    text = write_receipt_text(DELIVERY, answer, load_finding_texts("nl")).decode()
    for line in ("- nieuw: 2, € 200,00", "- gewijzigd: 1, € 1,00 → € 2,50", "- bevindingen afgehandeld: 3"):
        assert line in text


def test_rows_of_a_withdrawn_delivery_are_told() -> None:
    delivery = DELIVERY | {"status": "withdrawn", "rows_withdrawn": 10, "cents_withdrawn": 123456}
    text = write_receipt_text(delivery, Answer({}), load_finding_texts("nl")).decode()
    assert "ingetrokken        10  € 1.234,56" in text


def test_records_that_wait_and_records_that_waited_are_told() -> None:
    delivery = DELIVERY | {"rows_waiting": 3, "cents_waiting": 7500, "rows_released": 2, "cents_released": 5000}
    told = json.loads(write_receipt(delivery, Answer({3007: 3})))
    assert (told["rows"]["waiting"], told["cents"]["waiting"]) == (3, 7500)
    assert told["released"] == {"rows": 2, "cents": 5000}
    text = write_receipt_text(delivery, Answer({3007: 3}), load_finding_texts("nl")).decode()
    assert "wacht op de vordering" in text
    assert "Met dit bestand verwerkt: records die erop wachtten: 2, € 50,00" in text
    assert "released" not in json.loads(write_receipt(DELIVERY, Answer({})))
