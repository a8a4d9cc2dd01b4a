from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mappings.feeds import RejectRule
from mappings.snapshot_rules import SnapshotRule
from pipelines.canonical.delivery import Booked, Delivery, Stock
from pipelines.controls import imbalances
from tests.pipelines.canonical import build

LOOSE = SnapshotRule(drop_percent=Decimal(100))


def snapshot(number: int, *rows: dict[str, str], rule: SnapshotRule = LOOSE) -> Delivery:
    found = build.claims(number, *rows, name=f"vorderingen-{number}.csv")
    assert found.feed is not None
    feed = replace(found.feed, snapshot=rule, reject=RejectRule())
    return replace(found, feed=feed, known_at=date(2026, 11, number))


def claim(reference: str = "F1", amount: str = "100,00", **changes: str) -> dict[str, str]:
    return build.claim(reference, **{"Openstaand bedrag": amount} | changes)


def codes(booked: Booked) -> list[tuple[str, int, int]]:
    return [
        (delivery[:9], line, code)
        for delivery, line, code in booked.findings.select("delivery_id", "line_number", "code").rows()
    ]


def money(booked: Booked) -> list[tuple[str, str, int, int]]:
    rows = booked.facts.payments.select("claim_id", "kind", "amount_cents", "line_number").rows()
    return [(name.removeprefix("energie-noord:"), kind, cents, line) for name, kind, cents, line in rows]


def withdrawn(booked: Booked) -> list[str]:
    events = booked.facts.events.filter(pl.col("kind") == "withdrawal")
    return [name.removeprefix("energie-noord:") for name in events["claim_id"]]


def bank(number: int, cents: str, reference: str = "F10001") -> Delivery:
    return replace(build.statement(number, {"amount": cents, "remittance": reference}), known_at=date(2026, 11, number))


def test_a_claim_that_is_gone_is_withdrawn_by_the_snapshot_in_which_it_is_missing() -> None:
    booked = build.book(snapshot(1, claim("F1"), claim("F2")), snapshot(2, claim("F1")))
    event = booked.facts.events.row(0, named=True)
    assert withdrawn(booked) == ["F2"]
    assert (event["delivery_id"][:9], event["line_number"]) == ("D00000002", 0)
    assert event["known_at"] == event["effective_date"] == date(2026, 11, 2)
    assert event["detail"] == "no longer in vorderingen-2.csv"
    assert codes(booked) == [("D00000002", 0, 1011), ("D00000002", 2, 3001)]
    assert "Booked as withdrawal: F2." in booked.findings["message"][0]
    assert booked.deliveries["status"].to_list() == ["accepted", "accepted"]
    assert imbalances(booked.controls).is_empty()


def test_a_lower_amount_is_a_payment_at_the_creditor_once() -> None:
    lower = claim("F1", "60,00")
    booked = build.book(
        snapshot(1, claim("F1")), snapshot(2, lower), snapshot(3, lower), snapshot(4, claim("F1", "5,5"))
    )
    assert money(booked) == [("F1", "payment", 4000, 2), ("F1", "payment", 5450, 2)]
    assert booked.facts.payments["source"].unique().to_list() == ["creditor"]
    assert [code for _, _, code in codes(booked)] == [3010, 3001, 3010]
    assert "40.00 booked as payment." in booked.findings["message"][0]
    assert imbalances(booked.controls).is_empty()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (replace(LOOSE, lower="credit_note"), [("F1", "credit_note", 4000, 2)]),
        (replace(LOOSE, amount="original", lower="credit_note"), [("F1", "credit_note", 4000, 2)]),
        (replace(LOOSE, lower="refuse"), []),
    ],
)
def test_what_a_lower_amount_means_is_agreed(rule: SnapshotRule, expected: list[object]) -> None:
    lower = claim("F1", "60,00")
    booked = build.book(*(snapshot(n, row, rule=rule) for n, row in enumerate((claim("F1"), lower, lower), start=1)))
    assert money(booked) == expected
    assert (3002 in {code for _, _, code in codes(booked)}) is (rule.lower == "refuse")


@pytest.mark.parametrize("kind", ["payment", "credit_note"])
def test_a_claim_that_is_gone_can_mean_that_the_rest_was_paid_or_credited(kind: str) -> None:
    rule = replace(LOOSE, gone=kind)
    days = [(claim("F1"), claim("F2")), (claim("F1", "70,00"), claim("F2")), (claim("F2"),), (claim("F2"),)]
    booked = build.book(*(snapshot(n, *rows, rule=rule) for n, rows in enumerate(days, start=1)))
    assert money(booked) == [("F1", "payment", 3000, 2), ("F1", kind, 7000, 0)]
    assert withdrawn(booked) == []


