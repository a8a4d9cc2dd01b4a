"""What keeps something of a claim from being asked on a business date: one row per claim and gate, with its rule."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from pipelines.ledger.date_limitation import RULES as LIMITATION_RULES
from pipelines.ledger.gate_contracts import CAP_RULE
from pipelines.ledger.limit_acts import RULE as ACT_RULE
from pipelines.ledger.limit_instalments import RULE as INSTALMENT_RULE
from pipelines.ledger.measure_costs import RULES as COST_RULES
from pipelines.money import share_of

_COLUMNS: Final = ("creditor_id", "dossier_id", "claim_id", "gate", "rule_id", "reason", "since_date", "until_date")
_ACT: Final = ("act", "cost_date", "posted_cents", "tariff_cents")
_STATUTORY_RULES: Final = {"nl": "nl_interest_consumer", "be": "be_interest_civil"}


def list_gates(
    claims: pl.DataFrame,
    balances: pl.DataFrame,
    costs: pl.DataFrame,
    limited: pl.DataFrame,
    *,
    business_date: date,
) -> pl.DataFrame:
    """The gates that block something on a business date.

    A gate that keeps something from being asked is listed while something of the claim is open.

    Args:
        claims: Claims as `assemble_facts` gives them: terms, notice_from and reminder_from (first day on which notice
            and reminder open costs), notice_fault and reminder_fault (what makes one void), interest_gate,
            limitation_date, end_date.
        balances: Balances of the statement: claim_id, open_cents, principal_open_cents.
        costs: Costs of the statement: claim_id, kind, due_date, base_cents, amount_cents.
        limited: Costs as `assemble_facts` gives them: claim_ids and limit_cents where another rule than the scale
            limits them, due_date; of posted costs act, posted_cents and tariff_cents.
        business_date: Day of the statement.

    Returns:
        creditor_id, dossier_id, claim_id, gate (`warehouse.codes.GATES`), rule_id, reason, since_date, until_date.

    *Source*: 6:96 lid 6, 6:119 and 3:307 BW; articles XIX.2 and XIX.4 WER.
    """
    known = claims.join(balances.select("claim_id", "open_cents", "principal_open_cents"), on="claim_id")
    owing = known.filter(pl.col("open_cents") > 0)
    overdue = owing.filter("is_consumer", pl.col("due_date") < business_date, pl.col("principal_open_cents") > 0)
    gates = [
        _notices(overdue, business_date),
        _reminders(overdue, business_date),
        _clauses(owing, costs),
        _instalments(owing, limited.filter(pl.col("due_date") <= business_date)),
        _acts(owing, limited.filter(pl.col("due_date") <= business_date)),
        _contracts(owing),
        _limitations(owing, business_date),
        _withdrawals(known, business_date),
    ]
    return pl.concat([_shaped(frame) for frame in gates]).sort("claim_id", "gate", "rule_id")


def _notices(overdue: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Dutch collection costs that wait for a notice or for the end of its term."""
    waits = (pl.col("notice_from") > business_date).fill_null(value=True)
    return overdue.filter(pl.col("country") == "nl", "bik_consumer", waits).with_columns(
        gate=pl.lit("notice_missing"),
        rule_id=pl.lit("nl_fourteen_day_notice"),
        reason=pl.when(pl.col("notice_from").is_null())
        .then(_without("no collection costs: no valid fourteen-day notice was sent", "notice_fault"))
        .otherwise(pl.format("no collection costs: the term of the notice runs until {}", "notice_from")),
        until_date="notice_from",
    )


