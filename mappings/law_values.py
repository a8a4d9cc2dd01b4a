"""Values of law tables: rates, cost scales and notice terms, read from YAML nodes without a float."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.yaml_nodes import Node

UNITS = ("percent_per_year", "percent", "cost_scale", "notice_term")
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


LawValue = int | CostScale | NoticeTerm
"""Parts per million, a scale, or a term."""


def read_value(node: Node, unit: str) -> LawValue:
    """Value of a law table in the unit of the table.

    Args:
        node: The value.
        unit: One of `UNITS`.

    Returns:
        Parts per million for percentages, else a scale or a term.

    Raises:
        ConfigurationError: The value has another shape.
    """
    if unit == "cost_scale":
        return _read_scale(node)
    if unit == "notice_term":
        return _read_term(node)
    return node.decimal(4)


def _read_scale(node: Node) -> CostScale:
    fields = node.fields(required=("minimum", "maximum"), optional=("parts", "bands"))
    if ("parts" in fields) == ("bands" in fields):
        raise node.error("a scale has either `parts` or `bands`", "Keep one of both.")
    bands = _read_parts(fields["parts"]) if "parts" in fields else _read_bands(fields["bands"])
    return CostScale(bands, fields["minimum"].decimal(2), fields["maximum"].decimal(2))


def _read_parts(node: Node) -> tuple[Band, ...]:
    """Bands of a scale that is told as a percentage of each part; what earlier parts gave becomes the fixed amount."""
    bands: list[Band] = []
    above, fixed_millionths = 0, 0
    for part in node.items():
        fields = part.fields(required=("pct",), optional=("up_to",))
        rate = fields["pct"].decimal(4)
        up_to = _limit(part, fields, above, is_last=part is node.items()[-1])
        if fixed_millionths % 1_000_000:
            raise part.error("the parts before do not add up to whole cents", "Check limits and percentages.")
        bands.append(Band(up_to, fixed_millionths // 1_000_000, above, rate))
        if up_to is not None:
            fixed_millionths += (up_to - above) * rate
            above = up_to
    return tuple(bands)


def _read_bands(node: Node) -> tuple[Band, ...]:
    bands: list[Band] = []
    last_limit = 0
    for item in node.items():
        fields = item.fields(required=("fixed", "above", "pct"), optional=("up_to",))
        up_to = _limit(item, fields, last_limit, is_last=item is node.items()[-1])
        bands.append(Band(up_to, fields["fixed"].decimal(2), fields["above"].decimal(2), fields["pct"].decimal(4)))
        last_limit = up_to or last_limit
    return tuple(bands)


def _limit(node: Node, fields: dict[str, Node], last_limit: int, *, is_last: bool) -> int | None:
    if is_last != ("up_to" not in fields):
        raise node.error("only the last band has no end", "Give every other band `up_to`.")
    if is_last:
        return None
    limit = fields["up_to"].decimal(2)
    if limit <= last_limit:
        raise node.error("the bands overlap", "Order them by `up_to`.")
    return limit


def _read_term(node: Node) -> NoticeTerm:
    fields = node.fields(required=("term_days", "starts_after_days", "last_day_moves", "print", "email"))
    return NoticeTerm(
        fields["term_days"].integer(),
        fields["starts_after_days"].integer(),
        fields["last_day_moves"].truth(),
        _read_delivery(fields["print"]),
        _read_delivery(fields["email"]),
    )


def _read_delivery(node: Node) -> Delivery:
    fields = node.fields(required=("days", "without_weekdays", "without_holidays"))
    weekdays = tuple(item.integer() for item in fields["without_weekdays"].items())
    if any(not 1 <= weekday <= 7 for weekday in weekdays):
        raise fields["without_weekdays"].error("a weekday is 1 (Monday) to 7 (Sunday)", "Correct the list.")
    if fields["days"].integer() < 1:
        raise fields["days"].error("a message arrives at least a day after sending", "Write 1 or more.")
    return Delivery(fields["days"].integer(), weekdays, fields["without_holidays"].truth())
