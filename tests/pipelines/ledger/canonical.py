"""Builders of canonical facts: a test says what it is about, the rest is filled in."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandera.polars as pa
import polars as pl

from mappings.terms import TERMS, read_terms
from mappings.yaml_block import Block, raise_faults
from warehouse.schemas import canonical

KNOWN = date(2026, 1, 1)
DOSSIER = "1000000000"


def debtor(**given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(canonical.Debtors.to_schema().columns)
    filled = {"debtor_id": "c:D", "debtor_reference": "D", "debtor_type": "consumer", "name": "A", "language": "nl"}
    return empty | _known() | filled | given


def claim(**given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(canonical.Claims.to_schema().columns)
    reference = given.pop("reference", "A")
    filled = {
        "claim_id": f"c:{reference}",
        "claim_reference": reference,
        "debtor_id": "c:D",
        "dossier_id": DOSSIER,
        "dossier_key": "c:D",
        "due_date": date(2026, 1, 31),
        "principal_cents": 100_000,
    }
    return empty | _known() | filled | given


def payment(**given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(canonical.Payments.to_schema().columns)
    filled = {
        "payment_id": "p1",
        "kind": "payment",
        "dossier_id": DOSSIER,
        "amount_cents": 10_000,
        "effective_date": date(2026, 3, 1),
        "source": "creditor",
        "is_from_start": False,
    }
    return empty | _known("D2") | filled | given


def event(kind: str, effective_date: date, **given: Any) -> dict[str, Any]:
    empty = dict.fromkeys(canonical.Events.to_schema().columns)
    filled = {"event_id": f"{kind}:{effective_date}", "dossier_id": DOSSIER}
    return empty | _known("D2") | filled | {"kind": kind, "effective_date": effective_date} | given


def tables(
    claims: list[dict[str, Any]],
    *,
    debtors: list[dict[str, Any]] | None = None,
    payments: list[dict[str, Any]] | None = None,
    events: list[dict[str, Any]] | None = None,
) -> dict[str, pl.DataFrame]:
    return {
        "claims": _frame(canonical.Claims, claims),
        "debtors": _frame(canonical.Debtors, debtors if debtors is not None else [debtor()]),
        "payments": _frame(canonical.Payments, payments or []),
        "events": _frame(canonical.Events, events or []),
    }


def terms(country: str = "nl", **given: Any) -> pl.DataFrame:
    block = Block(Path("test"), 1, given, {}, [])
    parsed = read_terms(block, country=country)
    raise_faults(block.faults)
    return pl.DataFrame([{"creditor_id": "c"} | asdict(parsed)], schema=TERMS)


def _known(delivery_id: str = "D1") -> dict[str, Any]:
    return {"creditor_id": "c", "delivery_id": delivery_id, "line_number": 1, "known_at": KNOWN}


def _frame(model: type[pa.DataFrameModel], rows: list[dict[str, Any]]) -> pl.DataFrame:
    schema = {name: column.dtype.type for name, column in model.to_schema().columns.items()}
    return model.validate(pl.DataFrame(rows, schema=schema))
