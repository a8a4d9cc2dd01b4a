"""One record of a sample as a proposal: what it books, which field each column fills, its codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from formats.table import FAULT_COLUMN, Table
from mappings.draft_words import DraftWords
from mappings.fields import FIELDS, REQUIRED
from mappings.splits import SPLITS
from pipelines.draft.check_sums import summing_totals
from pipelines.draft.choose_fields import Choice, choose_fields, fills_required
from pipelines.draft.choose_splits import choose_splits
from pipelines.draft.measure_columns import Measured, measure_columns
from pipelines.draft.proposal import UNKNOWN, ProposedColumn, ProposedRecord
from pipelines.draft.propose_codes import propose_codes
from pipelines.draft.question import FieldName, Part, Question, Shown, ask, quoted
from warehouse.plural import plural

_ENOUGH_PERCENT = 60
_IMPERSONAL = ("product", "description", "currency", "debtor_type", "language", "country", "kind", "notice_channel")


@dataclass(frozen=True)
class DraftedRecord:
    """A record with what its forms and questions follow from.

    Attributes:
        proposal: What would stand in the file.
        columns: Its columns, measured.
        fields: Field by column.
        sums: Total by the column that it sums.
        questions: What must be answered.
    """

    proposal: ProposedRecord
    columns: Mapping[str, Measured] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    sums: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)

    def filling(self, parse: str) -> list[Measured]:
        """The columns whose field is parsed in a way: `date`, `amount`."""
        known = FIELDS[self.proposal.books] if self.proposal.books else {}
        return [self.columns[name] for name, target in self.fields.items() if known[target].parse == parse]


def draft_record(name: str, table: Table, *, words: DraftWords, country: str) -> DraftedRecord:
    """A proposal for one record; one in which nothing is recognised is ignored, and asked about.

    Args:
        name: The record.
        table: Its rows and the totals of the file.
        words: The words.
        country: Country of the creditor.
    """
    rows = table.rows.filter(pl.col(FAULT_COLUMN).is_null())
    columns = measure_columns(rows, words)
    numbers = [one.name for one in columns.values() if one.has("number") and not one.date_forms]
    sums = summing_totals(rows, numbers, table.totals)
    tried = {
        books: choose_fields(columns, rows, record=name, books=books, words=words, country=country, sums=list(sums))
        for books in FIELDS
    }
    books = max(tried, key=lambda kind: (fills_required(tried[kind], kind), len(tried[kind])))
    choices = tried[books]
    if fills_required(choices, books) < _ENOUGH_PERCENT:
        question = {f"record_{name}": ask("record", record=f"'{name}'")}
        return DraftedRecord(ProposedRecord("", note="not recognised"), columns, questions=question)
    proposal, questions = _propose(name, columns, choices, books=books, words=words, rows=rows)
    fields = {column: choice.field for column, choice in choices.items()}
    return DraftedRecord(proposal, columns, fields, sums, questions)


def _propose(
    name: str,
    columns: Mapping[str, Measured],
    choices: Mapping[str, Choice],
    *,
    books: str,
    words: DraftWords,
    rows: pl.DataFrame,
) -> tuple[ProposedRecord, dict[str, Question]]:
    """The columns with their codes, and the questions about them."""
    fields = {column: choice.field for column, choice in choices.items()}
    proposed: dict[str, ProposedColumn] = {}
    questions: dict[str, Question] = {}
    splits = choose_splits(columns, choices)
    for column, measured in columns.items():
        choice = choices.get(column)
        if column in splits:
            note = _shown(measured, is_personal=True)
            proposed[column] = ProposedColumn("split", {"split": splits[column]}, note)
            continue
        if choice is None:
            proposed[column] = ProposedColumn("extra", note=_shown(measured, is_personal=False))
            continue
        codes, question = propose_codes(measured, choice.field, books=books, words=words, rows=rows, fields=fields)
        if question:
            questions[f"{choice.field}_of_{name}"] = question
        note = "" if choice.is_sure else _shown(measured, is_personal=choice.field not in _IMPERSONAL)
        proposed[column] = ProposedColumn(choice.field, {"codes": codes} if codes else {}, note)
    questions |= _asked_about_columns(name, columns, choices, splits, books)
    filled = {field for column, field in fields.items() if column not in splits}
    missing, values = _missing(books, filled.union(*(SPLITS[split].fields for split in splits.values())))
    questions |= {f"{key}_of_{name}": text for key, text in missing.items()}
    return ProposedRecord(books, proposed, {"values": values} if values else {}), questions


def _asked_about_columns(
    name: str,
    columns: Mapping[str, Measured],
    choices: Mapping[str, Choice],
    splits: Mapping[str, str],
    books: str,
) -> dict[str, Question]:
    """Questions about columns that were only recognised by their values, and about those that were not."""
    unsure = [
        Shown(f"'{column}'", (FieldName(books, choices[column].field),))
        for column in columns
        if column in choices and not choices[column].is_sure and column not in splits
    ]
    apart = [
        Shown(f"'{column}'", tuple(FieldName(books, field) for field in SPLITS[split].fields))
        for column, split in splits.items()
    ]
    kept = [column for column in columns if column not in choices and column not in splits]
    empty = [column for column, measured in columns.items() if not measured.filled]
    asked: dict[str, tuple[Part, ...]] = {
        "guessed": tuple(unsure),
        "split": tuple(apart),
        "extra": quoted(kept),
        "empty": quoted(empty),
    }
    return {f"{text}_in_{name}": ask(text, columns=parts) for text, parts in asked.items() if parts}


def _missing(books: str, filled: set[str]) -> tuple[dict[str, Question], dict[str, str]]:
    """Questions about fields that a record must have and no column fills, and values that wait for the answer."""
    absent: Sequence[tuple[str, ...]] = [group for group in REQUIRED[books] if not filled & set(group)]
    questions = {group[0]: _missing_question(books, group) for group in absent}
    # Only these refuse a `?`; a number or a name would take it for a text.
    return questions, {group[0]: UNKNOWN for group in absent if group[0] in ("debtor_type", "kind")}


def _missing_question(books: str, group: tuple[str, ...]) -> Question:
    if group == ("debtor_type",):
        return ask("missing_type")
    return ask("missing", fields=tuple(FieldName(books, field) for field in group))


def _shown(column: Measured, *, is_personal: bool) -> str:
    """What a column holds, for whoever must say what it is: codes are shown, what may be about a person is not."""
    if not column.filled:
        return "empty in the sample"
    if column.is_code and not is_personal:
        return "e.g. " + ", ".join(value[:20] for value in list(column.values)[:4])
    values, rows = plural(column.distinct, "value"), plural(column.filled, "row")
    return f"{column.distinct} different {values} in {column.filled} {rows}"
