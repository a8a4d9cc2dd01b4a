"""A case of the calculator as facts of one dossier. Contract: `docs/ledger.md`, the calculator."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mappings.regimes import ORDERS, REGIMES
from pipelines.ledger.case_fields import Fields
from warehouse import codes


@dataclass
class CaseRows:
    """Rows of the engine's frames, collected over cases."""

    dossiers: list[dict[str, Any]] = field(default_factory=list)
    claims: list[dict[str, Any]] = field(default_factory=list)
    costs: list[dict[str, Any]] = field(default_factory=list)
    payments: list[dict[str, Any]] = field(default_factory=list)
    credit_notes: list[dict[str, Any]] = field(default_factory=list)


def read_case(case: Fields, dossier_id: str, rows: CaseRows) -> None:
    """The rows of a case, added to those of the cases before; faults are noted in the fields.

    Args:
        case: The case.
        dossier_id: Dossier that it becomes.
        rows: Rows so far.
    """
    dossier: dict[str, Any] = {"dossier_id": dossier_id, "as_of": case.day("as_of"), "keep_costs": False}
    country = case.choice("country", codes.COUNTRIES)
    dossier["country"] = country
    terms = case.inner("terms")
    interest = _read_terms(terms, country, dossier)
    rows.dossiers.append(dossier)
    claims = _read_claims(case, interest)
    _read_costs(case, set(claims), rows, dossier_id)
    _read_payments(case, set(claims), rows, dossier_id)
    _read_credit_notes(case, set(claims), rows, dossier_id)
    rows.claims.extend({"dossier_id": dossier_id, **claim} for claim in claims.values())
    case.close()


def _read_terms(terms: Fields | None, country: str | None, dossier: dict[str, Any]) -> dict[str, Any] | None:
    """Interest block of the terms; order, spread and rounding go into the dossier."""
    dossier |= {"across": "claim_by_claim", "rounding": "line", "order": list(ORDERS.get(country or "", ()))}
    if terms is None:
        return None
    dossier["across"] = (
        terms.choice("across", ("claim_by_claim", "bucket_by_bucket"), is_required=False) or dossier["across"]
    )
    dossier["rounding"] = terms.choice("rounding", ("line", "exact"), is_required=False) or dossier["rounding"]
    order = terms.texts("order", is_required=False)
    if order is not None and sorted(order) != sorted(codes.BUCKETS):
        terms.note("order", f"must hold each of {', '.join(codes.BUCKETS)} once")
    elif order is not None:
        dossier["order"] = order
    block = terms.inner("interest")
    interest = None if block is None else _read_interest(block)
    terms.close()
    return interest


def _read_interest(block: Fields) -> dict[str, Any]:
    regime = block.choice("regime", REGIMES)
    is_contract = regime == "contract"
    interest = {
        "regime": regime,
        "surcharge_ppm": block.rate("surcharge_pct", is_required=False),
        "payment_day_counts": block.truth("payment_day_counts", is_required=False),
        "day_count": block.choice("day_count", ("act_365", "act_act"), is_required=False),
        "compounding": block.choice("compounding", ("none", "monthly", "yearly"), is_required=False),
        "rate_ppm": block.rate("rate_pct", is_required=is_contract),
        "rate_per": block.choice("per", ("year", "month"), is_required=False),
        "part_month": block.choice("part_month", ("pro_rata", "full"), is_required=False),
    }
    if regime is not None and not is_contract:
        for key in ("rate_pct", "per", "part_month"):
            if block.has(key):
                block.note(key, f"belongs to the regime contract; the rate of {regime} is not for the case to say")
    if regime == "none" and interest["surcharge_ppm"]:
        block.note("surcharge_pct", "points come on top of a regime's rate, and the regime none has no rate")
    block.close()
    return interest


