"""One kind of record in words: every column with its meaning, form and example, the codes, what we fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import polars as pl

from mappings.feeds import ColumnRule, Feed, RecordRule
from mappings.field_words import FieldText, FieldWords
from mappings.fields import FIELDS, REQUIRED
from mappings.guide_words import GuideWords
from mappings.splits import SPLITS
from pipelines.guide.describe_form import describe_form
from pipelines.guide.describe_place import describe_path, describe_position

_LONGEST_EXAMPLE: Final = 34
_ABOUT: Final = ("claim_reference", "debtor_reference", "dossier_reference")
"""What a creditor's fact is about: it must name one of these."""

_STANDARD: Final = ("ubl",)


class Language(NamedTuple):
    """All words of a language: of fields and of the document."""

    fields: FieldWords
    guide: GuideWords


def describe_record(feed: Feed, rule: RecordRule, sample: pl.DataFrame | None, language: Language) -> dict[str, Any]:
    """What the layout shows of one kind of record.

    Args:
        feed: The feed.
        rule: The rule of the record.
        sample: Rows of a synthetic file, for examples; none where there are none.
        language: Words.

    Returns:
        `title`, `columns` (`name`, `place`, `path`, `meaning`, `form`, `required`, `example`), `has_places`, `codes`
        (`column`, and `rows` of code and meaning), `ours` (texts).
    """
    # In a standard document, what we do not read is of no concern to whoever sends it.
    shown = [
        rule.columns[name] for name in rule.columns if feed.format["name"] not in _STANDARD or _is_read(rule, name)
    ]
    columns = [_column(feed, rule, column, sample, language) for column in shown]
    return {
        "title": _title(feed, rule, language.guide),
        "columns": columns,
        "has_places": any(column["place"] for column in columns),
        "codes": [codes for column in shown if (codes := _codes(column, language.fields)) is not None],
        "ours": _ours(rule, language),
    }


def _is_read(rule: RecordRule, name: str) -> bool:
    return rule.columns[name].to != "ignore"


def _title(feed: Feed, rule: RecordRule, words: GuideWords) -> str:
    """What the records book, and where they stand in the file."""
    title = words.word("books", rule.books)
    if feed.format["name"] == "xlsx":
        return f"{title}, {words.say('sheet', sheet=feed.format['sheets'][rule.source]['sheet'])}"
    code = feed.format.get("records", {}).get(rule.source, {}) if feed.format["name"] == "fixed" else {}
    return f"{title}, {words.say('line_kind', code=code['code'])}" if code.get("code") else title


def _column(
    feed: Feed, rule: RecordRule, column: ColumnRule, sample: pl.DataFrame | None, language: Language
) -> dict[str, str]:
    texts, words = language.fields.fields[rule.books], language.guide
    text = texts.get(column.to)
    meaning = [_meaning(column, texts, words)]
    if column.aliases:
        meaning.append(words.say("aliases", names=", ".join(column.aliases)))
    if column.is_optional:
        meaning.append(words.say("optional"))
    return {
        "name": column.name,
        "place": describe_position(feed.format, rule.source, column.name),
        "path": describe_path(feed.format, rule.source, column.name),
        "meaning": " ".join(meaning),
        "form": describe_form(column, text, feed.format, words),
        "required": words.word("labels", _required(rule, column)),
        "example": _example(column, sample),
    }


def _meaning(column: ColumnRule, texts: Mapping[str, FieldText], words: GuideWords) -> str:
    if column.split is not None:
        return ", ".join(texts[name].name for name in SPLITS[column.split].fields) + "."
    return texts[column.to].meaning if column.to in texts else words.word("uses", column.to)


def _required(rule: RecordRule, column: ColumnRule) -> str:
    """Whether a record must have it: `yes`, `no`, `one_of` where another column will do as well, or `for_money`."""
    filled = {field for other in rule.columns.values() for field in other.fills}
    required = REQUIRED[rule.books] if rule.books == "claim" else (*REQUIRED["fact"], _ABOUT)
    groups = [set(group) & filled for group in required if set(group) & set(column.fills)]
    if not groups:
        return "for_money" if column.to == "amount_cents" else "no"
    return "one_of" if all(len(group) > 1 for group in groups) else "yes"


def _example(column: ColumnRule, sample: pl.DataFrame | None) -> str:
    """The first text of the column in the sample that is there."""
    if sample is None or column.name not in sample.columns:
        return ""
    texts = sample[column.name].drop_nulls()
    texts = texts.filter(texts.str.strip_chars() != "")
    return str(texts[0])[:_LONGEST_EXAMPLE] if texts.len() else ""


def _codes(column: ColumnRule, words: FieldWords) -> dict[str, Any] | None:
    """The codes that a column can hold, each with its meaning; none where it holds none."""
    if column.parse is None or not (column.parse.codes or column.parse.choices):
        return None
    values = column.parse.codes or {value: value for value in column.parse.choices}
    named = words.codes.get(column.to, {})
    rows = [{"code": code or "–", "meaning": named.get(value, value)} for code, value in values.items()]
    return {"column": column.name, "rows": rows}


def _ours(rule: RecordRule, language: Language) -> list[str]:
    """The fields that are the same in every record: we fill them in ourselves."""
    told = []
    for value in rule.values:
        text = language.fields.fields[rule.books][value.field]
        if value.constant is not None and value.field in FIELDS[rule.books]:
            word = language.fields.codes.get(value.field, {}).get(str(value.constant), str(value.constant))
            told.append(language.guide.say("value", field=text.name, value=word))
    return told
