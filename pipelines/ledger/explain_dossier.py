"""A dossier's balance, as plain values with their sources, added up again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import polars as pl

from mappings.law import Law
from warehouse.errors import BalanceError

_TABLES = ("balances", "dossiers", "lines", "costs", "allocations", "gates")


def explain_dossier(tables: Mapping[str, pl.DataFrame], law: Law, *, dossier_id: str) -> dict[str, Any]:
    """What a dossier's balance is made of, as plain values: cents, parts per million, dates.

    Args:
        tables: Of the business date `balances`, `dossiers`, `costs`, `allocations`, `gates` (as
            `warehouse.schemas.ledger`) and `lines` (`state_day.LINES`); `claims`, `payments`, `events` of `canonical`;
            `deliveries` with delivery_id and file_name; `notices` (`DayStatement.notices`).
        law: Law tables, for the articles.
        dossier_id: Dossier.

    Returns:
        The totals, and lists `claims` (each with `lines`), `costs`, `payments` (each with `parts`) and `gates`; every
        fact has `file` and `row`, every line and every cost by a scale its article. A cost that a notice opened has
        the `file` and `row` of that notice, and its `notice_date`.

    Raises:
        BalanceError: The parts do not add up to the balance.
    """
    own = {name: tables[name].filter(pl.col("dossier_id") == dossier_id) for name in _TABLES}
    facts = {name: _add_files(tables[name], tables["deliveries"]) for name in ("claims", "payments", "events")}
    total = own["dossiers"].row(0, named=True)
    names = ("principal_open_cents", "interest_open_cents", "costs_open_cents", "credit_cents", "open_cents")
    explanation = {
        "dossier_id": dossier_id,
        "as_of": total["business_date"],
        "claims": _list_claims(own, facts["claims"], law),
        "costs": _list_costs(own["costs"], tables["notices"], facts["events"], law),
        "payments": _list_payments(own["allocations"], facts, total["business_date"], dossier_id),
        "gates": _list_gates(own["gates"], facts["claims"]),
        **{name: total[name] for name in names},
    }
    _add_up(explanation, own["balances"])
    return explanation


def _add_files(facts: pl.DataFrame, deliveries: pl.DataFrame) -> pl.DataFrame:
    """The facts with the file that brought each of them: where it waited for its claim, the first one."""
    files = deliveries.select(holder="delivery_id", file="file_name")
    holder = pl.coalesce([name for name in ("first_delivery_id", "delivery_id") if name in facts.columns])
    return facts.with_columns(holder=holder).join(files, on="holder", how="left", maintain_order="left").drop("holder")


def _list_claims(own: Mapping[str, pl.DataFrame], claims: pl.DataFrame, law: Law) -> list[dict[str, Any]]:
    facts = claims.select("claim_id", "claim_reference", "due_date", "file", row="line_number")
    columns = (
        *("claim_id", "claim_reference", "due_date", "regime", "principal_cents", "principal_credited_cents"),
        *("interest_total_cents", "waived_cents", "principal_open_cents", "interest_open_cents", "costs_open_cents"),
        *("limitation_date", "file", "row"),
    )
    listed = own["balances"].join(facts, on="claim_id", how="left").sort("due_date", "claim_id")
    return [
        {**row, "lines": _list_lines(own["lines"].filter(pl.col("claim_id") == row["claim_id"]), law)}
        for row in listed.select(columns).iter_rows(named=True)
    ]


def _list_lines(lines: pl.DataFrame, law: Law) -> list[dict[str, Any]]:
    return [
        {
            "from_date": row["from_date"],
            "last_day": row["until_date"] - timedelta(days=1),
            "days": row["days"],
            "base_cents": row["base_cents"],
            "rate_ppm": row["rate_ppm"],
            "rate_per": row["rate_per"],
            "interest_cents": row["interest_cents"],
            "rule_id": row["rule_id"],
            "article": _article(law, row["rule_id"], row["from_date"]),
        }
        for row in lines.sort("from_date").iter_rows(named=True)
    ]


def _article(law: Law, rule_id: str | None, day: date) -> str | None:
    return None if rule_id is None else law.table(rule_id).at(day).source.article


def _list_costs(costs: pl.DataFrame, notices: pl.DataFrame, events: pl.DataFrame, law: Law) -> list[dict[str, Any]]:
    facts = events.select(event_id="event_id", file="file", row="line_number", day="effective_date")
    opened = costs.join(notices, on="cost_id", how="left").with_columns(
        event_id=pl.coalesce("notice_id", "cost_id"), is_noticed=pl.col("notice_id").is_not_null()
    )
    columns = (
        *("cost_id", "claim_id", "kind", "due_date", "base_cents", "amount_cents", "vat_cents", "waived_cents"),
        *("paid_cents", "open_cents", "rule_id", "file", "row", "notice_date"),
    )
    listed = opened.join(facts, on="event_id", how="left").sort("due_date", "cost_id")
    listed = listed.with_columns(notice_date=pl.when("is_noticed").then("day")).select(columns)
    return [{**row, "article": _article(law, row["rule_id"], row["due_date"])} for row in listed.iter_rows(named=True)]


def _list_gates(gates: pl.DataFrame, claims: pl.DataFrame) -> list[dict[str, Any]]:
    named = gates.join(claims.select("claim_id", "claim_reference"), on="claim_id", how="left").sort("claim_id", "gate")
    columns = ("claim_id", "claim_reference", "gate", "rule_id", "reason", "since_date", "until_date")
    return named.select(columns).to_dicts()


def _list_payments(
    allocations: pl.DataFrame, facts: Mapping[str, pl.DataFrame], as_of: date, dossier_id: str
) -> list[dict[str, Any]]:
    """Payments that count, with where they went, and credit notes."""
    references = dict(facts["claims"].select("claim_id", "claim_reference").iter_rows())
    payments = facts["payments"].filter(pl.col("dossier_id") == dossier_id, pl.col("effective_date") <= as_of)
    taken_back = payments.filter(pl.col("kind") == "reversal").select(payment_id="reverses_payment_id")
    counting = payments.filter(pl.col("kind") != "reversal").join(taken_back, on="payment_id", how="anti")
    listed = []
    for row in counting.sort("effective_date", "payment_id").iter_rows(named=True):
        parts = allocations.filter(pl.col("payment_id") == row["payment_id"]).sort("claim_id", "cost_id", "bucket")
        listed.append(
            {
                "payment_id": row["payment_id"],
                "kind": row["kind"],
                "effective_date": row["effective_date"],
                "amount_cents": row["amount_cents"],
                "file": row["file"],
                "row": row["line_number"],
                "parts": [
                    {
                        "bucket": part["bucket"],
                        "claim_id": part["claim_id"],
                        "claim_reference": references.get(part["claim_id"]),
                        "cost_id": part["cost_id"],
                        "amount_cents": part["amount_cents"],
                    }
                    for part in parts.iter_rows(named=True)
                ],
            }
        )
    return listed


def _add_up(explanation: dict[str, Any], balances: pl.DataFrame) -> None:
    """Ask and settle, from the parts that are shown; they must give the balance that is asked."""
    claims, costs = explanation["claims"], explanation["costs"]
    principal = sum(claim["principal_cents"] for claim in claims)
    interest = sum(line["interest_cents"] for claim in claims for line in claim["lines"])
    of_costs = sum(cost["amount_cents"] + cost["vat_cents"] for cost in costs)
    received = sum(payment["amount_cents"] for payment in explanation["payments"])
    own_waived = sum(cost["waived_cents"] for cost in costs if cost["claim_id"] is None)
    waived = int(balances["waived_cents"].sum()) + own_waived
    explanation |= {"asked_cents": principal + interest + of_costs, "settled_cents": received + waived}
    shown = explanation["asked_cents"] - explanation["settled_cents"] + explanation["credit_cents"]
    if shown != explanation["open_cents"]:
        raise BalanceError(
            f"the explanation gives {shown} cents and the balance is {explanation['open_cents']} cents",
            place=f"dossier {explanation['dossier_id']}",
            cure="Nothing of this dossier may leave; run the day again, and report it if the difference stays",
        )
