"""The step that gathers what the rules of profiles may read: one row of facts per dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from mappings.profile_facts import CLAIM_EVENTS, EVENT_FACTS, FACT_SCHEMA, NOTICE_TERMS, TERM_FACTS, UNCOVERED_FACTS
from pipelines.decisions.place_claims import WITH_BAILIFF
from pipelines.decisions.recall_plans import PLAN_COUNTS

KEYS = ("business_date", "dossier_id", "debtor_id")
"""Columns that stand before the facts."""

_COUNTS: Final = ("payment_count", "reversal_count", "held_claim_count", "held_cents", "bailiff_claim_count")
_REACH: Final = ("has_email", "has_address", "has_phone", "reaches_sms", "reaches_whatsapp", "reaches_call")


def gather_facts(
    tables: Mapping[str, pl.DataFrame],
    events: pl.DataFrame,
    placed: pl.DataFrame,
    followed: pl.DataFrame,
    holds: pl.DataFrame,
    *,
    business_date: date,
) -> pl.DataFrame:
    """The documented facts of every dossier on the business date.

    Args:
        tables: By name: `dossiers` and `gates` of the business date; `claims`; `debtors`, the newest version of each;
            `payments`; `creditors`, the settings of each: creditor_id, country, bailiff_office, threshold_cents,
            asks_collection_costs; `reach`, how debtors can be reached (`find_reach`); `plan_facts`, what is known of
            arrangements and promises (`recall_plans`), and `plan_holds`, where these rest the steps (`rest_steps`).
        events: `canonical.events` that count on the business date.
        placed: Open claims with what stops them (`place_claims`).
        followed: The claims that the steps go by (`follow_claims`).
        holds: `decisions.holds`.
        business_date: Day that is decided.

    Returns:
        One row per dossier: `KEYS` and then the facts of `mappings.profile_facts.FACTS`, sorted by dossier_id.
    """
    # The few columns of the ledger are sorted before the many others come beside them.
    dossiers = tables["dossiers"].drop("oldest_due_date").sort("dossier_id")
    parts = (
        (_debtors(tables["debtors"], business_date), "debtor_id"),
        (tables["reach"], "debtor_id"),
        (_creditors(tables["creditors"]), "creditor_id"),
        (_products(tables["claims"]), "dossier_id"),
        (_money(tables["payments"], business_date), "dossier_id"),
        (_followed(followed, business_date), "dossier_id"),
        (_placed(placed), "dossier_id"),
        (_held(tables["dossiers"], _without_plans(holds, tables["plan_holds"])), "dossier_id"),
        (_other_events(events, placed), "dossier_id"),
        (_limitations(tables["gates"]), "dossier_id"),
        (tables["plan_facts"], "dossier_id"),
    )
    gathered = dossiers
    for part, key in parts:
        gathered = gathered.join(part, on=key, how="left", maintain_order="left")
    assert gathered.height == dossiers.height, "each part has one row for a dossier, debtor or creditor"
    filled = gathered.with_columns(
        pl.col(*_COUNTS, *PLAN_COUNTS).fill_null(0),
        pl.col(*_REACH, "has_bailiff_office", "asks_collection_costs", "is_vulnerable").fill_null(value=False),
        days_overdue=(pl.lit(business_date) - pl.col("oldest_due_date")).dt.total_days(),
        days_since_payment=(pl.lit(business_date) - pl.col("last_payment_date")).dt.total_days(),
    )
    return filled.select(*KEYS, *(pl.col(name).cast(dtype) for name, dtype in FACT_SCHEMA.items()))


def _followed(claims: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """What the claims that the steps go by tell: their age, their steps, their notices."""
    overdue = (pl.col("due_date") < business_date) & (pl.col("principal_open_cents") > 0)
    lacks = {
        fact: pl.col("due_date").filter(overdue & pl.col(CLAIM_EVENTS[kind]).is_null()).min()
        for kind, fact in UNCOVERED_FACTS.items()
    }
    newest = {EVENT_FACTS[kind]: name for kind, name in CLAIM_EVENTS.items()}
    newest |= {fact: NOTICE_TERMS[kind] for fact, kind in TERM_FACTS.items()}
    never = [fact for fact, name in newest.items() if claims[name].null_count() == claims.height]
    told = claims.group_by("dossier_id").agg(
        oldest_due_date=pl.col("due_date").min(),
        **{fact: pl.col(name).max() for fact, name in newest.items() if fact not in never},
        **lacks,
    )
    return told.with_columns(pl.lit(None, pl.Date).alias(fact) for fact in never)


def _placed(placed: pl.DataFrame) -> pl.DataFrame:
    """What stops the open claims, and what bailiffs answered about them."""
    has_bailiff = pl.col("stop") == WITH_BAILIFF
    is_held = pl.col("stop").is_not_null() & ~has_bailiff
    told = placed.filter(
        pl.col("stop").is_not_null() | pl.col("refused_on").is_not_null() | pl.col("untraceable_on").is_not_null()
    )
    return told.group_by("dossier_id").agg(
        held_claim_count=is_held.sum(),
        held_cents=pl.col("open_cents").filter(is_held).sum(),
        bailiff_claim_count=has_bailiff.sum(),
        with_bailiff_since=pl.col("stop_since").filter(has_bailiff).min(),
        bailiff_refusal_date=pl.col("refused_on").max(),
        untraceable_since=pl.col("untraceable_on").max(),
    )


def _without_plans(holds: pl.DataFrame, plan_holds: pl.DataFrame) -> pl.DataFrame:
    """The holds but those of arrangements and promises, which have facts of their own."""
    return holds.join(plan_holds.select(hold_id="plan_id"), on="hold_id", how="anti")


def _held(dossiers: pl.DataFrame, holds: pl.DataFrame) -> pl.DataFrame:
    """The oldest dispute, the longest other hold on all of the dossier, and whether its debtor is vulnerable."""
    columns = ["kind", "scope", "since_date", "until_date", "detail", "hold_id"]
    own = dossiers.select("dossier_id", "debtor_id", "creditor_id")
    reaching = pl.concat(
        holds.filter(pl.col("scope").is_in(scopes))
        .select(key, *columns)
        .join(own, on=key)
        .select("dossier_id", *columns)
        for key, scopes in {
            "dossier_id": ["claim", "dossier"],
            "debtor_id": ["debtor"],
            "creditor_id": ["creditor"],
        }.items()
    )
    is_dispute, is_vulnerable = pl.col("kind") == "dispute", pl.col("kind") == "vulnerable"
    is_other = ~is_dispute & ~is_vulnerable & (pl.col("scope") != "claim")
    ordered = reaching.sort("until_date", "since_date", "hold_id", descending=[True, False, False])
    oldest = pl.col("since_date").filter(is_dispute)
    return ordered.group_by("dossier_id", maintain_order=True).agg(
        dispute_since=oldest.min(),
        dispute_detail=pl.col("detail").filter(is_dispute).sort_by(oldest).first(),
        hold_kind=pl.col("kind").filter(is_other).first(),
        hold_since=pl.col("since_date").filter(is_other).first(),
        hold_until=pl.col("until_date").filter(is_other).first(),
        hold_detail=pl.col("detail").filter(is_other).first(),
        is_vulnerable=is_vulnerable.any(),
    )


def _other_events(events: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    """The newest day of each kind of event that tells of no step; one about a claim counts while the claim is open."""
    kinds = {kind: fact for kind, fact in EVENT_FACTS.items() if kind not in CLAIM_EVENTS}
    others = events.filter(pl.col("kind").is_in(list(kinds))).select("dossier_id", "claim_id", "kind", "effective_date")
    is_whole = pl.col("claim_id").is_null() | (pl.col("kind") == "withdrawal")
    about_open = others.filter(~is_whole).join(placed.select("claim_id"), on="claim_id", how="semi")
    counting = pl.concat([others.filter(is_whole), about_open])
    found = {kind: kinds[kind] for kind in counting["kind"].unique().sort()}
    newest = counting.group_by("dossier_id").agg(
        pl.when(kind=kind).then("effective_date").max().alias(fact) for kind, fact in found.items()
    )
    never = [pl.lit(None, pl.Date).alias(fact) for kind, fact in kinds.items() if kind not in found]
    return newest.with_columns(never)


def _limitations(gates: pl.DataFrame) -> pl.DataFrame:
    """The oldest limitation among a dossier's claims."""
    passed = gates.filter(gate="limitation_passed").sort("since_date", "claim_id")
    return passed.group_by("dossier_id", maintain_order=True).agg(
        limited_since=pl.col("since_date").first(), limitation_rule=pl.col("rule_id").first()
    )


