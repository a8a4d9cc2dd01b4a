"""Lines of a CODA file: where each fact stands.

*Source*: Febelfin, standard CODA 2.3 to 2.6: lines of 128 characters. Movements are 21, 22 and 23, information 31, 32
and 33; one movement shares its sequence and detail number over its lines. A structured communication starts with its
type: 100 RF reference, 101 and 102 Belgian reference, 127 SEPA direct debit; of other types the text is kept.
"""

from __future__ import annotations

from typing import Final

WIDTH: Final = 128
"""Characters of every line."""

Facts = dict[str, str]

_FIELDS: Final[dict[str, dict[str, tuple[int, int]]]] = {
    "1": {"structure": (2, 2), "statement": (3, 5), "account": (6, 42), "sign": (43, 43), "amount": (44, 58),
          "day": (59, 64)},
    "8": {"statement": (2, 4), "account": (5, 41), "sign": (42, 42), "amount": (43, 57), "day": (58, 63)},
    "9": {"records": (17, 22), "debit": (23, 37), "credit": (38, 52)},
    "21": {"sequence": (3, 6), "detail": (7, 10), "bank_reference": (11, 31), "sign": (32, 32), "amount": (33, 47),
           "value_date": (48, 53), "code": (54, 61), "is_structured": (62, 62), "text": (63, 115),
           "entry_date": (116, 121), "statement": (122, 124), "globalisation": (125, 125)},
    "22": {"sequence": (3, 6), "detail": (7, 10), "text": (11, 63), "reference": (64, 98), "bic": (99, 109),
           "return_type": (113, 113), "return_reason": (114, 117), "purpose": (122, 125)},
    "23": {"sequence": (3, 6), "detail": (7, 10), "account": (11, 47), "name": (48, 82), "text": (83, 125)},
    "31": {"sequence": (3, 6), "detail": (7, 10), "bank_reference": (11, 31), "code": (32, 39),
           "is_structured": (40, 40), "text": (41, 113)},
    "32": {"sequence": (3, 6), "detail": (7, 10), "text": (11, 115)},
    "33": {"sequence": (3, 6), "detail": (7, 10), "text": (11, 100)},
}  # fmt: skip
_DIGITS: Final = {
    "1": ("amount", "sign"),
    "8": ("amount", "sign"),
    "9": ("records", "debit", "credit"),
    "21": ("sequence", "detail", "amount", "sign"),
    "22": ("sequence", "detail"),
    "23": ("sequence", "detail"),
    "31": ("sequence", "detail"),
    "32": ("sequence", "detail"),
    "33": ("sequence", "detail"),
}
_BELGIAN: Final = ("101", "102")
_RF: Final = "100"
_DIRECT_DEBIT: Final = "127"
_NAMED: Final = "001"
_REFUSED: Final = ("1", "2", "3", "4")


def kind_of(line: str) -> str:
    """The kind of a line: two digits for movements and information, else one."""
    return line[:2] if line[:1] in ("2", "3") else line[:1]


def fields_of(kind: str, line: str) -> Facts | None:
    """The fields of a line to the letter; null where it is too long, too short, or lacks a digit where one must be.

    Spaces that were cut off at its end are not missed.

    Args:
        kind: What `kind_of` gave.
        line: The line.
    """
    places = _FIELDS.get(kind)
    if places is None or len(line) > WIDTH:
        return None
    padded = line.ljust(WIDTH)
    found = {name: padded[start - 1 : end] for name, (start, end) in places.items()}
    is_right = all(found[name].isascii() and found[name].isdigit() for name in _DIGITS[kind])
    return found if is_right and found.get("sign", "0") in "01" else None


def amount_of(fields: Facts, name: str = "amount") -> str:
    """An amount with a decimal point, signed where the line has a sign."""
    digits = fields[name]
    decimals = digits[-3:].rstrip("0").ljust(2, "0")
    text = f"{digits[:-3].lstrip('0') or '0'}.{decimals}"
    return f"-{text}" if fields.get("sign") == "1" and digits.strip("0") else text


def day_of(text: str) -> str | None:
    """The day of six digits, day first; null for zeros or spaces."""
    if not text.strip("0 "):
        return None
    return f"{'19' if text[4:] >= '80' else '20'}{text[4:]}-{text[2:4]}-{text[:2]}"


def account_of(fields: Facts) -> tuple[str, str]:
    """Account and currency of a line 1 or 8; the structure of the account tells where they stand."""
    text = fields["account"]
    if fields.get("structure") == "0":
        return text[:12].strip(), text[13:16].strip()
    return text[:34].strip(), text[34:37].strip()


def communication_of(text: str, *, is_structured: bool) -> Facts:
    """What the communication of a movement says, by column of `formats.bank.columns`.

    Args:
        text: Its parts of lines 21, 22 and 23 together, to the letter.
        is_structured: Whether it starts with a type.
    """
    if not is_structured:
        return {"remittance": _tidy(text)}
    kind, content = text[:3], text[3:]
    if kind in _BELGIAN and content[:12].isdigit():
        reference = f"+++{content[:3]}/{content[3:7]}/{content[7:12]}+++"
        return {"structured_reference": reference, "remittance": _tidy(content[12:])}
    if kind == _RF:
        return {"structured_reference": _tidy(content)}
    if kind == _DIRECT_DEBIT:
        return _direct_debit(content)
    return {"remittance": _tidy(f"{kind} {content}")}


def information_of(text: str, *, is_structured: bool) -> Facts:
    """What information that goes with a movement says: its counterparty, or more text.

    Args:
        text: Its parts of lines 31, 32 and 33 together, to the letter.
        is_structured: Whether it starts with a type.
    """
    if is_structured and text[:3] == _NAMED:
        return {"counterparty_name": _tidy(text[3:73])}
    return {"remittance": _tidy(text[3:] if is_structured else text)}


def _direct_debit(content: str) -> Facts:
    """A SEPA direct debit: what became of it, mandate, text, and the reason of a return."""
    is_refused = content[8:9] in _REFUSED or content[141:142].strip("0 ") != ""
    return {
        "mandate_id": _tidy(content[44:79]),
        "remittance": _tidy(content[79:141]),
        "return_reason": _tidy(content[142:146]) or ("MS03" if is_refused else ""),
    }


def _tidy(text: str) -> str:
    return " ".join(text.split())
