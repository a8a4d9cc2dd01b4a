"""The step that puts beside each action what its message or transfer needs: balance, debtor, creditor, agency, step."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl


def join_dossiers(actions: pl.DataFrame, tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The actions with all that is known of their dossiers.

    Args:
        actions: Rows of `decisions.actions` that leave.
        tables: As for `select_messages`: `dossiers`, `debtors`, `creditors`, `agency`, `steps`.

    Returns:
        One row per action: its columns; of the dossier principal_cents, interest_cents and costs_cents (all open),
        paid_cents and what notices announce; the debtor (debtor_name and the columns of `canonical.debtors`), the
        creditor (creditor_name …), the agency (agency, iban, beneficiary, payment_link, payment_link_days),
        pay_within_days, approval.
    """
    balances = tables["dossiers"].select(
        "dossier_id",
        "paid_cents",
        "notice_costs_cents",
        "notice_vat_cents",
        "clause_cents",
        "clause_rate_ppm",
        "clause_term_days",
        principal_cents="principal_open_cents",
        interest_cents="interest_open_cents",
        costs_cents="costs_open_cents",
        _open_cents="open_cents",
    )
    parts = (
        (balances, ["dossier_id"]),
        (_debtors(tables["debtors"]), ["debtor_id"]),
        (_creditors(tables["creditors"]), ["creditor_id"]),
        (_agency(tables["agency"]), ["language"]),
        (tables["steps"].select("profile_id", "step_id", "pay_within_days", "approval"), ["profile_id", "step_id"]),
    )
    joined = actions
    for part, key in parts:
        joined = joined.join(part, on=key, how="left", validate="m:1")
    if not joined["_open_cents"].equals(joined["open_cents"]):
        raise AssertionError("an action and the ledger differ in what is open")
    return joined.drop("_open_cents")


def _debtors(debtors: pl.DataFrame) -> pl.DataFrame:
    """The newest version of each debtor."""
    return (
        debtors.sort("delivery_id", "line_number")
        .unique("debtor_id", keep="last", maintain_order=True)
        .drop("creditor_id", "delivery_id", "line_number", "known_at", "iban")
        .rename({"name": "debtor_name", "country": "debtor_country", "company_number": "debtor_company_number"})
    )


def _creditors(creditors: pl.DataFrame) -> pl.DataFrame:
    """The creditors under names of their own."""
    return creditors.select(
        "creditor_id",
        "country",
        "bailiff_office",
        creditor=pl.struct("name", "address_lines", "company_number"),
    )


def _agency(agency: pl.DataFrame) -> pl.DataFrame:
    """The agency by language, with the name of its account's holder."""
    return agency.select(
        "language",
        "agency",
        "iban",
        "payment_link",
        "payment_link_days",
        beneficiary=pl.col("agency").struct.field("name"),
    )
