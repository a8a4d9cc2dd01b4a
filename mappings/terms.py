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
  bik_accumulation: false           # instalments of one contract: at most what article 2a of the decree lets add up
  older_contract_margin: false      # contracts of before 16 March 2013 keep a point less of commercial interest
  limitation_class: contract        # kind of claim in the law's table of limitation: `consumer_sale`, `periodic` …
  limitation_by_product: {huur: periodic}   # where it depends on the product, as the claims name it
  contract_interest_approved:       # without it a consumer bears statutory interest, whatever the contract says
    on: 2026-03-01
    by: A. Jurist
```
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from mappings.regimes import ORDERS, REGIMES
from warehouse import codes

if TYPE_CHECKING:
    from mappings.partners import Creditor
    from mappings.yaml_block import Block


@dataclass(frozen=True)
class ProductLimitation:
    """Kind of claim in the table of limitation terms for claims of a product, whatever its capitals."""

    product: str
    limitation_class: str


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
        bik_accumulation: Whether costs on instalments of one contract follow the rule against stacking.
        limitation_class: Kind of claim in the country's table of limitation terms; for a business `contract` stands in
            the place of `consumer_sale`.
        limitation_by_product: The same where it depends on the product of the claim.
        older_contract_margin: Netherlands: whether contracts concluded before 16 March 2013 keep the lower margin of
            commercial interest that practice gives them. Belgian law itself says so of Belgian contracts.
        contract_approved_on: Day on which the contract's interest was found fair to consumers; None: it was not.
        contract_approved_by: Who found so.
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
    bik_accumulation: bool
    limitation_class: str
    limitation_by_product: tuple[ProductLimitation, ...]
    older_contract_margin: bool
    contract_approved_on: date | None
    contract_approved_by: str | None


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
    "bik_accumulation": pl.Boolean(),
    "limitation_class": pl.String(),
    "limitation_by_product": pl.List(pl.Struct({"product": pl.String(), "limitation_class": pl.String()})),
    "older_contract_margin": pl.Boolean(),
    "contract_approved_on": pl.Date(),
    "contract_approved_by": pl.String(),
}
"""Columns of the frame of terms, one row per creditor."""

_STATUTORY: Final = {"nl": ("nl_consumer", "nl_commercial"), "be": ("be_civil", "be_commercial")}

CHOICES: Final[dict[str, tuple[str | None, tuple[str, ...]]]] = {
    "rate_per": ("year", ("year", "month")),
    "compounding": (None, ("none", "monthly", "yearly")),
    "part_month": ("pro_rata", ("pro_rata", "full")),
    "day_count": ("act_365", ("act_365", "act_act")),
    "rounding": ("line", ("line", "exact")),
    "across": ("claim_by_claim", ("claim_by_claim", "bucket_by_bucket")),
}
"""Default and possible values of each choice."""

FLAGS: Final = (
    *("bik_consumer", "bik_business", "vat_on_bik", "is_sme"),
    *("keep_costs_on_withdrawal", "bik_accumulation", "older_contract_margin"),
)

LIMITATION_CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "nl": ("contract", "consumer_sale", "periodic", "undue_payment", "damages", "general"),
    "be": ("contract", "periodic"),
}
"""Kinds of claims that creditors hand over, by country, as the law tables of limitation name them."""


def terms_table(creditors: Mapping[str, Creditor]) -> pl.DataFrame:
    """The terms of all creditors, one row each.

    Args:
        creditors: Creditors by id.

    Returns:
        Columns of `TERMS`.
    """
    rows = [
        {"creditor_id": creditor_id, **asdict(creditor.terms)} for creditor_id, creditor in sorted(creditors.items())
    ]
    return pl.DataFrame(rows, schema=TERMS)


def read_terms(block: Block, *, country: str) -> Terms:
    """Terms from the block `terms:` of a creditor's file; faults are noted in the block.

    Args:
        block: The block; one without keys where the file has none.
        country: Country of the creditor.

    Returns:
        The terms; what the block does not say is the country's default.
    """
    consumer, business = _STATUTORY[country]
    found: dict[str, Any] = {key: block.text(key, known, choices=few) for key, (known, few) in CHOICES.items()}
    found |= {key: block.flag(key, default=False) for key in FLAGS}
    approved = block.block("contract_interest_approved")
    terms = Terms(
        country=country,
        regime_consumer=block.text("regime_consumer", consumer, choices=REGIMES),
        regime_business=block.text("regime_business", business, choices=REGIMES),
        surcharge_ppm=_rate(block, "surcharge_pct", 0) or 0,
        rate_ppm=_rate(block, "rate_pct", None),
        order=_order(block, country),
        limitation_class=block.text("limitation_class", "contract", choices=LIMITATION_CLASSES[country]),
        limitation_by_product=_products(block.inner("limitation_by_product"), country),
        contract_approved_on=None if approved is None else approved.day("on"),
        contract_approved_by=None if approved is None else approved.filled("by"),
        **found,
    )
    block.close()
    if approved is not None:
        approved.close()
    if ("contract" in (terms.regime_consumer, terms.regime_business)) != ("rate_pct" in block.values):
        block.fault("'rate_pct' and the regime 'contract' belong together", "Give both, or neither.", "rate_pct")
    return terms


def _rate(block: Block, key: str, default: int | None) -> int | None:
    rate = block.scaled(key, 4, default)
    if rate is not None and rate > 1_000_000:
        block.fault(f"'{key}' is more than 100 percent", "Write a percentage from 0 to 100.", key)
    return rate


def _products(block: Block, country: str) -> tuple[ProductLimitation, ...]:
    found: dict[str, ProductLimitation] = {}
    for key in block.values:
        product = key.lower()
        if product in found:
            block.fault(f"the product '{product}' stands twice", "Capitals do not matter: keep one line.", key)
        found[product] = ProductLimitation(product, block.text(key, choices=LIMITATION_CLASSES[country]))
    return tuple(found.values())


def _order(block: Block, country: str) -> tuple[str, ...]:
    order = block.texts("order", ORDERS[country])
    if sorted(order) != sorted(codes.BUCKETS):
        block.fault(
            f"'order' is not each of {', '.join(codes.BUCKETS)} once", "Write `order: [one, two, three]`.", "order"
        )
    return order
