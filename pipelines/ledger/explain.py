"""A dossier's balance, told line by line with its sources, so that a debtor can follow it and a person can check it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from mappings.explain_words import ExplainWords
from pipelines.money import format_pct


def explain_text(explanation: Mapping[str, Any], words: ExplainWords) -> str:
    """The explanation as text.

    Args:
        explanation: What `explain_dossier` gives.
        words: Words of the reader's language.

    Returns:
        Lines of text, without a final line break.
    """
    lines = [words.say("title", dossier_id=explanation["dossier_id"], as_of=words.day(explanation["as_of"]))]
    lines += [_tell_party(party, words) for party in explanation.get("parties", [])]
    for claim in explanation["claims"]:
        lines += _tell_claim(claim, words)
    if explanation["costs"]:
        lines += [words.say("costs"), *(_tell_cost(cost, words) for cost in explanation["costs"])]
    if explanation["payments"]:
        lines.append(words.say("payments"))
        dues = {cost["cost_id"]: cost["due_date"] for cost in explanation["costs"]}
        for payment in explanation["payments"]:
            lines += _tell_payment(payment, dues, words)
    lines += [tell_gate(gate, words) for gate in explanation["gates"]]
    amounts = {name: words.amount(explanation[f"{name}_open_cents"]) for name in ("principal", "interest", "costs")}
    lines.append(words.say("totals", open=words.amount(explanation["open_cents"]), **amounts))
    if explanation["credit_cents"]:
        lines.append(words.say("credit", credit=words.amount(explanation["credit_cents"])))
    checked = {name: words.amount(explanation[f"{name}_cents"]) for name in ("asked", "settled", "credit", "open")}
    return "\n".join([*lines, words.say("check", **checked)])


def tell_gate(gate: Mapping[str, Any], words: ExplainWords) -> str:
    """What a gate blocks, of which claim, by which rule and until when.

    Args:
        gate: One of the `gates` of the explanation.
        words: Words of the reader's language.
    """
    until = "" if gate["until_date"] is None else words.say("blocked_until", day=words.day(gate["until_date"]))
    return words.say(
        "blocked",
        gate=words.names["gates"][gate["gate"]],
        rule_id=gate["rule_id"],
        claim=words.say("of_claim", claim_reference=gate["claim_reference"]),
        until=until,
    )


def _tell_party(party: Mapping[str, Any], words: ExplainWords) -> str:
    share, reference, until = party["share_ppm"], party["claim_reference"], party["until_date"]
    told = ""
    if party["role"] == "co_debtor":
        pct = None if share is None else format_pct(share).replace(".", words.decimal)
        told = words.say("jointly") if pct is None else words.say("share", share=pct)
    return words.say(
        "party",
        role=words.names["roles"][party["role"]],
        name=party["name"],
        share=told,
        claim=words.say("of_claim", claim_reference=reference) if reference else "",
        until="" if until is None else words.say("party_until", day=words.day(until)),
        source=_tell_source(party, words),
    )


def _tell_claim(claim: Mapping[str, Any], words: ExplainWords) -> list[str]:
    lines = [
        words.say(
            "claim",
            claim_reference=claim["claim_reference"],
            principal=words.amount(claim["principal_cents"]),
            due_date=words.day(claim["due_date"]),
            source=_tell_source(claim, words),
        ),
    ]
    if claim["lines"]:
        lines.append(words.say("regime", regime=words.names["regimes"][claim["regime"]]))
        lines += [_tell_line(line, words) for line in claim["lines"]]
        lines.append(words.say("interest_total", interest=words.amount(claim["interest_total_cents"])))
    else:
        lines.append(words.say("no_interest"))
    for name, sentence in (("principal_credited_cents", "credited"), ("waived_cents", "waived")):
        if claim[name]:
            lines.append(words.say(sentence, amount=words.amount(claim[name])))
    amounts = {name: words.amount(claim[f"{name}_open_cents"]) for name in ("principal", "interest", "costs")}
    last_day = claim["limitation_date"] - timedelta(days=1)
    limited = words.say("limitation", last_day=words.day(last_day))
    return [*lines, words.say("claim_open", **amounts), limited]


def _tell_line(line: Mapping[str, Any], words: ExplainWords) -> str:
    return words.say(
        "line",
        from_day=words.day(line["from_date"]),
        last_day=words.day(line["last_day"]),
        days=words.days(line["days"]),
        rate=format_pct(line["rate_ppm"]).replace(".", words.decimal),
        per=words.names["periods"][line["rate_per"]],
        base=words.amount(line["base_cents"]),
        interest=words.amount(line["interest_cents"]),
        article=line["article"] or words.say("no_article"),
    )


def _tell_cost(cost: Mapping[str, Any], words: ExplainWords) -> str:
    base = words.say("cost_base", base=words.amount(cost["base_cents"])) if cost["kind"] != "amount" else ""
    article = words.say("posted") if cost["kind"] == "amount" else cost["article"] or words.say("no_article")
    return words.say(
        "cost",
        kind=words.names["kinds"][cost["kind"]],
        due_date=words.day(cost["due_date"]),
        amount=words.amount(cost["amount_cents"]),
        vat=words.amount(cost["vat_cents"]),
        open=words.amount(cost["open_cents"]),
        article=article,
        base=base,
        source=f", {_tell_source(cost, words)}" if cost["file"] else "",
    )


def _tell_payment(payment: Mapping[str, Any], dues: Mapping[str, date], words: ExplainWords) -> list[str]:
    lines = [
        words.say(
            "credit_note" if payment["kind"] == "credit_note" else "payment",
            date=words.day(payment["effective_date"]),
            amount=words.amount(payment["amount_cents"]),
            source=_tell_source(payment, words),
        )
    ]
    for part in payment["parts"]:
        of_cost = words.say("of_cost", due_date=words.day(dues[part["cost_id"]])) if part["cost_id"] else ""
        of_claim = words.say("of_claim", claim_reference=part["claim_reference"]) if part["claim_reference"] else ""
        lines.append(
            words.say(
                "part",
                bucket=words.names["buckets"][part["bucket"]],
                amount=words.amount(part["amount_cents"]),
                of=of_cost + of_claim,
            )
        )
    return lines


def _tell_source(fact: Mapping[str, Any], words: ExplainWords) -> str:
    return words.say("source", file=fact["file"], row=fact["row"])
