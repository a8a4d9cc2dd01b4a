"""UBL invoices and credit notes: one document, one row.

*Source*: OASIS UBL 2.1; EN 16931; SI-UBL 2.0 (NLCIUS) and Peppol BIS Billing 3.0. A document says nothing of reminders;
it is evidence and principal.
"""

from __future__ import annotations

from typing import Any, Final

from formats.faults import file_fault
from formats.options import Option, text
from formats.table import Table, table
from formats.ubl_rules import document_fault
from formats.xml_source import Element, line_of, local_name, namespace, parse_xml

OPTIONS: Final = {
    "vat_percent": Option(text, "VAT rate of what is written, as text; 21 when left out."),
    "customization": Option(text, "CustomizationID of what is written; SI-UBL 2.0 when left out."),
}
"""Options of the format."""

NAMESPACES: Final = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
"""Prefixes of the parts of a document."""

DOCUMENTS: Final = {
    name: f"urn:oasis:names:specification:ubl:schema:xsd:{name}-2" for name in ("Invoice", "CreditNote")
}
"""Namespace of each type of document."""

_SUPPLIER = "cac:AccountingSupplierParty/cac:Party"
_CUSTOMER = "cac:AccountingCustomerParty/cac:Party"
_ADDRESS = f"{_CUSTOMER}/cac:PostalAddress"
_TOTAL = "cac:LegalMonetaryTotal"

COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "invoice_id": ("cbc:ID",),
    "document_type": (),
    "type_code": ("cbc:InvoiceTypeCode", "cbc:CreditNoteTypeCode"),
    "issue_date": ("cbc:IssueDate",),
    "due_date": ("cbc:DueDate", "cac:PaymentMeans/cbc:PaymentDueDate"),
    "currency": ("cbc:DocumentCurrencyCode",),
    "supplier_name": (f"{_SUPPLIER}/cac:PartyLegalEntity/cbc:RegistrationName", f"{_SUPPLIER}/cac:PartyName/cbc:Name"),
    "supplier_company_id": (f"{_SUPPLIER}/cac:PartyLegalEntity/cbc:CompanyID",),
    "supplier_vat": (f"{_SUPPLIER}/cac:PartyTaxScheme/cbc:CompanyID",),
    "customer_name": (f"{_CUSTOMER}/cac:PartyLegalEntity/cbc:RegistrationName", f"{_CUSTOMER}/cac:PartyName/cbc:Name"),
    "customer_company_id": (f"{_CUSTOMER}/cac:PartyLegalEntity/cbc:CompanyID",),
    "customer_company_scheme": (f"{_CUSTOMER}/cac:PartyLegalEntity/cbc:CompanyID/@schemeID",),
    "customer_endpoint_id": (f"{_CUSTOMER}/cbc:EndpointID",),
    "customer_endpoint_scheme": (f"{_CUSTOMER}/cbc:EndpointID/@schemeID",),
    "customer_reference": (f"{_CUSTOMER}/cac:PartyIdentification/cbc:ID",),
    "customer_vat": (f"{_CUSTOMER}/cac:PartyTaxScheme[cac:TaxScheme/cbc:ID='VAT']/cbc:CompanyID",),
    "customer_street": (f"{_ADDRESS}/cbc:StreetName",),
    "customer_additional_street": (f"{_ADDRESS}/cbc:AdditionalStreetName",),
    "customer_postcode": (f"{_ADDRESS}/cbc:PostalZone",),
    "customer_city": (f"{_ADDRESS}/cbc:CityName",),
    "customer_country": (f"{_ADDRESS}/cac:Country/cbc:IdentificationCode",),
    "customer_email": (f"{_CUSTOMER}/cac:Contact/cbc:ElectronicMail",),
    "customer_phone": (f"{_CUSTOMER}/cac:Contact/cbc:Telephone",),
    "contract_reference": ("cac:ContractDocumentReference/cbc:ID",),
    "order_reference": ("cac:OrderReference/cbc:ID",),
    "buyer_reference": ("cbc:BuyerReference",),
    "billing_reference": ("cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID",),
    "note": ("cbc:Note",),
    "payable_amount": (f"{_TOTAL}/cbc:PayableAmount",),
    "prepaid_amount": (f"{_TOTAL}/cbc:PrepaidAmount",),
    "tax_inclusive_amount": (f"{_TOTAL}/cbc:TaxInclusiveAmount",),
    "tax_amount": ("cac:TaxTotal/cbc:TaxAmount[not(@currencyID) or @currencyID=/*/cbc:DocumentCurrencyCode]",),
    "payment_id": ("cac:PaymentMeans/cbc:PaymentID",),
    "payment_iban": ("cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID",),
}
"""Columns of a document, each with its places in order of preference; the first place that holds a text counts."""


def read_ubl(data: bytes, options: dict[str, Any], *, file_name: str) -> dict[str, Table]:
    """The document as one row of the record `row`; `document_type` is `Invoice` or `CreditNote`.

    Amounts of a credit note are positive, as in the document. Several payment references give the first. A document
    that breaks a rule of `formats.ubl_rules` is marked in `__fault`.

    Args:
        data: The file.
        options: `OPTIONS`.
        file_name: Name of the file, for errors.

    Raises:
        FormatError: The file is empty, not well-formed, declares a document type, or is neither document.
    """
    root = parse_xml(data, file_name=file_name)
    document_type = local_name(root)
    if DOCUMENTS.get(document_type) != namespace(root):
        cause = f"the file is {document_type!r} of {namespace(root) or 'no namespace'!r}, no UBL invoice or credit note"
        raise file_fault("unreadable", cause, file_name=file_name, line_number=line_of(root))
    columns = {name: [_first(root, places)] for name, places in COLUMNS.items()}
    columns["document_type"] = [document_type]
    return {"row": table(columns, line_numbers=[1], faults=[document_fault(root)])}


def _first(root: Element, places: tuple[str, ...]) -> str | None:
    for place in places:
        found: Any = root.xpath(place, namespaces=NAMESPACES)
        for item in found:
            value = item if isinstance(item, str) else item.text
            if value and value.strip():
                return str(value).strip()
    return None
