"""Whether the totals that a file states about itself are those of its records."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import polars as pl

from formats.bank.statements import BalanceFault, balance_faults
from mappings.feeds import TotalsRule
from pipelines.canonical.check_shape import FileFault
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.parse_values import parse_value
from warehouse.findings import CODES, FINDINGS


def check_totals(delivery: Delivery, *, rows: int, cents: int) -> FileFault | None:
    """What differs between the totals of a file and its records; none where nothing does.

    A bank statement states totals by itself: its entries must lead from the opening balance to the closing balance. A
    workbook that corrects some records of a file has no totals; one that corrects a whole file has those of that file.

    Args:
        delivery: A delivery that was read.
        rows: Records that were read in it.
        cents: Sum of their amounts.
    """
    assert delivery.feed is not None, "only deliveries of a feed are read"
    assert delivery.tables is not None, "only deliveries that were read have totals"
    rule, differences = delivery.feed.totals, list[BalanceFault]()
    if rule is not None:
        stated = delivery.tables[rule.source].totals if rule.beside is None else delivery.stated
        if stated is None:
            return _missing(delivery, rule)
        texts = [*_row_difference(stated, rule, rows), *_amount_difference(stated, rule, cents)]
        differences = [BalanceFault(0, text) for text in texts]
    differences += [fault for table in delivery.tables.values() for fault in balance_faults(table)]
    if not differences:
        return None
    code = CODES["totals" if rule is None or rule.is_refused else "totals_reported"]
    message = " ".join((FINDINGS[code].cause, *(fault.text for fault in differences)))
    return FileFault(delivery.delivery_id, code, message, differences[0].line_number)


def _missing(delivery: Delivery, rule: TotalsRule) -> FileFault:
    """That the file beside a file did not come, or could not be read."""
    assert rule.beside is not None, "a file that states its own totals has some"
    cause = FINDINGS[CODES["no_totals"]].cause
    file_name = delivery.correction.first_file_name if delivery.correction else delivery.file_name
    own = file_name.rpartition("!")[2].rpartition("/")[2]
    return FileFault(delivery.delivery_id, CODES["no_totals"], f"{cause} It is called {rule.beside.name_for(own)}.")


def _row_difference(stated: dict[str, str], rule: TotalsRule, rows: int) -> list[str]:
    """The difference in records, in words."""
    if rule.rows is None:
        return []
    text = (stated.get(rule.rows) or "").strip()
    if text.isdecimal() and int(text) == rows:
        return []
    return [f"Records: {text or 'nothing'} stated, {rows} found."]


def _amount_difference(stated: dict[str, str], rule: TotalsRule, cents: int) -> list[str]:
    """The difference in money, in words."""
    if rule.amount is None:
        return []
    text = (stated.get(rule.amount) or "").strip()
    value = pl.select(parse_value(pl.lit(text), replace(rule.parse, kind="amount"))).item() if text else None
    if value == cents:
        return []
    return [f"Amount: {text or 'nothing'} stated, {Decimal(cents) / 100:.2f} found."]
