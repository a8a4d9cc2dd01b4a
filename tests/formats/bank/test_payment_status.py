from __future__ import annotations

import polars as pl
import pytest

from formats.bank.payment_status import read_payment_status
from formats.bank.payment_status_writer import write_payment_status
from formats.table import Table
from warehouse.errors import FormatError
from warehouse.findings import CODES

HEAD = """<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.{version}"><CstmrPmtStsRpt>
<GrpHdr><MsgId>R1</MsgId><CreDtTm>2026-11-13T10:00:00</CreDtTm></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>O1</OrgnlMsgId><OrgnlMsgNmId>pain.008.001.08</OrgnlMsgNmId>
<OrgnlNbOfTxs>3</OrgnlNbOfTxs><OrgnlCtrlSum>30.00</OrgnlCtrlSum>{message}</OrgnlGrpInfAndSts>
"""


def read(body: str, *, message: str = "", version: str = "10") -> Table:
    text = HEAD.format(version=version, message=message) + body + "</CstmrPmtStsRpt></Document>"
    return read_payment_status(text.encode(), {}, file_name="status.xml")["row"]


def payment(*transactions: str, status: str = "", number: str = "P1") -> str:
    inner = "\n".join(transactions)
    said = f"<PmtInfSts>{status}</PmtInfSts>" if status else ""
    return f"<OrgnlPmtInfAndSts><OrgnlPmtInfId>{number}</OrgnlPmtInfId>{said}\n{inner}</OrgnlPmtInfAndSts>"


def transaction(number: str, *, status: str = "RJCT", reason: str = "") -> str:
    return f"<TxInfAndSts><OrgnlEndToEndId>{number}</OrgnlEndToEndId><TxSts>{status}</TxSts>{reason}</TxInfAndSts>"


def reason(code: str, *texts: str) -> str:
    said = "".join(f"<AddtlInf>{text}</AddtlInf>" for text in texts)
    return f"<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn>{said}</StsRsnInf>"


@pytest.mark.parametrize("version", ["03", "10", "14"])
def test_a_transaction_gives_its_ids_status_and_reason(version: str) -> None:
    inner = f"""<TxInfAndSts><StsId>T1</StsId><OrgnlInstrId>I1</OrgnlInstrId><OrgnlEndToEndId>E1</OrgnlEndToEndId>
    <TxSts>RJCT</TxSts>{reason("AC01", "rekening", "onbekend")}<AcctSvcrRef>B1</AcctSvcrRef>
    <OrgnlTxRef><Amt><InstdAmt Ccy="EUR">10.00</InstdAmt></Amt><ReqdColltnDt>2026-11-20</ReqdColltnDt>
    <MndtRltdInf><MndtId>M1</MndtId></MndtRltdInf><Dbtr><Nm>J. Bakker</Nm></Dbtr>
    <DbtrAcct><Id><IBAN>NL13RABO0317459287</IBAN></Id></DbtrAcct></OrgnlTxRef></TxInfAndSts>"""
    found = read(payment(inner, status="PART"), version=version)
    expected = {
        "level": "transaction",
        "status": "RJCT",
        "reason_code": "AC01",
        "reason_text": "rekening onbekend",
        "message_id": "R1",
        "original_message_id": "O1",
        "original_message_name": "pain.008.001.08",
        "original_payment_information_id": "P1",
        "payment_status": "PART",
        "status_id": "T1",
        "original_instruction_id": "I1",
        "original_end_to_end_id": "E1",
        "bank_reference": "B1",
        "amount": "10.00",
        "currency": "EUR",
        "mandate_id": "M1",
        "requested_date": "2026-11-20",
        "debtor_name": "J. Bakker",
        "debtor_iban": "NL13RABO0317459287",
    }
    row = found.rows.row(0, named=True)
    assert {name: row[name] for name in expected} == expected
    assert found.totals == {"original_transactions": "3", "original_sum": "30.00"}


def test_each_level_is_a_row_where_it_names_nothing_below_it() -> None:
    found = read(payment(transaction("E1"), transaction("E2")) + payment(status="ACCP", number="P2"))
    assert found.rows.select("level", "original_payment_information_id", "status").rows() == [
        ("transaction", "P1", "RJCT"),
        ("transaction", "P1", "RJCT"),
        ("payment", "P2", "ACCP"),
    ]


def test_a_message_that_is_refused_as_a_whole_is_one_row() -> None:
    found = read("", message=f"<GrpSts>RJCT</GrpSts>{reason('AM05')}")
    assert found.rows.select("level", "status", "reason_code").rows() == [("message", "RJCT", "AM05")]


def test_a_reason_holds_for_what_is_below_it() -> None:
    stated = payment(transaction("E1"), transaction("E2", reason=reason("MD01"))).replace(
        "</OrgnlPmtInfId>", f"</OrgnlPmtInfId>{reason('FF01')}"
    )
    assert read(stated, message=reason("AM05")).rows["reason_code"].to_list() == ["FF01", "MD01"]
    assert read(payment(transaction("E1")), message=reason("AM05")).rows["reason_code"].to_list() == ["AM05"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<TxInfAndSts/>", "unreadable"),
        (b"<Document/>", "unreadable"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>', "unreadable"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"/>', "unreadable"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "unreadable"),
        (HEAD.encode(), "unreadable"),
    ],
)
def test_what_is_no_status_report_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_payment_status(data, {}, file_name="status.xml")
    assert caught.value.code == CODES[code]


@pytest.mark.parametrize(
    "body",
    [
        payment(transaction("E1", reason=reason("AC01", "onbekend")), transaction("E2")) + payment(number="P2"),
        payment(status="RJCT"),
    ],
)
def test_what_is_written_is_read_back(body: str) -> None:
    found = read(body, message="<GrpSts>PART</GrpSts>")
    written = write_payment_status({"row": found.rows}, {}, totals={"row": found.totals})
    again = read_payment_status(written, {}, file_name="status.xml")["row"]
    assert again.rows.drop("line_number").equals(found.rows.drop("line_number"))
    assert again.totals == found.totals


def test_an_order_that_is_refused_as_a_whole_is_written_and_read_back() -> None:
    found = read("", message=f"<GrpSts>RJCT</GrpSts>{reason('AM05', 'dubbel')}")
    written = write_payment_status({"row": found.rows}, {})
    again = read_payment_status(written, {}, file_name="status.xml")["row"].rows
    assert again.drop("line_number").equals(found.rows.drop("line_number"))


def test_the_parties_and_amount_of_the_order_are_written_and_read_back() -> None:
    row = {"level": "transaction", "original_message_name": "pain.001.001.09", "message_id": "R1", "currency": "EUR"}
    row |= {"original_payment_information_id": "P1", "transaction_status": "RJCT", "amount": "12.50"}
    row |= {"creditor_name": "J. Bakker", "creditor_iban": "NL13RABO0317459287", "requested_date": "2026-11-20"}
    written = write_payment_status({"row": pl.DataFrame([row])}, {})
    again = read_payment_status(written, {}, file_name="status.xml")["row"].rows
    assert again.select(row.keys()).row(0, named=True) == row
