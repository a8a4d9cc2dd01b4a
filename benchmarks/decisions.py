"""The decisions of a day about a large stock: profile, holds, next step and work items of every dossier."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

import pandera.polars as pa
import polars as pl

from benchmarks.measure import Timing, in_child, median, peak_megabytes, timed
from benchmarks.report import Section
from benchmarks.stock import scatter
from mappings.contact_hours import contact_table
from mappings.hold_rules import hold_table, load_holds
from mappings.law import load_law
from mappings.law_due import law_due
from mappings.partner_tables import EXPECTED, TEAMS
from mappings.plan_rules import load_plan_rules
from mappings.profile_rules import load_profiles
from mappings.silence_rules import ANSWERS
from pipelines.decisions.decide_day import decide_day
from pipelines.releases import follow_releases
from warehouse.schemas.canonical import (
    Arrangements,
    Claims,
    Debtors,
    Events,
    Instalments,
    ListEntries,
    OperatorDecisions,
    Payments,
)
from warehouse.schemas.inbox import Corrections, Deliveries, Findings, Waiting
from warehouse.schemas.ledger import Balances, Costs, Dossiers, Gates
from warehouse.schemas.outbox import Messages, Releases, Transfers

_DAY: Final = date(2026, 11, 20)
_CREDITOR: Final = {"creditor_id": "creditor", "delivery_id": "D00000001-00000000", "known_at": date(2026, 1, 1)}
_REPEATS: Final = 3
_UNSENT: Final = {
    "batch_id": pl.String,
    "business_date": pl.Date,
    "creditor_id": pl.String,
    "dossier_id": pl.String,
}


def run(claims: int) -> Section:
    """The table of the decisions.

    Args:
        claims: Claims of the stock.
    """
    runs = [in_child(_decide, claims) for _ in range(_REPEATS)]
    timing, megabytes = median([run[0] for run in runs]), max(run[2] for run in runs)
    actions = runs[0][1]
    micro = f"{timing.cpu / claims * 1e6:.2f}"
    row = [f"{claims:,}", f"{actions:,}", f"{timing.wall:.2f}", f"{timing.cpu:.2f}", micro, f"{megabytes:,}"]
    note = (
        f"Facts and ledger of a day in, all tables of the stage out; each of {_REPEATS} runs in a process of its own, "
        "the median of their times and the highest peak of memory, facts included. Eight claims to five dossiers, an "
        "event to every dossier, holds on one of a hundred, and an arrangement on one of fifty. Limits: 15 s by the "
        "clock, 4 GB."
    )
    columns = ("claims", "dossiers", "wall s", "CPU s", "CPU µs a claim", "peak MB")
    return Section("Decisions: a day of a stock", note, columns, [row])


def _decide(claims: int) -> tuple[Timing, int, int]:
    tables, rules = _invent_tables(claims), {"creditor": load_plan_rules()["standard"]}
    profiles, made = load_profiles(), dict[str, pl.DataFrame]()
    timing = timed(lambda: made.update(decide_day(tables, profiles, rules, business_date=_DAY)))
    return timing, made["actions"].height, peak_megabytes()


def _invent_tables(count: int) -> dict[str, pl.DataFrame]:
    number = pl.int_range(count * 5 // 8, eager=True)
    dossiers = pl.DataFrame({"number": number}).select(
        "number",
        dossier_id=pl.format("{}", pl.col("number") + 1_000_000_000),
        debtor_id=pl.format("creditor:{}", "number"),
        opened=pl.lit(_DAY) - pl.duration(days=scatter(number, 1, 200)),
    )
    claims = _invent_claims(count, dossiers)
    plans = dossiers.filter(pl.col("number") % 50 == 7).select(
        "dossier_id",
        arrangement_id=pl.format("creditor:plan-{}", "number"),
        agreed_date=pl.lit(_DAY - timedelta(days=10)),
        first_due_date=pl.lit(_DAY + timedelta(days=20)),
        last_due_date=pl.lit(_DAY + timedelta(days=20)),
        due_date=pl.lit(_DAY + timedelta(days=20)),
        total_cents=pl.lit(10_000),
        amount_cents=pl.lit(10_000),
        instalment_count=pl.lit(1),
        instalment_number=pl.lit(1),
    )
    blank = {"findings": Findings, "corrections": Corrections, "waiting": Waiting, "deliveries": Deliveries}
    return {
        "dossiers": _shape(Dossiers, _sum_dossiers(claims)),
        "balances": _shape(Balances, claims),
        "claims": _shape(Claims, claims),
        "debtors": _shape(Debtors, _invent_debtors(dossiers)),
        "events": _shape(Events, _invent_events(dossiers)),
        "arrangements": _shape(Arrangements, plans),
        "instalments": _shape(Instalments, plans),
        "payments": _shape(Payments, _invent_payments(dossiers)),
        "terms": pl.DataFrame(schema={"event_id": pl.String, "until_date": pl.Date}),
        "creditors": _creditors(),
        "hold_rules": hold_table(load_holds()),
        "contact": contact_table({"nl": [], "be": []}, {"nl": [], "be": []}, _DAY),
        "expected": pl.DataFrame(schema=EXPECTED),
        "teams": pl.DataFrame([("operators", None, 5)], schema=TEAMS, orient="row"),
        "answers": pl.DataFrame([("office", "bailiff", 14), ("creditor", None, 30)], schema=ANSWERS, orient="row"),
        "law_due": law_due(load_law(), _DAY, days=90),
        "unsent": pl.DataFrame(schema=_UNSENT),
        **{name: _empty(model) for name, model in {**blank, "costs": Costs, "gates": Gates}.items()},
        "list_entries": _empty(ListEntries),
        "operator_decisions": _empty(OperatorDecisions),
        "standing": follow_releases(_empty(Releases), _empty(OperatorDecisions), business_date=_DAY, rest_days=7),
        "shown_messages": _empty(Messages),
        "shown_transfers": _empty(Transfers),
    }


def _creditors() -> pl.DataFrame:
    settings = {"creditor_id": "creditor", "country": "nl", "bailiff_office": "office", "threshold_cents": 0}
    return pl.DataFrame([settings | {"waiting_days": 7, "asks_collection_costs": True}])


def _invent_claims(count: int, dossiers: pl.DataFrame) -> pl.DataFrame:
    number = pl.int_range(count, eager=True)
    cents = 1_000 + scatter(number, 2, 500_000)
    is_open = scatter(number, 3, 5) > 0
    return dossiers[number % dossiers.height].select(
        "dossier_id",
        "debtor_id",
        claim_id=pl.format("creditor:F{}", number),
        due_date=pl.col("opened") + pl.duration(days=scatter(number, 4, 20)),
        principal_cents=cents,
        principal_open_cents=cents * is_open.cast(pl.Int64),
        open_cents=cents * is_open.cast(pl.Int64),
    )


def _sum_dossiers(claims: pl.DataFrame) -> pl.DataFrame:
    is_open = pl.col("open_cents") > 0
    return claims.group_by("dossier_id", "debtor_id").agg(
        pl.col("principal_cents", "principal_open_cents", "open_cents").sum(),
        claim_count=pl.len().cast(pl.Int64),
        open_claim_count=is_open.sum().cast(pl.Int64),
        oldest_due_date=pl.col("due_date").filter(is_open).min(),
    )


def _invent_debtors(dossiers: pl.DataFrame) -> pl.DataFrame:
    return dossiers.select(
        "debtor_id",
        name=pl.format("A. Debtor-{}", "number"),
        debtor_type=pl.when(pl.col("number") % 4 == 0).then(pl.lit("business")).otherwise(pl.lit("consumer")),
        language=pl.lit("nl"),
        country=pl.lit("nl"),
        postcode=pl.format("{} AB", pl.col("number") % 9_000 + 1_000),
        city=pl.lit("Dorp"),
        email=pl.when(pl.col("number") % 3 > 0).then(pl.format("d{}@example.com", "number")),
    )


def _invent_events(dossiers: pl.DataFrame) -> pl.DataFrame:
    number = pl.col("number")
    kind = (
        pl.when(number % 100 == 3)
        .then(pl.lit("hold_placed"))
        .otherwise(pl.when(number % 2 == 0).then(pl.lit("reminder_sent")).otherwise(pl.lit("demand_sent")))
    )
    return dossiers.select(
        "dossier_id",
        kind=kind,
        event_id=pl.format("creditor:E{}", number),
        line_number=number + 1,
        effective_date=pl.min_horizontal(pl.col("opened") + timedelta(days=15), pl.lit(_DAY)),
    )


def _invent_payments(dossiers: pl.DataFrame) -> pl.DataFrame:
    return dossiers.select(
        "dossier_id",
        payment_id=pl.format("creditor:P{}", "number"),
        kind=pl.lit("payment"),
        source=pl.lit("agency"),
        amount_cents=pl.lit(1_000),
        effective_date=pl.col("opened"),
    )


def _shape(model: type[pa.DataFrameModel], rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with all columns of a table; what they do not give is the same for all, 0, false or empty."""
    blanks = {pl.Int64: 0, pl.Boolean: False}
    shared = {"business_date": _DAY, **_CREDITOR}
    columns = []
    for name, column in model.to_schema().columns.items():
        blank = None if column.nullable else blanks.get(column.dtype.type)
        given = pl.col(name) if name in rows.columns else pl.lit(shared.get(name, blank))
        columns.append(given.cast(column.dtype.type).alias(name))
    return rows.select(columns)


def _empty(model: type[pa.DataFrameModel]) -> pl.DataFrame:
    return pl.DataFrame(schema={name: column.dtype.type for name, column in model.to_schema().columns.items()})
