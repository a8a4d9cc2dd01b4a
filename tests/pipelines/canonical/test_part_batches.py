from __future__ import annotations

import polars as pl

from pipelines.canonical.part_batches import part_batches

SCHEMA = {
    "sequence": pl.Int64,
    "kind": pl.String,
    "claim_reference": pl.String,
    "fact_reference": pl.String,
    "creditor_id": pl.String,
    "partner_id": pl.String,
}


def facts(*rows: tuple[int, str, str | None, str | None]) -> pl.DataFrame:
    return pl.DataFrame([(*row, "c", "c") for row in rows], schema=SCHEMA, orient="row")


def claims(*rows: tuple[int, str], dossier_key: str | None = "c:K") -> pl.DataFrame:
    frame = pl.DataFrame(rows, schema={"sequence": pl.Int64, "claim_id": pl.String}, orient="row")
    return frame.with_columns(dossier_key=pl.lit(dossier_key, pl.String))


def test_deliveries_that_share_nothing_are_one_run() -> None:
    assert part_batches(claims((1, "c:A"), (2, "c:B"), (3, "c:C")), None, partner_kind="creditor") == [[1, 2, 3]]


def test_a_claim_that_comes_back_begins_a_run() -> None:
    found = part_batches(claims((1, "c:A"), (2, "c:B"), (3, "c:A"), (4, "c:B")), None, partner_kind="creditor")
    assert found == [[1, 2], [3, 4]]


def test_claims_that_join_an_open_dossier_are_booked_one_delivery_after_the_other() -> None:
    joining = claims((1, "c:A"), (2, "c:B"), (3, "c:C"), dossier_key=None)
    assert part_batches(joining, None, partner_kind="creditor") == [[1], [2], [3]]


def test_a_fact_on_a_claim_of_the_run_begins_a_run() -> None:
    found = part_batches(claims((1, "c:A"), (2, "c:B")), facts((3, "payment", "A", "1")), partner_kind="creditor")
    assert found == [[1, 2], [3]]


def test_a_number_of_a_fact_that_comes_back_begins_a_run() -> None:
    found = part_batches(None, facts((1, "payment", "A", "1"), (2, "payment", "B", "1")), partner_kind="creditor")
    assert found == [[1], [2]]


def test_what_reaches_further_than_its_claim_is_a_run_by_itself() -> None:
    plain = [(1, "payment", "A", "1"), (3, "payment", "C", "3")]
    for far in ((2, "reversal", "B", "2"), (2, "payment", None, "2")):
        assert part_batches(None, facts(*plain, far), partner_kind="creditor") == [[1], [2], [3]]
    assert part_batches(None, facts(*plain), partner_kind="bank") == [[1], [3]]


def test_nothing_gives_no_runs() -> None:
    assert part_batches(None, None, partner_kind="creditor") == []
    assert part_batches(claims(), None, partner_kind="creditor") == []
