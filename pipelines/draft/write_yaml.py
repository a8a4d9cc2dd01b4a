"""A proposal as YAML that people go on with: short lines, a comment beside what needs a look."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from pipelines.draft.proposal import ProposedColumn, ProposedFeed, ProposedRecord

_PLAIN: Final = re.compile(r"[A-Za-zÀ-ÿ_][\wÀ-ÿ ./@+()-]*[\wÀ-ÿ.)]|[A-Za-zÀ-ÿ_]")
_OTHER_WORDS: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_LONGEST: Final = 110


def write_feed(feed: ProposedFeed, questions: Mapping[str, str]) -> str:
    """The file of a feed.

    Args:
        feed: The proposal.
        questions: Its questions, in words.
    """
    lines = ["# Drafted from a sample. Answer the questions, look at every column, remove what is answered."]
    lines += [f"files: [{scalar(feed.files)}]", *_entry("format", feed.format, 0)]
    if feed.forms:
        lines += _entry("forms", feed.forms, 0)
    if feed.totals:
        lines += _entry("totals", feed.totals, 0)
    lines.append("records:")
    for name, record in feed.records.items():
        lines += _record(name, record)
    return "\n".join([*lines, *write_questions(questions)]) + "\n"


def write_questions(questions: Mapping[str, str]) -> list[str]:
    """The lines of the key `questions`; none where there are none."""
    if not questions:
        return []
    return ["questions:", *(f"  {name}: {json.dumps(text, ensure_ascii=False)}" for name, text in questions.items())]


def scalar(value: Any) -> str:
    """A single value; a text that YAML could take for something else stands in quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        is_plain = _PLAIN.fullmatch(value) and value.lower() not in _OTHER_WORDS and " #" not in value
        return value if is_plain else json.dumps(value, ensure_ascii=False)
    return str(value)


def _record(name: str, record: ProposedRecord) -> list[str]:
    note = f"  # {record.note}" if record.note else ""
    if not record.books:
        return [f"  {scalar(name)}: ignore{note}"]
    lines = [f"  {scalar(name)}:{note}", f"    books: {record.books}"]
    lines += [f"    {key}: {scalar(record.more[key])}" for key in ("record", "where") if key in record.more]
    lines += ["    columns:", *(_column(column, rule) for column, rule in record.columns.items())]
    if record.more.get("values"):
        lines += ["    values:", *(f"      {key}: {_flow(value)}" for key, value in record.more["values"].items())]
    return lines


def _column(name: str, rule: ProposedColumn) -> str:
    keys = rule.more if "split" in rule.more else {"to": rule.to} | rule.more
    value = _flow(keys) if rule.more else rule.to
    # A line break in a value would end the comment.
    note = " ".join(rule.note.split())
    return f"      {scalar(name)}: {value}" + (f"  # {note}" if note else "")


def _entry(key: str, value: Any, depth: int) -> list[str]:
    """A key with its value, on one line where it fits."""
    pad = "  " * depth
    line = f"{pad}{scalar(key)}: {_flow(value)}"
    if not isinstance(value, dict) or len(line) <= _LONGEST:
        return [line]
    return [f"{pad}{scalar(key)}:", *(part for inner, item in value.items() for part in _entry(inner, item, depth + 1))]


def _flow(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {_flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    # Inside braces a comma or a brace would end a plain text.
    return scalar(value)
