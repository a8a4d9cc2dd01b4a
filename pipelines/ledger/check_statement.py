"""What holds for every statement, asserted: nothing is lost between what was asked, what came in, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from pipelines.ledger.number_facts import Book

if TYPE_CHECKING:
    from pipelines.ledger.statement import Statement


def check_statement(statement: Statement, book: Book) -> None:
    """Nothing, where every sum of `docs/ledger.md` holds.

    Args:
        statement: The statement.
        book: The facts it was made of.

    Raises:
        AssertionError: The engine lost or doubled a cent.
    """
    _check_claims(statement)
    _check_lines(statement)
    _check_payments(statement, book)
    _check_dossiers(statement, book)


def _check_claims(statement: Statement) -> None:
    asked = pl.col("principal_cents") + pl.col("interest_total_cents") + pl.col("costs_total_cents")
    paid = pl.col("principal_paid_cents") + pl.col("interest_paid_cents") + pl.col("costs_paid_cents")
    lost = statement.balances.filter(
        asked != paid + pl.col("principal_credited_cents") + pl.col("waived_cents") + pl.col("open_cents")
    )
    assert lost.is_empty(), f"asked is not paid, credited, waived and open: {lost.head(3)}"
    amounts = pl.selectors.ends_with("_cents")
    assert (statement.balances.select(amounts.min()).min_horizontal() >= 0).all(), "an amount is below zero"


def _check_lines(statement: Statement) -> None:
    sums = statement.lines.group_by("dossier_id", "claim_id").agg(pl.col("interest_cents").sum())
    beside = statement.balances.join(sums, on=["dossier_id", "claim_id"], how="left")
    differs = beside.filter(pl.col("interest_total_cents") != pl.col("interest_cents").fill_null(0))
    assert differs.is_empty(), f"lines do not add up to the interest: {differs.head(3)}"


def _check_payments(statement: Statement, book: Book) -> None:
    sums = (
        statement.allocations.filter("is_payment")
        .group_by("dossier_id", "payment_id")
        .agg(pl.col("amount_cents").sum())
    )
    given = (
        book.sources.filter("is_payment")
        .join(book.dossiers.select("d", "dossier_id"), on="d")
        .join(sums, on=["dossier_id", "payment_id"], how="left")
    )
    differs = given.filter(pl.col("amount") != pl.col("amount_cents").fill_null(0))
    assert differs.is_empty(), f"allocations do not add up to the payment: {differs.head(3)}"


def _check_dossiers(statement: Statement, book: Book) -> None:
    """Per dossier: principal, interest and costs asked, with credit, are what came in, was waived and is open."""
    notes = book.sources.filter(~pl.col("is_payment")).join(book.dossiers.select("d", "dossier_id"), on="d")
    credited = notes.group_by("dossier_id").agg(noted=pl.col("amount").sum())
    costs = statement.costs.group_by("dossier_id").agg(
        costs=(pl.col("amount_cents") + pl.col("vat_cents")).sum(), waived_costs=pl.col("waived_cents").sum()
    )
    waived = statement.balances.join(
        statement.costs.filter(pl.col("claim_id").is_not_null())
        .group_by("dossier_id", "claim_id")
        .agg(own=pl.col("waived_cents").sum()),
        on=["dossier_id", "claim_id"],
        how="left",
    )
    waived = waived.group_by("dossier_id").agg(waived=(pl.col("waived_cents") - pl.col("own").fill_null(0)).sum())
    beside = statement.dossiers
    for sums in (credited, costs, waived):
        beside = beside.join(sums, on="dossier_id", how="left")
    beside = beside.with_columns(pl.col("noted", "costs", "waived_costs", "waived").fill_null(0))
    asked = pl.col("principal_cents") + pl.col("interest_total_cents") + pl.col("costs") + pl.col("credit_cents")
    came = pl.col("paid_cents") + pl.col("noted") + pl.col("waived") + pl.col("waived_costs") + pl.col("open_cents")
    differs = beside.filter(asked != came)
    assert differs.is_empty(), f"the dossier does not balance: {differs.head(3)}"
