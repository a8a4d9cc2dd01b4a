"""Debtors of whom nothing is open, and the day from which the law no longer asks for their records."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from mappings.law import load_law
from mappings.law_amounts import Terms
from pipelines.canonical.strike_persons import ERASED
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from assets.hub import Hub

_CLOSED: Final = f"""
    WITH facts AS (
      SELECT dossier_id, greatest(effective_date, known_at) AS day FROM canonical.payments
      UNION ALL SELECT dossier_id, greatest(effective_date, known_at) FROM canonical.events WHERE kind <> 'data_erased'
      UNION ALL SELECT dossier_id, greatest(due_date, known_at) FROM canonical.claims),
    last AS (SELECT dossier_id, max(day) AS day FROM facts WHERE dossier_id IS NOT NULL GROUP BY 1),
    newest AS (
      SELECT dossier_id, open_cents + credit_cents AS open_cents FROM ledger.dossiers
      WHERE business_date = (SELECT max(business_date) FROM ledger.dossiers))
    SELECT c.debtor_id, c.creditor_id, max(last.day) AS last_date, sum(coalesce(n.open_cents, 1)) AS open_cents
    FROM (SELECT DISTINCT debtor_id, creditor_id, dossier_id FROM canonical.claims) c
    JOIN last USING (dossier_id) LEFT JOIN newest n USING (dossier_id)
    WHERE c.debtor_id NOT IN (
      SELECT debtor_id FROM canonical.debtors GROUP BY 1 HAVING bool_and(name = '{ERASED}'))
    GROUP BY 1, 2 ORDER BY 1"""


class Kept(NamedTuple):
    """A debtor and how long his records are kept.

    Args:
        debtor_id: The debtor.
        open_cents: What is open of him, or paid too much, in cents.
        last_date: Day of the last fact about him.
        until: First day on which the law no longer asks for his records.
        rule: Law table with the term.
    """

    debtor_id: str
    open_cents: int
    last_date: date
    until: date
    rule: str


def list_kept(hub: Hub) -> list[Kept]:
    """Every debtor with claims who was not erased.

    Args:
        hub: The open hub.

    Raises:
        UsageError: No day was run since claims came, so that nobody knows what is open.
    """
    law = load_law(hub.home.mapping_roots)
    found = []
    for debtor_id, creditor_id, last_date, open_cents in hub.store.sql(_CLOSED).rows():
        table = law.table(f"{hub.partners.creditors[creditor_id].country}_retention")
        terms = table.at(last_date).value
        if not isinstance(terms, Terms):
            raise UsageError("the term of retention is no term", place=table.place, cure="Write `unit: terms`.")
        years = next(term for kind, term in terms.by_kind if kind == "records").years
        until = date(last_date.year + 1 + years, 1, 1)
        found.append(Kept(debtor_id, int(open_cents), last_date, until, table.rule_id))
    return found
