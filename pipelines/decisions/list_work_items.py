"""The step that lists what a person must look at, from every stage: one row per thing, with reason, euros and age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.decisions.find_late_files import find_late_files
from pipelines.decisions.keep_open import keep_open
from pipelines.decisions.list_credits import list_credits
from pipelines.decisions.list_rejected import list_rejected
from pipelines.decisions.list_undelivered import list_undelivered
from pipelines.decisions.list_waiting import list_waiting
from pipelines.decisions.propose_dossiers import propose_dossiers
from pipelines.decisions.propose_mappings import propose_mappings
from pipelines.releases import release_items
from warehouse.findings import FINDINGS
from warehouse.plural import plural_of

_COLUMNS = {
    "business_date": pl.Date,
    "item_id": pl.String,
    "kind": pl.String,
    "creditor_id": pl.String,
    "dossier_id": pl.String,
    "delivery_id": pl.String,
    "line_number": pl.Int64,
    "reason": pl.String,
    "amount_cents": pl.Int64,
    "since_date": pl.Date,
    "subject": pl.String,
    "proposal": pl.String,
    "last_date": pl.Date,
}


def list_work_items(
    actions: pl.DataFrame,
    facts: pl.DataFrame,
    reviews: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame],
    *,
    business_date: date,
) -> pl.DataFrame:
    """The causes for work items on the business date. An item keeps its id as long as its cause lasts.

    Args:
        actions: `decisions.actions` of the business date.
        facts: Facts of the dossiers (`gather_facts`).
        reviews: Groups of debtors that may be the same (`relate_debtors`).
        tables: By name: `payments`, `events`, `claims`, `debtors`, `findings`, `corrections`, `waiting`, `deliveries`
            and `operator_decisions` as known; `gates` of the date; `creditors`; `expected`: files that are expected
            (`mappings.partner_tables`); `of_plans`: items about arrangements (`list_plan_items`); `of_lists`: items
            about lists (`list_listed`); `silent`: items about what did not happen (`list_silence`); `standing`: batches
            that wait (`pipelines.releases.follow_releases`); `balances` of the date.
        business_date: Day of the list.

    Returns:
        `decisions.work_items` up to `proposal`, and last_date, the last day on which deciding helps, where there is
        one; sorted by item_id. `follow_decisions` gives the other columns.
    """
    owing = facts.filter(pl.col("open_cents") > 0)
    items = [
        _suspense(facts, tables, business_date),
        _steps(actions, facts),
        _of_dossiers(
            owing, "refused_transfer", "the bailiff refused the dossier", "bailiff_refusal_date", cents="open_cents"
        ),
        _of_dossiers(owing, "untraceable", "the debtor cannot be found", "untraceable_since", cents="open_cents"),
        _of_dossiers(owing, "limitation", "the limitation of a claim has passed", "limited_since", cents="open_cents"),
        _terms(tables),
        list_credits(facts, business_date=business_date),
        _twins(reviews, owing, tables["debtors"]),
        _late(
            find_late_files(
                tables["expected"], tables["deliveries"], tables["operator_decisions"], business_date=business_date
            )
        ),
        _findings(
            keep_open(tables["findings"], tables["corrections"]),
            tables["deliveries"].filter(pl.col("known_at") <= business_date),
        ),
        list_waiting(tables, business_date=business_date),
        list_rejected(tables["events"], tables["payments"], business_date=business_date),
        tables["of_plans"],
        tables["of_lists"],
        tables["silent"],
        list_undelivered(tables["events"], facts, business_date=business_date),
        propose_mappings(tables["corrections"], tables["deliveries"].filter(pl.col("known_at") <= business_date)),
        release_items(tables["standing"].filter(state="waiting")),
    ]
    return pl.concat([_shaped(frame, business_date) for frame in items]).sort("item_id")


def _suspense(facts: pl.DataFrame, tables: Mapping[str, pl.DataFrame], business_date: date) -> pl.DataFrame:
    """Money without a dossier that was not taken back since, with the dossiers that it may be meant for."""
    known = tables["payments"].filter(pl.col("known_at") <= business_date)
    taken_back = known.filter(kind="reversal").select(payment_id="reverses_payment_id")
    waiting = known.filter(pl.col("dossier_id").is_null(), kind="payment").join(taken_back, on="payment_id", how="anti")
    proposals = propose_dossiers(waiting, facts, tables["claims"], tables["debtors"])
    reason = pl.format("money without a dossier; it came with: {}", pl.col("reference").fill_null("no reference"))
    proposed = pl.when(pl.col("proposal").is_not_null()).then(pl.format("; perhaps for {}", "proposal"))
    return waiting.join(proposals, on="payment_id", how="left").select(
        "creditor_id",
        "delivery_id",
        "line_number",
        "amount_cents",
        item_id=pl.format("suspense:{}", "payment_id"),
        kind=pl.lit("suspense"),
        reason=pl.concat_str(reason, proposed.fill_null("")),
        since_date="known_at",
        subject=pl.struct("payment_id").struct.json_encode(),
        proposal=pl.col("proposal").str.extract(r"^(\d{10})"),
    )


def _twins(reviews: pl.DataFrame, owing: pl.DataFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """Groups of debtors that may be one person, of which at least one owes: known since the last of them came."""
    cents = owing.group_by("debtor_id").agg(pl.col("open_cents").sum())
    first = debtors.group_by("debtor_id").agg(since_date=pl.col("known_at").min())
    return (
        reviews.with_columns(first_id=pl.col("debtor_ids").list.first(), ids=pl.col("debtor_ids").list.join(", "))
        .explode("debtor_ids")
        .join(first, left_on="debtor_ids", right_on="debtor_id")
        .join(cents, left_on="debtor_ids", right_on="debtor_id", how="left")
        .group_by("rule", "first_id", "ids")
        .agg(pl.col("debtor_ids").sort(), pl.col("since_date").max(), amount_cents=pl.col("open_cents").sum())
        .filter(pl.col("amount_cents") > 0)
        .select(
            "since_date",
            "amount_cents",
            item_id=pl.format("twin:{}:{}", "first_id", "ids"),
            kind=pl.lit("twin"),
            reason=pl.format("perhaps one person, by {}: {}", pl.col("rule").str.replace_all("_", " "), "ids"),
            subject=pl.struct("debtor_ids").struct.json_encode(),
        )
    )


def _steps(actions: pl.DataFrame, facts: pl.DataFrame) -> pl.DataFrame:
    """Steps that a person takes; refusals and untraceable debtors are items of their own."""
    own = facts.filter(pl.col("bailiff_refusal_date").is_not_null() | pl.col("untraceable_since").is_not_null())
    return (
        actions.filter(outcome="person")
        .join(own.select("dossier_id"), on="dossier_id", how="anti")
        .select(
            "creditor_id",
            "dossier_id",
            "reason",
            item_id=pl.format("step:{}:{}", "dossier_id", "step_id"),
            kind=pl.lit("step"),
            amount_cents="open_cents",
            since_date="due_date",
        )
    )


def _of_dossiers(facts: pl.DataFrame, kind: str, reason: str, since: str, *, cents: str) -> pl.DataFrame:
    """One item per dossier that has the date of this kind."""
    return facts.filter(pl.col(since).is_not_null()).select(
        "creditor_id",
        "dossier_id",
        item_id=pl.format(f"{kind}:{{}}", "dossier_id"),
        kind=pl.lit(kind),
        reason=pl.lit(reason),
        amount_cents=cents,
        since_date=since,
    )


def _terms(tables: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Terms of a creditor that ask of consumers what the law does not let them ask, since the first such claim."""
    contracts = tables["gates"].filter(pl.col("gate").is_in(["contract_interest_not_approved", "interest_above_cap"]))
    counted = (
        contracts.join(tables["claims"].select("claim_id", "known_at"), on="claim_id", how="left")
        .join(tables["balances"].select("claim_id", "open_cents"), on="claim_id", how="left")
        .group_by("creditor_id", "gate", "rule_id", "reason")
        .agg(claims=pl.len(), amount_cents=pl.col("open_cents").sum(), since_date=pl.col("known_at").min())
    )
    return counted.select(
        "creditor_id",
        "amount_cents",
        "since_date",
        item_id=pl.format("terms:{}:{}", "creditor_id", "gate"),
        kind=pl.lit("terms"),
        reason=pl.format("{}, by rule {}; claims: {}", "reason", "rule_id", "claims"),
        subject=pl.struct("rule_id").struct.json_encode(),
    )


