"""The frames of a statement, made of the final state: ids back in the place of numbers, totals beside the parts."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from pipelines.ledger.accrue_interest import LINES
from pipelines.ledger.check_statement import check_lines, list_allocations
from pipelines.ledger.list_rates import Rates
from pipelines.ledger.measure_costs import RULES
from pipelines.ledger.number_facts import Book
from pipelines.ledger.replay_events import Replay
from pipelines.ledger.runs import sum_by_number, sum_runs


def present_balances(book: Book, replay: Replay) -> pl.DataFrame:
    """One row per claim, as `ledger.Balances`, with `d`, the number of its dossier.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers, interest in cents, claims in the order of the book.
    """
    stated = book.claims.hstack(replay.claims.drop("c"))
    is_withdrawn = (pl.col("end_date") <= pl.col("as_of")).fill_null(value=False)
    costs_open = pl.col("costs_total_cents") - pl.col("costs_paid_cents") - pl.col("costs_waived")
    return _add_claim_costs(stated, replay.costs).select(
        *("d", "claim_id", "due_date", "interest_from", "principal_cents"),
        pl.col("regime", "rounding").cast(pl.String),
        dossier_id=pl.lit(book.dossiers["dossier_id"]).gather(pl.col("d")),
        principal_credited_cents="credited",
        principal_paid_cents="principal_paid",
        principal_open_cents="principal",
        interest_total_cents="interest_cents",
        interest_paid_cents="interest_paid",
        interest_open_cents="interest_open",
        interest_capitalised_cents="capital",
        costs_total_cents="costs_total_cents",
        costs_paid_cents="costs_paid_cents",
        costs_open_cents=costs_open,
        waived_cents=pl.col("waived") + pl.col("costs_waived"),
        open_cents=pl.col("principal") + pl.col("interest_open") + costs_open,
        closing_reason=pl.when(is_withdrawn).then(pl.lit("withdrawal")),
    )


def _add_claim_costs(claims: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """Claims with the sums of their own costs."""
    names = ("costs_total_cents", "costs_paid_cents", "costs_waived")
    own = costs.filter(pl.col("c").is_not_null())
    if own.height == 0:
        return claims.with_columns(pl.lit(0, pl.Int64).alias(name) for name in names)
    sums = own.group_by("c").agg(
        costs_total_cents=(pl.col("amount") + pl.col("vat")).sum(),
        costs_paid_cents=pl.col("paid").sum(),
        costs_waived=pl.col("waived").sum(),
    )
    return claims.join(sums, on="c", how="left", maintain_order="left").with_columns(pl.col(names).fill_null(0))


def present_dossiers(book: Book, replay: Replay, balances: pl.DataFrame) -> pl.DataFrame:
    """One row per dossier, as `ledger.Dossiers`.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
        balances: The balances.
    """
    cost_open = pl.col("amount") + pl.col("vat") - pl.col("paid") - pl.col("waived")
    others = {
        "costs_open_cents": replay.costs.select("d", cents=cost_open),
        "paid_cents": book.sources.filter("is_payment").select("d", cents="amount"),
        "credit_cents": replay.credits.select("d", cents="money"),
    }
    count = book.dossiers.height
    sums = (sum_by_number(rows, "d", "cents", count).alias(name) for name, rows in others.items())
    stated = book.dossiers.select("dossier_id", "as_of").hstack(_sum_claims(balances)).with_columns(sums)
    return stated.with_columns(
        open_cents=pl.col("principal_open_cents") + pl.col("interest_open_cents") + pl.col("costs_open_cents")
    )


def _sum_claims(balances: pl.DataFrame) -> pl.DataFrame:
    """Sums of each dossier: its claims, one at least, are below each other, oldest first."""
    row = pl.int_range(pl.len(), dtype=pl.UInt32)
    is_open = pl.col("open_cents") > 0
    cents = ("principal_cents", "principal_open_cents", "interest_total_cents", "interest_open_cents")
    next_open = balances.select(pl.when(is_open).then(row).backward_fill()).to_series()
    sums = sum_runs(
        balances,
        "d",
        claim_count=pl.col("d").is_not_null().cast(pl.Int64),
        open_claim_count=is_open.cast(pl.Int64),
        **{name: pl.col(name) for name in cents},
    )
    last = pl.col("claim_count").cum_sum() - 1
    first = last - pl.col("claim_count") + 1
    oldest = pl.lit(next_open).gather(first)
    return sums.with_columns(oldest_due_date=pl.lit(balances["due_date"]).gather(pl.when(oldest <= last).then(oldest)))


def present_lines(book: Book, parts: Iterable[pl.DataFrame], interest: pl.DataFrame, rates: Rates) -> pl.DataFrame:
    """One row per line, as `ledger.Lines`; the lines of a claim are below each other, by date.

    Args:
        book: Numbered facts.
        parts: Lines of some of its claims, later ones of a claim behind earlier ones.
        interest: `c` and `interest_cents` of these claims.
        rates: Rates of every regime.

    Raises:
        AssertionError: The lines of a claim are not its interest.
    """
    lines = pl.concat([pl.DataFrame(schema=LINES), *parts]).sort("c", maintain_order=True)
    check_lines(lines, interest)
    stretches, row = book.stretches, lines["stretch"]
    rules = pl.Series(rates.rules, dtype=pl.String)
    return lines.select(
        book.dossiers["dossier_id"].gather(book.claims["d"].gather(lines["c"])),
        book.claims["claim_id"].gather(lines["c"]),
        "from_date",
        "until_date",
        "base_cents",
        stretches["rate_ppm"].gather(row),
        "interest_cents",
        days=(pl.col("until_date") - pl.col("from_date")).dt.total_days(),
        rate_per=pl.when(stretches["per_month"].gather(row)).then(pl.lit("month")).otherwise(pl.lit("year")),
        rule_id=rules.gather(stretches["series"].gather(row).cast(pl.UInt32)),
    )


def present_costs(book: Book, replay: Replay) -> pl.DataFrame:
    """One row per cost that counts, as `ledger.Costs`.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
    """
    is_scaled = (pl.col("kind") == "nl_bik") | ((pl.col("kind") == "be_clause") & pl.col("is_consumer"))
    return replay.costs.select(
        *("kind", "due_date"),
        dossier_id=_dossier_ids(book),
        cost_id=_cost_ids(book),
        claim_id=_claim_ids(book),
        base_cents="base",
        amount_cents="amount",
        vat_cents="vat",
        paid_cents="paid",
        waived_cents="waived",
        open_cents=pl.col("amount") + pl.col("vat") - pl.col("paid") - pl.col("waived"),
        rule_id=pl.when(is_scaled).then(pl.col("kind").replace_strict(RULES, default=None)),
    )


def present_allocations(book: Book, replay: Replay) -> pl.DataFrame:
    """One row per payment, claim or cost, and bucket, as `ledger.Allocations`; the rest of credit notes too.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
    """
    return list_allocations(replay).select(
        dossier_id=_dossier_ids(book),
        payment_id=pl.lit(book.sources["payment_id"]).gather(pl.col("s")),
        is_payment=pl.lit(book.sources["is_payment"]).gather(pl.col("s")),
        claim_id=_claim_ids(book),
        cost_id=_cost_ids(book),
        bucket="bucket",
        amount_cents="amount_cents",
    )


def _dossier_ids(book: Book) -> pl.Expr:
    return pl.lit(book.dossiers["dossier_id"]).gather(pl.col("d"))


def _claim_ids(book: Book) -> pl.Expr:
    return pl.lit(book.claims["claim_id"]).gather(pl.col("c"))


def _cost_ids(book: Book) -> pl.Expr:
    if book.costs.is_empty():
        return pl.lit(None, pl.String)
    return pl.lit(book.costs["cost_id"]).gather(pl.col("k"))
