"""Partners as tables: what the steps of decisions and outbox read of creditors and of the agency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

import polars as pl

from mappings.agency import Agency
from mappings.partner_blocks import Address
from mappings.partners import Creditor, Partners
from warehouse import codes

_CREDITOR_SCHEMA: Final[dict[str, pl.DataType]] = {
    "creditor_id": pl.String(),
    "name": pl.String(),
    "address_lines": pl.List(pl.String),
    "company_number": pl.String(),
    "country": pl.String(),
    "language": pl.String(),
    "bailiff_office": pl.String(),
    "threshold_cents": pl.Int64(),
    "waiting_days": pl.Int64(),
    "asks_collection_costs": pl.Boolean(),
    "group_by": pl.String(),
}


EXPECTED: Final[dict[str, pl.DataType]] = {
    "partner_id": pl.String(),
    "creditor_id": pl.String(),
    "feed": pl.String(),
    "every": pl.String(),
    "by": pl.Int64(),
    "grace_days": pl.Int64(),
    "early_days": pl.Int64(),
    "since": pl.Date(),
    "country": pl.String(),
}
"""Columns of the table of expected files."""

TEAMS: Final[dict[str, pl.DataType]] = {"team_id": pl.String(), "kind": pl.String(), "deadline_days": pl.Int64()}
"""Columns of the table of teams."""


def creditor_table(creditors: Mapping[str, Creditor]) -> pl.DataFrame:
    """The creditors, one row each.

    Returns:
        creditor_id, name, address_lines (list), company_number, country, language, bailiff_office, threshold_cents,
        waiting_days, asks_collection_costs (Dutch costs, of consumers), group_by (what the claims of a dossier share).
    """
    rows = [
        (
            creditor_id,
            creditor.name,
            address_lines(creditor.address),
            creditor.company_number,
            creditor.country,
            creditor.language,
            creditor.bailiff,
            creditor.threshold_cents,
            creditor.waiting_days,
            creditor.terms.bik_consumer,
            creditor.group_by,
        )
        for creditor_id, creditor in sorted(creditors.items())
    ]
    return pl.DataFrame(rows, schema=_CREDITOR_SCHEMA, orient="row")


def expected_table(partners: Partners) -> pl.DataFrame:
    """The feeds whose files are expected by a calendar, one row each.

    Returns:
        partner_id, creditor_id, feed, every, by, grace_days, early_days, since, country (whose holidays count: of the
        creditor, else of the agency).
    """
    rows = [
        {
            "partner_id": partner.partner_id,
            "creditor_id": partner.partner_id if isinstance(partner, Creditor) else None,
            "feed": feed.name,
            "country": partner.country if isinstance(partner, Creditor) else partners.agency.address.country,
            **asdict(feed.expected),
        }
        for partner in partners.by_id.values()
        for feed in partner.feeds.values()
        if feed.expected is not None
    ]
    return pl.DataFrame(rows, schema=EXPECTED)


def team_table(agency: Agency) -> pl.DataFrame:
    """The teams of operators, one row per kind of work item that they take.

    Returns:
        team_id, kind (empty for the team that takes what no other does), deadline_days.
    """
    rows = [(team.team_id, kind, team.deadline_days) for team in agency.teams for kind in team.takes or (None,)]
    return pl.DataFrame(rows, schema=TEAMS, orient="row")


def agency_table(agency: Agency) -> pl.DataFrame:
    """The agency as it stands in messages, one row per language.

    Returns:
        language; `agency`, a struct with the fields of `formats.letters.facts.Agency`; iban, payment_link,
        payment_link_days (empty where the link has no end).
    """
    fallback = next(iter(agency.complaints.values()), "")
    rows: list[dict[str, Any]] = [
        {
            "language": language,
            "agency": {
                "name": agency.name,
                "address_lines": address_lines(agency.address),
                "phone": agency.phone,
                "email": agency.email,
                "website": agency.website,
                "company_number": agency.company_number,
                "registration_number": agency.registration,
                "complaints": agency.complaints.get(language, fallback),
            },
            "iban": agency.iban,
            "payment_link": agency.payment_link,
            "payment_link_days": agency.payment_link_days,
        }
        for language in codes.LANGUAGES
    ]
    return pl.DataFrame(rows, schema_overrides={"payment_link_days": pl.Int64})


def address_lines(address: Address) -> list[str]:
    """An address in two lines: street with number, postcode with town."""
    return [f"{address.street} {address.house_number}".strip(), f"{address.postcode} {address.city}".strip()]
