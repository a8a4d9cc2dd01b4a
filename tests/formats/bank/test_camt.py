from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from formats.bank.camt import read_camt
from formats.bank.camt_writer import write_camt
from formats.bank.statements import check_balances
from formats.table import Table
from warehouse.errors import FormatError
from warehouse.findings import CODES

SAMPLES = Path(__file__).parents[3] / "../shared/samples/camt"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public camt files is absent")
FILES = sorted(SAMPLES.glob("*.xml"))

ACCOUNT = "NL02ABNA0123456789"
PAYER = "BE68539007547034"
HEAD = '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt><GrpHdr/>'


def read(data: bytes) -> Table:
    return read_camt(data, {}, file_name="statement.xml")["row"]


def statement(entries: str, extra: str = "", version: str = "02", line_end: str = "\n") -> bytes:
    account = f"<Id>S1</Id><Acct><Id><IBAN>{ACCOUNT}</IBAN></Id></Acct>{extra}"
    text = HEAD.format(version=version) + f"<Stmt>{account}\n{entries}\n</Stmt></BkToCstmrStmt></Document>"
    return text.replace("\n", line_end).encode()


def entry(inner: str = "", amount: str = "10.00", indicator: str = "CRDT", status: str = "BOOK", more: str = "") -> str:
    return (
        f'<Ntry><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd>{more}<Sts>{status}</Sts>'
        f"<BookgDt><Dt>2026-11-13</Dt></BookgDt><NtryDtls>{inner}</NtryDtls></Ntry>\n"
    )


def parties(debtor: str | None = None, creditor: str | None = None) -> str:
    made = ""
    for role, iban in (("Dbtr", debtor), ("Cdtr", creditor)):
        if iban:
            made += f"<{role}><Nm>{role} name</Nm></{role}><{role}Acct><Id><IBAN>{iban}</IBAN></Id></{role}Acct>"
    return f"<RltdPties>{made}</RltdPties>"


def test_a_transaction_gives_its_references() -> None:
    detail = f"""<TxDtls><Refs><EndToEndId>E1</EndToEndId><MndtId>M1</MndtId></Refs>{parties(PAYER, ACCOUNT)}
    <RmtInf><Ustrd>deel een</Ustrd><Ustrd>deel twee</Ustrd>
    <Strd><CdtrRefInf><Ref>RF471234567890</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>"""
    row = read(statement(entry(detail))).rows.row(0, named=True)
    expected = {
        "statement_id": "S1",
        "account_iban": ACCOUNT,
        "booking_date": "2026-11-13",
        "amount": "10.00",
        "currency": "EUR",
        "end_to_end_id": "E1",
        "mandate_id": "M1",
        "counterparty_iban": PAYER,
        "counterparty_name": "Dbtr name",
        "structured_reference": "RF471234567890",
        "remittance": "deel een deel twee",
        "is_reversal": "false",
        "details_count": "1",
    }
    assert {name: row[name] for name in expected} == expected


def test_each_transaction_of_an_entry_is_a_row_and_they_add_up() -> None:
    details = "".join(
        f'\n<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">{amount}</Amt></TxAmt></AmtDtls></TxDtls>'
        for amount in ("4.00", "6.00")
    )
    found = read(statement(entry(details)))
    assert found.rows.select("entry_number", "amount", "entry_amount", "details_count").rows() == [
        ("1", "4.00", "10.00", "2"),
        ("1", "6.00", "10.00", "2"),
    ]
    assert check_balances(found) == []


def test_transactions_that_do_not_add_up_are_told() -> None:
    details = '<TxDtls><Amt Ccy="EUR">4.00</Amt></TxDtls><TxDtls/>'
    assert "do not make the entry's 10.00" in check_balances(read(statement(entry(details), version="08")))[0]


def test_a_batch_without_transactions_is_one_row() -> None:
    found = read(statement(entry("<Btch><PmtInfId>B1</PmtInfId><NbOfTxs>9</NbOfTxs></Btch>"))).rows
    assert found.select("amount", "payment_information_id", "details_count").rows() == [("10.00", "B1", "0")]


