from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from lxml import etree

from formats.table import FAULT_COLUMN
from formats.ubl_invoice import NAMESPACES, read_ubl
from formats.ubl_rules import document_fault
from formats.ubl_writer import write_ubl

SAMPLES = Path(__file__).parents[2] / "../shared/samples/ubl"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="the folder with public UBL files is absent")
ROW = {
    "invoice_id": "F1",
    "issue_date": "2026-09-01",
    "supplier_name": "Voorbeeld B.V.",
    "supplier_company_id": "12345678",
    "customer_name": "Afnemer B.V.",
    "customer_company_id": "87654321",
    "customer_country": "NL",
    "payable_amount": "121.00",
    "prepaid_amount": "10.00",
}


def document(**changes: str | None) -> etree._Element:
    frame = pl.DataFrame({name: [value] for name, value in (ROW | changes).items()})
    return etree.fromstring(write_ubl({"row": frame}, {}))


def set_text(root: etree._Element, path: str, text: str, **attributes: str) -> etree._Element:
    found = root.find(path, NAMESPACES)
    assert found is not None
    found.text = text
    for name, value in attributes.items():
        found.set(name, value)
    return root


@pytest.mark.parametrize("kind", ["Invoice", "CreditNote"])
def test_a_document_that_keeps_to_the_rules_has_no_fault(kind: str) -> None:
    assert document_fault(document(document_type=kind)) is None


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("cbc:ID", " ", "required"),
        ("cbc:IssueDate", "", "required"),
        ("cbc:DocumentCurrencyCode", "", "required"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", "", "required"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", "121,00", "amount"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", "1e2", "amount"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", "NaN", "amount"),
        ("cac:LegalMonetaryTotal/cbc:PayableAmount", "121.01", "amount"),
        ("cac:LegalMonetaryTotal/cbc:PrepaidAmount", "0.00", "amount"),
        ("cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount", "131.01", "amount"),
        ("cac:TaxTotal/cbc:TaxAmount", "0.01", "amount"),
    ],
)
def test_a_broken_rule_is_named(path: str, text: str, fault: str) -> None:
    assert document_fault(set_text(document(), path, text)) == fault


def test_an_amount_in_another_currency_than_the_document_is_doubtful() -> None:
    path = "cac:LegalMonetaryTotal/cbc:PayableAmount"
    assert document_fault(set_text(document(), path, "121.00", currencyID="USD")) == "amount"


@pytest.mark.parametrize("side", ["Supplier", "Customer"])
def test_a_dutch_company_is_named_by_a_dutch_number(side: str) -> None:
    path = f"cac:Accounting{side}Party/cac:Party/cac:PartyLegalEntity/cbc:CompanyID"
    assert document_fault(set_text(document(), path, "12345678", schemeID="0190")) is None
    assert document_fault(set_text(document(), path, "12345678", schemeID="0102")) == "company_number"


def test_a_foreign_customer_and_a_consumer_have_other_numbers_or_none() -> None:
    assert document_fault(document(customer_country="BE", customer_company_id="0202239951")) is None
    assert document_fault(document(customer_company_id=None)) is None


@needs_samples
def test_public_documents_are_read_and_the_faulty_ones_marked() -> None:
    marked = {
        path.name: read_ubl(path.read_bytes(), {}, file_name=path.name)["row"].rows[FAULT_COLUMN].item()
        for path in sorted(SAMPLES.glob("*.xml"))
    }
    assert len(marked) == 10
    assert {name: fault for name, fault in marked.items() if fault} == {
        "peppol_NL-R-003_error.xml": "company_number",
        "peppol_NL-R-005_error.xml": "company_number",
    }
