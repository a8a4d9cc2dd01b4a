"""The JSON Schemas of the files that people edit, for editors: made of the definitions by which files are loaded."""

from __future__ import annotations

import json
from typing import Final

from mappings.json_schema_feed import codes_schema, feed_schema
from mappings.json_schema_parts import (
    DAY,
    FLAG,
    NUMBER,
    QUESTIONS,
    TEXT,
    TEXTS,
    Schema,
    keys,
    one_of,
    whole,
)
from mappings.partners import GROUPINGS
from mappings.plan_rules import MESSAGES
from mappings.profile_facts import DATED_EVENTS
from mappings.profile_step import DATE_FACTS, TONES
from mappings.regimes import REGIMES
from mappings.release_rules import ONCE, RELEASED_KINDS
from mappings.terms import CHOICES, FLAGS, LIMITATION_CLASSES
from warehouse import codes

_DRAFT: Final = "http://json-schema.org/draft-07/schema#"
_ADDRESS: Final = keys(
    {"street": TEXT, "house_number": TEXT, "postcode": TEXT, "city": TEXT, "country": one_of(codes.COUNTRIES)},
    required=["street", "house_number", "postcode", "city"],
)
_CLASSES: Final = one_of(dict.fromkeys(name for names in LIMITATION_CLASSES.values() for name in names))


def schemas() -> dict[str, str]:
    """The schemas as texts, by the name of the file: one per kind of file."""
    found = {
        "feed": ("A feed: which files a partner sends, and how they are read.", feed_schema()),
        "codes": ("A list of codes that the feeds of a partner share.", codes_schema()),
        "creditor": ("A creditor: who it is, its law, its terms.", _creditor()),
        "bank": ("A bank that sends statements.", _bank()),
        "bailiff": ("A bailiff's office.", _bailiff()),
        "provider": (
            "Who prints, sends or calls for the agency.",
            keys({"id": TEXT, "name": TEXT, "answer_days": whole(1, 365)}, required=["id", "name"]),
        ),
        "agency": ("The agency, as it stands on letters.", _agency()),
        "releases": ("When a batch waits for a person.", _releases()),
        "profile": ("A collection profile: who follows which steps.", _profile()),
        "holds": ("What each kind of hold stops.", _holds()),
        "arrangement": ("Rules of arrangements and promises to pay.", _arrangement()),
    }
    return {
        f"{name}.schema.json": json.dumps({"$schema": _DRAFT, "title": title, **schema}, indent=1, ensure_ascii=False)
        + "\n"
        for name, (title, schema) in found.items()
    }


def _creditor() -> Schema:
    return keys(
        {
            "id": TEXT,
            "name": TEXT,
            "questions": QUESTIONS,
            "address": _ADDRESS,
            "country": one_of(codes.COUNTRIES),
            "language": one_of(codes.LANGUAGES),
            "company_number": TEXT,
            "iban": TEXT,
            "group_by": one_of(GROUPINGS),
            "bailiff": TEXT,
            "thresholds": keys({"least_amount": NUMBER}),
            "waiting_days": whole(),
            "answer_days": whole(1, 365),
            "terms": _terms(),
            "arrangements": TEXT,
        },
        required=["id", "name", "address", "country", "language", "company_number"],
    )


def _terms() -> Schema:
    rate = {**NUMBER, "minimum": 0, "maximum": 100}
    buckets = {"type": "array", "items": one_of(codes.BUCKETS), "minItems": 3, "maxItems": 3, "uniqueItems": True}
    return keys(
        {
            "regime_consumer": one_of(REGIMES),
            "regime_business": one_of(REGIMES),
            "surcharge_pct": rate,
            "rate_pct": rate,
            "order": buckets,
            "limitation_class": _CLASSES,
            "limitation_by_product": {"type": "object", "additionalProperties": _CLASSES},
            "contract_interest_approved": keys({"on": DAY, "by": TEXT}, required=["on", "by"]),
            **{name: one_of(choices) for name, (_, choices) in CHOICES.items()},
            **dict.fromkeys(FLAGS, FLAG),
        }
    )


def _bank() -> Schema:
    return keys({"id": TEXT, "name": TEXT, "iban": TEXT}, required=["id", "name", "iban"])


