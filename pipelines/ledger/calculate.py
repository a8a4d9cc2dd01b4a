"""The calculator: cases as JSON in, statements as JSON out. Contract: `docs/ledger.md`, the calculator."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from mappings.law import Law, load_law
from pipelines.ledger.case_fields import Fields
from pipelines.ledger.facts import CLAIMS, COSTS, CREDIT_NOTES, DOSSIERS, PAYMENTS, Facts
from pipelines.ledger.find_gaps import LawGapError
from pipelines.ledger.read_case import CaseRows, read_case
from pipelines.ledger.statement import Statement, statement
from pipelines.ledger.write_case import write_statements
from warehouse.errors import CaseError, UsageError


class CaseFaultsError(CaseError):
    """Cases break their contract.

    Args:
        faults: One line per fault, with the case (in a list), the path and what is wrong.
    """

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults), place="case", cure="Correct the case")
        self.faults = faults


def calculate(document: str, law: Law | None = None) -> str:
    """Statements of one case or of a list of cases, as JSON.

    Args:
        document: JSON text: a case, or a list of cases.
        law: Law tables; None: those that come with the hub.

    Returns:
        JSON text: a statement, or a list of statements in the order of the cases.

    Raises:
        CaseFaultsError: A case breaks the contract, or needs a rate that no law table holds; every fault is listed.
    """
    parsed = _parse(document)
    cases = parsed if isinstance(parsed, list) else [parsed]
    answers = _state(cases, law or load_law(), is_list=isinstance(parsed, list)) if cases else []
    return json.dumps(answers if isinstance(parsed, list) else answers[0], ensure_ascii=False, indent=1)


def _parse(document: str) -> Any:
    try:
        return json.loads(document, object_pairs_hook=_without_doubles)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise CaseFaultsError([f"{where}: the text is not JSON: {error.msg}"]) from error
    except RecursionError as error:
        raise CaseFaultsError(["the JSON is nested too deep"]) from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        doubles = sorted({key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1})
        raise CaseFaultsError([f"the key {key!r} stands twice in one object" for key in doubles])
    return found


def _state(cases: list[Any], law: Law, *, is_list: bool) -> list[dict[str, Any]]:
    faults: list[str] = []
    rows = CaseRows()
    for number, case in enumerate(cases, start=1):
        prefix = f"case {number}: " if is_list else ""
        read_case(Fields(case, "", faults, prefix), f"{number:08d}", rows)
    if faults:
        raise CaseFaultsError(faults)
    try:
        done = _settle(rows, law)
    except LawGapError as error:
        raise CaseFaultsError(_gap_faults(error, cases, is_list=is_list)) from error
    except UsageError as error:
        raise CaseFaultsError([f"{error.cause}: {error.place}"]) from error
    return write_statements(rows, done)


def _settle(rows: CaseRows, law: Law) -> Statement:
    facts = Facts(
        pl.DataFrame(rows.dossiers, schema=DOSSIERS),
        pl.DataFrame(rows.claims, schema=CLAIMS),
        pl.DataFrame(rows.costs, schema=COSTS),
        pl.DataFrame(rows.payments, schema=PAYMENTS),
        pl.DataFrame(rows.credit_notes, schema=CREDIT_NOTES),
    )
    return statement(facts, law)


def _gap_faults(error: LawGapError, cases: list[dict[str, Any]], *, is_list: bool) -> list[str]:
    """One line per claim or cost that needs a day which the law tables do not cover."""
    faults = []
    for gap in error.gaps.iter_rows(named=True):
        number = int(gap["dossier_id"])
        key, name = ("claims", "claim_id") if gap["claim_id"] else ("costs", "cost_id")
        index = [item[name] for item in cases[number - 1][key]].index(gap[name])
        prefix = f"case {number}: " if is_list else ""
        faults.append(
            f"{prefix}{key}[{index}]: {gap['rule_id']} has no value for {gap['day'].isoformat()} ({gap['file']})"
        )
    return faults