def _creditors(creditors: pl.DataFrame) -> pl.DataFrame:
    """The settings of creditors that rules may read."""
    return creditors.select(
        "creditor_id",
        country="country",
        has_bailiff_office=pl.col("bailiff_office").is_not_null(),
        creditor_threshold_cents=pl.col("threshold_cents").fill_null(0),
        asks_collection_costs="asks_collection_costs",
    )


def _debtors(debtors: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """What rules may read of debtors."""
    return debtors.select(
        "debtor_id",
        "debtor_type",
        "language",
        "postcode",
        age_years=_age(business_date),
        debtor_country="country",
        postcode_digits=pl.col("postcode").str.extract(r"(\d+)").cast(pl.Int64, strict=False),
    )


def _products(claims: pl.DataFrame) -> pl.DataFrame:
    """The product of a dossier, where all its claims name the same one."""
    one = pl.when(pl.col("product").n_unique() == 1).then(pl.col("product").first())
    return claims.group_by("dossier_id").agg(product=one)


def _money(payments: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Counts and newest days of payments that stand, and of reversals."""
    known = payments.filter((pl.col("known_at") <= business_date) & (pl.col("effective_date") <= business_date))
    reversals = known.filter(kind="reversal")
    standing = known.filter(kind="payment").join(
        reversals, left_on="payment_id", right_on="reverses_payment_id", how="anti"
    )
    paid = standing.group_by("dossier_id").agg(payment_count=pl.len(), last_payment_date=pl.col("effective_date").max())
    taken_back = reversals.group_by("dossier_id").agg(
        reversal_count=pl.len(), last_reversal_date=pl.col("effective_date").max()
    )
    # Money in suspense has no dossier and would only meet other money in suspense.
    return paid.join(taken_back, on="dossier_id", how="full", coalesce=True).drop_nulls("dossier_id")


def _age(business_date: date) -> pl.Expr:
    """Full years since the day of birth."""
    born = pl.col("birth_date")
    had_birthday = (
        born.dt.month().cast(pl.Int32) * 100 + born.dt.day()
    ) <= business_date.month * 100 + business_date.day
    return business_date.year - born.dt.year() - (~had_birthday).cast(pl.Int32)
