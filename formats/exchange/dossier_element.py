"""Element of one dossier in the hand-over file: parties, claims, interest, costs, what was sent, amounts."""

from __future__ import annotations

from typing import Any

from formats.exchange.elements import add_amounts, add_element, add_text, euros, percent
from formats.exchange.facts import Cost, Notice, Party, TransferFacts
from formats.letters.facts import Claim, InterestLine


def add_dossier(root: Any, sequence_number: int, facts: TransferFacts) -> None:
    """The element of one dossier, added to the file.

    Args:
        root: Element that holds the dossiers.
        sequence_number: Place in the batch.
        facts: What the bailiff is told.
    """
    dossier = add_element(root, "dossier")
    dossier.set("sequence", str(sequence_number))
    add_text(dossier, "dossierId", facts["dossier_id"])
    add_text(dossier, "statementDate", facts["statement_date"])
    add_text(dossier, "law", facts["country"])
    _write_creditor(dossier, facts)
    _write_debtor(dossier, facts)
    for party in facts.get("parties") or []:
        _write_party(dossier, party)
    for claim in facts["claims"]:
        _write_claim(dossier, facts, claim)
    for line in facts["interest_lines"]:
        _write_interest_line(dossier, line)
    for cost in facts["costs"]:
        _write_cost(dossier, cost)
    for notice in facts["notices"]:
        _write_notice(dossier, notice)
    _write_amounts(dossier, facts)


def _write_creditor(dossier: Any, facts: TransferFacts) -> None:
    creditor = add_element(dossier, "creditor")
    add_text(creditor, "creditorId", facts["creditor_id"])
    add_text(creditor, "name", facts["creditor"]["name"])
    for line in facts["creditor"]["address_lines"]:
        add_text(creditor, "addressLine", line)
    add_text(creditor, "companyNumber", facts["creditor"]["company_number"])


def _write_debtor(dossier: Any, facts: TransferFacts) -> None:
    debtor = facts["debtor"]
    element = add_element(dossier, "debtor")
    add_text(element, "debtorId", debtor["debtor_id"])
    add_text(element, "reference", debtor["debtor_reference"])
    add_text(element, "type", debtor["debtor_type"])
    add_text(element, "name", debtor["name"])
    add_text(element, "birthDate", debtor["birth_date"])
    add_text(element, "language", debtor["language"])
    address = add_element(element, "address")
    add_text(address, "street", debtor["street"])
    add_text(address, "houseNumber", debtor["house_number"])
    add_text(address, "postcode", debtor["postcode"])
    add_text(address, "city", debtor["city"])
    add_text(address, "country", debtor["country"])
    add_text(element, "email", debtor["email"])
    add_text(element, "phone", debtor["phone"])
    add_text(element, "companyNumber", debtor["company_number"])
    add_text(element, "vatNumber", debtor["vat_number"])


def _write_party(dossier: Any, party: Party) -> None:
    element = add_element(dossier, "party")
    add_text(element, "role", party["role"])
    add_text(element, "reference", party["party_reference"])
    add_text(element, "type", party["party_type"])
    add_text(element, "name", party["name"])
    add_text(element, "birthDate", party["birth_date"])
    address = add_element(element, "address")
    add_text(address, "street", party["street"])
    add_text(address, "houseNumber", party["house_number"])
    add_text(address, "postcode", party["postcode"])
    add_text(address, "city", party["city"])
    add_text(address, "country", party["country"])
    add_text(element, "email", party["email"])
    if party["role"] == "co_debtor":
        # Who owes no part owes all of it, with the others.
        add_text(element, "sharePercent", percent(1_000_000 if party["share_ppm"] is None else party["share_ppm"]))
        add_text(element, "isJoint", "true" if party["share_ppm"] is None else "false")


def _write_claim(dossier: Any, facts: TransferFacts, claim: Claim) -> None:
    element = add_element(dossier, "claim")
    add_text(element, "reference", claim["reference"])
    add_text(element, "description", claim["description"])
    add_text(element, "invoiceDate", claim["invoice_date"])
    add_text(element, "dueDate", claim["due_date"])
    add_text(element, "principal", euros(claim["principal_cents"]))
    add_text(element, "principalOpen", euros(claim["principal_open_cents"]))
    add_text(element, "interestOpen", euros(claim["interest_cents"]))
    add_text(element, "costsOpen", euros(claim["costs_cents"]))
    last_line = max(
        (line for line in facts["interest_lines"] if line["claim_reference"] == claim["reference"]),
        key=lambda line: line["until_date"],
        default=None,
    )
    if last_line is not None and claim["principal_open_cents"] > 0:
        # Interest runs on after the statement: from its first day that is not yet counted, at the rate of that day.
        # The base is told without capitalised interest: a payment on the last day may have changed the line's base.
        instruction = add_element(element, "interestRunsOn")
        add_text(instruction, "regime", claim["regime"])
        add_text(instruction, "from", last_line["until_date"])
        add_text(instruction, "ratePercent", percent(last_line["rate_ppm"]))
        add_text(instruction, "ratePer", last_line["rate_per"])
        add_text(instruction, "principal", euros(claim["principal_open_cents"]))


def _write_interest_line(dossier: Any, line: InterestLine) -> None:
    element = add_element(dossier, "interestLine")
    add_text(element, "claimReference", line["claim_reference"])
    add_text(element, "from", line["from_date"])
    add_text(element, "until", line["until_date"])
    add_text(element, "base", euros(line["base_cents"]))
    add_text(element, "ratePercent", percent(line["rate_ppm"]))
    add_text(element, "ratePer", line["rate_per"])
    add_text(element, "interest", euros(line["interest_cents"]))


def _write_cost(dossier: Any, cost: Cost) -> None:
    element = add_element(dossier, "cost")
    add_text(element, "costId", cost["cost_id"])
    add_text(element, "kind", cost["kind"])
    add_text(element, "claimReference", cost["claim_reference"])
    add_text(element, "dueDate", cost["due_date"])
    amounts = {
        "amount": cost["amount_cents"],
        "vat": cost["vat_cents"],
        "paid": cost["paid_cents"],
        "open": cost["open_cents"],
    }
    add_amounts(element, amounts)
    add_text(element, "rule", cost["rule_id"])


def _write_notice(dossier: Any, notice: Notice) -> None:
    element = add_element(dossier, "notice")
    add_text(element, "kind", notice["kind"])
    add_text(element, "sentDate", notice["sent_date"])
    add_text(element, "channel", notice["channel"])
    add_text(element, "claimReference", notice["claim_reference"])


def _write_amounts(dossier: Any, facts: TransferFacts) -> None:
    amounts = add_element(dossier, "amounts")
    buckets = facts["buckets"]
    told = {
        "principal": buckets["principal_cents"],
        "interest": buckets["interest_cents"],
        "costs": buckets["costs_cents"],
        "open": buckets["open_cents"],
        "paid": buckets["paid_cents"],
    }
    add_amounts(amounts, told)
    account = add_element(dossier, "account")
    add_text(account, "iban", facts["payment"]["iban"])
    add_text(account, "beneficiary", facts["payment"]["beneficiary"])
