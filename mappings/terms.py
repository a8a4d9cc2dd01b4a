"""Terms of a creditor (`terms:` of creditor.yaml): which interest and costs it asks, how payments are allocated.

```yaml
terms:
  regime_consumer: nl_consumer      # any regime of docs/ledger.md; by default the country's statutory ones
  regime_business: nl_commercial
  surcharge_pct: 0                  # points on top of the regime's rate
  rate_pct: 12                      # regime `contract`; with rate_per: year | month, part_month: pro_rata | full
  bik_consumer: true                # Dutch collection costs, once a fourteen-day notice has run out
  bik_business: true                # … from the day after the oldest due date
  vat_on_bik: true                  # the creditor cannot deduct VAT and has said so
  is_sme: false                     # Belgium: interest counts from the day after the reminder once its term has passed
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from mappings.regimes import ORDERS, REGIMES
from warehouse import codes
from warehouse.errors import ConfigurationError

if TYPE_CHECKING:
    from mappings.partners import Creditor


@dataclass(frozen=True)
class Terms:
    """Terms of a creditor.

    Args:
        country: Country whose law holds.
        regime_consumer: Interest regime of claims on consumers.
        regime_business: Interest regime of claims on businesses and sole traders.
        surcharge_ppm: On top of the regime's rate.
        rate_ppm: Rate of the contract, for the regime `contract`.
        rate_per: `year` or `month`.
        compounding: `none`, `monthly`, `yearly`; None: by the regime.
        part_month: `pro_rata` or `full`.
        day_count: `act_365` or `act_act`.
        rounding: `line` or `exact`.
        across: `claim_by_claim` or `bucket_by_bucket`.
        order: Order of the buckets.
        bik_consumer: Whether consumers owe collection costs, after a valid notice.
        bik_business: Whether businesses do, from the day after the oldest due date.
        vat_on_bik: Whether VAT comes on top.
        is_sme: Belgium: whether the creditor is a small or medium-sized enterprise.
        keep_costs_on_withdrawal: Whether costs outlive the withdrawal of a claim.
    """

    country: str
    regime_consumer: str
    regime_business: str
    surcharge_ppm: int
    rate_ppm: int | None
    rate_per: str
    compounding: str | None
    part_month: str
    day_count: str
    rounding: str
    across: str
    order: tuple[str, ...]
    bik_consumer: bool
    bik_business: bool
    vat_on_bik: bool
    is_sme: bool
    keep_costs_on_withdrawal: bool


TERMS: Final[dict[str, pl.DataType]] = {
    "creditor_id": pl.String(),
    "country": pl.String(),
    "regime_consumer": pl.String(),
    "regime_business": pl.String(),
    "surcharge_ppm": pl.Int64(),
    "rate_ppm": pl.Int64(),
    "rate_per": pl.String(),
    "compounding": pl.String(),
    "part_month": pl.String(),
    "day_count": pl.String(),
    "rounding": pl.String(),
    "across": pl.String(),
    "order": pl.List(pl.String),
    "bik_consumer": pl.Boolean(),
    "bik_business": pl.Boolean(),
    "vat_on_bik": pl.Boolean(),
    "is_sme": pl.Boolean(),
    "keep_costs_on_withdrawal": pl.Boolean(),
}
"""Columns of the frame of terms, one row per creditor."""

_STATUTORY: Final = {"nl": ("nl_consumer", "nl_commercial"), "be": ("be_civil", "be_commercial")}

_CHOICES: Final[dict[str, tuple[str | None, tuple[str, ...]]]] = {
    "rate_per": ("year", ("year", "month")),
    "compounding": (None, ("none", "monthly", "yearly")),
    "part_month": ("pro_rata", ("pro_rata", "full")),
    "day_count": ("act_365", ("act_365", "act_act")),
    "rounding": ("line", ("line", "exact")),
    "across": ("claim_by_claim", ("claim_by_claim", "bucket_by_bucket")),
}
"""Default and possible values of each choice."""

_FLAGS: Final = ("bik_consumer", "bik_business", "vat_on_bik", "is_sme", "keep_costs_on_withdrawal")
_KEYS: Final = (
    *("regime_consumer", "regime_business", "surcharge_pct", "rate_pct", "order"),
    *_CHOICES,
    *_FLAGS,
)


def terms_table(creditors: Mapping[str, Creditor]) -> pl.DataFrame:
    """The terms of all creditors, one row each.

    Args:
        creditors: Creditors by id.

    Returns:
        Columns of `TERMS`.

    Raises:
        ConfigurationError: Terms are wrong; every fault of the first such creditor is named.
    """
    rows = []
    for creditor_id, creditor in sorted(creditors.items()):
        terms = parse_terms(creditor.terms, place=creditor.place, country=creditor.country)
        rows.append({"creditor_id": creditor_id, **asdict(terms), "order": list(terms.order)})
    return pl.DataFrame(rows, schema=TERMS)


def parse_terms(node: Mapping[str, Any], *, place: str, country: str) -> Terms:
    """Terms from the block `terms:` of a creditor's file.

    Args:
        node: The block, numbers exact (`int`, `Decimal`).
        place: `file:line` of the block.
        country: Country of the creditor.

    Returns:
        The terms; what the block does not say is the country's default.

    Raises:
        ConfigurationError: Keys or values are wrong; all faults are named.
    """
    faults = [f"`{key}` is unknown; possible: {', '.join(_KEYS)}" for key in node if key not in _KEYS]
    consumer, business = _STATUTORY[country]
    found: dict[str, Any] = {
        "regime_consumer": _choice(node, "regime_consumer", consumer, tuple(REGIMES), faults),
        "regime_business": _choice(node, "regime_business", business, tuple(REGIMES), faults),
        "surcharge_ppm": _rate(node, "surcharge_pct", faults) or 0,
        "rate_ppm": _rate(node, "rate_pct", faults),
        "order": _order(node, country, faults),
    }
    found |= {key: _choice(node, key, default, allowed, faults) for key, (default, allowed) in _CHOICES.items()}
    found |= {key: _flag(node, key, faults) for key in _FLAGS}
    has_contract = "contract" in (found["regime_consumer"], found["regime_business"])
    if has_contract != ("rate_pct" in node):
        faults.append("`rate_pct` and the regime `contract` belong together")
    if faults:
        cause = "; ".join(faults)
        raise ConfigurationError(f"terms are wrong: {cause}", place=place, cure="Correct the block `terms:`")
    return Terms(country=country, **found)


def _choice(
    node: Mapping[str, Any], key: str, default: str | None, allowed: tuple[str, ...], faults: list[str]
) -> str | None:
    value = node.get(key, default)
    if value is not default and value not in allowed:
        faults.append(f"`{key}` cannot be {value!r}; possible: {', '.join(allowed)}")
    return value


def _flag(node: Mapping[str, Any], key: str, faults: list[str]) -> bool:
    value = node.get(key, False)
    if not isinstance(value, bool):
        faults.append(f"`{key}` must be true or false, not {value!r}")
    return bool(value)


def _rate(node: Mapping[str, Any], key: str, faults: list[str]) -> int | None:
    if key not in node:
        return None
    value = node[key]
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not 0 <= value <= 100:
        faults.append(f"`{key}` must be a percentage from 0 to 100, not {value!r}")
        return None
    rate = value * 10_000
    if rate != int(rate):
        faults.append(f"`{key}` has more than four decimals")
    return int(rate)


def _order(node: Mapping[str, Any], country: str, faults: list[str]) -> tuple[str, ...]:
    order = node.get("order", ORDERS[country])
    if not isinstance(order, list | tuple) or sorted(map(str, order)) != sorted(codes.BUCKETS):
        faults.append(f"`order` must hold each of {', '.join(codes.BUCKETS)} once")
        return ORDERS[country]
    return tuple(order)
