"""All that a home holds of a person, table by table, with the deliveries that it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from warehouse.errors import UsageError
from warehouse.tables import TABLES, schema_of

if TYPE_CHECKING:
    from assets.hub import Hub

_KEYS: Final = ("debtor_id", "claim_id", "dossier_id")
_STAGES: Final = ("canonical.", "ledger.", "decisions.", "outbox.")


def person_file(hub: Hub, debtor_id: str) -> dict[str, Any]:
    """`debtors`, the debtor and those who are the same person; `tables`, all rows on them; `deliveries` and `findings`.

    Args:
        hub: The open hub; it may be opened to read.
        debtor_id: The debtor.

    Raises:
        UsageError: No debtor has this id.
    """
    if hub.store.read("canonical.debtors", where="debtor_id = ?", parameters=[debtor_id]).is_empty():
        raise UsageError(
            "no debtor has this id", place=debtor_id, cure="Write CREDITOR:NUMBER, as in canonical.debtors."
        )
    same = "party_id IN (SELECT party_id FROM decisions.parties WHERE debtor_id = ?)"
    parties = hub.store.read("decisions.parties", where=same, parameters=[debtor_id])
    debtors = sorted({debtor_id, *parties["debtor_id"]})
    claims = hub.store.read("canonical.claims", where=_among("debtor_id", debtors), parameters=debtors)
    keys = {
        "debtor_id": debtors,
        "claim_id": sorted(claims["claim_id"]),
        "dossier_id": sorted(set(claims["dossier_id"])),
    }
    tables = {}
    for name in (name for name in TABLES if name.startswith(_STAGES)):
        columns = [key for key in _KEYS if key in schema_of(name) and keys[key]]
        if not columns:
            continue
        where = " OR ".join(_among(key, keys[key]) for key in columns)
        rows = hub.store.read(name, where=where, parameters=[value for key in columns for value in keys[key]])
        if not rows.is_empty():
            tables[name] = rows.to_dicts()
    ids = sorted({row["delivery_id"] for rows in tables.values() for row in rows if row.get("delivery_id")})
    columns = ["delivery_id", "partner_id", "file_name", "known_at", "sha256"]
    deliveries = hub.store.read("inbox.deliveries", columns=columns, where=_among("delivery_id", ids), parameters=ids)
    numbers = [reference for debtor in debtors for reference in (debtor.partition(":")[2],)]
    numbers += claims["claim_reference"].to_list()
    named = " OR ".join("contains(record, ?)" for _ in numbers)
    findings = hub.store.read("inbox.findings", where=named, parameters=[f'"{number}"' for number in numbers])
    return {
        "debtors": debtors,
        "tables": tables,
        "deliveries": deliveries.to_dicts(),
        "findings": findings.to_dicts(),
    }


def _among(column: str, values: list[str]) -> str:
    return f"{column} IN ({', '.join('?' for _ in values)})" if values else "false"
