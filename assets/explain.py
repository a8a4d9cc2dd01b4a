"""The explanation of one dossier, on any day, computed from its facts alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from formats.letters.account_sheet import render_sheet
from mappings.explain_words import load_explain_words
from mappings.law import load_law
from mappings.partner_tables import address_lines
from mappings.terms import terms_table
from mappings.tree import find_file
from pipelines.ledger.explain_dossier import explain_dossier
from pipelines.ledger.explain_parties import explain_parties
from pipelines.ledger.explain_sheet import explain_sheet
from pipelines.ledger.state_day import state_day
from pipelines.returned_messages import without_returned
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from assets.hub import Hub


def explain_on(hub: Hub, dossier_id: str, day: date | None, known_at: date | None = None) -> tuple[dict[str, Any], str]:
    """The explanation of a dossier's balance, and the language of its debtor.

    Args:
        hub: The open hub.
        dossier_id: Dossier.
        day: Day of the balance; none for the newest business date.
        known_at: Only facts known by this day; none for all that is known now.

    Raises:
        UsageError: No dossier has this number, or no day was ever run.
        LawError: A rate is needed on a day that the law tables do not cover.
        BalanceError: The parts do not add up.
    """
    facts = {
        name: hub.store.read(f"canonical.{name}", where="dossier_id = ?", parameters=[dossier_id])
        for name in ("claims", "payments", "events", "roles")
    }
    claims = facts["claims"]
    if claims.is_empty():
        cure = 'Look it up: incassohub sql "select dossier_id from ledger.dossiers".'
        raise UsageError("no dossier has this number", place=dossier_id, cure=cure)
    debtors = claims["debtor_id"].unique().to_list()
    marks = ", ".join("?" for _ in debtors)
    facts["debtors"] = hub.store.read("canonical.debtors", where=f"debtor_id IN ({marks})", parameters=debtors)
    as_of = day or max(hub.store.business_dates(), default=None)
    if as_of is None:
        raise UsageError("no business date was run yet", place=dossier_id, cure="Name a day with --date.")
    known = known_at or max(day for frame in facts.values() for day in frame["known_at"].unique().to_list())
    law = load_law(hub.home.mapping_roots)
    counting = without_returned(facts["events"].filter(pl.col("known_at") <= known))
    booked = {**facts, "events": counting}
    stated = state_day(booked, terms_table(hub.partners.creditors), law, business_date=as_of, known_at=known)
    day_tables = {**stated.tables(), "lines": stated.lines()}
    deliveries = hub.store.read("inbox.deliveries", columns=["delivery_id", "file_name"])
    then = {name: frame.filter(pl.col("known_at") <= known) for name, frame in facts.items()}
    told = {**then, **day_tables, "deliveries": deliveries, "notices": stated.notices()}
    if day_tables["dossiers"].is_empty():
        raise UsageError("nothing of this dossier was known then", place=str(known), cure="Name a later day.")
    newest = facts["debtors"].filter(pl.col("known_at") <= known).sort("delivery_id", "line_number").row(-1, named=True)
    explanation = explain_dossier(told, law, dossier_id=dossier_id)
    explanation["parties"] = explain_parties(then["roles"], then["claims"], deliveries, as_of=as_of)
    return explanation | _name_parties(hub, newest, claims["creditor_id"][0]), newest["language"]


def render_account(hub: Hub, explanation: Mapping[str, Any], language: str) -> bytes:
    """The statement of account as PDF.

    Args:
        hub: The open hub.
        explanation: What `explain_on` gives.
        language: Language of the sheet.

    Raises:
        ConfigurationError: Words or layout are missing or wrong.
    """
    roots = hub.home.mapping_roots
    sheet = explain_sheet(explanation, load_explain_words(language, roots))
    parties = {name: explanation[name] for name in ("creditor", "debtor")}
    agency = hub.partners.agency
    sheet |= {**parties, "language": language}
    sheet["agency"] = {"name": agency.name, "address_lines": address_lines(agency.address)}
    layout = find_file("letters/layout/statement.typ", roots).read_text(encoding="utf-8")
    return render_sheet(layout, sheet, business_date=explanation["as_of"])


def _name_parties(hub: Hub, debtor: Mapping[str, Any], creditor_id: str) -> dict[str, Any]:
    """Debtor and creditor as they stand on letters."""
    creditor = hub.partners.creditors[creditor_id]
    lines = [("street", "house_number"), ("postcode", "city")]
    address = [" ".join(filter(None, (debtor[name] for name in parts))) for parts in lines]
    return {
        "debtor": {
            "name": debtor["name"],
            "debtor_reference": debtor["debtor_reference"],
            "address_lines": [line for line in address if line],
        },
        "creditor": {"name": creditor.name, "address_lines": address_lines(creditor.address)},
    }
