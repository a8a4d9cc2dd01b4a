"""Builders of invented facts and message rows for the tests of letters and e-mails."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
from schwifty import IBAN
from stdnum import iso11649

AGENCY_IBAN = str(IBAN.generate("NL", bank_code="INGB", account_code="0001234567"))
DOSSIER = "4820001937"
REFERENCE = iso11649.format(
    "RF" + next(f"{n:02}" for n in range(100) if iso11649.is_valid(f"RF{n:02}{DOSSIER}")) + DOSSIER
)
COMPLAINTS = {
    "nl": "Mail naar klacht@voorbeeld-incasso.example. U hoort binnen twee werkdagen van ons. Daarna kunt u naar de "
    "Geschillencommissie.",
    "fr": "Écrivez à plainte@voorbeeld-incasso.example. Nous vous répondons dans les deux jours ouvrables.",
    "en": "Write to complaints@voorbeeld-incasso.example. We answer within two working days.",
}


def claim(**changes: Any) -> dict[str, Any]:
    """One claim of 150 euros of which all is open."""
    return {
        "reference": "F2026-00017",
        "description": "Stroom en gas, september 2026",
        "invoice_date": "2026-09-01",
        "due_date": "2026-09-15",
        "principal_cents": 15000,
        "principal_open_cents": 15000,
        "interest_cents": 0,
        "costs_cents": 0,
        **changes,
    }


def letter_facts(**changes: Any) -> dict[str, Any]:
    """Facts of one letter; the buckets follow from the claims unless they are given."""
    language = changes.get("language", "nl")
    claims = changes.get("claims", [claim()])
    buckets = {
        "principal_cents": sum(c["principal_open_cents"] for c in claims),
        "interest_cents": sum(c["interest_cents"] for c in claims),
        "costs_cents": sum(c["costs_cents"] for c in claims),
        "paid_cents": 0,
    }
    buckets |= changes.pop("buckets", {})
    parts = buckets["principal_cents"] + buckets["interest_cents"] + buckets["costs_cents"]
    buckets.setdefault("open_cents", parts)
    euros = f"{buckets['open_cents'] // 100}.{buckets['open_cents'] % 100:02}"
    return {
        "letter_date": "2026-11-16",
        "language": language,
        "country": "nl",
        "dossier_id": DOSSIER,
        "creditor": {
            "name": "Noorderlicht Energie B.V.",
            "address_lines": ["Windmolenweg 4", "9722 AB Groningen"],
            "company_number": "0123.456.749",
        },
        "agency": {
            "name": "Voorbeeld Incasso B.V.",
            "address_lines": ["Kade 12", "3011 XX Rotterdam"],
            "phone": "010 123 45 67",
            "email": "post@voorbeeld-incasso.example",
            "website": "voorbeeld-incasso.example",
            "company_number": "12345678",
            "registration_number": "1000123",
            "complaints": COMPLAINTS[language],
        },
        "debtor": {
            "name": "Mevrouw A. de Wit-Öztürk",
            "address_lines": ["Dorpsstraat 101 B", "1234 AB Voorbeelddorp"],
            "postcode": "1234 AB",
            "country": "nl",
            "debtor_type": "consumer",
            "debtor_reference": "K-88120",
        },
        "claims": claims,
        "buckets": buckets,
        "interest_lines": [],
        "payment": {
            "iban": AGENCY_IBAN,
            "beneficiary": "Stichting Derdengelden Voorbeeld Incasso",
            "reference": REFERENCE,
            "payment_link": "https://betaal.voorbeeld-incasso.example/d/4820001937",
            "link_expires_date": "2027-01-15",
            "epc_text": "BCD\n002\n1\nSCT\n\nStichting Derdengelden Voorbeeld Incasso\n"
            f"{AGENCY_IBAN}\nEUR{euros}\n\n{REFERENCE.replace(' ', '')}\n\n",
        },
        "pay_by_date": "2026-11-30",
        "fourteen_day_notice": None,
        "first_reminder": None,
        **changes,
    }


def arrangement(**changes: Any) -> dict[str, Any]:
    """An arrangement of three instalments, of which the second is asked now."""
    parts = [
        {"number": 1, "due_date": "2026-10-31", "amount_cents": 5000, "paid_cents": 5000},
        {"number": 2, "due_date": "2026-11-30", "amount_cents": 5000, "paid_cents": 1250},
        {"number": 3, "due_date": "2026-12-31", "amount_cents": 5001, "paid_cents": 0},
    ]
    days = {"due_date": "2026-11-30", "last_date": "2026-12-10"}
    return {"total_cents": 15_001, "asked_cents": 3750, "instalments": parts, **days, **changes}


def full_facts(**changes: Any) -> dict[str, Any]:
    """Facts with three claims, interest, costs, a payment and what both statutory notices announce."""
    claims = [
        claim(principal_open_cents=5000, interest_cents=112),
        claim(reference="F2026-00018", invoice_date="2026-10-01", due_date="2026-10-15", interest_cents=53),
        claim(reference="F2026-00019", principal_cents=123456, principal_open_cents=123456, interest_cents=410),
    ]
    line = {
        "claim_reference": "F2026-00017",
        "from_date": "2026-09-16",
        "until_date": "2026-11-17",
        "base_cents": 15000,
        "rate_ppm": 40000,
        "rate_per": "year",
        "interest_cents": 112,
    }
    given = {
        "claims": claims,
        "buckets": {"costs_cents": 21518, "paid_cents": 10000},
        "interest_lines": [line, {**line, "claim_reference": "F2026-00018", "from_date": "2026-10-16"}],
        "fourteen_day_notice": {"costs_cents": 21518, "vat_cents": 0},
        "first_reminder": {"clause_cents": 3650, "rate_ppm": 105000, "term_days": 14, "by_post": True},
        "arrangement": arrangement(asked_cents=165_549),
    }
    return letter_facts(**{**given, **changes})


def message(number: int = 1, *, template: str = "reminder", channel: str = "print", **facts: Any) -> dict[str, Any]:
    """One row of `outbox.messages` around these facts."""
    content = facts or letter_facts()
    buckets = content["buckets"]
    return {
        "batch_id": f"{'letters' if channel == 'print' else 'emails'}-2026-11-16-1",
        "sequence_number": number,
        "business_date": date(2026, 11, 16),
        "creditor_id": "noorderlicht",
        "dossier_id": content["dossier_id"],
        "debtor_id": "noorderlicht:K-88120",
        "step_id": template,
        "event_kind": "reminder_sent",
        **{f"{name}_cents": buckets[f"{name}_cents"] for name in ("principal", "interest", "costs", "open")},
        "facts": json.dumps(content),
        "channel": channel,
        "recipient": "a.dewit@debiteur.example" if channel == "email" else content["debtor"]["name"],
        "language": content["language"],
        "template": template,
        "template_sha256": "0" * 64,
        "payment_reference": content["payment"]["reference"],
    }


def messages(*rows: dict[str, Any]) -> pl.DataFrame:
    """Rows as a frame."""
    return pl.DataFrame(list(rows))