def _reminders(overdue: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Belgian interest and clauses that wait for a first reminder or for the end of its term."""
    waits = (pl.col("reminder_from") > business_date).fill_null(value=True)
    return overdue.filter(pl.col("country") == "be", waits).with_columns(
        gate=pl.lit("reminder_missing"),
        rule_id=pl.lit("be_first_reminder"),
        reason=pl.when(pl.col("reminder_from").is_null())
        .then(_without("no interest and no clause: no valid first reminder was sent", "reminder_fault"))
        .otherwise(pl.format("no interest and no clause: the reminder's term runs until {}", "reminder_from")),
        until_date="reminder_from",
    )


def _without(words: str, fault: str) -> pl.Expr:
    """Words on a notice that is missing, and on one that was void."""
    return pl.concat_str(pl.lit(words), pl.format(", for {}", fault).fill_null(""))


def _clauses(owing: pl.DataFrame, costs: pl.DataFrame) -> pl.DataFrame:
    """Penalty clauses of contracts that ask a consumer for more than the scale."""
    measured = costs.filter(pl.col("kind") == "be_clause").select(
        "claim_id", "base_cents", "amount_cents", clause_date="due_date"
    )
    asked = pl.max_horizontal(
        share_of(pl.col("base_cents"), pl.col("clause_ppm").fill_null(0)), pl.col("clause_minimum_cents").fill_null(0)
    )
    joined = owing.filter("is_consumer").join(measured, on="claim_id").with_columns(asked_cents=asked)
    return joined.filter(pl.col("base_cents") > 0, pl.col("asked_cents") > pl.col("amount_cents")).with_columns(
        gate=pl.lit("cost_above_scale"),
        rule_id=pl.lit(COST_RULES["be_clause"]),
        reason=pl.format("the clause asks {} cents; the scale allows {}", "asked_cents", "amount_cents"),
        since_date="clause_date",
    )


def _instalments(owing: pl.DataFrame, limited: pl.DataFrame) -> pl.DataFrame:
    """Costs on instalments of one contract, which do not add up without end."""
    if "limit_cents" not in limited.columns:
        limited = limited.with_columns(limit_cents=pl.lit(None, pl.Int64))
    of_claims = (
        limited.filter(pl.col("limit_cents").is_not_null())
        .select("limit_cents", claim_id="claim_ids", cost_date="due_date")
        .explode("claim_id")
    )
    return owing.join(of_claims, on="claim_id").with_columns(
        gate=pl.lit("cost_above_scale"),
        rule_id=pl.lit(INSTALMENT_RULE),
        reason=pl.format("instalment: the costs of its notice are at most {} cents", "limit_cents"),
        since_date="cost_date",
    )


def _acts(owing: pl.DataFrame, posted: pl.DataFrame) -> pl.DataFrame:
    """Bailiffs' acts that were posted for more than their tariff; one of the dossier is told with its oldest claim."""
    above = posted.filter(pl.col("posted_cents") > pl.col("tariff_cents")).select(
        *("dossier_id", "posted_cents", "tariff_cents", "act"), _named="claim_id", cost_date="due_date"
    )
    oldest = owing.sort("due_date", "claim_id").group_by("dossier_id").agg(_oldest=pl.col("claim_id").first())
    told = (
        above.join(oldest, on="dossier_id")
        .sort("cost_date", "act")
        .group_by(claim_id=pl.coalesce("_named", "_oldest"), maintain_order=True)
        .agg(
            pl.format("act {} of {} was posted for {} cents; the tariff allows {}", *_ACT)
            .str.join("; ")
            .alias("reason"),
            since_date=pl.col("cost_date").min(),
        )
    )
    return owing.join(told, on="claim_id").with_columns(gate=pl.lit("cost_above_scale"), rule_id=pl.lit(ACT_RULE))


def _contracts(owing: pl.DataFrame) -> pl.DataFrame:
    """Contract interest that a consumer does not bear."""
    is_cap = pl.col("interest_gate") == "interest_above_cap"
    return owing.filter(pl.col("interest_gate").is_not_null()).with_columns(
        gate="interest_gate",
        rule_id=pl.when(is_cap)
        .then(pl.lit(CAP_RULE))
        .otherwise(pl.col("country").replace_strict(_STATUTORY_RULES, return_dtype=pl.String)),
        reason=pl.when(is_cap)
        .then(pl.lit("statutory interest: the contract's rate is above the cap for consumers"))
        .otherwise(pl.lit("statutory interest: the contract's interest was not approved for consumers")),
    )


def _limitations(owing: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Claims that nobody can enforce any more."""
    return owing.filter(pl.col("limitation_date") <= business_date).with_columns(
        gate=pl.lit("limitation_passed"),
        rule_id=pl.col("country").replace_strict(LIMITATION_RULES, return_dtype=pl.String),
        reason=pl.format("nothing may be asked: limitation since {}", "limitation_date"),
        since_date="limitation_date",
    )


def _withdrawals(known: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Claims that the creditor took back: nothing accrues any more."""
    return known.filter(pl.col("end_date") <= business_date).with_columns(
        gate=pl.lit("withdrawn"),
        rule_id=pl.lit("withdrawal"),
        reason=pl.format("nothing accrues: withdrawn on {}", "end_date"),
        since_date="end_date",
    )


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    empty = pl.lit(None, pl.Date)
    missing = [empty.alias(name) for name in ("since_date", "until_date") if name not in frame.columns]
    return frame.with_columns(missing).select(_COLUMNS)
