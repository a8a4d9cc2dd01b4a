"""The frames of a statement, made of the final state: ids back in the place of numbers, totals beside the parts."""

from __future__ import annotations

import polars as pl

from pipelines.ledger.allocate_money import ALLOCATIONS
from pipelines.ledger.list_rates import Rates
from pipelines.ledger.measure_costs import RULES
from pipelines.ledger.number_facts import Book
from pipelines.ledger.replay_events import Replay


def present_balances(book: Book, replay: Replay) -> pl.DataFrame:
    """One row per claim, as `ledger.Balances`.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers, interest in cents.
    """
    costs = (
        replay.costs.filter(pl.col("c").is_not_null())
        .group_by("c")
        .agg(
            costs_total_cents=(pl.col("amount") + pl.col("vat")).sum(),
            costs_paid_cents=pl.col("paid").sum(),
            costs_waived=pl.col("waived").sum(),
        )
    )
    is_withdrawn = (pl.col("end_date") <= pl.col("as_of")).fill_null(value=False)
    costs_open = pl.col("costs_total_cents") - pl.col("costs_paid_cents") - pl.col("costs_waived")
    return (
        replay.claims.sort("c")
        .join(costs, on="c", how="left", maintain_order="left")
        .join(book.dossiers.select("d", "dossier_id"), on="d", how="left", maintain_order="left")
        .with_columns(pl.col("costs_total_cents", "costs_paid_cents", "costs_waived").fill_null(0))
        .select(
            *("dossier_id", "claim_id", "due_date", "interest_from", "regime", "rounding", "principal_cents"),
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
    )


def present_dossiers(book: Book, replay: Replay, balances: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """One row per dossier, as `ledger.Dossiers`.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
        balances: The balances.
        costs: The costs.
    """
    is_open = pl.col("open_cents") > 0
    sums = balances.group_by("dossier_id").agg(
        claim_count=pl.len().cast(pl.Int64),
        open_claim_count=is_open.sum().cast(pl.Int64),
        oldest_due_date=pl.col("due_date").filter(is_open).min(),
        principal_cents=pl.col("principal_cents").sum(),
        principal_open_cents=pl.col("principal_open_cents").sum(),
        interest_total_cents=pl.col("interest_total_cents").sum(),
        interest_open_cents=pl.col("interest_open_cents").sum(),
    )
    of_costs = costs.group_by("dossier_id").agg(costs_open_cents=pl.col("open_cents").sum())
    paid = book.sources.filter("is_payment").group_by("d").agg(paid_cents=pl.col("amount").sum())
    credit = replay.credits.group_by("d").agg(credit_cents=pl.col("money").sum())
    return (
        book.dossiers.select("d", "dossier_id", "as_of")
        .join(sums, on="dossier_id", how="inner", maintain_order="left")
        .join(of_costs, on="dossier_id", how="left", maintain_order="left")
        .join(paid, on="d", how="left", maintain_order="left")
        .join(credit, on="d", how="left", maintain_order="left")
        .drop("d")
        .with_columns(pl.col("costs_open_cents", "paid_cents", "credit_cents").fill_null(0))
        .with_columns(
            open_cents=pl.col("principal_open_cents") + pl.col("interest_open_cents") + pl.col("costs_open_cents")
        )
    )


def present_lines(book: Book, replay: Replay, rates: Rates) -> pl.DataFrame:
    """One row per line, as `ledger.Lines`.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
        rates: Rates of every regime.
    """
    lines = pl.concat(replay.lines).sort("c", maintain_order=True)
    ids = book.claims.sort("c")
    rules = pl.Series(rates.rules, dtype=pl.String)
    return lines.with_columns(
        ids["claim_id"].gather(lines["c"]),
        dossier_id=book.dossiers.sort("d")["dossier_id"].gather(ids["d"].gather(lines["c"])),
        rate_per=pl.when("per_month").then(pl.lit("month")).otherwise(pl.lit("year")),
        rule_id=rules.gather(lines["series"].cast(pl.UInt32)),
    ).select(
        *("dossier_id", "claim_id", "from_date", "until_date", "days", "base_cents"),
        *("rate_ppm", "rate_per", "interest_cents", "rule_id"),
    )


def present_costs(book: Book, replay: Replay) -> pl.DataFrame:
    """One row per cost that counts, as `ledger.Costs`.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
    """
    is_scaled = (pl.col("kind") == "nl_bik") | ((pl.col("kind") == "be_clause") & pl.col("is_consumer"))
    return (
        replay.costs.sort("k")
        .join(book.dossiers.select("d", "dossier_id"), on="d", how="left", maintain_order="left")
        .join(book.claims.select("c", "claim_id"), on="c", how="left", maintain_order="left")
        .select(
            *("dossier_id", "cost_id", "claim_id", "kind", "due_date"),
            base_cents="base",
            amount_cents="amount",
            vat_cents="vat",
            paid_cents="paid",
            waived_cents="waived",
            open_cents=pl.col("amount") + pl.col("vat") - pl.col("paid") - pl.col("waived"),
            rule_id=pl.when(is_scaled).then(pl.col("kind").replace_strict(RULES, default=None)),
        )
    )


def present_allocations(book: Book, replay: Replay) -> pl.DataFrame:
    """One row per payment, claim or cost, and bucket, as `ledger.Allocations`; the rest of credit notes too.

    Args:
        book: Numbered facts.
        replay: The replayed dossiers.
    """
    credit = replay.credits.select(
        *("s", "d"),
        c=pl.lit(None, pl.UInt32),
        k=pl.lit(None, pl.UInt32),
        bucket=pl.lit("credit"),
        amount_cents="money",
    )
    return (
        pl.concat([pl.DataFrame(schema=ALLOCATIONS), *replay.allocations, credit])
        .group_by("s", "d", "c", "k", "bucket")
        .agg(pl.col("amount_cents").sum())
        .join(book.sources.select("s", "payment_id", "is_payment"), on="s", how="left")
        .join(book.dossiers.select("d", "dossier_id"), on="d", how="left")
        .join(book.claims.select("c", "claim_id"), on="c", how="left")
        .join(book.costs.select("k", "cost_id"), on="k", how="left")
        .sort("s", "c", "k", "bucket")
        .select("dossier_id", "payment_id", "is_payment", "claim_id", "cost_id", "bucket", "amount_cents")
    )
