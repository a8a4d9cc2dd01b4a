"""Interest regimes: which law table a regime takes its rate from, and its habits where a claim does not say otherwise.

Source: articles 6:119, 6:119a and 6:119b BW; Belgian acts of 5 May 1865 and 2 August 2002; `docs/ledger.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Regime:
    """Law table (None: the rate stands in the contract, or there is none), end of the interest, and compounding."""

    rule_id: str | None
    payment_day_counts: bool
    compounding: str


REGIMES: Final[dict[str, Regime]] = {
    "nl_consumer": Regime("nl_interest_consumer", payment_day_counts=False, compounding="yearly"),
    "nl_commercial": Regime("nl_interest_commercial", payment_day_counts=True, compounding="yearly"),
    "nl_government": Regime("nl_interest_government", payment_day_counts=True, compounding="yearly"),
    "be_civil": Regime("be_interest_civil", payment_day_counts=True, compounding="none"),
    "be_commercial": Regime("be_interest_commercial", payment_day_counts=True, compounding="none"),
    "contract": Regime(None, payment_day_counts=False, compounding="none"),
    "none": Regime(None, payment_day_counts=False, compounding="none"),
}
"""Every regime of `warehouse.codes.REGIMES`."""

ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "nl": ("costs", "interest", "principal"),
    "be": ("interest", "costs", "principal"),
}
"""Order of the buckets by country where the terms do not say otherwise: 6:44 BW; 5.210 (Belgian) Civil Code."""
