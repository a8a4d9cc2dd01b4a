"""The rule against stacking: most that notices on instalments of one contract may cost, notice by notice."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.law import Law
from mappings.law_amounts import InstalmentRule

RULE: Final = "nl_instalment_costs"
_CONTRACT: Final = ("dossier_id", "contract_reference")


def is_instalment(claims: pl.DataFrame, law: Law) -> pl.Series:
    """Whether each noticed claim is an instalment that the rule is about.

    Args:
        claims: Claims with their notice: bik_accumulation, contract_reference, principal_cents, sent_date.
        law: Law tables.

    Returns:
        True where the creditor follows the rule, the claim names its contract, its amount is below the rule's, and the
        rule was in force when the notice was sent.
    """
    below = _in_force(claims.select("sent_date").with_row_index("row"), law).sort("row")["below"]
    return claims.select(
        (pl.col("bik_accumulation") & pl.col("contract_reference").is_not_null()).fill_null(value=False)
        & (pl.col("principal_cents") < below).fill_null(value=False)
    ).to_series()


def limit_instalments(notices: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Notices with `limit_cents`, the most that each may cost.

    That is the first amount of the rule, or the following one where an earlier notice on the contract falls in the
    rule's months; all together stay under its maximum. A notice counts whether or not its term was paid in time.

    Args:
        notices: One row per contract and notice: dossier_id, contract_reference, sent_date; dates that the rule covers.
        law: Law tables.

    Returns:
        The notices, by contract and date.

    *Source*: art. 2a Besluit vergoeding voor buitengerechtelijke incassokosten, by summaries; not verified.
    """
    ordered = _in_force(notices.sort(*_CONTRACT, "sent_date"), law).with_columns(
        place=pl.int_range(pl.len()).over(_CONTRACT)
    )
    done = ordered.clear().with_columns(limit_cents=pl.lit(None, pl.Int64))
    for _, current in sorted(ordered.partition_by("place", as_dict=True).items()):
        before = done.select(*_CONTRACT, earlier="sent_date", spent="limit_cents")
        window = pl.col("sent_date").dt.offset_by(pl.format("-{}mo", "months"))
        spent = (
            current.join(before, on=_CONTRACT)
            .filter(pl.col("earlier") > window)
            .group_by(*_CONTRACT, "sent_date")
            .agg(pl.col("spent").sum(), count=pl.len())
        )
        amount = pl.when(pl.col("count").is_null()).then("first").otherwise("following")
        limited = current.join(spent, on=[*_CONTRACT, "sent_date"], how="left", maintain_order="left").with_columns(
            limit_cents=pl.min_horizontal(amount, pl.col("maximum") - pl.col("spent").fill_null(0))
        )
        done = pl.concat([done, limited.select(done.columns)])
    return done.sort(*_CONTRACT, "sent_date").select(*notices.columns, "limit_cents")


def _in_force(notices: pl.DataFrame, law: Law) -> pl.DataFrame:
    """Notices with the rule in force when they were sent; empty where none was."""
    table = law.table(RULE)
    rows = []
    for dated in table.values:
        rule = dated.value
        assert isinstance(rule, InstalmentRule), f"{RULE} holds no rule on instalments"
        rows.append(
            (
                *(dated.valid_from, rule.below_cents, rule.first_cents, rule.following_cents),
                *(rule.maximum_cents, rule.months),
            )
        )
    beyond = notices.filter(pl.col("sent_date") >= table.covered_until)
    if beyond.height:
        raise table.uncovered(beyond["sent_date"][0])
    names = ("below", "first", "following", "maximum", "months")
    schema = {"in_force": pl.Date} | dict.fromkeys(names, pl.Int64)
    rules = pl.DataFrame(rows, schema=schema, orient="row")
    numbered = notices.with_row_index("_row").sort("sent_date")
    return numbered.join_asof(rules, left_on="sent_date", right_on="in_force").sort("_row").drop("_row", "in_force")
