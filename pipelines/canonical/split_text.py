"""Texts that hold several fields, taken apart: names, addresses, towns. What fits no form is one field as a whole.

The parts, put together again, are the text but for signs between them: nothing is dropped. `Berg, J. van den` comes out
in the order in which a name is spoken.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import polars as pl

from mappings.splits import SPLITS

_WORDS: Final = (
    r"(?:van|von|de|den|der|het|in|op|aan|uit|ten|ter|te|du|des|da|di|della|dos|le|la|el|al|'t|'s|d'|l')"
    r"(?: (?:de|den|der|het|la|le|'t))?"
)
_PREFIX: Final = rf"(?i:{_WORDS})"
_INITIALS: Final = r"(?:\p{Lu}\p{Ll}{0,2}\.[ -]?)+"
_NOT_INITIALS: Final = r"^(?i:b\.? ?v\.?|n\.? ?v\.?|v\.? ?o\.? ?f\.?|c\.? ?v\.?|s\.? ?a\.?)$"
_SPOKEN: Final = rf"^(?P<first>{_INITIALS})(?: ?\(?\)?)(?:(?P<prefix>{_PREFIX}) )?(?P<last>\S.*)$"
_NAMED: Final = rf"^(?P<first>\p{{Lu}}\p{{Ll}}+(?:-\p{{Lu}}\p{{Ll}}+)?) (?P<prefix>{_WORDS}) (?P<last>\p{{Lu}}.*)$"
_LISTED: Final = rf"^(?P<last>[^,]+), ?(?P<first>{_INITIALS})(?: ?(?P<prefix>{_PREFIX}))?$"

_NUMBER: Final = r"\d{1,5}(?: ?[-/] ?\d{1,5})?"
_ADDITION: Final = (
    r"(?:(?i:bus|bte|boîte|boite|box|app\.?|apt\.?|unit|verd\.?|etage|kamer) ?\w{1,6}"
    r"|\d{1,2} ?(?i:hoog|hg|e)\b.*|[-/]? ?\p{L}{1,12}(?:[- ]?\d{1,4})?)"
)
_STREET_FIRST: Final = rf"^(?P<street>.*?\S),? +(?P<number>{_NUMBER})(?:[ ,]*(?P<addition>{_ADDITION}))?$"
_NUMBER_FIRST: Final = r"^(?P<number>\d{1,5}\p{L}?), ?(?P<street>\p{L}.*\S)$"
_HOUSE: Final = rf"^(?P<number>{_NUMBER})(?:[ ,]*(?P<addition>\S.*))?$"
_TOWN: Final = r"^(?P<postcode>(?:[A-Z]{1,2}-)?\d{4,5}(?: ?[A-Z]{2}\b|[a-z]{2}\b)?) +(?P<city>\S.*)$"


def split_text(text: pl.Expr, kind: str) -> dict[str, pl.Expr]:
    """The fields that a text holds; null where it has no such part.

    Args:
        text: Text without white space around it, null where empty.
        kind: One of `SPLITS`.
    """
    fields = _PARTS[kind](text)
    assert tuple(fields) == SPLITS[kind].fields, f"{kind} gives other fields than it says"
    return fields


def _person(text: pl.Expr) -> dict[str, pl.Expr]:
    """Initials or first name, prefix and surname."""
    listed, spoken, named = (text.str.extract_groups(form) for form in (_LISTED, _SPOKEN, _NAMED))
    is_company = _part(listed, "first").str.contains(_NOT_INITIALS).fill_null(value=False)
    is_spoken = _part(spoken, "first").str.strip_chars().str.contains(_NOT_INITIALS).fill_null(value=True)
    is_listed = _part(listed, "last").is_not_null() & ~is_company
    return {
        "initials": pl.when(is_listed).then(_part(listed, "first")).when(~is_spoken).then(_part(spoken, "first")),
        "first_name": pl.when(~is_listed & is_spoken).then(_part(named, "first")),
        "prefix": pl.when(is_listed)
        .then(_part(listed, "prefix"))
        .when(~is_spoken)
        .then(_part(spoken, "prefix"))
        .otherwise(_part(named, "prefix")),
        "surname": pl.when(is_listed)
        .then(_part(listed, "last"))
        .when(~is_spoken)
        .then(_part(spoken, "last"))
        .otherwise(pl.coalesce(_part(named, "last"), text)),
    }


def _address(text: pl.Expr) -> dict[str, pl.Expr]:
    """Street, house number and addition."""
    first, last = text.str.extract_groups(_NUMBER_FIRST), text.str.extract_groups(_STREET_FIRST)
    is_first = _part(first, "street").is_not_null()
    return {
        "street": pl.coalesce(_part(first, "street"), _part(last, "street"), text),
        "house_number": pl.coalesce(_part(first, "number"), _part(last, "number")),
        "house_number_addition": pl.when(~is_first).then(_addition(last)),
    }


def _house_number(text: pl.Expr) -> dict[str, pl.Expr]:
    """House number and addition."""
    parts = text.str.extract_groups(_HOUSE)
    return {"house_number": pl.coalesce(_part(parts, "number"), text), "house_number_addition": _addition(parts)}


def _town(text: pl.Expr) -> dict[str, pl.Expr]:
    """Postcode and town."""
    parts = text.str.extract_groups(_TOWN)
    return {"postcode": _part(parts, "postcode"), "city": pl.coalesce(_part(parts, "city"), text)}


def _addition(groups: pl.Expr) -> pl.Expr:
    """An addition to a house number, without the sign in front of it."""
    return _part(groups, "addition").str.strip_chars_start("-/ ")


def _part(groups: pl.Expr, name: str) -> pl.Expr:
    """One part of a form; null where it is empty."""
    part = groups.struct.field(name).str.strip_chars()
    return pl.when(part != "").then(part)


_PARTS: Final[dict[str, Callable[[pl.Expr], dict[str, pl.Expr]]]] = {
    "person": _person,
    "address": _address,
    "house_number": _house_number,
    "town": _town,
}