def _read_claims(case: Fields, interest: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    claims: dict[str, dict[str, Any]] = {}
    count = 0
    for item in case.each("claims"):
        count += 1
        claim_id = item.text("claim_id")
        claim = {
            "claim_id": claim_id,
            "principal_cents": item.amount("principal", least_cents=1),
            "due_date": item.day("due_date"),
            "interest_from": item.day("interest_from", is_required=False),
            "contract_date": item.day("contract_date", is_required=False),
        }
        own = item.inner("interest")
        block = interest if own is None else _read_interest(own)
        if block is None and own is None and case.values.get("terms", {}) is not None:
            _note_no_interest(case, item)
        item.close()
        _keep(claims, claim_id, claim | (block or {}), item, "claim_id")
    if count == 0 and ("claims" not in case.values or isinstance(case.values["claims"], list)):
        case.note("claims", "must hold one claim or more")
    return claims


def _note_no_interest(case: Fields, item: Fields) -> None:
    """A claim without interest rules, unless the terms hold a block that has faults of its own."""
    terms = case.values.get("terms")
    if not (isinstance(terms, dict) and "interest" in terms):
        item.note("interest", "is missing; give it here or as terms.interest")


def _keep(kept: dict[str, dict[str, Any]], key: str | None, row: dict[str, Any], item: Fields, name: str) -> None:
    """Keep a row under its id; an id that stands twice is a fault."""
    if key is None:
        return
    if key in kept:
        item.note(name, f"{key!r} stands twice")
    kept[key] = row


def _known(item: Fields, key: str, known: set[str], *, is_required: bool) -> str | None:
    """Id of a claim of the case."""
    found = item.text(key, is_required=is_required)
    if found is not None and found not in known:
        item.note(key, f"no claim has the id {found!r}")
    return found


def _read_costs(case: Fields, known: set[str], rows: CaseRows, dossier_id: str) -> None:
    costs: dict[str, dict[str, Any]] = {}
    for item in case.each("costs"):
        cost: dict[str, Any] = {
            "dossier_id": dossier_id,
            "cost_id": item.text("cost_id"),
            "kind": item.choice("kind", codes.COST_KINDS),
            "due_date": item.day("due_date"),
        }
        if cost["kind"] == "amount":
            cost["amount_cents"] = item.amount("amount", least_cents=0)
            cost["claim_id"] = _known(item, "claim_id", known, is_required=False)
        elif cost["kind"] == "nl_bik":
            cost["claim_ids"] = _read_claim_ids(item, known)
            cost["with_vat"] = item.truth("vat", is_required=False)
        elif cost["kind"] == "be_clause":
            cost["claim_id"] = _known(item, "claim_id", known, is_required=True)
            cost["clause_ppm"] = item.rate("clause_pct")
            cost["clause_minimum_cents"] = item.amount("clause_min", least_cents=0)
            cost["is_consumer"] = item.truth("consumer")
        if cost["kind"] is not None:
            item.close()
        _keep(costs, cost["cost_id"], cost, item, "cost_id")
    rows.costs.extend(costs.values())


def _read_claim_ids(item: Fields, known: set[str]) -> list[str] | None:
    claim_ids = item.texts("claim_ids")
    if claim_ids is None:
        return None
    if not claim_ids or len(set(claim_ids)) < len(claim_ids):
        item.note("claim_ids", "must name one claim or more, each once")
    for unknown in sorted(set(claim_ids) - known):
        item.note("claim_ids", f"no claim has the id {unknown!r}")
    return claim_ids


def _read_payments(case: Fields, known: set[str], rows: CaseRows, dossier_id: str) -> None:
    """Payments that no reversal takes back."""
    payments: dict[str, dict[str, Any]] = {}
    for item in case.each("payments"):
        payment_id = item.text("payment_id")
        payment = {
            "dossier_id": dossier_id,
            "payment_id": payment_id,
            "effective_date": item.day("date"),
            "amount_cents": item.amount("amount", least_cents=1),
            "claim_id": _known(item, "claim_id", known, is_required=False),
        }
        item.close()
        _keep(payments, payment_id, payment, item, "payment_id")
    reversed_ids: dict[str, dict[str, Any]] = {}
    for item in case.each("reversals"):
        payment_id = item.text("payment_id")
        item.day("date")
        item.close()
        if payment_id is not None and payment_id not in payments:
            item.note("payment_id", f"no payment has the id {payment_id!r}")
        _keep(reversed_ids, payment_id, {}, item, "payment_id")
    rows.payments.extend(row for payment_id, row in payments.items() if payment_id not in reversed_ids)


def _read_credit_notes(case: Fields, known: set[str], rows: CaseRows, dossier_id: str) -> None:
    """Credit notes; they have no id in a case, so their place gives them one."""
    for index, item in enumerate(case.each("credit_notes")):
        note = {
            "dossier_id": dossier_id,
            "payment_id": f"credit_notes[{index:06d}]",
            "claim_id": _known(item, "claim_id", known, is_required=True),
            "effective_date": item.day("date"),
            "amount_cents": item.amount("amount", least_cents=1),
            "is_from_start": item.truth("from_start", is_required=False),
        }
        item.close()
        rows.credit_notes.append(note)
