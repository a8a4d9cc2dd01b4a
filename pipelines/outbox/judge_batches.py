"""The step that says which batches must wait for a person, and why: an approval, a size out of line, a paid dossier."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import polars as pl

from mappings.release_rules import ReleaseRules
from pipelines.outbox.number_batches import APPROVAL
from warehouse.plural import plural_of

_FAMILY: Final = r"^(.*?)-(?:\d{4}-\d{2}-\d{2}-\d{2}|\d{8}\.\d{2})(?:-|$)"
_MADE_FOR: Final = r"(\d{4}-?\d{2}-?\d{2}[-.]\d{2})"
_REASON: Final = pl.Schema({"batch_id": pl.String, "reason": pl.String})


def judge_batches(
    batches: pl.DataFrame,
    left: Mapping[str, pl.DataFrame],
    tables: Mapping[str, pl.DataFrame],
    rules: ReleaseRules,
    *,
    business_date: date,
) -> pl.DataFrame:
    """The batches that must wait, with all the reasons for it.

    Args:
        batches: What would leave (`list_batches`): batch_id, kind, row_count, amount_cents.
        left: Its `messages` and `transfers`.
        tables: `earlier`: batches that left before, by creditor and step; `today`: debtor_id of the messages that left
            earlier today; `payments` as known, at least of these dossiers; `creditors`.
        rules: The limits.
        business_date: Day on which they would leave.

    Returns:
        batch_id, reason; sorted by batch_id.
    """
    named = batches.with_columns(family=family_of(pl.col("batch_id")))
    found = [
        _asked_for(named, rules),
        _too_large(named, tables["earlier"], rules),
        _twice(left["messages"], tables, rules),
        _paid(left, tables["payments"], rules, business_date),
    ]
    joined = pl.concat(found).group_by("batch_id", maintain_order=True).agg(pl.col("reason").str.join("; "))
    return joined.sort("batch_id")


def family_of(batch_id: pl.Expr) -> pl.Expr:
    """The name that batches of one kind and partner share from day to day.

    Args:
        batch_id: Number of a batch; also of one that was released.
    """
    return batch_id.str.extract(_FAMILY)


def made_for(batch_id: pl.Expr) -> pl.Expr:
    """Day and number of the order for which a batch was made, as text that sorts; a released one keeps its first.

    Args:
        batch_id: Number of a batch.
    """
    return batch_id.str.extract(_MADE_FOR).str.replace_all(r"[-.]", "")


def _asked_for(batches: pl.DataFrame, rules: ReleaseRules) -> pl.DataFrame:
    """Batches of steps that need an approval, and of kinds that always wait."""
    always = batches.filter(pl.col("kind").is_in(rules.always)).select(
        "batch_id", reason=pl.format("{} always wait", "kind")
    )
    approval = batches.filter(pl.col("family").str.ends_with(APPROVAL)).select(
        "batch_id", reason=pl.lit("its steps need an approval")
    )
    return pl.concat([approval, always])


def _too_large(batches: pl.DataFrame, earlier: pl.DataFrame, rules: ReleaseRules) -> pl.DataFrame:
    """Batches of a kind and partner that are out of line with what left before; their parts are one batch here."""
    total = batches.group_by("family").agg(pl.col("row_count", "amount_cents").sum())
    judged = total.join(_usual(earlier, rules.history), on="family")
    asked = (
        (
            "row_count",
            rules.least_rows,
            pl.format("{} {}, usual are {}", "row_count", plural_of("row_count", "row"), "usual row_count"),
        ),
        ("amount_cents", rules.least_cents, pl.format("{} euros, usual are {}", _euros(), _euros("usual "))),
    )
    found = [pl.DataFrame(schema=_REASON)]
    for name, least, words in asked:
        is_large = (pl.col(name) > rules.times_usual * pl.col(f"usual {name}")) & (pl.col(name) >= least)
        told = judged.filter(is_large).select("family", reason=words)
        found.append(batches.select("batch_id", "family").join(told, on="family").select("batch_id", "reason"))
    return pl.concat(found)


def _usual(earlier: pl.DataFrame, history: int) -> pl.DataFrame:
    """The middle one of the newest batches, by rows and by cents; of two the larger."""
    sizes = (
        earlier.with_columns(family=family_of(pl.col("batch_id")), order=made_for(pl.col("batch_id")))
        .group_by("family", "order")
        .agg(pl.col("row_count", "amount_cents").sum())
    )
    newest = sizes.sort("order").group_by("family", maintain_order=True).tail(history)
    middle = (pl.col(name).sort().get(pl.len() // 2).alias(f"usual {name}") for name in ("row_count", "amount_cents"))
    return newest.group_by("family").agg(middle)


def _twice(messages: pl.DataFrame, tables: Mapping[str, pl.DataFrame], rules: ReleaseRules) -> pl.DataFrame:
    """Batches with a debtor who is in two messages of the day."""
    if rules.once_per_debtor == "never":
        return pl.DataFrame(schema=_REASON)
    creditors = tables["creditors"]
    if rules.once_per_debtor == "grouped":
        creditors = creditors.filter(group_by="debtor")
    own = messages.select("batch_id", "creditor_id", "debtor_id")
    all_of_day = pl.concat([own.select("debtor_id"), tables["today"].select("debtor_id")])
    twice = all_of_day.filter(pl.col("debtor_id").is_duplicated()).unique()
    return (
        own.join(creditors, on="creditor_id", how="semi")
        .join(twice, on="debtor_id", how="semi")
        .group_by("batch_id")
        .agg(debtors=pl.col("debtor_id").n_unique(), first=pl.col("debtor_id").min())
        .select(
            "batch_id",
            reason=pl.format(
                "{} {} two messages today, the first is {}",
                "debtors",
                plural_of("debtors", "debtor gets", "debtors get"),
                "first",
            ),
        )
        .sort("batch_id")
    )


def _paid(
    left: Mapping[str, pl.DataFrame], payments: pl.DataFrame, rules: ReleaseRules, business_date: date
) -> pl.DataFrame:
    """Batches with a dossier for which money came in just now."""
    if rules.paid_days is None:
        return pl.DataFrame(schema=_REASON)
    since = business_date - timedelta(days=rules.paid_days)
    paid = payments.filter(pl.col("effective_date") >= since, kind="payment").select("dossier_id").drop_nulls().unique()
    rows = pl.concat(left[name].select("batch_id", "dossier_id") for name in ("messages", "transfers"))
    return (
        rows.join(paid, on="dossier_id", how="semi")
        .group_by("batch_id")
        .agg(dossiers=pl.len(), first=pl.col("dossier_id").min())
        .select(
            "batch_id",
            reason=pl.format(
                "{} {} paid since {}, the first is {}",
                "dossiers",
                plural_of("dossiers", "dossier was", "dossiers were"),
                pl.lit(since),
                "first",
            ),
        )
        .sort("batch_id")
    )


def _euros(prefix: str = "") -> pl.Expr:
    """Whole euros of the cents, for words."""
    return pl.col(f"{prefix}amount_cents") // 100
