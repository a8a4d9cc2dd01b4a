"""The skeleton of `creditor.yaml`: what only the creditor knows, as questions."""

from __future__ import annotations

from collections.abc import Mapping

from pipelines.draft.proposal import UNKNOWN
from pipelines.draft.write_yaml import write_questions

_ASKED = ("name", "company_number", "grouping", "interest", "contract_terms", "limitation", "thresholds", "bailiff")
_OF_COUNTRY = {"nl": "vat", "be": "sme"}
_REGIMES = {"nl": ("nl_consumer", "nl_commercial"), "be": ("be_civil", "be_commercial")}


def draft_creditor(creditor_id: str, texts: Mapping[str, str], *, country: str | None, language: str | None) -> str:
    """The file of a new creditor.

    Args:
        creditor_id: Name of its folder.
        texts: Texts of the questions.
        country: Country that the sample shows; none where it does not.
        language: Language in which the creditor is addressed; none where it is asked.
    """
    asked = [*_ASKED, *(["country"] if country is None else []), _OF_COUNTRY.get(country or "", "vat")]
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
    return "\n".join([*lines, *write_questions({name: texts[name] for name in asked})]) + "\n"


def _unknown() -> str:
    return f'"{UNKNOWN}"'
