"""What is open of each claim of a creditor by the facts booked so far, as its own books should hold it."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from pipelines.canonical.delivery import Stock


def open_positions(stock: Stock, creditor_id: str) -> pl.DataFrame:
    """The position of every claim of a creditor, as its own books should have it.

    Credit notes and money that went to the creditor are taken off; money that went to the agency or a bailiff is not,
    as nobody here knows when it reached those books.

    Args:
        stock: What was booked before.
        creditor_id: The creditor.

    Returns:
        claim_id, dossier_id, due_date, feed (that brought the claim), credited_cents, principal_cents, open_cents,
        withdrawn_on (day on which the withdrawal was known; empty while the claim runs).
    """
    return _positions(stock.claims.filter(pl.col("creditor_id") == creditor_id), stock)


def open_principal(dossiers: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """What is open of the principal of dossiers, by the facts booked so far.

    Args:
        dossiers: `dossier_id`.
        stock: What was booked before.

    Returns:
        The columns of `open_positions`, one row per claim of these dossiers, with `left_cents`: what is open of all
        claims of the dossier that run; 0 or less where its principal is covered.
    """
    near = [frame.join(dossiers, on="dossier_id", how="semi") for frame in (stock.claims, stock.payments, stock.events)]
    known = replace(stock, claims=near[0], payments=near[1], events=near[2])
    positions = _positions(near[0], known)
    owed = pl.col("open_cents").filter(pl.col("withdrawn_on").is_null()).sum().over("dossier_id")
    return positions.join(received_money(positions, near[1]), on="dossier_id", how="left").with_columns(
        left_cents=owed - pl.col("received_cents").fill_null(0)
    )


def _positions(claims: pl.DataFrame, stock: Stock) -> pl.DataFrame:
    """The position of each of some claims."""
    return (
        claims.select("claim_id", "dossier_id", "due_date", "principal_cents", "delivery_id")
        .join(stock.feeds, on="delivery_id", how="left")
        .join(_money_of_claims(stock.payments), on="claim_id", how="left")
        .join(_withdrawals(stock.events, claims), on="claim_id", how="left")
        .with_columns(pl.col("credited_cents", "paid_cents").fill_null(0))
        .with_columns(open_cents=(pl.col("principal_cents") - pl.col("credited_cents") - pl.col("paid_cents")))
        .with_columns(pl.col("open_cents").clip(0))
        .drop("delivery_id", "paid_cents")
    )


def received_money(positions: pl.DataFrame, payments: pl.DataFrame) -> pl.DataFrame:
    """Money that can have lowered what a creditor's books hold open, and that names no claim there, by dossier.

    What a claim took before it was withdrawn is not counted: it explains nothing of the claims that run.

    Args:
        positions: Columns of `open_positions`.
        payments: `canonical.payments`.

    Returns:
        dossier_id, received_cents (0 or more).
    """
    cents = pl.when(pl.col("kind") == "reversal").then(-pl.col("amount_cents")).otherwise("amount_cents")
    is_money = pl.col("kind").is_in(["payment", "reversal"]) & pl.col("dossier_id").is_not_null()
    money = payments.filter(is_money & ~_is_at_creditor()).select("dossier_id", "known_at", cents=cents)
    taken = (
        positions.filter(pl.col("withdrawn_on").is_not_null())
        .join(money, on="dossier_id")
        .filter(pl.col("known_at") <= pl.col("withdrawn_on"))
        .group_by("dossier_id", "claim_id", "open_cents")
        .agg(pl.col("cents").sum())
        .select("dossier_id", cents=-pl.min_horizontal("cents", "open_cents").clip(0))
    )
    moved = pl.concat([money.select("dossier_id", "cents"), taken])
    return moved.group_by("dossier_id").agg(received_cents=pl.col("cents").sum().clip(0))


def _is_at_creditor() -> pl.Expr:
    """Whether money went to the creditor for a claim that it named."""
    return (pl.col("source") == "creditor") & pl.col("claim_id").is_not_null()


def _money_of_claims(payments: pl.DataFrame) -> pl.DataFrame:
    """Credit notes, and what was paid to the creditor, by claim."""
    amount, kind = pl.col("amount_cents"), pl.col("kind")
    is_paid = _is_at_creditor() & (kind == "payment")
    is_taken_back = _is_at_creditor() & (kind == "reversal")
    return (
        payments.filter(pl.col("claim_id").is_not_null())
        .group_by("claim_id")
        .agg(
            credited_cents=amount.filter(kind == "credit_note").sum(),
            paid_cents=amount.filter(is_paid).sum() - amount.filter(is_taken_back).sum(),
        )
    )


def _withdrawals(events: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The day on which each withdrawal was known; one without a claim is of the dossier as it then was."""
    withdrawals = events.filter(pl.col("kind") == "withdrawal")
    of_claim = withdrawals.filter(pl.col("claim_id").is_not_null()).select("claim_id", withdrawn_on="known_at")
    of_dossier = (
        withdrawals.filter(pl.col("claim_id").is_null())
        .select("dossier_id", withdrawn_on="known_at", event_delivery="delivery_id")
        .join(claims.select("dossier_id", "claim_id", "delivery_id"), on="dossier_id")
        .filter(pl.col("delivery_id") <= pl.col("event_delivery"))
        .select("claim_id", "withdrawn_on")
    )
    return pl.concat([of_claim, of_dossier]).group_by("claim_id").agg(pl.col("withdrawn_on").min())
