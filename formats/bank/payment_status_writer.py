"""The inverse of `formats.bank.payment_status`: frames of statuses to a pain.002, as a bank would write it.

*Source*: ISO 20022 pain.002.001.10; elements stand in the order of the schema. The hub sends none: synthetic files do.
"""

from __future__ import annotations

from itertools import groupby
from typing import Any

import polars as pl
from lxml import etree

from formats.bank.payment_status import COLUMNS
from formats.table import text_columns
from formats.xml_source import Element, new_root, to_bytes

Row = dict[str, str | None]


def write_payment_status(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A pain.002.001.10 about one order, with a payment for each `original_payment_information_id`.

    Args:
        tables: The frame `row` with any of the columns of `formats.bank.payment_status`, at least one row.
        options: None are known.
        totals: For `row`: `original_transactions` and `original_sum`.
    """
    frame = text_columns(tables["row"])
    absent = [pl.lit(None, pl.String).alias(name) for name in COLUMNS if name not in frame.columns]
    rows = frame.with_columns(absent).to_dicts()
    first = rows[0]
    root = new_root("Document", {}, default="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10")
    report = etree.SubElement(root, "CstmrPmtStsRpt")
    _add(report, "GrpHdr", {"MsgId": first["message_id"], "CreDtTm": first["created_at"]})
    stated = (totals or {}).get("row", {})
    message = _add(
        report,
        "OrgnlGrpInfAndSts",
        {
            "OrgnlMsgId": first["original_message_id"],
            "OrgnlMsgNmId": first["original_message_name"],
            "OrgnlNbOfTxs": stated.get("original_transactions"),
            "OrgnlCtrlSum": stated.get("original_sum"),
            "GrpSts": first["message_status"],
        },
    )
    if first["level"] == "message":
        _add_reason(message, first)
    below = [row for row in rows if row["level"] != "message"]
    for number, members in groupby(below, key=lambda row: row["original_payment_information_id"]):
        _add_payment(report, number, list(members))
    return to_bytes(root)


def _add_payment(report: Element, number: str | None, rows: list[Row]) -> None:
    payment = _add(report, "OrgnlPmtInfAndSts", {"OrgnlPmtInfId": number, "PmtInfSts": rows[0]["payment_status"]})
    for row in rows:
        if row["level"] == "payment":
            _add_reason(payment, row)
        else:
            _add_transaction(payment, row)


def _add_transaction(payment: Element, row: Row) -> None:
    identity = {
        "StsId": row["status_id"],
        "OrgnlInstrId": row["original_instruction_id"],
        "OrgnlEndToEndId": row["original_end_to_end_id"],
        "TxSts": row["transaction_status"],
    }
    transaction = _add(payment, "TxInfAndSts", identity)
    _add_reason(transaction, row)
    _fill(transaction, {"AcctSvcrRef": row["bank_reference"]})
    is_debit = (row["original_message_name"] or "").startswith("pain.008")
    original = {
        "Amt/InstdAmt": row["amount"],
        "ReqdColltnDt" if is_debit else "ReqdExctnDt/Dt": row["requested_date"],
        "MndtRltdInf/DrctDbtMndt/MndtId": row["mandate_id"],
        "Dbtr/Pty/Nm": row["debtor_name"],
        "DbtrAcct/Id/IBAN": row["debtor_iban"],
        "Cdtr/Pty/Nm": row["creditor_name"],
        "CdtrAcct/Id/IBAN": row["creditor_iban"],
    }
    if any(original.values()):
        order = _add(transaction, "OrgnlTxRef", original)
        for amount in order.iterfind("Amt/InstdAmt"):
            amount.set("Ccy", row["currency"] or "EUR")


def _add_reason(parent: Element, row: Row) -> None:
    if row["reason_code"] or row["reason_text"]:
        _add(parent, "StsRsnInf", {"Rsn/Cd": row["reason_code"], "AddtlInf": row["reason_text"]})


def _add(parent: Element, tag: str, facts: dict[str, str | None]) -> Element:
    """A new element with a fact at each path that has one."""
    element = etree.SubElement(parent, tag)
    _fill(element, facts)
    return element


def _fill(element: Element, facts: dict[str, str | None]) -> None:
    for path, text in facts.items():
        if text is None:
            continue
        place = element
        for step in path.split("/"):
            place = etree.SubElement(place, step)
        place.text = text
