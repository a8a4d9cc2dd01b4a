"""Entries of one shape: after the first was parsed as XML, the others are recognised by their text.

A shape is an entry with its tags, attributes and white space to the letter, and gaps for the texts of its elements,
which may hold no markup, no entity and no line end. What matches it is well-formed because the first one is, and holds
its texts in the same places. Whatever does not match is parsed as XML.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from formats.bank.camt_paths import PATHS

_TOKENS: Final = re.compile(rb"(<[^>]*>)")
_PLAIN_TAG: Final = re.compile(rb'</?[A-Za-z0-9]+(?: [A-Za-z0-9]+="[^"<>&]*")* ?/?>')
_CURRENCY: Final = re.compile(rb'^<Amt Ccy="([A-Z]{3})">$')
_GAP: Final = rb"[^<&\x00-\x1f]*"
_NEEDED: Final = frozenset(PATHS)
_DETAIL: Final = "NtryDtls/TxDtls/"
_LONGEST: Final = 16_384


@dataclass(frozen=True, eq=False)
class Shape:
    """How entries of one shape are recognised.

    Attributes:
        pattern: Matches an entry with the white space before it; its groups are the texts that are needed.
        paths: Path of each group.
        constants: Texts that all entries of the shape share, by path.
        details: Transactions of the entry: 0 or 1.
        place: Line ends before the row's own element.
        height: Line ends in the match.
    """

    pattern: re.Pattern[bytes]
    paths: tuple[str, ...]
    constants: dict[str, str]
    details: int
    place: int
    height: int


def shape_of(piece: bytes) -> Shape | None:
    """The shape of an entry; null where it is too unlike others to be worth one.

    Args:
        piece: A well-formed entry of an unprefixed document, with the white space before it.
    """
    tokens = _TOKENS.split(piece)
    tags, details = tokens[1::2], piece.count(b"<TxDtls>")
    texts_are_plain = not any(b">" in text or b"&" in text for text in tokens[0::2])
    if len(piece) > _LONGEST or details > 1 or not texts_are_plain or not all(map(_is_plain, tags)):
        return None
    pattern: list[bytes] = []
    paths: list[str] = []
    constants: dict[str, str] = {}
    opened: list[str] = []
    for place, token in enumerate(tokens):
        if place % 2 == 0:
            is_leaf = tokens[place - 1 : place] and _is_leaf(tokens, place)
            gap = _gap(_path(opened)) if is_leaf else None
            pattern.append(gap or re.escape(token))
            paths += [_path(opened)] if gap and gap.startswith(b"(") else []
            continue
        pattern.append(re.escape(token))
        _walk(opened, token)
        if found := _CURRENCY.match(token):
            constants.setdefault(f"{_path(opened)}@Ccy", found[1].decode())
    if (
        opened
        or not paths
        or piece.count(b"\n") != sum(token.count(b"\n") for token in tokens[0::2] if not token.strip())
    ):
        return None
    start = piece.index(b"<TxDtls>" if details else b"<Ntry>")
    known = {path: text for path, text in constants.items() if path in _NEEDED}
    height = piece.count(b"\n")
    return Shape(re.compile(b"".join(pattern)), tuple(paths), known, details, piece.count(b"\n", 0, start), height)


def _is_plain(tag: bytes) -> bool:
    """Whether a tag means the same in any entry: no prefix, no namespace, and of an amount the currency only."""
    is_amount = tag.startswith(b"<Amt") and not tag.startswith((b"<AmtDtls>", b"<Amt>"))
    return bool(_CURRENCY.match(tag) if is_amount else _PLAIN_TAG.fullmatch(tag)) and b"xmlns" not in tag


def _walk(opened: list[str], tag: bytes) -> None:
    """The names of the open elements, after one more tag."""
    if tag.startswith(b"</"):
        opened.pop()
    elif not tag.endswith(b"/>"):
        opened.append(tag[1:-1].split(b" ")[0].decode())


def _is_leaf(tokens: list[bytes], place: int) -> bool:
    """Whether a text is all that stands between a start tag and its end tag."""
    before, after = tokens[place - 1], tokens[place + 1] if place + 1 < len(tokens) else b""
    return after.startswith(b"</") and not before.startswith(b"</") and not before.endswith(b"/>")


def _gap(path: str) -> bytes:
    return b"(" + _GAP + b")" if path in _NEEDED else _GAP


def _path(opened: list[str]) -> str:
    """The path from the entry; what is below a transaction starts with `TxDtls`."""
    path = "/".join(opened[1:])
    return path.removeprefix("NtryDtls/") if path.startswith(_DETAIL) else path
