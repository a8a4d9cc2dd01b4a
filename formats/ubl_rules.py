"""Rules of UBL invoices whose breach makes a document doubtful as a claim: parties, sums and what must be there.

*Source*: EN 16931-1, rules BR-02, BR-03, BR-05, BR-15, BR-CO-15 and BR-CO-16; Peppol BIS Billing 3.0 and NLCIUS, rules
NL-R-003 and NL-R-005 (BR-NL-1, BR-NL-10): Dutch companies are named by a number of KvK (0106) or OIN (0190).
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any, Final

from formats.xml_source import Element

_CAC: Final = "{urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2}"
_CBC: Final = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"
_DUTCH_SCHEMES: Final = ("0106", "0190")
_TOTAL: Final = f"{_CAC}LegalMonetaryTotal/{_CBC}"
_REQUIRED: Final = (f"{_CBC}ID", f"{_CBC}IssueDate", f"{_CBC}DocumentCurrencyCode", f"{_TOTAL}PayableAmount")


def document_fault(root: Element) -> str | None:
    """The name of the finding for a document that breaks a rule, the first of them; none where it keeps to all.

    Args:
        root: The invoice or credit note.
    """
    if any(not (root.findtext(path) or "").strip() for path in _REQUIRED):
        return "required"
    if not _has_dutch_numbers(root):
        return "company_number"
    return None if _adds_up(root) else "amount"


def _has_dutch_numbers(root: Element) -> bool:
    supplier, customer = (root.find(f"{_CAC}Accounting{side}Party/{_CAC}Party") for side in ("Supplier", "Customer"))
    if not _is_dutch(supplier):
        return True
    return _has_dutch_number(supplier) and (not _is_dutch(customer) or _has_dutch_number(customer))


def _is_dutch(party: Element | None) -> bool:
    path = f"{_CAC}PostalAddress/{_CAC}Country/{_CBC}IdentificationCode"
    return party is not None and (party.findtext(path) or "").strip().upper() == "NL"


def _has_dutch_number(party: Element | None) -> bool:
    """Whether a number that is given is one of the Dutch registers; consumers have none."""
    number: Any = None if party is None else party.find(f"{_CAC}PartyLegalEntity/{_CBC}CompanyID")
    return number is None or number.get("schemeID") in _DUTCH_SCHEMES


def _adds_up(root: Element) -> bool:
    currency = (root.findtext(f"{_CBC}DocumentCurrencyCode") or "").strip()
    payable: Any = root.find(f"{_TOTAL}PayableAmount")
    if payable.get("currencyID", currency) != currency:
        return False
    try:
        total = {name: _amount(root, f"{_TOTAL}{name}Amount") for name in ("TaxExclusive", "TaxInclusive", "Payable")}
        prepaid = _amount(root, f"{_TOTAL}PrepaidAmount") or Decimal(0)
        rounding = _amount(root, f"{_TOTAL}PayableRoundingAmount") or Decimal(0)
        tax = _tax(root, currency)
    except InvalidOperation:
        return False
    inclusive, exclusive = total["TaxInclusive"], total["TaxExclusive"]
    if inclusive is None:
        return True
    is_payable = total["Payable"] == inclusive - prepaid + rounding
    return is_payable and (exclusive is None or tax is None or inclusive == exclusive + tax)


def _tax(root: Element, currency: str) -> Decimal | None:
    """The tax in the currency of the document; a second total may state it in that of the books."""
    for amount in root.iterfind(f"{_CAC}TaxTotal/{_CBC}TaxAmount"):
        if amount.get("currencyID", currency) == currency:
            return _number(amount.text)
    return None


def _amount(root: Element, path: str) -> Decimal | None:
    return _number(root.findtext(path))


def _number(text: str | None) -> Decimal | None:
    """The number in a text, exactly; a form that XML Schema does not have for decimals is none."""
    bare = (text or "").strip()
    if not bare:
        return None
    if not bare.lstrip("+-").replace(".", "", 1).isdecimal():
        raise InvalidOperation
    return Decimal(bare)
