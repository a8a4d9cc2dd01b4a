"""Small files that are right, one or more of each format: what a fuzzer starts from, and tests damage."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import Final

import polars as pl

from formats.registry import write
from tests.formats import test_workbook_kinds
from tests.formats.bank import test_camt_shapes, test_coda, test_mt940, test_payment_status
from tests.formats.records_told import OPTIONS

_ROWS: Final = pl.DataFrame({"nr": ["1", "2"], "naam": ["Zoë", 'O"Hara; & <b>'], "bedrag": ["2,50", "-0,00"]})
_MT940: Final = test_mt940.statement(
    ":61:2611131113C2,00NTRFEREF//B1", ":86:/EREF/E1//CNTP/NL13RABO0317459287//J. Bakker///REMI/USTD//nota 1/",
    ":61:261113D1,00N044NONREF          J. Bakker", ":86:000>100987654321", ">20HUUR>21 NOVEMBER",
    ":61:261113RC4,00NOVBNL13RABO0317459287", "j bakker", ":86:166?20EREF+E1?21SVWZ+nota?32J. Bakker",
    closing="C261113EUR7,00",
)  # fmt: skip
_CODA: Final = test_coda.statement(
    test_coda.movement(500, "101123456789002", structured=True), test_coda.second("tekst"), test_coda.third(),
    test_coda.movement(300, kind="1", sequence=2), test_coda.movement(100, detail=1, kind="5", sequence=2),
    test_coda.movement(200, detail=2, kind="5", sequence=2),
    "3100020002BANK2".ljust(31) + "001500000meer".ljust(97), cents=800, credit=800,
)  # fmt: skip
_CAMT: Final = test_camt_shapes.HEAD + test_camt_shapes.DOCUMENTS["two shapes by turns"] + test_camt_shapes.TAIL
_STATUS: Final = (
    test_payment_status.HEAD.format(version="10", message="<GrpSts>PART</GrpSts>")
    + test_payment_status.payment(test_payment_status.transaction("E1"), test_payment_status.transaction("E2"))
    + test_payment_status.payment()
    + "</CstmrPmtStsRpt></Document>"
)
_UBL: Final = b"""<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
 xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
 xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
<cbc:ID>F1</cbc:ID><cbc:IssueDate>2026-11-01</cbc:IssueDate><cbc:DocumentCurrencyCode>EUR</cbc:DocumentCurrencyCode>
<cac:TaxTotal><cbc:TaxAmount currencyID="EUR">2.10</cbc:TaxAmount></cac:TaxTotal>
<cac:LegalMonetaryTotal><cbc:TaxExclusiveAmount>10.00</cbc:TaxExclusiveAmount>
<cbc:TaxInclusiveAmount>12.10</cbc:TaxInclusiveAmount>
<cbc:PayableAmount currencyID="EUR">12.10</cbc:PayableAmount></cac:LegalMonetaryTotal></Invoice>"""


def _written(name: str, rows: pl.DataFrame = _ROWS) -> bytes:
    """The rows in a format that the hub writes."""
    totals = {"row": {"rows": "2"}}
    return write({"row": rows}, {"name": name.partition(" ")[0], **OPTIONS[name]}, totals=totals)


def _zipped(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


_PLAIN: Final[dict[str, bytes]] = {
    "csv": _written("csv"),
    "csv totals": _written("csv totals"),
    "xlsx": _written("xlsx"),
    **test_workbook_kinds.KINDS,
    "fixed": b"R1  Zo\xc3\xab                 2,50    \nR2  x                   -0,00   \nT2\n",
    "xml": _written("xml", _ROWS.with_columns(day=pl.lit("1"))),
    "json": _written("json"),
    "json lines": _written("json lines"),
    "ubl": _UBL,
    "camt": _CAMT.encode(),
    "mt940": _MT940.encode(),
    "coda": _CODA.encode(),
    "pain.002": _STATUS.encode(),
}

SEEDS: Final[dict[str, tuple[bytes, ...]]] = {
    **{name: (data,) for name, data in _PLAIN.items()},
    "recognise": tuple(_PLAIN.values()),
    "unwrap": (_zipped(("a.csv", _PLAIN["csv"]), ("b/", b"")), gzip.compress(_PLAIN["csv"], mtime=0)),
    "workbook sent back": (_PLAIN["xlsx"],),
}
"""Files by the name of what reads them."""
