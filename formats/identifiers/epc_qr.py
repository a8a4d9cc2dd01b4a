"""Text of a QR code that fills in a SEPA credit transfer.

*Source*: EPC069-12 version 2.1: service tag, version 002, UTF-8, `SCT`, BIC (empty within the EEA), name of at most 70
characters, IBAN, amount from EUR0.01, purpose, then either a structured reference (ISO 11649) or a text of at most
140; lines end with LF; at most 331 bytes. A Belgian structured communication is no ISO 11649 reference and goes into
the text.
"""

from __future__ import annotations

from formats.identifiers.iban import is_iban
from formats.identifiers.rf_reference import is_rf_reference

_MAX_CENTS = 99_999_999_999
_MAX_BYTES = 331


def epc_payload(
    name: str, iban: str, amount_cents: int, *, reference: str | None = None, text: str | None = None
) -> str:
    """The text of the code; what is too long is cut where the payee stays recognisable (name and text).

    Args:
        name: Payee.
        iban: Account of the payee.
        amount_cents: Amount.
        reference: RF reference; excludes `text`.
        text: Communication; excludes `reference`.

    Raises:
        ValueError: An IBAN, amount or reference that a bank would refuse.
    """
    if not is_iban(iban):
        raise ValueError(f"{iban!r} is no IBAN")
    if not 1 <= amount_cents <= _MAX_CENTS:
        raise ValueError(f"{amount_cents} cents cannot be transferred")
    if reference and text:
        raise ValueError("a code holds a reference or a text, not both")
    if reference and not is_rf_reference(reference):
        raise ValueError(f"{reference!r} is no RF reference")
    amount = f"EUR{amount_cents // 100}.{amount_cents % 100:02d}"
    lines = ["BCD", "002", "1", "SCT", "", _one_line(name, 70), _compact(iban), amount, ""]
    lines += [_compact(reference)] if reference else ["", _one_line(text or "", 140)]
    payload = "\n".join(lines).rstrip("\n")
    if len(payload.encode()) > _MAX_BYTES:
        raise ValueError(f"the code would hold {len(payload.encode())} bytes, more than {_MAX_BYTES}")
    return payload


def _compact(value: str) -> str:
    return "".join(value.split()).upper()


def _one_line(value: str, limit: int) -> str:
    """A line within its limit; a line end inside it would shift all that follows."""
    return " ".join(value.split())[:limit].rstrip()
