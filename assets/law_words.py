"""Values of law tables in words, for the terminal: percentages, euros, scales, terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from assets.console import euros
from mappings.contact_hours import ContactHours
from mappings.law_amounts import Brackets, InstalmentRule, Tariff, Term, Terms
from mappings.law_table import DatedValue, LawTable
from mappings.law_values import CostScale, Delivery, NoticeTerm
from pipelines.money import format_pct
from warehouse.plural import plural

_WEEKDAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def show_value(table: LawTable, dated: DatedValue) -> dict[str, Any]:
    """A value with all that is known about it, as plain values.

    Args:
        table: The rule.
        dated: One of its values.
    """
    return {
        "rule_id": table.rule_id,
        "description": table.description,
        "unit": table.unit,
        "value": dict(value_lines(table, dated)),
        "in_force_from": dated.valid_from,
        "in_force_until": table.ends(dated),
        "contracts_from": dated.contract_from,
        "contracts_until": dated.contract_until,
        "source": dated.source.title,
        "article": dated.source.article,
        "address": dated.source.href,
        "checked_on": dated.checked_on,
        "verified": dated.is_verified,
        "unverified_parts": list(dated.unverified_parts),
        "file": str(dated.file or table.file),
    }


def value_lines(table: LawTable, dated: DatedValue) -> list[tuple[str, str]]:
    """What a value consists of: what each part is called, and the part in words.

    Args:
        table: The rule.
        dated: One of its values.
    """
    value, names = dated.value, table.names
    if isinstance(value, int):
        words = {"amount": euros(value), "count": str(value), "percent_per_year": f"{format_pct(value)} % a year"}
        return [("value", words.get(table.unit, f"{format_pct(value)} %"))]
    if isinstance(value, Tariff):
        return [(names[act], euros(cents)) for act, cents in value.amounts]
    if isinstance(value, Terms):
        return [(names[kind], _term(term)) for kind, term in value.by_kind]
    if isinstance(value, Brackets):
        return _bracket_lines(value, names)
    return _rule_lines(value)


def _rule_lines(value: CostScale | NoticeTerm | InstalmentRule | ContactHours) -> list[tuple[str, str]]:
    if isinstance(value, CostScale):
        return _scale_lines(value)
    if isinstance(value, NoticeTerm):
        return _notice_lines(value)
    if isinstance(value, ContactHours):
        return [
            ("debtors", ", ".join(value.debtors)),
            ("hours", f"from {value.from_time:%H:%M} until {value.until_time:%H:%M}"),
            ("not on", _left_out(value.without_weekdays, value.without_holidays)),
        ]
    return [
        ("instalments below", euros(value.below_cents)),
        ("first instalment", euros(value.first_cents)),
        ("each following", euros(value.following_cents)),
        (f"most within {value.months} {plural(value.months, 'month')}", euros(value.maximum_cents)),
    ]


def _bracket_lines(value: Brackets, names: dict[str, str]) -> list[tuple[str, str]]:
    lines = []
    for row in value.rows:
        limit = "above that" if row.up_to_cents is None else f"up to {euros(row.up_to_cents)}"
        amounts = [f"{names[name]} {euros(cents)}" for name, cents in row.amounts]
        points = [] if row.most_points is None else [f"at most {row.most_points} points"]
        lines.append((limit, ", ".join([*amounts, *points])))
    return lines


def _scale_lines(value: CostScale) -> list[tuple[str, str]]:
    lines = []
    for band in value.bands:
        limit = "above that" if band.up_to_cents is None else f"up to {euros(band.up_to_cents)}"
        rest = f"{format_pct(band.rate_ppm)} % of the part above {euros(band.above_cents)}"
        lines.append((limit, f"{euros(band.fixed_cents)} + {rest}"))
    return [*lines, ("at least", euros(value.minimum_cents)), ("at most", euros(value.maximum_cents))]


def _notice_lines(value: NoticeTerm) -> list[tuple[str, str]]:
    start = "on the day of arrival" if value.starts_after_days == 0 else "on the day after arrival"
    return [
        ("term", f"{value.term_days} {plural(value.term_days, 'day')}, the first {start}"),
        ("by post", _delivery(value.print)),
        ("by e-mail", _delivery(value.email)),
        ("last day on a weekend or holiday", "moves on" if value.last_day_moves else "stays"),
    ]


def _delivery(delivery: Delivery) -> str:
    left_out = _left_out(delivery.without_weekdays, delivery.without_holidays)
    return f"arrives on day {delivery.days} after sending" + (f", not counting {left_out}" if left_out else "")


def _left_out(weekdays: Iterable[int], without_holidays: bool) -> str:
    names = [_WEEKDAYS[weekday - 1] for weekday in weekdays]
    return ", ".join([*names, "holidays"] if without_holidays else names)


def _term(term: Term) -> str:
    parts = ((term.years, "year"), (term.months, "month"), (term.days, "day"))
    return " ".join(f"{count} {plural(count, unit)}" for count, unit in parts if count)
