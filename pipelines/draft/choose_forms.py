"""The forms of dates and numbers that a sample proves; what it leaves open is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipelines.draft.measure_columns import Measured
from pipelines.draft.proposal import UNKNOWN

_ANY = 1


def choose_forms(
    dates: Sequence[Measured], amounts: Sequence[Measured], *, has_fixed_width: bool
) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, str]]:
    """The forms of a feed, those of columns that differ from it, and the questions.

    A date order counts only where a day above 12 proves it, in the column itself or in another of the same file with
    the same signs. A decimal sign counts only where one or two digits follow it.

    Args:
        dates: Columns that hold dates.
        amounts: Columns that hold amounts.
        has_fixed_width: Whether lines are of fixed width: amounts without any sign are then usually cents.
    """
    forms: dict[str, Any] = {}
    own, questions = _choose_dates([column for column in dates if column.filled], forms)
    questions |= _choose_decimal([column for column in amounts if column.filled], forms, has_fixed_width)
    return forms, own, questions


def _choose_dates(dates: Sequence[Measured], forms: dict[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[str, str]]:
    proven = Counter(column.date_forms[0] for column in dates if len(column.date_forms) == 1)
    usual = proven.most_common(1)[0][0] if proven else None
    doubtful = [column for column in dates if len(column.date_forms) > 1 and usual not in column.date_forms]
    questions: dict[str, str] = {}
    if usual is not None:
        forms["dates"] = [usual]
    elif doubtful:
        forms["dates"] = [UNKNOWN]
    own = {column.name: {"dates": list(column.date_forms)} for column in dates if len(column.date_forms) == 1}
    own = {name: form for name, form in own.items() if form["dates"] != [usual]}
    if doubtful:
        names = ", ".join(f"'{column.name}'" for column in doubtful)
        example = next(iter(doubtful[0].values), "")
        said = f" such as {example}" if example else ""
        questions["date_order"] = (
            f"In {names} every date{said} can be read in more than one way "
            f"({' or '.join(doubtful[0].date_forms)}). Which comes first: day, month or year?"
        )
        if usual is not None:
            own |= {column.name: {"dates": [UNKNOWN]} for column in doubtful}
    serial = [column.name for column in dates if not column.date_forms]
    if serial:
        named = ", ".join(f"'{name}'" for name in serial)
        questions["date_numbers"] = (
            f"{named} holds days as Excel counts them. Can the file give them as dates, or as yyyy-mm-dd?"
        )
    return own, questions


def _choose_decimal(amounts: Sequence[Measured], forms: dict[str, Any], has_fixed_width: bool) -> dict[str, str]:
    """Decimal sign and thousands sign, or cents without a sign."""
    if not amounts:
        return {}
    has_comma = any(column.has("comma_decimals", _ANY) for column in amounts)
    has_point = any(column.has("point_decimals", _ANY) for column in amounts)
    names = ", ".join(f"'{column.name}'" for column in amounts)
    if has_comma != has_point:
        forms["decimal"] = "," if has_comma else "."
        if any(column.has("point_thousands" if has_comma else "comma_thousands", _ANY) for column in amounts):
            forms["thousands"] = "." if has_comma else ","
        return {}
    if has_comma or any(column.has("thousand_or_decimal", _ANY) for column in amounts):
        forms["decimal"] = UNKNOWN
        return {"decimal_sign": f"Which sign stands before the cents in {names}: a comma or a point?"}
    if has_fixed_width:
        forms["implied_decimals"] = 2
        return {"cents": f"Is {names} in cents, without a sign before them?"}
    return {"cents": f"Is {names} in whole euros, or in cents (then write implied_decimals: 2)?"}
