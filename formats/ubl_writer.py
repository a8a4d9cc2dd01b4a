"""The inverse of `formats.ubl_invoice`: a row to a UBL document with one line.

*Source*: UBL 2.1, elements in the order of the schema; SI-UBL 2.0; EN 16931 rules BR-CO-10 to 17 on sums.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, NamedTuple

import polars as pl
from lxml import etree

from formats.faults import file_fault
from formats.table import text_columns
from formats.ubl_invoice import DOCUMENTS, NAMESPACES
from formats.xml_source import Element, new_root, to_bytes

_CUSTOMIZATION: Final = "urn:cen.eu:en16931:2017#compliant#urn:fdc:nen.nl:nlcius:v1.0"
_PROFILE: Final = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"
_CENT = Decimal("0.01")

Row = dict[str, str | None]


class _Sums(NamedTuple):
    net: Decimal
    tax: Decimal
    inclusive: Decimal
    prepaid: Decimal
    rounding: Decimal
    payable: Decimal
    percent: Decimal


def write_ubl(
    tables: dict[str, pl.DataFrame],
    options: dict[str, Any],
    *,
    totals: dict[str, dict[str, str]] | None = None,
) -> bytes:
    """A document whose sums add up: line + VAT = inclusive; inclusive − prepaid + rounding = payable.

    Without `tax_amount` the net amount is worked out of the payable one; where no net amount gives exactly that, a
    rounding of a cent makes up for it.

    Args:
        tables: The frame `row`, of one row, with columns of `formats.ubl_invoice`.
        options: `vat_percent`, `customization`.
        totals: Unused, for all writers take them.

    Raises:
        FormatError: There is not exactly one row.
    """
    frame = text_columns(tables["row"])
    if frame.height != 1:
        cause = f"a UBL file holds one document, not {frame.height}"
        raise file_fault("unreadable", cause, file_name="file to send", cure="Write a file for each document.")
    row: Row = frame.row(0, named=True)
    sums = _sums(row, Decimal(options.get("vat_percent", "21")))
    kind = row.get("document_type") or "Invoice"
    root = new_root(f"{{{DOCUMENTS[kind]}}}{kind}", NAMESPACES, default=DOCUMENTS[kind])
    currency = row.get("currency") or "EUR"
    _write_head(root, row, kind, options.get("customization", _CUSTOMIZATION))
    _write_supplier(root, row)
    _write_customer(root, row)
    _write_payment(root, row, kind)
    _write_sums(root, sums, currency)
    _write_line(root, row, kind, sums, currency)
    return to_bytes(root)


def _sums(row: Row, percent: Decimal) -> _Sums:
    payable, prepaid = Decimal(row.get("payable_amount") or "0"), Decimal(row.get("prepaid_amount") or "0")
    inclusive = Decimal(row.get("tax_inclusive_amount") or payable + prepaid)
    if row.get("tax_amount"):
        tax = Decimal(row["tax_amount"] or "0")
        net = inclusive - tax
    else:
        net = (inclusive * 100 / (100 + percent)).quantize(_CENT, ROUND_HALF_UP)
        tax = (net * percent / 100).quantize(_CENT, ROUND_HALF_UP)
        inclusive = net + tax
    return _Sums(net, tax, inclusive, prepaid, payable - inclusive + prepaid, payable, percent)


def _write_head(root: Element, row: Row, kind: str, customization: str) -> None:
    is_invoice = kind == "Invoice"
    _add(root, "cbc:CustomizationID", customization)
    _add(root, "cbc:ProfileID", _PROFILE)
    _add(root, "cbc:ID", row.get("invoice_id"))
    _add(root, "cbc:IssueDate", row.get("issue_date"))
    if is_invoice:
        _add(root, "cbc:DueDate", row.get("due_date"))
    _add(root, f"cbc:{kind}TypeCode", row.get("type_code") or ("380" if is_invoice else "381"))
    _add(root, "cbc:Note", row.get("note"))
    _add(root, "cbc:DocumentCurrencyCode", row.get("currency") or "EUR")
    _add(root, "cbc:BuyerReference", row.get("buyer_reference"))
    _add(root, "cac:OrderReference/cbc:ID", row.get("order_reference"))
    _add(root, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID", row.get("billing_reference"))
    _add(root, "cac:ContractDocumentReference/cbc:ID", row.get("contract_reference"))


def _write_supplier(root: Element, row: Row) -> None:
    """The seller; a company of ten digits is Belgian (scheme 0208), else Dutch (0106)."""
    party = _child(root, "cac:AccountingSupplierParty/cac:Party")
    company = row.get("supplier_company_id")
    scheme = _scheme(company)
    _add(party, "cbc:EndpointID", company, schemeID=scheme)
    _add(party, "cac:PostalAddress/cac:Country/cbc:IdentificationCode", "BE" if scheme == "0208" else "NL")
    _add_tax_number(party, row.get("supplier_vat"))
    _add(party, "cac:PartyLegalEntity/cbc:RegistrationName", row.get("supplier_name"))
    _add(party, "cac:PartyLegalEntity/cbc:CompanyID", company, schemeID=scheme)


def _write_customer(root: Element, row: Row) -> None:
    party = _child(root, "cac:AccountingCustomerParty/cac:Party")
    company = row.get("customer_company_id")
    _add(
        party,
        "cbc:EndpointID",
        row.get("customer_endpoint_id"),
        schemeID=row.get("customer_endpoint_scheme") or _scheme(row.get("customer_endpoint_id")),
    )
    _add(party, "cac:PartyIdentification/cbc:ID", row.get("customer_reference"))
    _add(party, "cac:PostalAddress/cbc:StreetName", row.get("customer_street"))
    _add(party, "cac:PostalAddress/cbc:AdditionalStreetName", row.get("customer_additional_street"))
    _add(party, "cac:PostalAddress/cbc:CityName", row.get("customer_city"))
    _add(party, "cac:PostalAddress/cbc:PostalZone", row.get("customer_postcode"))
    _add(party, "cac:PostalAddress/cac:Country/cbc:IdentificationCode", row.get("customer_country"))
    _add_tax_number(party, row.get("customer_vat"))
    _add(party, "cac:PartyLegalEntity/cbc:RegistrationName", row.get("customer_name"))
    scheme = row.get("customer_company_scheme") or _scheme(company)
    _add(party, "cac:PartyLegalEntity/cbc:CompanyID", company, schemeID=scheme)
    _add(party, "cac:Contact/cbc:Telephone", row.get("customer_phone"))
    _add(party, "cac:Contact/cbc:ElectronicMail", row.get("customer_email"))


def _scheme(company: str | None) -> str:
    return "0208" if company and len(company) == 10 else "0106"


def _add_tax_number(party: Element, number: str | None) -> None:
    if number:
        _add(party, "cac:PartyTaxScheme/cbc:CompanyID", number)
        _add(party, "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "VAT")


def _write_payment(root: Element, row: Row, kind: str) -> None:
    """Credit transfer (code 30); a credit note has its due date here."""
    _add(root, "cac:PaymentMeans/cbc:PaymentMeansCode", "30")
    if kind == "CreditNote":
        _add(root, "cac:PaymentMeans/cbc:PaymentDueDate", row.get("due_date"))
    _add(root, "cac:PaymentMeans/cbc:PaymentID", row.get("payment_id"))
    _add(root, "cac:PaymentMeans/cac:PayeeFinancialAccount/cbc:ID", row.get("payment_iban"))


def _write_sums(root: Element, sums: _Sums, currency: str) -> None:
    _add(root, "cac:TaxTotal/cbc:TaxAmount", f"{sums.tax:.2f}", currencyID=currency)
    part = _child(root, "cac:TaxTotal/cac:TaxSubtotal")
    _add(part, "cbc:TaxableAmount", f"{sums.net:.2f}", currencyID=currency)
    _add(part, "cbc:TaxAmount", f"{sums.tax:.2f}", currencyID=currency)
    _add_tax_category(part, "cac:TaxCategory", sums)
    total = _child(root, "cac:LegalMonetaryTotal")
    _add(total, "cbc:LineExtensionAmount", f"{sums.net:.2f}", currencyID=currency)
    _add(total, "cbc:TaxExclusiveAmount", f"{sums.net:.2f}", currencyID=currency)
    _add(total, "cbc:TaxInclusiveAmount", f"{sums.inclusive:.2f}", currencyID=currency)
    if sums.prepaid:
        _add(total, "cbc:PrepaidAmount", f"{sums.prepaid:.2f}", currencyID=currency)
    if sums.rounding:
        _add(total, "cbc:PayableRoundingAmount", f"{sums.rounding:.2f}", currencyID=currency)
    _add(total, "cbc:PayableAmount", f"{sums.payable:.2f}", currencyID=currency)


def _write_line(root: Element, row: Row, kind: str, sums: _Sums, currency: str) -> None:
    line = _child(root, f"cac:{kind}Line")
    quantity = "InvoicedQuantity" if kind == "Invoice" else "CreditedQuantity"
    _add(line, "cbc:ID", "1")
    _add(line, f"cbc:{quantity}", "1" if sums.net >= 0 else "-1", unitCode="C62")
    _add(line, "cbc:LineExtensionAmount", f"{sums.net:.2f}", currencyID=currency)
    _add(line, "cac:Item/cbc:Name", row.get("note") or row.get("contract_reference") or "Delivery")
    _add_tax_category(_child(line, "cac:Item"), "cac:ClassifiedTaxCategory", sums)
    _add(line, "cac:Price/cbc:PriceAmount", f"{abs(sums.net):.2f}", currencyID=currency)


def _add_tax_category(parent: Element, tag: str, sums: _Sums) -> None:
    """Standard rate (S), or zero rate (Z)."""
    _add(parent, f"{tag}/cbc:ID", "S" if sums.percent else "Z")
    _add(parent, f"{tag}/cbc:Percent", str(sums.percent))
    _add(parent, f"{tag}/cac:TaxScheme/cbc:ID", "VAT")


def _add(parent: Element, path: str, value: str | None, **attributes: str) -> None:
    """Adds a text at a path; nothing where there is no value."""
    if value:
        element = _child(parent, path)
        element.text = value
        for name, text in attributes.items():
            element.set(name, text)


def _child(parent: Element, path: str) -> Element:
    """The element at a path, made where it is missing."""
    for step in path.split("/"):
        prefix, name = step.split(":")
        found = parent.find(f"{{{NAMESPACES[prefix]}}}{name}")
        parent = etree.SubElement(parent, f"{{{NAMESPACES[prefix]}}}{name}") if found is None else found
    return parent
