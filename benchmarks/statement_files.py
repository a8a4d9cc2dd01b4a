"""Invented statements of any length: one account, one day, each entry a payment; in camt.053 and in MT940."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_ENTRY = """    <Ntry>
      <NtryRef>{number}</NtryRef>
      <Amt Ccy="EUR">{euros}.25</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd>
      <RvslInd>false</RvslInd>
      <Sts><Cd>BOOK</Cd></Sts>
      <BookgDt><Dt>2026-11-13</Dt></BookgDt>
      <ValDt><Dt>2026-11-13</Dt></ValDt>
      <AcctSvcrRef>BK{number:09d}</AcctSvcrRef>
      <BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>
      <NtryDtls><TxDtls>
        <Refs><EndToEndId>E2E{number}</EndToEndId></Refs>
        <Amt Ccy="EUR">{euros}.25</Amt>
        <RltdPties>
          <Dbtr><Pty><Nm>{name}</Nm></Pty></Dbtr>
          <DbtrAcct><Id><IBAN>NL13RABO0317459287</IBAN></Id></DbtrAcct>
        </RltdPties>
        <RmtInf><Ustrd>nota {number} van november</Ustrd></RmtInf>
      </TxDtls></NtryDtls>
    </Ntry>
"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
  <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-11-13T20:00:00</CreDtTm></GrpHdr>
  <Stmt><Id>217</Id><Acct><Id><IBAN>NL66INGB0670412392</IBAN></Id><Ccy>EUR</Ccy></Acct>
    <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">0.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>
      <Dt><Dt>2026-11-13</Dt></Dt></Bal>
    <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">{closing}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
      <Dt><Dt>2026-11-13</Dt></Dt></Bal>
"""
_TAIL = "  </Stmt>\n</BkToCstmrStmt></Document>\n"
_NAMES = ("J. de Vries", "A. Bakker en/of M. Smit", "Timmerbedrijf Jansen", "S. El Amrani")
_FIELD = (
    ":61:2611131113C{euros},25NTRFEREF//BK{number:09d}\n"
    ":86:/EREF/E2E{number}//CNTP/NL13RABO0317459287/RABONL2U/{name}///REM\n"
    "I/USTD//nota {number} van november/\n"
)


def write_camt_file(path: Path, count: int) -> None:
    """Writes a camt.053 of one statement.

    Args:
        path: Where to.
        count: How many entries.
    """
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD.format(closing=_total(count)))
        file.writelines(_filled(_ENTRY, count))
        file.write(_TAIL)


def mt940_text(count: int) -> str:
    """The same entries as one statement in MT940.

    Args:
        count: How many entries.
    """
    head = ":20:S217\n:25:NL66INGB0670412392EUR\n:28C:217\n:60F:C261113EUR0,00\n"
    return "".join([head, *_filled(_FIELD, count), f":62F:C261113EUR{_total(count).replace('.', ',')}\n-\n"])


def _filled(template: str, count: int) -> Iterator[str]:
    for number in range(1, count + 1):
        yield template.format(number=number, euros=number % 900 + 1, name=_NAMES[number % len(_NAMES)])


def _total(count: int) -> str:
    cents = sum((number % 900 + 1) * 100 + 25 for number in range(1, count + 1))
    return f"{cents // 100}.{cents % 100:02d}"
