"""How well the name of a column fits each field, by general words."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Final

from mappings.draft_words import DraftWords, squash

SURE: Final = 100
"""Points of a name that is one of the field's own."""

_OPEN: Final = 5
_SHORTENED: Final = 92
_MISSPELT: Final = 80
_CONTAINED: Final = (45, 40)
_LEAST_LETTERS: Final = 4
_LIKENESS: Final = 90
_SURROUNDINGS: Final = ("debtor", "claim", "contact", "mutation", "contract")


def match_name(name: str, *, record: str, books: str, words: DraftWords) -> Mapping[str, int]:
    """Points by field, of those that the name may stand for; none where it says nothing.

    Args:
        name: Name of the column; of a path such as `debtor.address.zip` its end counts as well.
        record: Name of the record: a `number` in `invoices` is the number of an invoice.
        books: What the record books.
        words: The words.
    """
    known = words.names[books]
    asked = squash(name)
    # What is still open goes before what was billed.
    more = _OPEN if any(word in asked for word in words.parts["open"] if len(word) >= _LEAST_LETTERS) else 0
    if asked in known:
        return {known[asked]: SURE + more}
    points: dict[str, int] = {}
    for shorter in (*_ends(name), *_without_surroundings(asked, words), squash(record) + asked):
        if shorter in known:
            points.setdefault(known[shorter], _SHORTENED + more)
    if points:
        return points
    # The longer the part of the name that a word explains, the surer it is.
    least, most = _CONTAINED
    for word, field in known.items():
        if len(word) >= _LEAST_LETTERS and word in asked:
            points[field] = max(points.get(field, 0), least + most * len(word) // len(asked))
        elif _is_like(word, asked):
            points[field] = max(points.get(field, 0), _MISSPELT)
    return points


def _ends(name: str) -> list[str]:
    """The ends of a path, the longest first."""
    parts = name.split(".")
    return [squash("".join(parts[place:])) for place in range(1, len(parts))]


def _without_surroundings(asked: str, words: DraftWords) -> list[str]:
    """The name without a word in front or behind that tells whose it is: `klant_email`, `Postcode debiteur`."""
    found = []
    for part in _SURROUNDINGS:
        for word in words.parts[part]:
            if len(word) >= _LEAST_LETTERS and asked != word:
                found += [asked.removeprefix(word)] if asked.startswith(word) else []
                found += [asked.removesuffix(word)] if asked.endswith(word) else []
    return found


def _is_like(word: str, asked: str) -> bool:
    """Whether two names differ by a slip of the pen."""
    if len(word) < 6 or abs(len(word) - len(asked)) > 2 or word[0] != asked[0]:
        return False
    matcher = SequenceMatcher(None, word, asked)
    return matcher.quick_ratio() * 100 >= _LIKENESS and matcher.ratio() * 100 >= _LIKENESS
