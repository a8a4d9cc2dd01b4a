"""Entries that are recognised by their shape give what the XML parser gives, and only well-formed ones are."""

from __future__ import annotations

import io

import pytest

from formats.bank import camt_source
from formats.bank.camt import read_camt, stream_camt
from formats.table import Table
from warehouse.errors import FormatError

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr/>
"""
TAIL = "</BkToCstmrStmt></Document>\n"


def entry(number: int, text: str = "nota", *, extra: str = "", indent: str = "\n  ") -> str:
    parts = (
        f'<Ntry><Amt Ccy="EUR">{number}.00</Amt>', "<CdtDbtInd>CRDT</CdtDbtInd>", "<Sts><Cd>BOOK</Cd></Sts>",
        "<BookgDt><Dt>2026-11-13</Dt></BookgDt>", f"<AcctSvcrRef>B{number}</AcctSvcrRef>",
        "<NtryDtls><TxDtls>", f"<RmtInf><Ustrd>{text}</Ustrd><Ustrd>{number}</Ustrd></RmtInf>{extra}",
        "</TxDtls></NtryDtls></Ntry>",
    )  # fmt: skip
    return indent + indent.join(parts)


def statement(*entries: str, number: int = 1) -> str:
    account = "<Acct><Id><IBAN>NL02ABNA0123456789</IBAN></Id></Acct>"
    return f"<Stmt><Id>S{number}</Id>{account}{''.join(entries)}</Stmt>\n"


def read(text: str) -> Table:
    return read_camt(text.encode(), {}, file_name="statement.xml")["row"]


def both(text: str, monkeypatch: pytest.MonkeyPatch) -> Table:
    """The rows, which are the same when every entry is parsed as XML."""
    found = read(text)
    with monkeypatch.context() as patch:
        patch.setattr(camt_source, "shape_of", lambda _: None)
        plain = read(text)
    assert found.rows.equals(plain.rows)
    assert found.totals == plain.totals
    return found


DOCUMENTS = {
    "one shape": statement(*(entry(number) for number in range(1, 9))),
    "two shapes by turns": statement(
        *(entry(number, extra="<AddtlTxInf>x</AddtlTxInf>" if number % 2 else "") for number in range(1, 9))
    ),
    "several statements": "".join(statement(entry(1), entry(2), entry(3), number=number) for number in range(1, 5)),
    "entities and accents": statement(entry(1), entry(2, "Zoë &amp; zn"), entry(3, "a&lt;b"), entry(4, "Zoë")),
    "comments and data": statement(entry(1), "<!-- <Ntry> -->", entry(2, "<![CDATA[<x>]]>"), entry(3)),
    "texts over lines": statement(entry(1), entry(2, "een\n twee"), entry(3), entry(4, " spaties ")),
    "empty texts": statement(entry(1), entry(2, ""), entry(3, " ")),
    "one line": statement(*(entry(number, indent="") for number in range(1, 5))).replace("\n", ""),
    "windows line ends": statement(*(entry(number, indent="\r\n") for number in range(1, 5))),
    "another currency": statement(entry(1), entry(2).replace("EUR", "USD"), entry(3), entry(4).replace('"', "'")),
    "a batch among others": statement(
        entry(1), entry(2).replace("</TxDtls>", '</TxDtls><TxDtls><Amt Ccy="EUR">2.00</Amt></TxDtls>'), entry(3)
    ),
    "no details": statement(entry(1), '<Ntry><Amt Ccy="EUR">1</Amt><Sts>BOOK</Sts></Ntry>' * 3, entry(2)),
    "other names": statement(entry(1), entry(2)).replace("Stmt>", "Rpt>"),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_shapes_give_what_xml_gives(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = both(HEAD + DOCUMENTS[name] + TAIL, monkeypatch)
    assert found.rows.height == DOCUMENTS[name].count("</Ntry>") + (name == "a batch among others")


def test_a_prefixed_document_is_read() -> None:
    body = statement(entry(1), entry(2), entry(3)).replace("</", "</c:")
    body = "".join(f"<c:{part}" if part[:1].isalpha() else f"<{part}" for part in body.split("<")[1:])
    text = (
        HEAD.replace("xmlns=", "xmlns:c=").replace("<Bk", "<c:Bk").replace("<Grp", "<c:Grp").replace("<Doc", "<c:Doc")
    )
    assert read(text + body + "</c:BkToCstmrStmt></c:Document>").rows["amount"].to_list() == ["1.00", "2.00", "3.00"]


@pytest.mark.parametrize(
    "wrong",
    [
        entry(3).replace("</Sts>", "</Stz>"),
        entry(3).replace("<Cd>", ""),
        entry(3, "a & b"),
        entry(3, "a < b"),
        entry(3, "\x01"),
        entry(3, "&onbekend;"),
        entry(3)[:-10],
    ],
)
def test_what_is_not_well_formed_is_refused_among_others(wrong: str) -> None:
    with pytest.raises(FormatError) as caught:
        read(HEAD + statement(entry(1), entry(2), wrong, entry(4)) + TAIL)
    assert caught.value.line_number > 15


def test_bytes_of_another_charset_are_refused() -> None:
    data = (HEAD + statement(entry(1), entry(2), entry(3, "Zoë")) + TAIL).encode("cp1252")
    with pytest.raises(FormatError) as caught:
        read_camt(data, {}, file_name="statement.xml")
    assert caught.value.line_number > 15


def test_a_document_in_another_charset_is_read() -> None:
    text = (HEAD + statement(entry(1), entry(2), entry(3, "Zoë")) + TAIL).replace("UTF-8", "ISO-8859-1")
    found = read_camt(text.encode("latin-1"), {}, file_name="statement.xml")["row"]
    assert found.rows["remittance"].to_list() == ["nota 1", "nota 2", "Zoë 3"]


def test_an_entry_in_a_comment_is_none() -> None:
    hidden = f"<!--{entry(7)}--><Ntry><Amt>1</Amt></Ntry><!--{entry(8)}-->"
    found = read(HEAD + statement(entry(1), entry(2), hidden, entry(3)) + TAIL)
    assert found.rows["amount"].to_list() == ["1.00", "2.00", "1", "3.00"]


def test_a_batch_longer_than_a_part_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt_source, "_CHUNK", 1_000)
    monkeypatch.setattr(camt_source, "_LONG", 1_000)
    details = "".join(
        f'\n<TxDtls><Amt Ccy="EUR">1.00</Amt><Refs><MndtId>M{n}</MndtId></Refs></TxDtls>' for n in range(90)
    )
    batch = entry(90).replace("</TxDtls>", "</TxDtls>" + details, 1).replace("<TxDtls>", "<TxDtls><Amt>0</Amt>", 1)
    found = read(HEAD + statement(entry(1), entry(2), batch, entry(3), entry(4)) + TAIL)
    assert found.rows["mandate_id"].drop_nulls().to_list() == [f"M{n}" for n in range(90)]
    assert found.rows["amount"].to_list() == ["1.00", "2.00", "0", *["1.00"] * 90, "3.00", "4.00"]
    assert found.rows["line_number"].is_sorted()


def test_parts_hold_all_rows_in_order_and_totals_where_a_statement_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camt_source, "_CHUNK", 2_000)
    monkeypatch.setattr("formats.bank.camt._BATCH", 10)
    text = HEAD + "".join(statement(*(entry(n) for n in range(1, 41)), number=number) for number in (1, 2)) + TAIL
    parts = [part["row"] for part in stream_camt(io.BytesIO(text.encode()), {}, file_name="statement.xml")]
    whole = read(text)
    assert len(parts) > 4
    assert [line for part in parts for line in part.rows["line_number"]] == whole.rows["line_number"].to_list()
    assert [amount for part in parts for amount in part.rows["amount"]] == [f"{n}.00" for n in range(1, 41)] * 2
    assert {name: text for part in parts for name, text in part.totals.items()} == whole.totals
    assert whole.totals["statement_2.sum"] == "820.00"
