"""How well the values of a column fit a field: points for what they show, none at all where they cannot be it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from mappings.fields import FIELDS
from pipelines.draft.measure_columns import Measured

NEVER: Final = -1000
"""Points of values that cannot be those of the field."""

TELLING: Final = 60
"""Points of values that are by themselves enough to know the field."""

_BORN_BEFORE: Final = date(2009, 1, 1)
_HALF: Final = 500


def match_values(column: Measured, field: str, *, books: str) -> int:
    """Points of a column's values for a field; 0 where they say nothing, or where there are none.

    Args:
        column: What its values look like.
        field: The field.
        books: What the record books.
    """
    if not column.filled:
        return 0
    own = _OWN.get(f"{books}.{field}", _OWN.get(field))
    if own is not None:
        return own(column)
    parse = FIELDS[books][field].parse
    return _BY_PARSE.get(parse, _text)(column)


def _text(column: Measured) -> int:
    return -20 if column.date_forms and not column.has("digits") else 0


def _amount(column: Measured) -> int:
    if not column.has("number") or column.date_forms:
        return NEVER
    return 10 if column.has("comma_decimals") or column.has("point_decimals") else 0


def _date(column: Measured) -> int:
    if column.date_forms:
        return 5
    return 0 if column.has("serial") else NEVER


def _past_birth(column: Measured) -> int:
    if column.middle_day is None:
        return _date(column)
    return TELLING if column.middle_day < _BORN_BEFORE else NEVER


def _recent_date(column: Measured) -> int:
    return NEVER if column.middle_day is not None and column.middle_day < _BORN_BEFORE else _date(column)


def _percent(column: Measured) -> int:
    return 5 if column.has("percent") else NEVER


def _iban(column: Measured) -> int:
    return TELLING if column.has("iban") else NEVER


def _pattern(*names: str, points: int, otherwise: int) -> Callable[[Measured], int]:
    """Points for values that keep to one of some patterns, and for those that do not."""
    return lambda column: points if any(column.has(name, 900) for name in names) else otherwise


def _postcode(column: Measured) -> int:
    if column.has("postcode_nl", 900):
        return TELLING
    return 5 if column.has("few_signs") else NEVER


def _number_of_company(column: Measured) -> int:
    if column.has("kbo", 900):
        return TELLING
    return 20 if column.has("kvk", 900) else NEVER


def _vat(column: Measured) -> int:
    return TELLING if column.has("vat", 900) else NEVER


def _few_values(column: Measured) -> int:
    return 10 if column.is_code or len(column.values) <= 4 else NEVER


def _own_number(column: Measured) -> int:
    """A number that no other row has."""
    if column.is_unique:
        return 20
    return -10 if column.distinct * 100 >= column.filled * 90 else -60


def _any_number(column: Measured) -> int:
    return NEVER if column.has("email", _HALF) or column.has("iban", _HALF) else 0


def _person(column: Measured) -> int:
    if column.has("prefix", 900) or column.has("email", _HALF):
        return NEVER
    return 10 if column.has("words", 800) else -30


def _place(column: Measured) -> int:
    return 5 if column.has("words", 900) else NEVER


def _house_number(column: Measured) -> int:
    return 10 if column.has("house_number", 900) else NEVER


def _addition(column: Measured) -> int:
    return 5 if column.longest <= 10 else NEVER


def _language(column: Measured) -> int:
    return 10 if len(column.values) in range(1, 6) and column.longest <= 12 else NEVER


_OWN: Final[dict[str, Callable[[Measured], int]]] = {
    "birth_date": _past_birth,
    **dict.fromkeys(("invoice_date", "due_date", "effective_date"), _recent_date),
    "email": _pattern("email", points=TELLING, otherwise=NEVER),
    "phone": _pattern("phone", points=20, otherwise=-60),
    "postcode": _postcode,
    "company_number": _number_of_company,
    "vat_number": _vat,
    "iban": _iban,
    "counterparty_iban": _iban,
    **dict.fromkeys(("debtor_type", "notice_channel", "kind"), _few_values),
    "language": _language,
    "country": _pattern("two_letters", "words", points=5, otherwise=NEVER),
    "currency": _pattern("three_capitals", points=5, otherwise=NEVER),
    "initials": _pattern("initials", points=10, otherwise=-40),
    "prefix": _pattern("prefix", points=TELLING, otherwise=-60),
    **dict.fromkeys(("name", "surname", "first_name"), _person),
    "city": _place,
    "house_number": _house_number,
    "house_number_addition": _addition,
    "claim_reference": _any_number,
    "claim.claim_reference": _own_number,
    "debtor_reference": _any_number,
    "contract_reference": _any_number,
    "fact_reference": _own_number,
}

_BY_PARSE: Final[dict[str, Callable[[Measured], int]]] = {
    "amount": _amount,
    "date": _date,
    "percent": _percent,
    "boolean": _few_values,
    "integer": _pattern("digits", points=5, otherwise=NEVER),
}
