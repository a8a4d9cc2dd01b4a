"""Fields of an MT940 statement: account, balance and entry.

*Source*: SWIFT MT940, fields 25, 60, 61 and 62, and what Dutch banks made of field 61: Rabobank writes account and name
of the counterparty after the reference, or its account on the next line; the banks of de Volksbank its IBAN as
reference.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from formats.identifiers.iban import has_iban_shape

_BALANCE: Final = re.compile(r"^(R?[CD])(\d{6})([A-Z]{3})(\d+(?:[.,]\d*)?)\s*$")
_ENTRY: Final = re.compile(
    r"^(?P<value>\d{6})(?P<entry>\d{4})?\s?(?P<mark>[RE]?[CD])(?P<funds>[A-Z])?(?P<amount>\d+(?:[.,]\d*)?)"
    r"(?P<code>[NSF].{3})?(?P<rest>.*)$"
)
_OLD_ACCOUNT: Final = re.compile(r"^P?\d{6,10}$")
_ACCOUNT_CURRENCY: Final = re.compile(r"^(.*\d)\s?([A-Z]{3})$")
_NO_REFERENCE: Final = frozenset({"", "NONREF", "EREF", "PREF", "MARF", "CREF", "KREF", "NOTPROVIDED"})
_REFERENCE_WIDTH: Final = 16


class Balance(NamedTuple):
    """A balance: signed amount, currency and day."""

    amount: str
    currency: str
    day: str


class Entry(NamedTuple):
    """An entry, with the counterparty where it stands in the same field, and text that has no place of its own."""

    amount: str
    status: str
    value_date: str
    booking_date: str
    code: str | None
    is_reversal: bool
    reference: str | None
    bank_reference: str | None
    account: str | None
    name: str | None
    text: str | None


def balance_of(text: str) -> Balance | None:
    """The balance of a field 60, 62, 64 or 65; null where it is none."""
    found = _BALANCE.match(text)
    if not found:
        return None
    mark, day, currency, amount = found.groups()
    return Balance(_signed(amount, is_debit=mark in ("D", "RC")), currency, _date(day))


def entry_of(lines: list[str]) -> Entry | None:
    """The entry of a field 61; null where it is none.

    Args:
        lines: The field without its tag.
    """
    found = _ENTRY.match(lines[0])
    if not found:
        return None
    value, mark = _date(found["value"]), found["mark"]
    reference, account, name, bank = _references(found["rest"])
    texts = [line.strip() for line in lines[1:] if line.strip()]
    if texts and account is None and _is_account(texts[0]):
        account = texts.pop(0)
    if texts and account and name is None:
        name = texts.pop(0)
    return Entry(
        amount=_signed(found["amount"], is_debit=mark in ("D", "RC", "ED")),
        status="INFO" if mark.startswith("E") else "BOOK",
        value_date=value,
        booking_date=_entry_date(value, found["entry"]),
        code=(found["code"] or "").strip() or None,
        is_reversal=mark.startswith("R"),
        reference=reference,
        bank_reference=bank,
        account=account,
        name=name,
        text=" ".join(texts) or None,
    )


def account_of(text: str) -> str:
    """The account of a field 25, without bank, currency, dots and spaces."""
    account = text.strip()
    with_currency = _ACCOUNT_CURRENCY.match(account)
    if with_currency:
        account = with_currency[1]
    return re.sub(r"[\s.]", "", account.rpartition("/")[2])


def is_given(reference: str | None) -> bool:
    """Whether a reference says anything."""
    return reference is not None and reference.replace(" ", "") not in _NO_REFERENCE


def _references(rest: str) -> tuple[str | None, str | None, str | None, str | None]:
    """Reference of the owner, account and name of the counterparty, reference of the bank."""
    own, _, bank = rest.partition("//")
    own, bank = own.rstrip(), bank.strip()
    account: str | None = None
    name: str | None = None
    if has_iban_shape(own):
        own, account = "", own
    elif len(own) > _REFERENCE_WIDTH:
        own, name = own[:_REFERENCE_WIDTH].strip(), own[_REFERENCE_WIDTH:].strip() or None
        if _is_account(own):
            own, account = "", own
    own = own.strip()
    return own if is_given(own) else None, account, name, bank if is_given(bank) else None


def _is_account(text: str) -> bool:
    return has_iban_shape(text) or bool(_OLD_ACCOUNT.match(text))


def _signed(amount: str, *, is_debit: bool) -> str:
    whole, _, decimals = amount.replace(",", ".").partition(".")
    text = f"{whole.lstrip('0') or '0'}.{decimals.ljust(2, '0')}"
    return f"-{text}" if is_debit and text.strip("0.") else text


def _date(text: str) -> str:
    century = "19" if text[:2] >= "80" else "20"
    return f"{century}{text[:2]}-{text[2:4]}-{text[4:]}"


def _entry_date(value: str, entry: str | None) -> str:
    """The day of booking, written without a year: the year that brings it nearest to the value date."""
    if entry is None:
        return value
    year, apart = int(value[:4]), int(entry[:2]) - int(value[5:7])
    year += 1 if apart < -6 else -1 if apart > 6 else 0
    return f"{year:04d}-{entry[:2]}-{entry[2:]}"