def _late(files: pl.DataFrame) -> pl.DataFrame:
    """Files that should have come and did not; the item stays until one comes."""
    reason = pl.format("the file {} of {} was expected by {}, and has not come", "feed", "partner_id", "due_date")
    again = pl.when(pl.col("missing") > 1).then(pl.format("; {} in a row are missing", "missing"))
    return files.select(
        "creditor_id",
        "since_date",
        item_id=pl.format("late:{}:{}", "partner_id", "feed"),
        kind=pl.lit("late"),
        reason=pl.concat_str(reason, again.fill_null("")),
        amount_cents=pl.lit(0, pl.Int64),
        subject=pl.struct("partner_id", "feed", "due_date").struct.json_encode(),
    )


def _findings(findings: pl.DataFrame, deliveries: pl.DataFrame) -> pl.DataFrame:
    """Deliveries with something refused, the whole file or some records; a corrected file closes the item.

    What operators sent is left out: the items that they decided on wrongly are still open.
    """
    corrected = deliveries.select(delivery_id="corrects").drop_nulls()
    names = {code: finding.name for code, finding in FINDINGS.items()}
    words = pl.col("code").replace_strict(names, default="unknown", return_dtype=pl.String)
    refused = (
        findings.filter(severity="error", outcome="refused")
        # A record that waited is of the delivery that brought it.
        .with_columns(words=words, delivery_id=pl.coalesce("first_delivery_id", "delivery_id"))
        .group_by("delivery_id")
        .agg(
            is_file=(pl.col("line_number") == 0).any(),
            file_words=pl.col("words").filter(pl.col("line_number") == 0).unique().sort().str.join(", "),
            record_words=pl.col("words").unique().sort().str.join(", "),
            records=pl.col("line_number").n_unique(),
        )
    )
    of_file = pl.format("the file {} was refused as a whole: {}", "file_name", "file_words")
    of_records = pl.format(
        "{} {} of {} {} refused: {}",
        "records",
        plural_of("records", "record"),
        "file_name",
        plural_of("records", "was", "were"),
        "record_words",
    )
    return (
        deliveries.filter(pl.col("partner_kind").ne_missing("hub"))
        .join(corrected, on="delivery_id", how="anti")
        .join(refused, on="delivery_id", how="inner")
        .select(
            "creditor_id",
            "delivery_id",
            item_id=pl.format("finding:{}", "delivery_id"),
            kind=pl.lit("finding"),
            reason=pl.when("is_file").then(of_file).otherwise(of_records),
            line_number=pl.when("is_file").then(pl.lit(0, pl.Int64)),
            amount_cents="cents_refused",
            since_date="known_at",
        )
    )


def _shaped(items: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Items with every column, in order; what an item has not is empty, and its subject is then the day it came up."""
    dated = items.with_columns(business_date=pl.lit(business_date))
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in _COLUMNS.items() if name not in dated.columns]
    since = pl.struct("since_date").struct.json_encode()
    filled = dated.with_columns(missing).with_columns(pl.col("subject").fill_null(since))
    return filled.select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())
