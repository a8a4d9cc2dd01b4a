"""The forms of dates and numbers that a sample proves; what it leaves open is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipelines.draft.measure_columns import Measured
from pipelines.draft.proposal import UNKNOWN
from pipelines.draft.question import Question, ask, quoted

_ANY = 1


def choose_forms(
    dates: Sequence[Measured], amounts: Sequence[Measured], *, has_fixed_width: bool
) -> tuple[dict[str, Any], dict[str, dict[str, Any]], dict[str, Question]]:
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


def _choose_dates(
    dates: Sequence[Measured], forms: dict[str, Any]
) -> tuple[dict[str, dict[str, Any]], dict[str, Question]]:
    proven = Counter(column.date_forms[0] for column in dates if len(column.date_forms) == 1)
    usual = proven.most_common(1)[0][0] if proven else None
    doubtful = [column for column in dates if len(column.date_forms) > 1 and usual not in column.date_forms]
    questions: dict[str, Question] = {}
    if usual is not None:
        forms["dates"] = [usual]
    elif doubtful:
        forms["dates"] = [UNKNOWN]
    own = {column.name: {"dates": list(column.date_forms)} for column in dates if len(column.date_forms) == 1}
    own = {name: form for name, form in own.items() if form["dates"] != [usual]}
    if doubtful:
        questions["date_order"] = ask(
            "date_order",
            columns=quoted([column.name for column in doubtful]),
            example=doubtful[0].example,
            forms=doubtful[0].date_forms,
        )
        if usual is not None:
            own |= {column.name: {"dates": [UNKNOWN]} for column in doubtful}
    serial = [column.name for column in dates if not column.date_forms]
    if serial:
        questions["date_numbers"] = ask("date_numbers", columns=quoted(serial))
    return own, questions


def _choose_decimal(amounts: Sequence[Measured], forms: dict[str, Any], has_fixed_width: bool) -> dict[str, Question]:
    """Decimal sign and thousands sign, or cents without a sign."""
    if not amounts:
        return {}
    has_comma = any(column.has("comma_decimals", _ANY) for column in amounts)
    has_point = any(column.has("point_decimals", _ANY) for column in amounts)
    names = quoted([column.name for column in amounts])
    if has_comma != has_point:
        forms["decimal"] = "," if has_comma else "."
        if any(column.has("point_thousands" if has_comma else "comma_thousands", _ANY) for column in amounts):
            forms["thousands"] = "." if has_comma else ","
        return {}
    if has_comma or any(column.has("thousand_or_decimal", _ANY) for column in amounts):
        forms["decimal"] = UNKNOWN
        return {"decimal_sign": ask("decimal_sign", columns=names)}
    if has_fixed_width:
        forms["implied_decimals"] = 2
        return {"cents": ask("cents_fixed", columns=names)}
    return {"cents": ask("cents", columns=names)}
