"""A hand-over file fits its schema, states its totals, and says what its rows say."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import pytest
from lxml import etree

from formats.exchange.control_totals import ControlTotals, read_control_totals
from formats.exchange.transfer_file import TransferHeader, write_transfers
from formats.exchange.transfer_schema import NAMESPACE, validate_transfers
from tests.formats.letters.messages import full_facts
from warehouse.errors import BalanceError, HubError

HEADER = TransferHeader(
    message_id="transfers-deurwaarder-2026-11-16-1",
    batch_number=1,
    business_date=date(2026, 11, 16),
    sender_id="voorbeeld-incasso",
    sender_name="Voorbeeld Incasso B.V.",
    receiver_id="deurwaarder",
    receiver_name="Gerechtsdeurwaarders Voorbeeld",
)


def transfer_facts(**changes: Any) -> dict[str, Any]:
    """Facts of one dossier with three claims, interest, costs and two notices."""
    letter = full_facts()
    shared = ("language", "country", "dossier_id", "creditor", "agency", "claims", "buckets", "interest_lines")
    return {
        **{name: letter[name] for name in shared},
        "statement_date": "2026-11-16",
        "creditor_id": "noorderlicht",
        "payment": {"iban": letter["payment"]["iban"], "beneficiary": "Voorbeeld Incasso B.V."},
        "debtor": {
            "debtor_id": "noorderlicht:K-88120",
            "debtor_type": "consumer",
            "name": "Mevrouw A. de Wit-Öztürk",
            "birth_date": "1980-02-29",
            "language": "nl",
            "street": "Dorpsstraat",
            "house_number": "101 B",
            "postcode": "1234 AB",
            "city": "Voorbeelddorp",
            "country": "nl",
        },
        "costs": [
            {
                "cost_id": "bik",
                "kind": "nl_bik",
                "due_date": "2026-11-10",
                "base_cents": 143456,
                "amount_cents": 21518,
                "vat_cents": 0,
                "paid_cents": 0,
                "open_cents": 21518,
            }
        ],
        "notices": [
            {"kind": "reminder_sent", "channel": "email", "sent_date": "2026-10-01"},
            {"kind": "fourteen_day_notice_sent", "channel": "print", "sent_date": "2026-10-20"},
        ],
        **changes,
    }


def transfer(number: int = 1, **changes: Any) -> dict[str, Any]:
    """One row of `outbox.transfers`."""
    facts = transfer_facts(**{"dossier_id": f"{number:010}", **changes})
    buckets = facts["buckets"]
    return {
        "batch_id": HEADER.message_id,
        "sequence_number": number,
        "business_date": HEADER.business_date,
        "creditor_id": facts["creditor_id"],
        "dossier_id": facts["dossier_id"],
        "debtor_id": facts["debtor"]["debtor_id"],
        "step_id": "bailiff",
        "event_kind": "transferred",
        **{f"{name}_cents": buckets[f"{name}_cents"] for name in ("principal", "interest", "costs", "open")},
        "facts": json.dumps(facts),
        "partner_id": "deurwaarder",
    }


def write(*rows: dict[str, Any]) -> bytes:
    return write_transfers(HEADER, pl.DataFrame(list(rows)))


def texts(data: bytes, path: str) -> list[str]:
    steps = "/".join(f"{{{NAMESPACE}}}{name}" for name in path.split("/"))
    return [element.text or "" for element in etree.fromstring(data).findall(steps)]


def test_totals_are_read_back_from_the_dossiers() -> None:
    data = write(transfer(1), transfer(2))
    assert read_control_totals(data) == ControlTotals(2, 6, 2 * 143456, 2 * 575, 2 * 21518, 2 * 165549)


def test_dossier_says_what_its_facts_say() -> None:
    data = write(transfer())
    assert texts(data, "header/messageId") == ["transfers-deurwaarder-2026-11-16-1"]
    assert texts(data, "dossier/amounts/open") == ["1655.49"]
    assert texts(data, "dossier/claim/reference") == ["F2026-00017", "F2026-00018", "F2026-00019"]
    assert texts(data, "dossier/debtor/name") == ["Mevrouw A. de Wit-Öztürk"]
    assert texts(data, "dossier/notice/kind") == ["reminder_sent", "fourteen_day_notice_sent"]
    assert texts(data, "dossier/cost/amount") == ["215.18"]
    assert texts(data, "dossier/claim/interestRunsOn/from") == ["2026-11-17", "2026-11-17"]
    assert texts(data, "dossier/claim/interestRunsOn/ratePercent") == ["4.0000", "4.0000"]


def test_regime_stands_in_the_interest_instruction_where_it_is_known() -> None:
    facts = transfer_facts()
    facts["claims"][0]["regime"] = "nl_consumer"
    assert texts(write(transfer(claims=facts["claims"])), "dossier/claim/interestRunsOn/regime") == ["nl_consumer"]


def test_interest_does_not_run_on_where_no_principal_is_open() -> None:
    facts = transfer_facts()
    claims = facts["claims"]
    claims[1]["principal_open_cents"] += claims[0]["principal_open_cents"]
    claims[0]["principal_open_cents"] = 0
    data = write(transfer(claims=claims))
    assert texts(data, "dossier/claim/interestRunsOn/principal") == ["200.00"]


def test_same_rows_in_any_order_give_the_same_bytes() -> None:
    assert write(transfer(1), transfer(2)) == write(transfer(2), transfer(1))


def test_control_character_in_a_name_becomes_a_space() -> None:
    debtor = transfer_facts()["debtor"] | {"name": "A.\x00de\x0bWit & <Zn>"}
    assert texts(write(transfer(debtor=debtor)), "dossier/debtor/name") == ["A. de Wit & <Zn>"]


def test_row_that_asks_another_amount_than_its_facts_is_refused() -> None:
    with pytest.raises(BalanceError, match="transfer 1: the row has 1 as `interest_cents`, its facts have 575"):
        write(transfer() | {"interest_cents": 1})


@pytest.mark.parametrize(
    ("changes", "fault"),
    [({"costs": []}, "as costs"), ({"claims": []}, "as principal")],
)
def test_facts_that_do_not_add_up_are_refused(changes: dict[str, Any], fault: str) -> None:
    with pytest.raises(BalanceError, match=fault):
        write(transfer(**changes))


def test_facts_of_another_shape_are_refused() -> None:
    with pytest.raises(HubError, match=r"debtor\.name: missing"):
        write(transfer(debtor=transfer_facts()["debtor"] | {"name": None}))


@pytest.mark.parametrize(
    "changes",
    [
        {"dossier_id": "12345"},
        {"country": "de"},
        {"statement_date": "2026-13-01"},
        {"statement_date": "16-11-2026"},
        {"creditor_id": "a b"},
        {"debtor": transfer_facts()["debtor"] | {"debtor_type": "person"}},
        {"debtor": transfer_facts()["debtor"] | {"country": "Nederland"}},
        {"debtor": transfer_facts()["debtor"] | {"name": "x" * 1001}},
        {"payment": {"iban": "NL91 ABNA", "beneficiary": "x"}},
        {"notices": [{"kind": "shouted", "sent_date": "2026-10-01"}]},
    ],
)
def test_file_that_does_not_fit_the_schema_never_leaves(changes: dict[str, Any]) -> None:
    with pytest.raises(HubError, match="does not fit its schema"):
        write(transfer(**changes))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<open>1655.49</open>", b"<open>1655.5</open>"),
        (b"<open>1655.49</open>", b"<open>1655,49</open>"),
        (b"<open>1655.49</open>", b"<open>-1655.49</open>"),
        (b"<currency>EUR</currency>", b"<currency>USD</currency>"),
        (b"<layout>incassohub-transfer-1</layout>", b"<layout>other</layout>"),
        (b"<dueDate>2026-09-15</dueDate>", b""),
        (b"<trailer>", b"<surprise/><trailer>"),
        (b'sequence="1"', b'sequence="0"'),
        (b'sequence="2"', b'sequence="1"'),
        (b"<dossierId>0000000002</dossierId>", b"<dossierId>0000000001</dossierId>"),
    ],
)
def test_schema_refuses_what_it_does_not_allow(old: bytes, new: bytes) -> None:
    data = write(transfer(1), transfer(2))
    assert old in data
    with pytest.raises(HubError, match="does not fit its schema"):
        validate_transfers(data.replace(old, new))


def test_file_that_was_cut_off_is_refused() -> None:
    with pytest.raises(HubError, match="hand-over file"):
        validate_transfers(write(transfer()).removesuffix(b"</transfers>\n"))


def test_fault_of_the_schema_names_its_line() -> None:
    data = write(transfer()).replace(b"<currency>EUR</currency>", b"<currency>USD</currency>")
    with pytest.raises(HubError, match=r"line 8: Element 'currency'"):
        validate_transfers(data)


def test_document_with_an_entity_is_not_expanded() -> None:
    data = write(transfer()).replace(b"<transfers ", b'<!DOCTYPE x [<!ENTITY e "1">]>\n<transfers ', 1)
    with pytest.raises(HubError, match="document type"):
        validate_transfers(data.replace(b"Voorbeelddorp", b"&e;"))


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"<dossiers>2<", b"<dossiers>3<"), (b"<claims>6<", b"<claims>5<"), (b"<open>3310.98<", b"<open>3310.97<")],
)
def test_trailer_with_other_totals_is_refused(old: bytes, new: bytes) -> None:
    data = write(transfer(1), transfer(2))
    assert old in data
    with pytest.raises(BalanceError, match="the trailer states"):
        read_control_totals(data.replace(old, new))


def test_dossier_that_is_lost_on_the_way_is_noticed() -> None:
    root = etree.fromstring(write(transfer(1), transfer(2)))
    root.remove(root[1])
    with pytest.raises(BalanceError):
        read_control_totals(etree.tostring(root))


def test_batch_without_dossiers_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        write_transfers(HEADER, pl.DataFrame(schema={"sequence_number": pl.Int64}))
