"""What a creditor chooses about files: which claims share a dossier, and when a file is refused for its errors."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest

from mappings.feeds import RejectRule
from pipelines.canonical.book_deliveries import book_deliveries
from pipelines.canonical.delivery import Booked, Stock
from tests.pipelines.canonical import build
from warehouse.findings import CODES


@pytest.mark.parametrize(
    ("group_by", "together"),
    [("debtor", ["F1 F2 F3", "F4"]), ("contract", ["F1 F2", "F3", "F4"]), ("claim", ["F1", "F2", "F3", "F4"])],
)
def test_the_claims_of_a_dossier_share_what_the_creditor_chose(group_by: str, together: list[str]) -> None:
    creditors = {name: replace(creditor, group_by=group_by) for name, creditor in build.partners().creditors.items()}
    first = build.claims(1, build.claim("F1"), build.claim("F3", Contractnummer="C2"))
    second = build.claims(2, build.claim("F2"), build.claim("F4", Klantnummer="K2"), name="vorderingen-2.csv")
    claims = book_deliveries([first, second], Stock(), creditors=creditors).facts.claims
    dossiers: dict[str, list[str]] = {}
    for reference, dossier in claims.select("claim_reference", "dossier_id").sort("claim_reference").rows():
        dossiers.setdefault(dossier, []).append(reference)
    assert sorted(" ".join(names) for names in dossiers.values()) == together


def booked(rows: int, bad: int, rule: RejectRule) -> Booked:
    records = [build.claim(f"F{n}", **({"Soort klant": "?"} if n < bad else {})) for n in range(rows)]
    delivery = build.claims(1, *records)
    assert delivery.feed is not None
    return build.book(replace(delivery, feed=replace(delivery.feed, reject=rule)))


@pytest.mark.parametrize(
    ("rule", "rows", "bad", "is_refused"),
    [
        (RejectRule(), 4, 3, False),
        (RejectRule(percent=Decimal(25)), 4, 1, True),
        (RejectRule(percent=Decimal(25)), 5, 1, False),
        (RejectRule(percent=Decimal(25)), 8, 0, False),
        (RejectRule(percent=Decimal("0.1")), 40, 1, True),
        (RejectRule(errors=2), 40, 1, False),
        (RejectRule(errors=2), 40, 2, True),
        (RejectRule(errors=9, percent=Decimal(50)), 4, 2, True),
    ],
)
def test_from_a_share_or_number_of_errors_on_nothing_of_a_file_is_booked(
    rule: RejectRule, rows: int, bad: int, is_refused: bool
) -> None:
    found = booked(rows, bad, rule)
    told = found.deliveries.row(0, named=True)
    accepted = 0 if is_refused else rows - bad
    assert (told["rows_read"], told["rows_accepted"], told["rows_refused"]) == (rows, accepted, rows - accepted)
    assert told["status"] == ("refused" if is_refused else "partly_accepted" if bad else "accepted")
    assert found.facts.claims.height == accepted
    # The bad records are told in either case, and that the file as a whole was refused.
    codes = found.findings["code"].to_list()
    assert (CODES["too_many_errors"] in codes) == is_refused
    assert found.findings.filter(pl.col("line_number") > 0)["line_number"].n_unique() == bad
