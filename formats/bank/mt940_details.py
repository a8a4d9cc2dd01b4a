"""The description of an MT940 entry, field 86, in the ways in which banks structure it.

*Source*: codes between slashes as in the manuals of ABN AMRO, ING, Rabobank and de Volksbank; subfields `>20` of
Triodos and `?20` of German banks, where purposes hold SEPA keys such as `EREF+`; else free text.
"""

from __future__ import annotations

import re
from typing import Final

from formats.bank.mt940_fields import is_given
from formats.identifiers.iban import has_iban_shape

Facts = dict[str, str]

_WRAPPED: Final = 64
_CODES: Final = (
    "TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|MARF|CSID|CNTP|RTRN|ISDT|PREF|PURP|ULTD|ULTB|ULTC|TRCD|ADDR|ACCW|ID|CREF|"
    "SVCL|OAMT|COAM|CHGS|EXCH|BUSP|TXTI"
)
_CODE: Final = re.compile(rf"/({_CODES})/")
_SUBFIELDS: Final = re.compile(r"^\d{3}([>?])\d\d")
_KEY: Final = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|PURP|COAM|OAMT|RREF|IBAN|BIC)\+")
_BIC: Final = re.compile(r"^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$")
_IBAN: Final = re.compile(r"^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$")
_LEADING_IBAN: Final = re.compile(r"^(?:\d{7,10} )?([A-Z]{2}\d{2}[A-Z0-9]{10,30})(?: |$)")
_LABELLED: Final = re.compile(r"REK: ?(?P<iban>[A-Z]{2}\d{2}[A-Z0-9]{10,30})/?(?: ?NAAM: ?(?P<name>.*))?")
_STRUCTURED: Final = re.compile(r"^STRD/+(?:(?:CUR|ISO|BBA|SCOR)/+)?(.+?)/*$")


def facts_of(lines: list[str]) -> Facts:
    """What a description says, by column of `formats.bank.columns`.

    Args:
        lines: The field without its tag.
    """
    text = _unwrapped(lines)
    subfields = _SUBFIELDS.match(text)
    if subfields:
        return _given(_by_number(text, subfields[1]))
    if _CODE.search(text):
        return _given(_by_code(text))
    return _given(_free(_tidy(text)))


def _by_code(text: str) -> Facts:
    before, *parts = _CODE.split(text)
    found: Facts = {}
    for code, value in zip(parts[::2], parts[1::2], strict=True):
        if value.strip(" /") or code == "RTRN":
            found.setdefault(code, value.strip())
    free = _free(_tidy(before))
    party = [_tidy(part) for part in found.get("CNTP", "").split("/")] + [""] * 3
    remittance = found.get("REMI", "")
    structured = _STRUCTURED.match(remittance)
    plain = re.sub(r"^USTD/+", "", remittance).rstrip("/")
    said = found.get("ACCW", "").partition(",")[0]
    return {
        "counterparty_iban": _compact(found.get("IBAN") or party[0] or said) or free.get("counterparty_iban", ""),
        "counterparty_name": _tidy(found.get("NAME", "")) or party[2] or free.get("counterparty_name", ""),
        "end_to_end_id": _tidy(found.get("EREF", "")).rstrip("/"),
        "mandate_id": _tidy(found.get("MARF", "")).rstrip("/"),
        "payment_information_id": _tidy(found.get("PREF", "")).rstrip("/"),
        "structured_reference": _tidy(structured[1]) if structured else "",
        "return_reason": _tidy(found.get("RTRN", "")).strip("/").partition("/")[0],
        "remittance": "" if structured else _tidy(plain) or free.get("remittance", ""),
    }


def _by_number(text: str, sign: str) -> Facts:
    _, *parts = re.split(rf"\{sign}(\d\d)", text)
    fields: dict[int, str] = {}
    for number, value in zip(parts[::2], parts[1::2], strict=True):
        fields[int(number)] = fields.get(int(number), "") + value
    purposes = [fields[number] for number in sorted(fields) if 20 <= number <= 29 or 60 <= number <= 63]
    name = _tidy(fields.get(32, "") + fields.get(33, ""))
    if sign == "?":
        return _by_key("".join(purposes)) | {
            "counterparty_iban": _compact(fields.get(31, "")),
            "counterparty_name": name,
        }
    account = _compact(fields.get(10, "")).strip("0") and _compact(fields.get(10, ""))
    if len(purposes) > 1 and _BIC.match(purposes[0].strip()) and _IBAN.match(_compact(purposes[1])):
        account, purposes = _compact(purposes[1]), purposes[2:]
    return {"counterparty_iban": account, "counterparty_name": name, "remittance": _tidy("".join(purposes))}


def _by_key(text: str) -> Facts:
    """What purposes with SEPA keys say; without a key all is free text."""
    before, *parts = _KEY.split(text)
    keys = dict(zip(parts[::2], map(_tidy, parts[1::2]), strict=True))
    return {
        "end_to_end_id": keys.get("EREF", ""),
        "mandate_id": keys.get("MREF", ""),
        "remittance": _tidy(f"{before} {keys.get('SVWZ', '')}"),
    }


def _free(text: str) -> Facts:
    """What can be told of a free text: it is the remittance; an account at its start, or labelled, is the payer's."""
    labelled = _LABELLED.search(text)
    if labelled:
        name = labelled["name"] or ""
        return {"counterparty_iban": labelled["iban"], "counterparty_name": name, "remittance": text}
    leading = _LEADING_IBAN.match(text)
    iban = leading[1] if leading and has_iban_shape(leading[1]) else ""
    return {"counterparty_iban": iban, "remittance": text}


def _unwrapped(lines: list[str]) -> str:
    """The lines as one text: a full line was cut by the bank, a shorter one ended."""
    text = ""
    for line in lines:
        text += line if len(line) >= _WRAPPED else f"{line} "
    return text


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _compact(text: str) -> str:
    return text.strip().strip("/").replace(" ", "")


def _given(facts: Facts) -> Facts:
    references = ("end_to_end_id", "mandate_id", "payment_information_id")
    return {name: text for name, text in facts.items() if text and (name not in references or is_given(text))}
