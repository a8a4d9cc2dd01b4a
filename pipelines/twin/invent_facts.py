"""Invented mutations: payments, credit notes, withdrawals and reversals on invented claims."""

from __future__ import annotations

from typing import Final

import polars as pl

from mappings.fields import FACT_FIELDS
from pipelines.twin.invent_claims import REFERENCE_DATE

_EVERY: Final = 4
_MONEY: Final = ("payment", "reversal", "credit_note", "cost_posted")
_PLANS: Final = ("arrangement_agreed", "arrangement_proposed", "instalment_agreed")
_FIRST_DAYS: Final = 28
# What happens to claims, in turn. A reversal takes back the payment before it.
_TURN: Final[tuple[str, ...]] = (
    "payment",
    "payment",
    "credit_note",
    "payment",
    "reversal",
    "payment",
    "withdrawal",
    "payment",
)
_ANSWERS: Final[tuple[str, ...]] = (
    "bailiff_accepted",
    "bailiff_accepted",
    "cost_posted",
    "payment",
    "bailiff_refused",
    "untraceable",
)


def invent_mutations(claims: pl.DataFrame, *, kinds: tuple[str, ...], count: int, owner: str) -> pl.DataFrame:
    """What a creditor tells of his claims: one mutation for every fourth claim, over again when there are more.

    Args:
        claims: The creditor's claims (`invent_claims`), at least one.
        kinds: Kinds that his mapping can write.
        count: How many mutations.
        owner: Start of the mutations' own references.

    Returns:
        One row per mutation with every field of `FactRecord`.
    """
    turn = [kind for kind in _TURN if kind in kinds] or list(kinds)
    return _facts(claims, turn=turn, count=count, owner=owner, every=_EVERY)


def invent_answers(claims: pl.DataFrame, *, kinds: tuple[str, ...], count: int, owner: str) -> pl.DataFrame:
    """What a bailiff's office answers on claims that it has.

    Args:
        claims: Claims that were transferred, with `creditor_id`, at least one.
        kinds: Kinds that its mapping can write.
        count: How many answers.
        owner: Start of the answers' own references.

    Returns:
        One row per answer with every field of `FactRecord`.
    """
    turn = [kind for kind in _ANSWERS if kind in kinds] or list(kinds)
    return _facts(claims, turn=turn, count=count, owner=owner, every=1)


def _facts(claims: pl.DataFrame, *, turn: list[str], count: int, owner: str, every: int) -> pl.DataFrame:
    number = pl.int_range(count, dtype=pl.Int64)
    kinds = pl.Series(turn).gather([place % len(turn) for place in range(count)]).alias("kind")
    # A reversal belongs to the claim of the payment before it.
    place = number - (pl.lit(kinds) == "reversal").cast(pl.Int64)
    told = pl.select(
        kind=pl.lit(kinds),
        claim_number=(place * every) % claims.height,
        round=(place * every) // claims.height,
        fact_reference=pl.format("{}-{}", pl.lit(owner), (number + 10_001).cast(pl.String)),
        place=place,
    )
    joined = told.join(
        claims.with_row_index("claim_number").with_columns(pl.col("claim_number").cast(pl.Int64)),
        on="claim_number",
        how="left",
        maintain_order="left",
    )
    reversal = pl.col("kind") == "reversal"
    share = 2 + pl.col("place") % 3
    later = pl.col("due_date") + pl.duration(days=1 + pl.col("place") % 40)
    on = pl.min_horizontal(later, pl.lit(REFERENCE_DATE) - pl.duration(days=2))
    kind = pl.col("kind")
    is_plan = kind.is_in(_PLANS)
    about_plan = kind.str.contains("^(arrangement|instalment|promise)_")
    # Plans are of the last days, and pay all that can be open.
    agreed = pl.lit(REFERENCE_DATE) - pl.duration(days=2 + pl.col("place") % 8)
    day = pl.when(about_plan).then(agreed).otherwise(on)
    principal = pl.col("principal_cents")
    cents = pl.when(about_plan).then(principal + principal // 4).otherwise(pl.max_horizontal(principal // share, 100))
    has_amount = kind.is_in(_MONEY) | is_plan | (kind == "promise_made")
    fields = {
        "kind": pl.col("kind"),
        "fact_reference": pl.col("fact_reference"),
        "reverses_reference": pl.when(reversal).then(pl.col("fact_reference").shift(1)),
        "creditor_reference": pl.col("creditor_id"),
        "claim_reference": pl.col("claim_reference"),
        "debtor_reference": pl.col("debtor_reference"),
        "amount_cents": pl.when(has_amount).then(cents),
        "effective_date": pl.when(reversal).then(on + pl.duration(days=1)).otherwise(day),
        "is_from_start": pl.when(pl.col("kind") == "credit_note").then(pl.lit(value=False)),
        "channel": pl.lit(None, pl.String),
        "until_date": pl.when(kind == "promise_made").then(agreed + pl.duration(days=_FIRST_DAYS)),
        "first_due_date": pl.when(is_plan).then(agreed + pl.duration(days=_FIRST_DAYS)),
        "instalment_count": pl.when(is_plan & (kind != "instalment_agreed")).then(2 + pl.col("place") % 5),
        "arrangement_reference": pl.when(about_plan).then("fact_reference"),
    }
    return joined.select(
        fields.get(name, pl.lit(None)).cast(field.dtype).alias(name) for name, field in FACT_FIELDS.items()
    )
