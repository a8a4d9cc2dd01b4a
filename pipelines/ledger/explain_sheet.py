"""The explanation of a dossier as rows of words and amounts: what the statement of account shows, nothing computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mappings.explain_words import ExplainWords
from pipelines.ledger.explain import tell_gate
from pipelines.money import format_pct

_BUCKETS = ("costs", "interest", "principal", "credit")


def explain_sheet(explanation: Mapping[str, Any], words: ExplainWords) -> dict[str, Any]:
    """The statement of account, every amount and date as it is written.

    Args:
        explanation: What `explain_dossier` gives.
        words: Words of the reader's language.

    Returns:
        `labels`, `dossier`, `as_of`, `totals`, and the rows of `claims`, `lines`, `costs`, `payments` and `gates`.
    """
    totals = (
        *("asked_cents", "settled_cents", "credit_cents", "open_cents"),
        *("principal_open_cents", "interest_open_cents", "costs_open_cents"),
    )
    checked = {name: words.amount(explanation[f"{name}_cents"]) for name in ("asked", "settled", "credit", "open")}
    return {
        "labels": words.names["sheet"],
        "dossier": explanation["dossier_id"],
        "as_of": words.day(explanation["as_of"]),
        "totals": {name.removesuffix("_cents"): words.amount(explanation[name]) for name in totals},
        "has_credit": explanation["credit_cents"] > 0,
        "check": words.say("check", **checked),
        "claims": [_claim(claim, words) for claim in explanation["claims"]],
        "lines": [_line(claim, line, words) for claim in explanation["claims"] for line in claim["lines"]],
        "interest": words.amount(sum(claim["interest_total_cents"] for claim in explanation["claims"])),
        "costs": [_cost(cost, words) for cost in explanation["costs"]],
        "payments": [row for payment in explanation["payments"] for row in _payment(payment, words)],
        "gates": [tell_gate(gate, words) for gate in explanation["gates"]],
    }


def _claim(claim: Mapping[str, Any], words: ExplainWords) -> dict[str, str]:
    amounts = ("principal", "principal_credited", "interest_total", "waived", "principal_open", "interest_open")
    return {
        "reference": claim["claim_reference"],
        "due": words.day(claim["due_date"]),
        "regime": words.names["regimes"][claim["regime"]],
        **{name: words.amount(claim[f"{name}_cents"]) for name in amounts},
        "source": _source(claim),
    }


def _line(claim: Mapping[str, Any], line: Mapping[str, Any], words: ExplainWords) -> dict[str, str]:
    rate = format_pct(line["rate_ppm"]).replace(".", words.decimal)
    return {
        "reference": claim["claim_reference"],
        "first_day": words.day(line["from_date"]),
        "last_day": words.day(line["last_day"]),
        "days": str(line["days"]),
        "base": words.amount(line["base_cents"]),
        "rate": f"{rate}% / {words.names['periods'][line['rate_per']]}",
        "interest": words.amount(line["interest_cents"]),
        "basis": line["article"] or words.say("no_article"),
    }


def _cost(cost: Mapping[str, Any], words: ExplainWords) -> dict[str, str]:
    is_posted = cost["kind"] == "amount"
    article = words.say("posted") if is_posted else cost["article"] or words.say("no_article")
    return {
        "kind": words.names["kinds"][cost["kind"]],
        "due": words.day(cost["due_date"]),
        "base": "" if is_posted else words.amount(cost["base_cents"]),
        **{name: words.amount(cost[f"{name}_cents"]) for name in ("amount", "vat", "paid", "waived", "open")},
        "basis": article,
        "source": _source(cost) if cost["file"] else "",
    }


def _payment(payment: Mapping[str, Any], words: ExplainWords) -> list[dict[str, str]]:
    """A payment with what went to each part of each claim, a row per claim; a credit note went to the principal."""
    is_note = payment["kind"] == "credit_note"
    of_claims: dict[str, dict[str, int]] = {}
    for part in payment["parts"]:
        sums = of_claims.setdefault(part["claim_reference"] or "", dict.fromkeys(_BUCKETS, 0))
        sums[part["bucket"]] += part["amount_cents"]
    rows = [
        {"date": "", "kind": "", "amount": "", "claim": claim, "source": ""}
        | {bucket: words.amount(cents) if cents else "" for bucket, cents in sums.items()}
        for claim, sums in (of_claims or {"": dict.fromkeys(_BUCKETS, 0)}).items()
    ]
    rows[0] |= {
        "date": words.day(payment["effective_date"]),
        "kind": words.names["sheet"]["credit_note" if is_note else "payment"],
        "amount": words.amount(payment["amount_cents"]),
        "source": _source(payment),
    }
    return rows


def _source(fact: Mapping[str, Any]) -> str:
    return f"{fact['file']}:{fact['row']}"