def test_money_that_the_agency_passed_on_is_not_booked_again() -> None:
    first = snapshot(1, claim("F10001"), claim("F10002"))
    lower = snapshot(3, claim("F10001", "70,00"), claim("F10002", "90,00"))
    booked = build.book(first, bank(2, "30.00"), lower, snapshot(4, claim("F10002", "90,00")))
    derived = booked.facts.payments.filter(pl.col("source") == "creditor")
    assert derived.select("claim_id", "amount_cents").rows() == [("energie-noord:F10002", 1000)]
    assert withdrawn(booked) == ["F10001"]


def test_a_claim_that_was_paid_in_full_through_the_agency_may_leave_the_file_in_silence() -> None:
    days = [snapshot(1, claim("F10001"), claim("F10002", Klantnummer="K2")), bank(2, "100.00")]
    strict = SnapshotRule(drop_percent=Decimal(10))
    days += [snapshot(n, claim("F10002", Klantnummer="K2"), rule=strict) for n in (3, 4)]
    booked = build.book(*days)
    assert withdrawn(booked) == []
    assert [code for _, _, code in codes(booked)] == [3001, 3001]
    assert booked.deliveries["status"].to_list() == ["accepted"] * 4


def test_a_payment_that_the_creditor_told_before_is_not_booked_again() -> None:
    told = replace(build.mutations(2, build.mutation("M1", "betaling")), known_at=date(2026, 11, 2))
    booked = build.book(snapshot(1, claim("F1")), told, snapshot(3, claim("F1", "75,00")))
    assert money(booked) == [("F1", "payment", 2500, 2)]


def test_an_amount_that_rose_is_refused_with_both_amounts() -> None:
    booked = build.book(snapshot(1, claim("F1")), snapshot(2, claim("F1", "60,00")), snapshot(3, claim("F1", "80,00")))
    found = booked.findings.row(-1, named=True)
    assert (found["code"], found["outcome"]) == (3002, "refused")
    assert "known are 60.00" in found["message"]
    assert money(booked) == [("F1", "payment", 4000, 2)]


def test_too_many_claims_gone_refuse_the_file_and_nothing_is_booked() -> None:
    rule = SnapshotRule()
    days = [snapshot(1, *(claim(f"F{n}") for n in range(8)), rule=rule)]
    six, five = [claim(f"F{n}") for n in range(6)], [claim(f"F{n}") for n in range(5)]
    refused = build.book(*days, snapshot(2, *five, claim("F9"), rule=rule))
    assert [code for _, _, code in codes(refused)] == [1010]
    assert "Of 8 claims 3 are gone; at most 25 % may be." in refused.findings["message"][0]
    assert (refused.deliveries["status"][1], refused.facts.claims.height, withdrawn(refused)) == ("refused", 8, [])
    assert withdrawn(build.book(*days, snapshot(2, *six, rule=rule))) == ["F6", "F7"]


def test_a_file_without_claims_is_refused_whatever_share_may_go() -> None:
    empty = build.delivery(2, "energie-noord", "vorderingen.csv", build.csv([claim()])[:-1].partition(b"\r\n")[0])
    assert empty.feed is not None
    booked = build.book(snapshot(1, claim("F1")), replace(empty, feed=replace(empty.feed, snapshot=LOOSE)))
    assert booked.deliveries["status"].to_list() == ["accepted", "refused"]
    assert withdrawn(booked) == []


def test_a_refused_record_is_not_gone() -> None:
    booked = build.book(snapshot(1, claim("F1"), claim("F2")), snapshot(2, claim("F1"), claim("F2", Vervaldatum="x")))
    assert withdrawn(booked) == []
    assert ("D00000002", 3, 2005) in codes(booked)


def test_where_a_number_cannot_be_read_nothing_is_gone() -> None:
    booked = build.book(snapshot(1, claim("F1"), claim("F2")), snapshot(2, claim("F1"), claim("")))
    assert withdrawn(booked) == []
    assert ("D00000002", 0, 1012) in codes(booked)
    assert withdrawn(build.book(snapshot(3, claim("F1")), stock=booked.facts)) == ["F2"]


def test_a_claim_that_comes_back_after_its_withdrawal_is_refused() -> None:
    both = (claim("F1"), claim("F2"))
    booked = build.book(snapshot(1, *both), snapshot(2, claim("F1")), snapshot(3, claim("F1", "90,00"), claim("F2")))
    assert ("D00000003", 3, 3011) in codes(booked)
    assert withdrawn(booked) == ["F2"]
    assert money(booked) == [("F1", "payment", 1000, 2)]


