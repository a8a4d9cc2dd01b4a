"""Whether each bank statement starts where the one before it ended, over all files of an account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import polars as pl

from formats.bank.statements import Statement, statements
from pipelines.canonical.check_shape import FileFault
from pipelines.canonical.delivery import Delivery
from warehouse.findings import CODES, FINDINGS
from warehouse.tables import schema_of

_TABLE: Final = "inbox.statements"
_SAME: Final = ("partner_id", "account", "currency", "statement_id", "opening_cents", "closing_cents", "closing_date")

Row = dict[str, Any]


def follow_statements(deliveries: Sequence[Delivery], known: pl.DataFrame) -> tuple[pl.DataFrame, list[FileFault]]:
    """The statements that deliveries bring, and a fault for each that does not follow on the one before it.

    The one before it is the newest of its account that closed on the same day or earlier; of several on a day the one
    that came last. What comes again is no new statement. A report without a closing balance is none.

    Args:
        deliveries: Deliveries that are booked, in the order of the log.
        known: `inbox.statements` as booked before.

    Returns:
        Rows of `inbox.statements`, and the faults.
    """
    accounts: dict[tuple[str, str, str | None], list[Row]] = {}
    for row in known.rows(named=True):
        accounts.setdefault(_account(row), []).append(row)
    added, faults = list[Row](), list[FileFault]()
    for delivery in deliveries:
        for row, line_number in _rows(delivery):
            earlier = accounts.setdefault(_account(row), [])
            if any(all(row[name] == other[name] for name in _SAME) for other in earlier):
                continue
            before = max(
                (other for other in earlier if other["closing_date"] <= row["closing_date"]),
                key=lambda other: (other["closing_date"], other["delivery_id"], other["statement_number"]),
                default=None,
            )
            if before is not None and before["closing_cents"] != row["opening_cents"]:
                faults.append(_fault(row, before, line_number))
            earlier.append(row)
            added.append(row)
    return pl.DataFrame(added, schema=schema_of(_TABLE)), faults


def _account(row: Row) -> tuple[str, str, str | None]:
    return row["partner_id"], row["account"], row["currency"]


def _rows(delivery: Delivery) -> list[tuple[Row, int]]:
    """The whole statements of a delivery, each with its line."""
    found = [statement for table in (delivery.tables or {}).values() for statement in statements(table)]
    rows = [(_row(delivery, statement), statement.line_number) for statement in found]
    return [(row, line_number) for row, line_number in rows if row is not None]


def _row(delivery: Delivery, statement: Statement) -> Row | None:
    closing_date = _date(statement.closing_date)
    is_whole = statement.opening_cents is not None and statement.closing_cents is not None
    if not is_whole or closing_date is None or statement.account is None:
        return None
    return {
        "delivery_id": delivery.delivery_id,
        "statement_number": statement.number,
        "partner_id": delivery.partner_id,
        "account": statement.account,
        "currency": statement.currency,
        "statement_id": statement.statement_id,
        "opening_cents": statement.opening_cents,
        "closing_cents": statement.closing_cents,
        "opening_date": _date(statement.opening_date),
        "closing_date": closing_date,
        "known_at": delivery.known_at,
    }


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _fault(row: Row, before: Row, line_number: int) -> FileFault:
    code = CODES["statement_gap"]
    message = (
        f"{FINDINGS[code].cause} Statement {row['statement_id']} of {row['account']} opens with "
        f"{_euros(row['opening_cents'])}; statement {before['statement_id']} of {before['closing_date']} "
        f"({before['delivery_id']}) closed with {_euros(before['closing_cents'])}."
    )
    return FileFault(row["delivery_id"], code, message, line_number)


def _euros(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
