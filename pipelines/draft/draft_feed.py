"""A sample as a proposed feed: records, forms, totals, and every question that the creditor must answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any, Final

from formats.sample.propose_format import Proposal
from formats.table import Table
from mappings.draft_words import DraftWords
from pipelines.draft.check_sums import counting_total
from pipelines.draft.choose_forms import choose_forms
from pipelines.draft.draft_record import DraftedRecord, draft_record
from pipelines.draft.proposal import ProposedColumn, ProposedFeed, ProposedRecord
from pipelines.draft.question import Question, ask

_LAW: Final = {"notice": "notice_date", "first_reminder": "first_reminder_date", "clause": "clause_ppm"}


def draft_feed(
    tables: Mapping[str, Table], proposal: Proposal, *, file_name: str, words: DraftWords, country: str
) -> ProposedFeed:
    """The feed that would take this sample.

    Args:
        tables: What the proposed format reads.
        proposal: The format.
        file_name: Name of the sample.
        words: The words.
        country: Country of the creditor.
    """
    parents = {name for names in proposal.options.get("carry", {}).values() for name in names}
    drafted = {
        name: DraftedRecord(ProposedRecord("", note="its fields go with the lines after it"))
        if name in parents
        else draft_record(name, table, words=words, country=country)
        for name, table in tables.items()
    }
    dates = [column for record in drafted.values() for column in record.filling("date")]
    amounts = [column for record in drafted.values() for column in record.filling("amount")]
    forms, own, asked = choose_forms(dates, amounts, has_fixed_width=proposal.options["name"] == "fixed")
    records = {name: _with_forms(record.proposal, own) for name, record in drafted.items()}
    totals = _totals(drafted, tables)
    questions = _about_file(proposal, records, tables, totals) | asked
    for record in drafted.values():
        questions |= record.questions
        questions |= _about_law(record)
    return ProposedFeed(
        name="claims" if any(record.books == "claim" for record in records.values()) else "mutations",
        files=_pattern(file_name),
        format=proposal.options,
        forms=forms,
        records=records,
        totals=totals,
        questions=questions,
    )


def _with_forms(record: ProposedRecord, own: Mapping[str, dict[str, Any]]) -> ProposedRecord:
    """The record with the forms of columns that differ from the feed's."""
    columns = {
        name: ProposedColumn(column.to, column.more | own.get(name, {}), column.note)
        for name, column in record.columns.items()
    }
    return ProposedRecord(record.books, columns, record.more, record.note)


def _totals(drafted: Mapping[str, DraftedRecord], tables: Mapping[str, Table]) -> dict[str, Any] | None:
    """The totals that fit the records of the sample; none where none do."""
    for name, record in drafted.items():
        if not record.proposal.books:
            continue
        amount_field = "principal_cents" if record.proposal.books == "claim" else "amount_cents"
        column = next((column for column, target in record.fields.items() if target == amount_field), "")
        rows = counting_total(tables[name].rows, tables[name].totals)
        amount = record.sums.get(column)
        if rows or amount:
            found = {"record": name, "rows": rows, "amount": amount}
            return {key: value for key, value in found.items() if value} | {"differ": "refuse"}
    return None


def _about_file(
    proposal: Proposal,
    records: Mapping[str, ProposedRecord],
    tables: Mapping[str, Table],
    totals: dict[str, Any] | None,
) -> dict[str, Question]:
    """Questions about the file as a whole."""
    questions = {"file_name": ask("file_name"), "mode": ask("mode")}
    if not proposal.is_encoding_certain:
        questions["encoding"] = ask("encoding", encoding=proposal.options["encoding"])
    stated = any(table.totals for table in tables.values())
    if stated and totals is None:
        questions["totals"] = ask("totals")
    if any(record.books == "claim" for record in records.values()):
        questions["amount"] = ask("amount")
    return questions


def _about_law(record: DraftedRecord) -> dict[str, Question]:
    """Questions about what the law attaches consequences to."""
    columns = {target: column for column, target in record.fields.items()}
    return {text: ask(text, column=f"'{columns[field]}'") for text, field in _LAW.items() if field in columns}


def _pattern(file_name: str) -> str:
    """A pattern for the names of such files: digits differ from file to file."""
    name = PurePath(file_name).name
    stem, dot, suffix = name.rpartition(".")
    return re.sub(r"[\d_ -]*\d[\d_ -]*", "*", stem or name) + dot + suffix if dot else re.sub(r"\d+", "*", name)