def test_a_transaction_of_a_batch_can_run_against_it() -> None:
    details = (
        '<TxDtls><Amt Ccy="EUR">12.00</Amt><CdtDbtInd>CRDT</CdtDbtInd></TxDtls>'
        '<TxDtls><Amt Ccy="EUR">2.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></TxDtls>'
    )
    found = read(statement(entry(details), version="08"))
    assert found.rows["amount"].to_list() == ["12.00", "-2.00"]
    assert check_balances(found) == []


@pytest.mark.parametrize(
    ("indicator", "more", "reason", "expected"),
    [
        ("CRDT", "", "", PAYER),
        ("DBIT", "", "", "NL91ABNA0417164300"),
        ("DBIT", "<RvslInd>true</RvslInd>", "", PAYER),
        ("DBIT", "", "<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>", PAYER),
    ],
)
def test_the_counterparty_is_who_paid_or_was_paid(indicator: str, more: str, reason: str, expected: str) -> None:
    detail = f"<TxDtls>{parties(PAYER, 'NL91ABNA0417164300')}{reason}</TxDtls>"
    row = read(statement(entry(detail, indicator=indicator, more=more))).rows.row(0, named=True)
    assert row["counterparty_iban"] == expected
    assert row["amount"] == ("10.00" if indicator == "CRDT" else "-10.00")
    assert row["return_reason"] == ("MD06" if reason else None)


def test_the_owner_of_the_account_is_never_the_counterparty() -> None:
    detail = f"<TxDtls>{parties(PAYER, ACCOUNT)}</TxDtls>"
    assert read(statement(entry(detail, indicator="DBIT"))).rows["counterparty_iban"].to_list() == [PAYER]


def test_pending_entries_are_told_apart_and_do_not_count() -> None:
    found = read(statement(entry() + entry(status="PDNG") + entry(status="<Cd>BOOK</Cd>")))
    assert found.rows["status"].to_list() == ["BOOK", "PDNG", "BOOK"]
    assert (found.totals["statement_1.entries"], found.totals["statement_1.sum"]) == ("3", "20.00")


def balance(code: str, amount: str, indicator: str = "CRDT") -> str:
    kind = f"<Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>"
    return f'<Bal>{kind}<Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{indicator}</CdtDbtInd></Bal>'


@pytest.mark.parametrize(("closing", "faults"), [("7.50", 0), ("7.51", 1)])
def test_opening_balance_and_entries_make_the_closing_balance(closing: str, faults: int) -> None:
    found = read(statement(entry(), extra=balance("OPBD", "2.50", "DBIT") + balance("CLBD", closing)))
    assert found.totals["statement_1.opening_balance"] == "-2.50"
    assert len(check_balances(found)) == faults


def test_a_count_that_the_bank_states_is_checked() -> None:
    extra = "<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>"
    assert "states 2 entries, the file has 1" in check_balances(read(statement(entry(), extra=extra)))[0]


@pytest.mark.parametrize("version", ["02", "04", "06", "08", "10", "13"])
@pytest.mark.parametrize(
    ("message", "root", "part"),
    [
        ("052", "BkToCstmrAcctRpt", "Rpt"),
        ("053", "BkToCstmrStmt", "Stmt"),
        ("054", "BkToCstmrDbtCdtNtfctn", "Ntfctn"),
    ],
)
def test_every_message_and_version_is_read(message: str, root: str, part: str, version: str) -> None:
    text = statement(entry() + entry(status="<Cd>BOOK</Cd>"), version=version).decode()
    for before, after in (("camt.053", f"camt.{message}"), ("BkToCstmrStmt", root), ("Stmt>", f"{part}>")):
        text = text.replace(before, after)
    assert (
        read(text.encode()).rows.select("account_iban", "status", "amount").rows() == [(ACCOUNT, "BOOK", "10.00")] * 2
    )


def test_a_statement_without_entries_is_normal() -> None:
    found = read(statement(""))
    assert found.rows.height == 0
    assert found.totals["statement_1.entries"] == "0"