def test_another_address_is_another_version_of_the_debtor_and_a_new_date_is_booked() -> None:
    moved = claim("F1", Straat="Kerkweg", **{"Datum veertiendagenbrief": "01-07-2026", "Omschrijving": "anders"})
    booked = build.book(snapshot(1, claim("F1"), claim("F2")), snapshot(2, moved, claim("F2", Straat="Kerkweg")))
    assert booked.facts.debtors["street"].to_list() == ["Dorpsstraat", "Kerkweg"]
    assert booked.facts.events["kind"].to_list() == ["fourteen_day_notice_sent"]
    message = booked.findings.filter(pl.col("line_number") == 2)["message"][0]
    assert "Fourteen_day_notice_sent; not taken over: description." in message
    again = build.book(replace(snapshot(3, moved, claim("F2", Straat="Kerkweg"))), stock=booked.facts)
    assert again.facts.debtors.is_empty()
    assert again.facts.events.is_empty()


def test_claims_of_one_debtor_with_two_addresses_do_not_make_a_version_each_month() -> None:
    rows = (claim("F1"), claim("F2", Straat="Kerkweg"))
    booked = build.book(*(snapshot(number, *rows) for number in range(1, 5)))
    assert booked.facts.debtors["street"].to_list() == ["Dorpsstraat", "Kerkweg"]


@pytest.mark.parametrize("change", [{"Vervaldatum": "20-06-2026"}, {"Klantnummer": "K7"}, {"Contractnummer": "C2"}])
def test_what_makes_a_claim_the_same_claim_may_not_change(change: dict[str, str]) -> None:
    booked = build.book(snapshot(1, claim("F1")), snapshot(2, claim("F1", "60,00", **change)))
    assert codes(booked) == [("D00000002", 2, 3002)]
    assert money(booked) == []


def test_a_claim_twice_in_one_file_counts_once() -> None:
    rows = (claim("F1", "60,00"), claim("F1", "60,00"), claim("F1", "50,00"))
    booked = build.book(snapshot(1, claim("F1")), snapshot(2, *rows))
    assert money(booked) == [("F1", "payment", 4000, 2)]
    assert codes(booked) == [("D00000002", 2, 3010), ("D00000002", 3, 3001), ("D00000002", 4, 3002)]


@pytest.mark.parametrize(("covers", "expected"), [("feed", []), ("creditor", ["F2"])])
def test_claims_of_another_feed_are_gone_only_where_the_snapshot_covers_them(covers: str, expected: list[str]) -> None:
    other = build.claims(1, claim("F2"))
    assert other.feed is not None
    other = replace(other, feed=replace(other.feed, name="nieuw"))
    booked = build.book(other, snapshot(2, claim("F1")), snapshot(3, claim("F1"), rule=replace(LOOSE, covers=covers)))
    assert withdrawn(booked) == (["F2"] if covers == "creditor" else expected)


def test_the_same_bytes_again_change_nothing() -> None:
    second = snapshot(2, claim("F1"))
    again = replace(snapshot(3, claim("F1")), duplicate_of=second.delivery_id)
    booked = build.book(snapshot(1, claim("F1"), claim("F2")), second, again)
    assert withdrawn(booked) == ["F2"]
    assert booked.deliveries["status"].to_list()[2] == "duplicate"


AMOUNTS = st.dictionaries(st.sampled_from(["F1", "F2", "F3", "F4"]), st.integers(1, 120), min_size=1)


@settings(max_examples=15, deadline=None)
@given(files=st.lists(AMOUNTS, min_size=1, max_size=4), gone=st.sampled_from(["withdrawal", "payment"]))
def test_books_follow_the_last_file_and_a_replay_in_parts_or_twice_is_the_same(
    files: list[dict[str, int]], gone: str
) -> None:
    rule = replace(LOOSE, gone=gone)
    days = [
        snapshot(number, *(claim(name, f"{euros},00") for name, euros in file.items()), rule=rule)
        for number, file in enumerate(files, start=1)
    ]
    whole = build.book(*days)
    stock = Stock()
    for day in days:
        stock = stock.plus(build.book(day, stock=stock).facts)
    for name in ("debtors", "claims", "payments", "events"):
        assert_frame_equal(getattr(stock, name), getattr(whole.facts, name))
    last = replace(days[-1], delivery_id="D00000009-00000000", sequence_number=9)
    again = build.book(last, stock=whole.facts).facts
    assert [getattr(again, name).height for name in ("debtors", "claims", "payments", "events")] == [0, 0, 0, 0]
    assert imbalances(whole.controls).is_empty()
    for name, euros in files[-1].items():
        if f"energie-noord:{name}" not in whole.facts.events["claim_id"]:
            claimed = whole.facts.claims.filter(claim_reference=name)["principal_cents"].sum()
            paid = whole.facts.payments.filter(claim_id=f"energie-noord:{name}")["amount_cents"].sum()
            assert claimed - paid <= euros * 100
