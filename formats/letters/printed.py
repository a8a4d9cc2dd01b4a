"""Facts of a message as they are printed: amounts, dates and rates as text in the debtor's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final, TypeAlias

from formats.letters.facts import Claim, InterestLine, LetterFacts, Payment

Printed: TypeAlias = dict[str, Any]
"""Nested dictionaries and lists of text and truth values: what texts and layouts may name."""

_MONTHS: Final = {
    "nl": "januari,februari,maart,april,mei,juni,juli,augustus,september,oktober,november,december",
    "fr": "janvier,février,mars,avril,mai,juin,juillet,août,septembre,octobre,novembre,décembre",
    "en": "January,February,March,April,May,June,July,August,September,October,November,December",
}
_NO_BREAK: Final = "\u00a0"


def print_facts(facts: LetterFacts) -> Printed:
    """The facts as text, for one message.

    Returns:
        `letter_date`, `pay_by` (or empty), `dossier`, `country`, `is_consumer`, `creditor`, `agency`, `debtor`,
        `payment` as in the facts, with `link_until` (or empty); `claims` with `reference`, `description`,
        `invoice_date`, `due_date`, `principal`, `principal_open`; `principal`, `interest`, `costs`, `total`, `paid`;
        `has_interest`, `has_costs`, `has_paid`; `interest_lines` with `claim`, `first_day`, `last_day`, `base`, `rate`,
        `rate_per`, `interest`; `notice` with `costs`, `vat`, `total_costs`, `total` and `has_vat`; `first_reminder`
        with `clause`, `has_clause`, `rate`, `days`, `by_post`; `asked`, what is asked now: the total, or what an
        arrangement asks; `arrangement` with `total`, `count`, `due_date`, `last_date`, and `instalments` with `number`,
        `due_date`, `amount`, `open`.
    """
    language = facts["language"]
    buckets = facts["buckets"]
    amounts = {
        "principal": buckets["principal_cents"],
        "interest": buckets["interest_cents"],
        "costs": buckets["costs_cents"],
        "total": buckets["open_cents"],
        "paid": buckets["paid_cents"],
    }
    money = _money_in(language)
    return {
        "letter_date": print_date(facts["letter_date"], language),
        "pay_by": print_date(facts["pay_by_date"], language),
        "dossier": facts["dossier_id"],
        "country": facts["country"],
        "is_consumer": facts["debtor"]["debtor_type"] == "consumer",
        "creditor": facts["creditor"],
        "agency": facts["agency"],
        "debtor": facts["debtor"],
        "payment": _print_payment(facts["payment"], language),
        "claims": [_print_claim(claim, language) for claim in facts["claims"]],
        **{name: money(cents) for name, cents in amounts.items()},
        **{f"has_{name}": amounts[name] > 0 for name in ("interest", "costs", "paid")},
        "interest_lines": [_print_line(line, language) for line in facts["interest_lines"]],
        "notice": _print_notice(facts, money),
        "first_reminder": _print_first_reminder(facts, money),
        "asked": money((facts["arrangement"] or {"asked_cents": buckets["open_cents"]})["asked_cents"]),
        "arrangement": _print_arrangement(facts, money),
    }


def print_money(cents: int, language: str) -> str:
    """An amount in euros as the language writes it: `€ 1.234,56`, `1 234,56 €`, `€1,234.56`."""
    euros, rest = divmod(abs(cents), 100)
    sign = "-" if cents < 0 else ""
    grouped = f"{euros:,}"
    if language == "nl":
        return f"€{_NO_BREAK}{sign}{grouped.replace(',', '.')},{rest:02}"
    if language == "fr":
        return f"{sign}{grouped.replace(',', _NO_BREAK)},{rest:02}{_NO_BREAK}€"
    return f"{sign}€{grouped}.{rest:02}"


def print_date(iso_date: str | None, language: str) -> str:
    """A day in full: `16 november 2026`, `1er mars 2026`; empty for none."""
    if iso_date is None:
        return ""
    day = date.fromisoformat(iso_date)
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number}{_NO_BREAK}{_MONTHS[language].split(',')[day.month - 1]}{_NO_BREAK}{day.year}"


def print_short_date(iso_date: str | None, language: str) -> str:
    """A day in figures, for tables: `16-11-2026`, `16/11/2026`; empty for none."""
    if iso_date is None:
        return ""
    return date.fromisoformat(iso_date).strftime("%d-%m-%Y" if language == "nl" else "%d/%m/%Y")


def print_rate(rate_ppm: int, language: str) -> str:
    """A rate in per cent, without zeros at the end: 111 500 is `11,15 %`."""
    whole, rest = divmod(rate_ppm, 10_000)
    decimals = f"{rest:04}".rstrip("0")
    point = "." if language == "en" else ","
    number = f"{whole}{point}{decimals}" if decimals else str(whole)
    return f"{number}%" if language != "fr" else f"{number}{_NO_BREAK}%"


def print_iban(iban: str) -> str:
    """An IBAN in groups of four, which never break over a line."""
    compact = iban.replace(" ", "")
    return _NO_BREAK.join(compact[i : i + 4] for i in range(0, len(compact), 4))


def _print_payment(payment: Payment, language: str) -> Printed:
    until = print_date(payment["link_expires_date"], language)
    return {**payment, "iban": print_iban(payment["iban"]), "link_until": until}


def _money_in(language: str) -> Callable[[int], str]:
    return lambda cents: print_money(cents, language)


def _print_claim(claim: Claim, language: str) -> Printed:
    return {
        "reference": claim["reference"],
        "description": claim["description"] or "",
        "invoice_date": print_short_date(claim["invoice_date"], language),
        "due_date": print_short_date(claim["due_date"], language),
        "principal": print_money(claim["principal_cents"], language),
        "principal_open": print_money(claim["principal_open_cents"], language),
    }


def _print_line(line: InterestLine, language: str) -> Printed:
    last_day = date.fromisoformat(line["until_date"]) - timedelta(days=1)
    return {
        "claim": line["claim_reference"],
        "first_day": print_short_date(line["from_date"], language),
        "last_day": print_short_date(last_day.isoformat(), language),
        "base": print_money(line["base_cents"], language),
        "rate": print_rate(line["rate_ppm"], language),
        "rate_per": line["rate_per"],
        "interest": print_money(line["interest_cents"], language),
    }


def _print_notice(facts: LetterFacts, money: Callable[[int], str]) -> Printed | None:
    notice = facts["fourteen_day_notice"]
    if notice is None:
        return None
    total_costs = notice["costs_cents"] + notice["vat_cents"]
    return {
        "costs": money(notice["costs_cents"]),
        "vat": money(notice["vat_cents"]),
        "has_vat": notice["vat_cents"] > 0,
        "total_costs": money(total_costs),
        "total": money(facts["buckets"]["open_cents"] + total_costs),
    }


def _print_first_reminder(facts: LetterFacts, money: Callable[[int], str]) -> Printed | None:
    reminder = facts["first_reminder"]
    if reminder is None:
        return None
    rate_ppm = reminder["rate_ppm"]
    return {
        "clause": money(reminder["clause_cents"]),
        "has_clause": reminder["clause_cents"] > 0,
        "rate": "" if rate_ppm is None else print_rate(rate_ppm, facts["language"]),
        "days": str(reminder["term_days"]),
        "by_post": reminder["by_post"],
    }


def _print_arrangement(facts: LetterFacts, money: Callable[[int], str]) -> Printed | None:
    arrangement, language = facts["arrangement"], facts["language"]
    if arrangement is None:
        return None
    return {
        "total": money(arrangement["total_cents"]),
        "count": str(len(arrangement["instalments"])),
        "due_date": print_date(arrangement["due_date"], language),
        "last_date": print_date(arrangement["last_date"], language),
        "instalments": [
            {
                "number": str(part["number"]),
                "due_date": print_short_date(part["due_date"], language),
                "amount": money(part["amount_cents"]),
                "open": money(part["amount_cents"] - part["paid_cents"]),
            }
            for part in arrangement["instalments"]
        ],
    }
