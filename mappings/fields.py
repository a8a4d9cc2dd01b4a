"""The fields that a creditor's columns can be mapped to: the vocabulary of `to:` and `values:` in a feed."""

from __future__ import annotations

from typing import Final, NamedTuple

import pandera.polars as pa
import polars as pl

from warehouse import codes
from warehouse.schemas.intake import ClaimRecord, DecisionRecord, EntryRecord, FactRecord, Record


class Field(NamedTuple):
    """A field: its name, type, the parse it gets when a feed names none, its closed list, its meaning."""

    name: str
    dtype: pl.DataType
    parse: str
    choices: tuple[str, ...]
    description: str


_CHOICES: Final[dict[str, tuple[str, ...]]] = {
    "debtor_type": codes.DEBTOR_TYPES,
    "language": codes.LANGUAGES,
    "kind": codes.PAYMENT_KINDS + codes.EVENT_KINDS,
    "notice_channel": ("print", "email"),
    "act": codes.BAILIFF_ACTS,
    "scope": codes.HOLD_SCOPES,
    "hold_kind": codes.HOLD_KINDS,
    "instalment_period": codes.INSTALMENT_PERIODS,
    "party_role": codes.PARTY_ROLES,
    "party_type": codes.DEBTOR_TYPES,
}
_CODED: Final = (*_CHOICES, "country", "party_country")
_PLACE: Final = tuple(Record.to_schema().columns)


def _fields(model: type[Record]) -> dict[str, Field]:
    """The fields of a record, without its place in the delivery."""
    columns = model.to_schema().columns
    return {name: _field(name, column) for name, column in columns.items() if name not in _PLACE}


def _field(name: str, column: pa.Column) -> Field:
    """A field with the parse that its name and type ask for."""
    dtype = column.dtype.type
    return Field(name, dtype, _parse(name, dtype), _CHOICES.get(name, ()), str(column.description))


def _parse(name: str, dtype: pl.DataType) -> str:
    """The parse of a field when a feed names none."""
    if name in _CODED:
        return "code"
    if name == "iban":
        return "iban"
    if name.endswith("_cents"):
        return "amount"
    if name.endswith("_ppm"):
        return "percent"
    return {pl.Date: "date", pl.Boolean: "boolean", pl.Int64: "integer"}.get(dtype.base_type(), "text")


CLAIM_FIELDS: Final = _fields(ClaimRecord)
"""Fields of a record that books a claim, in order."""

FACT_FIELDS: Final = _fields(FactRecord)
"""Fields of a record that books a fact, in order."""

_ENTRY: Final = _fields(EntryRecord)
ENTRY_FIELDS: Final = _ENTRY | {"hold_kind": _ENTRY["hold_kind"]._replace(choices=codes.LISTED_KINDS)}
"""Fields of a record that books an entry of a full list, in order."""

FIELDS: Final[dict[str, dict[str, Field]]] = {"claim": CLAIM_FIELDS, "fact": FACT_FIELDS}
"""Fields by what a record of a creditor books."""

MAPPED_FIELDS: Final[dict[str, dict[str, Field]]] = {**FIELDS, "entry": ENTRY_FIELDS}
"""Fields by what a record of any partner books."""

RECORD_FIELDS: Final[dict[str, dict[str, Field]]] = {**MAPPED_FIELDS, "decision": _fields(DecisionRecord)}
"""Fields by what a record books, decisions of operators included: their workbook is read by a rule of the hub's own."""

REQUIRED: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "claim": (
        ("claim_reference",),
        ("principal_cents",),
        ("due_date",),
        ("debtor_reference",),
        ("debtor_type",),
        ("name", "surname"),
    ),
    "fact": (("kind",), ("effective_date",)),
    "entry": (("hold_kind",), ("name", "surname", "company_number", "debtor_reference", "dossier_reference")),
}
"""Fields that a record must have; of a group, one is enough."""
