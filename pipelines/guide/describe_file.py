"""A feed's files as a whole in words: name, format, totals, what happens to wrong records."""

from __future__ import annotations

from typing import Any, Final

from mappings.expected_rules import WEEKDAYS
from mappings.feeds import BesideRule, Feed
from mappings.guide_words import GuideWords
from pipelines.guide.describe_place import describe_total

_DELIMITERS: Final = {"\t": "tab", ",": "comma", ";": "semicolon"}


def describe_file(feed: Feed, words: GuideWords) -> list[dict[str, str]]:
    """Label and text of each thing that is agreed on the files of a feed.

    Args:
        feed: The feed.
        words: Words of the language.
    """
    told = {
        "file_name": ", ".join(feed.files),
        "format": " ".join(_format(feed.format, words)),
        "content": words.say("delta" if feed.snapshot is None else "snapshot"),
        "expected": _expected(feed, words),
        "totals": _totals(feed, words),
        "wrong": _reject(feed, words),
    }
    return [{"label": words.word("labels", name), "text": text} for name, text in told.items() if text]


def _format(options: dict[str, Any], words: GuideWords) -> list[str]:
    name = options["name"]
    known = name if name in words.lists["formats"] else "other"
    gaps = {
        "name": name,
        "encoding": options.get("encoding", "utf-8"),
        "delimiter": _delimiter(options.get("delimiter", ","), words),
        "sheets": ", ".join(f"‘{place['sheet']}’" for place in options.get("sheets", {}).values()),
        "width": options.get("width") or "",
    }
    told = [words.word("formats", known, **gaps)]
    if name == "csv":
        told += [_header(options, words)]
    if name == "xlsx":
        rows = {place["sheet"]: place.get("header_row", 1) for place in options["sheets"].values()}
        told += [f"‘{sheet}’: {words.say('header_after', line=row)}" for sheet, row in rows.items() if row > 1]
    return [*told, words.say("packed")]


def _header(options: dict[str, Any], words: GuideWords) -> str:
    if not options.get("header", True):
        return words.say("no_header")
    skipped = options.get("skip_rows", 0)
    return words.say("header_after", line=skipped + 1) if skipped else words.say("header")


def _delimiter(sign: str, words: GuideWords) -> str:
    return words.word("delimiters", _DELIMITERS.get(sign, "other"), sign=sign)


def _expected(feed: Feed, words: GuideWords) -> str:
    """When its files are expected; empty where they come when they come."""
    rule = feed.expected
    if rule is None:
        return ""
    day = words.word("weekdays", WEEKDAYS[rule.by - 1]) if rule.every == "week" else str(rule.by)
    told = words.word("expected", rule.every, by=day)
    return told if rule.every == "workday" else f"{told} {words.word('expected', 'moved')}"


def _totals(feed: Feed, words: GuideWords) -> str:
    totals = feed.totals
    if totals is None:
        return words.say("no_totals")
    options = feed.format if totals.beside is None else totals.beside.format
    parts = [
        *([words.say("totals_beside", file=_beside(feed, totals.beside))] if totals.beside else []),
        *([words.say("totals_rows", name=describe_total(options, totals.rows))] if totals.rows else []),
        *([words.say("totals_amount", name=describe_total(options, totals.amount))] if totals.amount else []),
        words.say("totals_refuse" if totals.is_refused else "totals_report"),
    ]
    return " ".join(parts)


def _beside(feed: Feed, beside: BesideRule) -> str:
    """The name of the file beside, for the first name that the feed takes."""
    return beside.name_for(feed.files[0])


def _reject(feed: Feed, words: GuideWords) -> str:
    reject = feed.reject
    if reject.errors is None and reject.percent is None:
        return words.say("reject_none")
    told = [
        *([words.say("reject_errors", count=reject.errors)] if reject.errors is not None else []),
        *([words.say("reject_percent", percent=reject.percent)] if reject.percent is not None else []),
    ]
    return " ".join(told)
