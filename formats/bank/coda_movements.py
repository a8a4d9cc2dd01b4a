"""Movements of a CODA statement as rows: an entry that sums up others gives its details instead of itself.

*Source*: Febelfin, standard CODA: the first digit of a transaction code is its type; types 1 and 2 are totals whose
details have types 5 and 6, type 3 is an amount whose details (type 8: gross amount, costs) explain it, type 7 is a
detail with details of type 9.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from formats.bank.coda_lines import (
    Facts,
    amount_of,
    communication_of,
    day_of,
    information_of,
)
from formats.bank.statements import money_text

_EXPLAINED = ("3", "7")


@dataclass
class Movement:
    """A movement with the lines that belong to it.

    Attributes:
        fields: Its line 21.
        line_number: Where that stood.
        more: Its lines 22 and 23, by kind.
        information: Texts of its lines 31 to 33, and whether each starts with a type.
    """

    fields: Facts
    line_number: int
    more: dict[str, Facts] = field(default_factory=dict)
    information: list[tuple[str, bool]] = field(default_factory=list)

    @property
    def amount(self) -> Decimal:
        """The signed amount."""
        return Decimal(amount_of(self.fields))

    @property
    def is_entry(self) -> bool:
        """Whether it is an entry itself, not a detail of one."""
        return self.fields["detail"] == "0000"

    @property
    def kind(self) -> str:
        """The type of its transaction code."""
        return self.fields["code"][:1]


def entry_rows(movements: list[Movement]) -> list[tuple[dict[str, str | None], int]]:
    """The rows of an entry, each with its line.

    Details that add up replace a total. An amount that details explain stays whole: the first detail is its gross
    amount, the others are costs.

    Args:
        movements: The entry, then its details.
    """
    entry, *details = movements
    if not details:
        return [(_row(entry, entry, 1), entry.line_number)]
    if entry.kind in _EXPLAINED:
        row = _row(entry, entry, 1) | _explained(details)
        texts = [row["remittance"], *(_row(detail, entry, 1)["remittance"] for detail in details)]
        return [(row | {"remittance": " ".join(text for text in texts if text)}, entry.line_number)]
    leaves = _leaves(details)
    return [(_row(leaf, entry, len(leaves)), leaf.line_number) for leaf in leaves]


def _leaves(details: list[Movement]) -> list[Movement]:
    """The details that are money: those that explain another detail are left to it."""
    kept = [detail for detail in details if detail.kind != "9"]
    return kept or details


def _explained(details: list[Movement]) -> dict[str, str | None]:
    gross, *costs = details
    charges = sum((abs(cost.amount) for cost in costs), Decimal(0))
    return {
        "instructed_amount": money_text(abs(gross.amount)),
        "charges_amount": money_text(charges) if costs else None,
    }


def _row(movement: Movement, entry: Movement, count: int) -> dict[str, str | None]:
    fields = movement.fields
    second, third = movement.more.get("22", {}), movement.more.get("23", {})
    text = fields["text"] + second.get("text", "").ljust(53) + third.get("text", "")
    told: Facts = communication_of(text, is_structured=fields["is_structured"] == "1")
    for information, is_structured in movement.information:
        more = information_of(information, is_structured=is_structured)
        told["counterparty_name"] = told.get("counterparty_name") or more.get("counterparty_name", "")
        told["remittance"] = " ".join(part for part in (told.get("remittance"), more.get("remittance")) if part)
    reason = second.get("return_reason", "").strip() or told.get("return_reason", "")
    return {
        **told,
        "status": "BOOK",
        "booking_date": day_of(fields["entry_date"]) or day_of(fields["value_date"]),
        "value_date": day_of(fields["value_date"]),
        "amount": amount_of(fields),
        "entry_amount": amount_of(entry.fields),
        "details_count": str(count),
        "bank_reference": fields["bank_reference"].strip() or None,
        "end_to_end_id": _given(second.get("reference", "")),
        "counterparty_iban": third.get("account", "")[:34].strip() or None,
        "counterparty_name": third.get("name", "").strip() or told.get("counterparty_name"),
        "return_reason": reason or None,
        "is_reversal": "true" if second.get("return_type", "").strip("0 ") else "false",
        "transaction_code": fields["code"],
        "remittance": told.get("remittance"),
    }


def _given(reference: str) -> str | None:
    text = reference.strip()
    return None if text in ("", "NOTPROVIDED") else text
