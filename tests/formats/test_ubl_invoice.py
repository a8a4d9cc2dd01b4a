from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from formats.table import FAULT_COLUMN
from formats.ubl_invoice import COLUMNS, NAMESPACES, read_ubl
from formats.ubl_writer import write_ubl
from warehouse.errors import FormatError
from warehouse.findings import CODES

SAMPLES = Path(__file__).parents[2] / "../shared/samples/ubl"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public UBL files is absent")

ROW = {
    "invoice_id": "F2026-001",
    "document_type": "Invoice",
    "type_code": "380",
    "issue_date": "2026-09-01",
    "due_date": "2026-10-01",
    "currency": "EUR",
    "supplier_name": "Voorbeeld Energie B.V.",
    "supplier_company_id": "12345678",
    "customer_name": "Zoë & Zonen B.V.",
    "customer_company_id": "0202239951",
    "customer_company_scheme": "0208",
    "customer_endpoint_id": "0202239951",
    "customer_endpoint_scheme": "0208",
    "customer_reference": "D-17",
    "customer_street": "Dorpsstraat 1",
    "customer_postcode": "9000",
    "customer_city": "Gent",
    "customer_country": "BE",
    "customer_email": "administratie@example.org",
    "contract_reference": "K-9",
    "buyer_reference": "B-1",
    "note": "Levering september",
    "payable_amount": "121.00",
    "payment_id": "RF471234567890",
    "payment_iban": "NL02ABNA0123456789",
}


def frame(**changes: str | None) -> pl.DataFrame:
    return pl.DataFrame({name: [value] for name, value in (ROW | changes).items()})


def read(data: bytes) -> dict[str, str | None]:
    found = read_ubl(data, {}, file_name="x.xml")["row"].rows
    assert found.height == 1
    return found.row(0, named=True)


def amounts(data: bytes) -> dict[str, Decimal]:
    total = etree.fromstring(data).find("cac:LegalMonetaryTotal", NAMESPACES)
    assert total is not None
    return {etree.QName(item).localname: Decimal(item.text or "") for item in total}


def test_what_is_written_is_read_back() -> None:
    found = read(write_ubl({"row": frame()}, {}))
    assert {name: found[name] for name in ROW} == ROW
    assert (found["tax_amount"], found["tax_inclusive_amount"]) == ("21.00", "121.00")


def test_a_credit_note_names_the_invoice_it_credits() -> None:
    changes = {"document_type": "CreditNote", "type_code": "381", "billing_reference": "F2026-001"}
    found = read(write_ubl({"row": frame(**changes)}, {}))
    assert {name: found[name] for name in changes} == changes
    assert found["due_date"] == "2026-10-01"


@pytest.mark.parametrize("cents", [1, 2, 3, 99, 12100, 12101, 99999, 1234567])
@pytest.mark.parametrize("percent", ["21", "6", "0"])
def test_sums_add_up_for_every_amount(cents: int, percent: str) -> None:
    payable = f"{cents // 100}.{cents % 100:02d}"
    data = write_ubl({"row": frame(payable_amount=payable, prepaid_amount="1.50")}, {"vat_percent": percent})
    found = amounts(data)
    tax = Decimal(read(data)["tax_amount"] or "")
    rounding = found.get("PayableRoundingAmount", Decimal(0))
    assert found["TaxExclusiveAmount"] + tax == found["TaxInclusiveAmount"]
    assert found["TaxInclusiveAmount"] - found["PrepaidAmount"] + rounding == found["PayableAmount"] == Decimal(payable)
    assert abs(rounding) <= Decimal("0.01")
    assert abs(found["TaxExclusiveAmount"] * Decimal(percent) / 100 - tax) <= Decimal("0.005")


def test_elements_stand_in_the_order_of_the_schema() -> None:
    root = etree.fromstring(write_ubl({"row": frame(prepaid_amount="1.00", order_reference="O")}, {}))
    assert [etree.QName(item).localname for item in root] == [
        *("CustomizationID", "ProfileID", "ID", "IssueDate", "DueDate", "InvoiceTypeCode", "Note"),
        *("DocumentCurrencyCode", "BuyerReference", "OrderReference", "ContractDocumentReference"),
        *("AccountingSupplierParty", "AccountingCustomerParty", "PaymentMeans", "TaxTotal", "LegalMonetaryTotal"),
        "InvoiceLine",
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"<Invoice/>", "unreadable"),
        (b'<Order xmlns="urn:oasis:names:specification:ubl:schema:xsd:Order-2"/>', "unreadable"),
        (b"<Invoice", "unreadable"),
        (b"<!DOCTYPE Invoice><Invoice/>", "unreadable"),
    ],
)
def test_what_is_no_invoice_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(FormatError) as caught:
        read_ubl(data, {}, file_name="x.xml")
    assert caught.value.code == CODES[code]


def test_a_file_holds_one_document() -> None:
    with pytest.raises(FormatError, match="one document, not 2"):
        write_ubl({"row": pl.concat([frame(), frame()])}, {})


@needs_samples
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.xml")), ids=lambda path: path.name)
def test_public_documents_are_read_and_survive_writing(path: Path) -> None:
    first = read(path.read_bytes())
    again = read(write_ubl({"row": pl.DataFrame({name: [value] for name, value in first.items()})}, {}))
    money = [name for name in COLUMNS if name.endswith("_amount")]
    # What is written names Dutch companies by Dutch numbers.
    del first[FAULT_COLUMN], again[FAULT_COLUMN]
    assert {n: v for n, v in first.items() if n not in money} == {n: v for n, v in again.items() if n not in money}
    assert [Decimal(first[name] or 0) for name in money] == [Decimal(again[name] or 0) for name in money]
    assert all(first[name] for name in ("invoice_id", "issue_date", "payable_amount", "customer_name"))


@needs_samples
def test_a_public_document_gives_what_a_person_reads_in_it() -> None:
    found = read((SAMPLES / "si-ubl_ok_full.xml").read_bytes())
    expected = {
        "invoice_id": "TOSL108",
        "issue_date": "2009-12-15",
        "due_date": None,
        "customer_name": "The buyercompany inc.",
        "customer_company_id": "87654321",
        "customer_endpoint_id": "88884444",
        "customer_additional_street": "Back door",
        "customer_email": "john@buyercompany.eu",
        "payable_amount": "729",
        "prepaid_amount": "1000",
        "tax_inclusive_amount": "1728.7",
        "tax_amount": "292.20",
        "payment_id": "Payref1",
    }
    assert {name: found[name] for name in expected} == expected
