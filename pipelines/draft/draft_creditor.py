"""The skeleton of `creditor.yaml`: what only the creditor knows, as questions."""

from __future__ import annotations

from pipelines.draft.proposal import UNKNOWN
from pipelines.draft.write_yaml import write_questions

_ASKED = {
    "name": "What is the creditor's name, as it stands on letters, and his address?",
    "company_number": "What is his KvK or KBO number, and the account to which money is passed on?",
    "grouping": "Which claims share a dossier: all of a debtor, those of one contract, or each its own (group_by)?",
    "interest": "Statutory interest, or interest by contract: which rate, per year or per month?",
    "contract_terms": "Did a lawyer look at interest and penalty clause in his contracts with consumers, and when?",
    "limitation": "What kind of claim is it: sale, rent, energy, care premium, telecom … (limitation_class)?",
    "thresholds": "Below which amount is nothing sent?",
    "bailiff": "Which bailiff's office gets his dossiers, if any?",
}
_ASKED_NL = {"vat": "Can he deduct VAT? If not, VAT comes on top of the collection costs (vat_on_bik: true)."}
_ASKED_BE = {
    "sme": "Is he a small or medium-sized enterprise (is_sme): then interest runs from the day after the reminder."
}
_REGIMES = {"nl": ("nl_consumer", "nl_commercial"), "be": ("be_civil", "be_commercial")}


def draft_creditor(creditor_id: str, *, country: str | None, language: str | None) -> str:
    """The file of a new creditor.

    Args:
        creditor_id: Name of its folder.
        country: Country that the sample shows; none where it does not.
        language: Language that the country has for all its creditors; none where it is asked.
    """
    questions = dict(_ASKED)
    if country is None:
        questions["country"] = "Which country's law holds: nl or be?"
    questions |= _ASKED_BE if country == "be" else _ASKED_NL
    lines = [
        "# Drafted from a sample. Fill in what only the creditor knows; each question is removed when it is answered.",
        f"id: {creditor_id}",
        f'name: "{UNKNOWN}"',
        f'address: {{street: "{UNKNOWN}", house_number: "{UNKNOWN}", postcode: "{UNKNOWN}", city: "{UNKNOWN}"}}',
        f"country: {country or _unknown()}",
        f"language: {language or _unknown()}",
        f'company_number: "{UNKNOWN}"',
        "group_by: debtor",
    ]
    if country is not None:
        consumer, business = _REGIMES[country]
        lines += ["terms:", f"  regime_consumer: {consumer}", f"  regime_business: {business}"]
        lines += ["  bik_consumer: true", "  bik_business: true"] if country == "nl" else []
    return "\n".join([*lines, *write_questions(questions)]) + "\n"


def _unknown() -> str:
    return f'"{UNKNOWN}"'