def test_lines_are_of_the_transaction_or_counted() -> None:
    assert read(statement(entry() + entry())).rows["line_number"].to_list() == [2, 3]
    assert read(statement(entry() + entry(), line_end=" ")).rows["line_number"].to_list() == [1, 2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<Document/>", "unreadable"),
        (b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><Stmt/></Document>', "unreadable"),
        (HEAD.format(version="02").encode() + b"</BkToCstmrStmt></Document>", "unreadable"),
        (statement(entry())[:-20], "unreadable"),
        (statement(entry(amount="tien")), "unreadable"),
        (b"<!DOCTYPE Document [<!ENTITY a 'b'>]><Document>&a;</Document>", "unreadable"),
    ],
)
def test_what_is_no_statement_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(data)
    assert caught.value.code == CODES[code]


WRITTEN = pl.DataFrame(
    {
        "statement_number": ["1", "1", "1", "2"],
        "statement_id": ["S1", "S1", "S1", "S2"],
        "account_iban": [ACCOUNT] * 4,
        "entry_number": ["1", "1", "2", "1"],
        "booking_date": ["2026-11-13"] * 4,
        "amount": ["4.00", "6.25", "-3.00", "1.00"],
        "counterparty_iban": [PAYER, None, PAYER, None],
        "counterparty_name": ["Zoë & zn", "J. Bakker", "Zoë & zn", None],
        "end_to_end_id": ["E1", None, "E1", None],
        "structured_reference": ["RF471234567890", None, None, None],
        "remittance": [None, "woord " * 40 + "slot", None, "x"],
        "return_reason": [None, None, "MD06", None],
        "is_reversal": ["false", "false", "true", "false"],
        "transaction_code": ["PMNT/RCDT/ESCT", "PMNT/RCDT/ESCT", "PMNT/IDDT/UPDD", "544"],
    }
)


@pytest.mark.parametrize("version", ["02", "08"])
def test_what_is_written_is_read_back(version: str) -> None:
    totals = {"row": {"statement_1.opening_balance": "100.00"}}
    found = read(write_camt({"row": WRITTEN}, {"version": version}, totals=totals))
    assert found.rows.select(WRITTEN.columns).equals(WRITTEN)
    assert found.totals["statement_1.closing_balance"] == "107.25"
    assert found.totals["statement_2.opening_balance"] == "0.00"
    assert check_balances(found) == []


def test_a_plain_frame_makes_one_statement_with_an_entry_per_row() -> None:
    frame = pl.DataFrame(
        {"account_iban": [ACCOUNT] * 2, "booking_date": ["2026-11-13"] * 2, "amount": ["1.00", "2.00"]}
    )
    found = read(write_camt({"row": frame}, {}))
    assert found.rows.select("statement_number", "entry_number", "amount").rows() == [
        ("1", "1", "1.00"),
        ("1", "2", "2.00"),
    ]


@needs_samples
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@pytest.mark.parametrize("version", ["02", "08"])
def test_public_statements_survive_writing(path: Path, version: str) -> None:
    first = read(path.read_bytes())
    again = read(write_camt({"row": first.rows}, {"version": version}, totals={"row": first.totals}))
    assert again.rows.drop("line_number").equals(first.rows.drop("line_number"))


@needs_samples
def test_a_public_dutch_statement_adds_up() -> None:
    found = read((SAMPLES / "newinnovations_camt053_a.xml").read_bytes())
    assert check_balances(found) == []
    assert found.rows.height == 11
    assert sum(Decimal(amount) for amount in found.rows["amount"]) == Decimal("259.74")


@needs_samples
def test_a_public_return_gives_reason_payer_and_charges() -> None:
    row = read((SAMPLES / "konfipay_camt053_failed_debit_with_charges_02.xml").read_bytes()).rows.row(0, named=True)
    expected = {
        "amount": "-15.50",
        "instructed_amount": "10.00",
        "charges_amount": "5.50",
        "return_reason": "MD06",
        "counterparty_name": "Max Mustermann",
        "mandate_id": "MANDATE123",
    }
    assert {name: row[name] for name in expected} == expected