def _bailiff() -> Schema:
    required = ["id", "name", "address", "language"]
    found = {"id": TEXT, "name": TEXT, "address": _ADDRESS, "language": one_of(codes.LANGUAGES)}
    return keys(found | {"answer_days": whole(1, 365)}, required=required)


def _agency() -> Schema:
    texts = ("name", "phone", "email", "website", "iban", "company_number", "registration", "payment_link")
    complaints = {"type": "object", "additionalProperties": TEXT}
    found = {**dict.fromkeys(texts, TEXT), "address": _ADDRESS, "complaints": complaints}
    kinds = {"type": "array", "items": one_of(codes.ITEM_DECISIONS.keys())}
    days = {"payment_link_days": whole(1, 3650)}
    team = keys({"name": TEXT, "takes": kinds, "deadline_days": whole(0, 365)})
    silence = keys({"quiet_days": whole(1, 3650), "law_days": whole(0, 365)})
    more = {"contact_hours": _contact_hours(), "teams": {"type": "object", "additionalProperties": team}}
    return keys(found | days | more | {"silence": silence}, required=sorted(found))


def _contact_hours() -> Schema:
    found = {
        "debtors": TEXTS,
        "without_weekdays": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 7}},
        "without_holidays": FLAG,
        "from": TEXT,
        "until": TEXT,
    }
    return keys(found, required=["without_weekdays", "without_holidays", "from", "until"])


def _releases() -> Schema:
    kinds = {"type": "array", "items": one_of(RELEASED_KINDS), "uniqueItems": True}
    paid = {"anyOf": [whole(0, 365), one_of(["never"])]}
    return keys(
        {
            "always": kinds,
            "times_usual": whole(1),
            "history": whole(1, 1000),
            "least_rows": whole(),
            "least_cents": whole(),
            "once_per_debtor": one_of(ONCE),
            "paid_days": paid,
            "lapse_days": whole(0, 30),
            "rest_days": whole(0, 365),
        }
    )


def _profile() -> Schema:
    wait = {"after_days": {"type": "integer"}, "after_working_days": {"type": "integer"}}
    step = keys(
        {
            "step": TEXT,
            "event": one_of(DATED_EVENTS),
            **wait,
            "after_event": one_of(DATED_EVENTS),
            "not_before": one_of(DATE_FACTS),
            "condition": TEXT,
            "channels": TEXTS,
            "template": TEXT,
            "tone": one_of(TONES),
            "threshold_cents": whole(),
            "approval": one_of(["person"]),
            "every_claim": FLAG,
            "claims_need": TEXTS,
            "pressure": FLAG,
            "aside": FLAG,
            "pay_within_days": whole(1),
        },
        required=["step", "channels"],
    )
    behaviour = keys({"on": one_of(DATE_FACTS), "go_to": TEXT, **wait, "condition": TEXT}, required=["on", "go_to"])
    found = {
        "profile": TEXT,
        "description": TEXT,
        "priority": {"type": "integer"},
        "when": TEXT,
        "steps": {"type": "array", "items": step, "minItems": 1},
    }
    more = {"behaviour": {"type": "array", "items": behaviour}, "rest_days": whole()}
    return keys(found | more, required=sorted(found))


def _holds() -> Schema:
    rule = keys(
        {
            "description": TEXT,
            "stops": TEXTS,
            "for_person": FLAG,
            "follows_person": FLAG,
            "until_age": whole(1),
        },
        required=["description", "stops"],
    )
    return keys(dict.fromkeys(codes.HOLD_KINDS, rule), required=list(codes.HOLD_KINDS))


def _arrangement() -> Schema:
    days = ("remind_days", "missed_after_days", "grace_days", "resume_days", "promise_grace_days")
    form = keys({"instalments": whole(1), "every": one_of(codes.INSTALMENT_PERIODS)}, required=["instalments"])
    limit = keys(dict.fromkeys(("limit", "accept", "says"), TEXT), required=["limit", "accept", "says"])
    found = {
        "arrangement": TEXT,
        "description": TEXT,
        **dict.fromkeys(days, whole()),
        "breach_after": whole(1),
        "channels": {"type": "array", "items": one_of(MESSAGES), "minItems": 1},
        "templates": {"type": "object", "additionalProperties": form},
        "limits": {"type": "array", "items": limit, "minItems": 1},
    }
    return keys(found, required=sorted(set(found) - {"templates"}))
