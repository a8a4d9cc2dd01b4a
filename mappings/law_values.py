"""Values of law tables: rates, cost scales, notice terms, amounts, read from blocks of YAML without a float."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mappings.contact_hours import ContactHours, read_contact_hours
from mappings.law_amounts import (
    Brackets,
    InstalmentRule,
    Tariff,
    Terms,
    read_brackets,
    read_instalment_rule,
    read_tariff,
    read_terms_by_kind,
)
from mappings.yaml_block import Block

UNITS = (
    *("percent_per_year", "percent", "cost_scale", "notice_term", "amount", "count"),
    *("tariff", "brackets", "terms", "instalment_rule", "contact_hours"),
)
"""What a law table can hold."""


@dataclass(frozen=True)
class Band:
    """A band of a scale, up to a limit (None: no end): a fixed amount plus a rate on the part above another limit."""

    up_to_cents: int | None
    fixed_cents: int
    above_cents: int
    rate_ppm: int


@dataclass(frozen=True)
class CostScale:
    """Costs by the size of a principal, with least and most."""

    bands: tuple[Band, ...]
    minimum_cents: int
    maximum_cents: int


@dataclass(frozen=True)
class Delivery:
    """When a message arrives: on the n-th day after sending, leaving out some weekdays (1 is Monday) and holidays."""

    days: int
    without_weekdays: tuple[int, ...]
    without_holidays: bool


@dataclass(frozen=True)
class NoticeTerm:
    """Term that a notice opens: its length, its start after arrival, and whether a last day on a free day moves on."""

    term_days: int
    starts_after_days: int
    last_day_moves: bool
    print: Delivery
    email: Delivery


LawValue = int | CostScale | NoticeTerm | Tariff | Brackets | Terms | InstalmentRule | ContactHours
"""Parts per million, cents or a count; else a value with parts."""


def read_value(dated: Block, unit: str) -> LawValue:
    """Value of a law table in the unit of the table; faults are noted in the block.

    Args:
        dated: Block with the key `value`.
        unit: One of `UNITS`.

    Returns:
        Parts per million for percentages, cents for amounts, else what the unit is called.
    """
    if unit == "count":
        return int(dated.whole("value"))
    if unit == "amount":
        return int(dated.scaled("value", 2))
    if unit == "brackets":
        return read_brackets(dated.blocks("value"))
    readers: dict[str, Callable[[Block], LawValue]] = {
        "cost_scale": _read_scale,
        "notice_term": _read_term,
        "tariff": read_tariff,
        "terms": read_terms_by_kind,
        "instalment_rule": read_instalment_rule,
        "contact_hours": read_contact_hours,
    }
    if unit in readers:
        return readers[unit](dated.inner("value", is_required=True))
    return int(dated.scaled("value", 4))


def parts_of(value: LawValue) -> tuple[str, ...]:
    """Codes of the acts, amounts or kinds of which a value consists; none for a single value.

    Args:
        value: Value of a law table.
    """
    if isinstance(value, Tariff):
        return tuple(act for act, _ in value.amounts)
    if isinstance(value, Brackets):
        return tuple(name for name, _ in value.rows[0].amounts) if value.rows else ()
    if isinstance(value, Terms):
        return tuple(kind for kind, _ in value.by_kind)
    return ()


def _read_scale(scale: Block) -> CostScale:
    if ("parts" in scale.values) == ("bands" in scale.values):
        scale.fault("a scale has either 'parts' or 'bands'", "Keep one of both.")
    bands = _read_parts(scale.blocks("parts")) if "parts" in scale.values else _read_bands(scale.blocks("bands"))
    found = CostScale(bands, scale.scaled("minimum", 2), scale.scaled("maximum", 2))
    scale.close()
    return found


def _read_parts(parts: list[Block]) -> tuple[Band, ...]:
    """Bands of a scale that is told as a percentage of each part; what earlier parts gave becomes the fixed amount."""
    bands: list[Band] = []
    above, fixed_millionths = 0, 0
    for part in parts:
        rate = part.scaled("pct", 4)
        up_to = _limit(part, above, is_last=part is parts[-1])
        part.close()
        if fixed_millionths % 1_000_000:
            part.fault("the parts before do not add up to whole cents", "Check limits and percentages.")
        bands.append(Band(up_to, fixed_millionths // 1_000_000, above, rate))
        if up_to is not None:
            fixed_millionths += (up_to - above) * rate
            above = up_to
    return tuple(bands)


def _read_bands(items: list[Block]) -> tuple[Band, ...]:
    bands: list[Band] = []
    last_limit = 0
    for item in items:
        up_to = _limit(item, last_limit, is_last=item is items[-1])
        bands.append(Band(up_to, item.scaled("fixed", 2), item.scaled("above", 2), item.scaled("pct", 4)))
        item.close()
        last_limit = up_to or last_limit
    return tuple(bands)


def _limit(band: Block, last_limit: int, *, is_last: bool) -> int | None:
    limit = band.scaled("up_to", 2, None)
    if is_last != ("up_to" not in band.values):
        band.fault("only the last band has no end", "Give every other band 'up_to'.")
    elif limit is not None and limit <= last_limit:
        band.fault("the bands overlap", "Order them by 'up_to'.")
    return None if limit is None else int(limit)


def _read_term(term: Block) -> NoticeTerm:
    found = NoticeTerm(
        term.whole("term_days"),
        term.whole("starts_after_days"),
        term.flag("last_day_moves"),
        _read_delivery(term.block("print", is_required=True)),
        _read_delivery(term.block("email", is_required=True)),
    )
    term.close()
    return found


def _read_delivery(delivery: Block | None) -> Delivery:
    if delivery is None:
        return Delivery(1, (), False)
    weekdays = delivery.texts("without_weekdays")
    if not set(weekdays) <= set("1234567"):
        delivery.fault("a weekday is 1 (Monday) to 7 (Sunday)", "Correct the list.", "without_weekdays")
        weekdays = ()
    # A message arrives at least a day after sending.
    found = Delivery(
        delivery.whole("days", lowest=1), tuple(int(day) for day in weekdays), delivery.flag("without_holidays")
    )
    delivery.close()
    return found
