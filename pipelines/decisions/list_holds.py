"""The step that lists every hold in force on the business date, whoever placed it and whatever it follows from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from pipelines.decisions.open_holds import open_holds
from warehouse.schemas.decisions import Holds

_COLUMNS: Final = list(Holds.to_schema().columns)
_FOUND: Final = (
    *("hold_id", "kind", "scope", "creditor_id", "debtor_id", "dossier_id", "claim_id"),
    *("since_date", "until_date", "detail", "owner"),
)


def list_holds(
    tables: Mapping[str, pl.DataFrame], debtors: pl.DataFrame, parties: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The holds in force: placed by events, by lists, by plans to pay, by limitation, by age.

    Args:
        tables: By name: `events` as known; `dossiers` and `gates` of the business date; `plan_holds`: arrangements and
            promises that rest the steps (`rest_steps`); `listed`: debtors whom lists name (`match_entries`);
            `hold_rules` (`mappings.hold_rules.hold_table`).
        debtors: The newest version of each debtor.
        parties: `decisions.parties` of the business date: a hold that follows a person is on each debtor of a party.
        business_date: Day that is decided.

    Returns:
        `decisions.holds`, sorted by hold_id.
    """
    rules, dossiers = tables["hold_rules"], tables["dossiers"]
    known = tables["events"].filter((pl.col("known_at") <= business_date) & (pl.col("effective_date") <= business_date))
    owners = dossiers.select("dossier_id", "debtor_id", "creditor_id")
    found = [
        open_holds(known, owners, rules, business_date=business_date),
        _listed(tables["listed"]),
        _plans(tables["plan_holds"], owners),
        _limitations(tables["gates"], owners),
        _minors(debtors, rules, business_date),
    ]
    listed = _follow_persons(pl.concat([frame.select(_FOUND) for frame in found]), parties, debtors, rules)
    worded = listed.join(rules, on="kind", how="left", validate="m:1").with_columns(
        business_date=pl.lit(business_date),
        reason=_words(),
        stops=pl.when(pl.col("stops") == "channels").then(pl.col("stopped_channels").list.join(" ")).otherwise("stops"),
    )
    return worded.select(_COLUMNS).sort("hold_id")


def _listed(matches: pl.DataFrame) -> pl.DataFrame:
    """Debtors whom a list names beyond doubt, as long as it does."""
    return matches.filter("is_sure").select(
        *("creditor_id", "debtor_id", "since_date", "until_date", "detail", "owner"),
        hold_id=pl.format("{}:{}", "entry_id", "debtor_id"),
        kind="hold_kind",
        scope=pl.lit("debtor"),
        dossier_id=pl.lit(None, pl.String),
        claim_id=pl.lit(None, pl.String),
    )


def _plans(rests: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Dossiers that an arrangement or a promise rests; a proposal rests them as the arrangement that it may become."""
    return rests.join(owners, on="dossier_id").select(
        *("creditor_id", "debtor_id", "dossier_id", "since_date", "until_date", "detail"),
        hold_id="plan_id",
        kind=pl.col("hold_kind").replace("proposal", "arrangement"),
        scope=pl.lit("dossier"),
        claim_id=pl.lit(None, pl.String),
        owner=pl.lit(None, pl.String),
    )


def _limitations(gates: pl.DataFrame, owners: pl.DataFrame) -> pl.DataFrame:
    """Claims that the law lets nobody enforce any more: what asks for money may not name them."""
    passed = gates.filter(gate="limitation_passed").join(owners.select("dossier_id", "debtor_id"), on="dossier_id")
    return passed.select(
        *("creditor_id", "debtor_id", "dossier_id", "claim_id", "since_date"),
        hold_id=pl.format("limitation:{}", "claim_id"),
        kind=pl.lit("limitation"),
        scope=pl.lit("claim"),
        until_date=pl.lit(None, pl.Date),
        detail=pl.format("rule {}", "rule_id"),
        owner=pl.lit(None, pl.String),
    )


def _minors(debtors: pl.DataFrame, rules: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Consumers who are too young to be asked, until the day before they are of age."""
    ages = rules.filter(pl.col("until_age").is_not_null()).select("kind", "until_age")
    oldest = max(ages["until_age"].to_list(), default=0)
    came_of_age = pl.col("birth_date").dt.offset_by(pl.format("{}y", "until_age"))
    return (
        debtors.filter(pl.col("debtor_type") == "consumer", pl.col("birth_date").is_not_null())
        # Nobody who is older can be under age: the exact day is only asked of the others.
        .filter(pl.col("birth_date").dt.year() >= business_date.year - oldest)
        .join(ages, how="cross")
        .filter(came_of_age > business_date)
        .select(
            *("creditor_id", "debtor_id", "kind"),
            hold_id=pl.format("{}:{}", "kind", "debtor_id"),
            scope=pl.lit("debtor"),
            dossier_id=pl.lit(None, pl.String),
            claim_id=pl.lit(None, pl.String),
            since_date="birth_date",
            until_date=came_of_age.dt.offset_by("-1d"),
            detail=pl.lit(None, pl.String),
            owner=pl.lit(None, pl.String),
        )
    )


def _follow_persons(
    holds: pl.DataFrame, parties: pl.DataFrame, debtors: pl.DataFrame, rules: pl.DataFrame
) -> pl.DataFrame:
    """The holds, and those that follow a person again for each other debtor of the same party."""
    personal = holds.filter(pl.col("scope") == "debtor").join(
        rules.filter("follows_person").select("kind"), on="kind", how="semi"
    )
    party = parties.select("debtor_id", "party_id")
    others = (
        personal.join(party, on="debtor_id")
        .join(party.rename({"debtor_id": "other_id"}), on="party_id")
        .filter(pl.col("other_id") != pl.col("debtor_id"))
        .join(debtors.select(other_id="debtor_id", other_creditor="creditor_id"), on="other_id")
        .with_columns(
            hold_id=pl.format("{}@{}", "hold_id", "other_id"),
            detail=pl.concat_str("detail", pl.format("told of {}", "debtor_id"), separator="; ", ignore_nulls=True),
            debtor_id="other_id",
            creditor_id="other_creditor",
        )
    )
    return pl.concat([holds, others.select(holds.columns)])


def _words() -> pl.Expr:
    """A hold in words: why, since when, until when, on which ground."""
    until = pl.when(pl.col("until_date").is_not_null()).then(pl.format(" until {}", "until_date"))
    ground = pl.when(pl.col("detail").is_not_null()).then(pl.format(" ({})", "detail"))
    return pl.concat_str(
        pl.format("{} since {}", "description", "since_date"), until.fill_null(""), ground.fill_null("")
    )
