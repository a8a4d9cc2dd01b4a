"""The rates of all regimes as periods, and which series of them a claim runs on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from mappings.law import Law
from mappings.regimes import REGIMES
from pipelines.dated import EARLIEST, LATEST, Periods, build_periods


@dataclass(frozen=True)
class Rates:
    """Rates of every regime.

    Args:
        periods: Periods; series 0 is that of contract rates, which never changes.
        rules: Law table of each series; None for series 0.
        choices: Regime, first contract date, series: later ones win.
    """

    periods: Periods
    rules: tuple[str | None, ...]
    choices: tuple[tuple[str, date, int], ...]

    def series_of(self, regime: pl.Expr, contract_date: pl.Expr) -> pl.Expr:
        """Number of the series of a claim.

        Args:
            regime: Regime.
            contract_date: Day of the contract; empty: the newest contracts.
        """
        concluded = contract_date.fill_null(LATEST)
        found = pl.lit(0)
        for name, contract_from, series in self.choices:
            found = pl.when((regime == name) & (concluded >= contract_from)).then(series).otherwise(found)
        return found.cast(pl.Int32)


def list_rates(law: Law) -> Rates:
    """Rates of every regime from the law tables.

    Args:
        law: Law tables.

    Returns:
        Periods per series, one series per regime and range of contract dates.
    """
    steps: list[list[tuple[date, int | None]]] = [[(EARLIEST, 0)]]
    rules: list[str | None] = [None]
    choices: list[tuple[str, date, int]] = []
    for name, regime in REGIMES.items():
        if regime.rule_id is None:
            continue
        table = law.table(regime.rule_id)
        for contract_from in (EARLIEST, *table.contract_splits()):
            choices.append((name, contract_from, len(steps)))
            rules.append(table.rule_id)
            steps.append([*_rates(law, regime.rule_id, contract_from), (table.covered_until, None)])
    return Rates(build_periods(steps), tuple(rules), tuple(choices))


def _rates(law: Law, rule_id: str, contract_from: date) -> list[tuple[date, int | None]]:
    rates: list[tuple[date, int | None]] = []
    for dated in law.table(rule_id).for_contract(contract_from):
        assert isinstance(dated.value, int), f"{rule_id} holds no rates"
        rates.append((dated.valid_from, dated.value))
    return rates
