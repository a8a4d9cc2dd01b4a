"""The layout of all files of a creditor, as a document shows it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from formats.finding_texts import FindingTexts
from mappings.feeds import Feed
from mappings.partners import Creditor
from pipelines.guide.describe_file import describe_file
from pipelines.guide.describe_record import Language, describe_record
from warehouse.findings import FINDINGS


def describe_layout(
    creditor: Creditor,
    samples: Mapping[str, tuple[str, Mapping[str, pl.DataFrame]]],
    language: Language,
    findings: FindingTexts,
) -> dict[str, Any]:
    """What the document holds, as text.

    Args:
        creditor: The creditor.
        samples: By feed the name of its sample file, and the source columns in it by record.
        language: Words for fields and the document.
        findings: Words for findings.

    Returns:
        `labels`, `subtitle`, `creditor`, `feeds` (`title`, `facts`, `records`, `sample`), `rules`, `errors`.
    """
    words = language.guide
    return {
        "labels": words.lists["labels"],
        "subtitle": words.word("labels", "subtitle", creditor=creditor.name),
        "creditor": creditor.name,
        "feeds": [_feed(feed, samples.get(feed.name), language) for feed in creditor.feeds.values()],
        "rules": list(words.rules),
        "errors": [_error(code, language, findings) for code in sorted(findings.findings)],
    }


def _feed(feed: Feed, sample: tuple[str, Mapping[str, pl.DataFrame]] | None, language: Language) -> dict[str, Any]:
    name, tables = sample if sample is not None else ("", {})
    words = language.guide
    return {
        "title": ", ".join(dict.fromkeys(words.word("books", rule.books) for rule in feed.records.values())),
        "facts": describe_file(feed, words),
        "records": [describe_record(feed, rule, tables.get(rule.source), language) for rule in feed.records.values()],
        "sample": words.say("sample_text", file=name) if name else "",
    }


def _error(code: int, language: Language, findings: FindingTexts) -> dict[str, str]:
    text = findings.findings[code]
    effect = "tells" if FINDINGS[code].severity == "warning" else "refuses_file" if code < 2000 else "refuses_record"
    return {
        "code": str(code),
        "message": text.message,
        "cure": text.cure,
        "effect": language.guide.word("labels", effect),
    }
