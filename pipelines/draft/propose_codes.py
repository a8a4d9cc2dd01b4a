"""What the codes of a column mean, as far as general words tell; what they do not tell is asked."""

from __future__ import annotations

import re

import polars as pl

from mappings.draft_words import DraftWords, squash
from mappings.fields import FIELDS
from pipelines.draft.measure_columns import Measured
from pipelines.draft.proposal import UNKNOWN
from pipelines.draft.question import Question, Shown, ask

_MOST = 1000
_CLEARLY = 700


def propose_codes(
    column: Measured, field: str, *, books: str, words: DraftWords, rows: pl.DataFrame, fields: dict[str, str]
) -> tuple[dict[str, str], Question | None]:
    """The meaning of every code of a column, and the question about them.

    Args:
        column: The column.
        field: The field that it fills.
        books: What its record books.
        words: The words.
        rows: Rows of the record.
        fields: Field by column, for what tells of a type of debtor.

    Returns:
        Codes, empty where the column already speaks the hub's own words; and a question, none where all is known. The
        meaning of a type of debtor is always asked.
    """
    target = FIELDS[books][field]
    if target.parse != "code" or not column.filled:
        return {}, None
    known = words.codes.get(field, {})
    own = set(target.choices)
    if field == "country" and column.has("two_letters", _MOST):
        return {}, None
    if own and all(value.lower() in own for value in column.values) and field != "debtor_type":
        return {}, None
    meanings = {value: known.get(squash(value), value if value in own else UNKNOWN) for value in column.values}
    if field == "debtor_type":
        return meanings, _asked_type(column, rows, fields, words)
    open_codes = [value for value, meaning in meanings.items() if meaning == UNKNOWN]
    if not column.values:
        return {}, ask("codes_empty", column=f"'{column.name}'")
    question = ask("codes_open", codes=tuple(open_codes), column=f"'{column.name}'")
    return meanings, question if open_codes else None


def _asked_type(column: Measured, rows: pl.DataFrame, fields: dict[str, str], words: DraftWords) -> Question:
    """The question what the types of debtor mean, with what the sample shows of each."""
    text = pl.col(column.name).str.strip_chars()
    shown = tuple(Shown(value, _evidence(rows.filter(text == value), fields, words)) for value in column.values)
    return ask("debtor_type", column=f"'{column.name}'", codes=shown)


def _evidence(chosen: pl.DataFrame, fields: dict[str, str], words: DraftWords) -> tuple[Question, ...]:
    """What most debtors of a type have: a day of birth, a company number, a name with B.V. in it."""
    companies = "|".join(map(re.escape, words.lists["companies"]))
    is_company = pl.col("text").str.contains(rf"(?i)(?:^|[ ,])(?:{companies})(?:$|[ ,])")
    is_there = pl.col("text").is_not_null()
    told = (
        ("birth_date", is_there, "has_birth_date"),
        ("company_number", is_there, "has_company_number"),
        ("name", is_company, "has_company_name"),
        ("surname", is_company, "has_company_name"),
    )
    sources = {field: column for column, field in fields.items()}
    seen = [
        what
        for field, fits, what in told
        if field in sources
        and chosen.select(text=sources[field]).select(fits.fill_null(value=False).sum()).item() * _MOST
        >= chosen.height * _CLEARLY
    ]
    return ask("times", count=chosen.height), *map(ask, dict.fromkeys(seen))
