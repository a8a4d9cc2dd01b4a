"""The file of a feed, read and checked: every fault of it is told at once, with its line."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from mappings.database_source import read_source, source_files, source_format
from mappings.expected_rules import read_expected
from mappings.feeds import Feed, RecordRule, RejectRule, TotalsRule
from mappings.list_rules import check_list
from mappings.parse_rules import ParseRule, read_forms
from mappings.questions import note_questions
from mappings.record_rules import read_record
from mappings.snapshot_rules import read_snapshot
from mappings.totals_rules import read_format, read_totals
from mappings.yaml_block import Block, Fault
from mappings.yaml_file import read_yaml


def check_feed(
    path: Path, *, partner_id: str, partner_kind: str, lists: Mapping[str, Path] | None = None
) -> tuple[Feed, list[Fault]]:
    """The feed that a file describes, as far as it can be read, and every fault in it.

    Args:
        path: `<feed>.yaml`.
        partner_id: Partner whose feed it is.
        partner_kind: What kind of partner that is; only creditors send claims.
        lists: Files of the partner's shared lists of codes, by name; none where there are none.

    Raises:
        ConfigurationError: The file is no YAML at all.
    """
    block = read_yaml(path)
    note_questions(block)
    block.text("description", "")
    snapshot = read_snapshot(block)
    source = read_source(block)
    forms = _forms(block)
    records, ignored = _records(block, forms, lists or {})
    if partner_kind != "creditor" and any(rule.books == "claim" for rule in records.values()):
        block.fault("only creditors send claims", "Write `books: fact`.", "records")
    if snapshot is not None and any(rule.books == "fact" for rule in records.values()):
        block.fault("a snapshot holds claims only", "Take in what happened by a feed of its own.", "mode")
    if any(rule.books == "entry" for rule in records.values()):
        check_list(block, snapshot, records.values(), partner_kind=partner_kind)
    feed = Feed(
        partner_id=partner_id,
        name=path.stem,
        path=path,
        sha256=hash_files(block.sha256, lists or {}),
        lists=dict(lists or {}),
        files=source_files(path.stem) if source else block.texts("files"),
        format=source_format() if source else read_format(block),
        records=records,
        ignored_records=ignored,
        forms=forms,
        totals=TotalsRule("row", "rows", None, True, forms) if source else read_totals(block, records, forms),
        reject=_reject(block),
        source=source,
        snapshot=snapshot,
        expected=read_expected(block),
    )
    block.close()
    return feed, block.faults


def hash_files(feed_sha256: str, lists: Mapping[str, Path]) -> str:
    """The hash of a feed: of its file, and of the shared lists of codes where its partner has any.

    Args:
        feed_sha256: Hash of the feed's file.
        lists: Files of the lists, by name.
    """
    if not lists:
        return feed_sha256
    digests = [f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in sorted(lists.items())]
    return hashlib.sha256("\n".join([feed_sha256, *digests]).encode()).hexdigest()


def _forms(block: Block) -> ParseRule:
    """The forms of numbers and dates that hold for the whole feed."""
    forms = block.block("forms")
    if forms is None:
        return ParseRule("text")
    rule = read_forms(forms, ParseRule("text"))
    forms.close()
    return rule


def _records(
    block: Block, forms: ParseRule, lists: Mapping[str, Path]
) -> tuple[dict[str, RecordRule], tuple[str, ...]]:
    """The rules of the records, and the names of the records that book nothing."""
    found = block.block("records", is_required=True)
    rules: dict[str, RecordRule] = {}
    ignored: list[str] = []
    if found is None:
        return rules, ()
    for name in found.values:
        if found.values[name] == "ignore":
            found.any(name)
            ignored.append(name)
            continue
        record = found.block(name)
        if record is not None:
            rules[name] = read_record(record, name=name, forms=forms, lists=lists)
    if not rules:
        found.fault("no record books anything", "Add a record with `books: claim` or `books: fact`.")
    return rules, tuple(ignored)


def _reject(block: Block) -> RejectRule:
    """From how many wrong records on the whole file is refused."""
    found = block.block("reject")
    if found is None:
        return RejectRule()
    errors, percent = found.number("errors", None), found.number("percent", None)
    for key, value in (("errors", errors), ("percent", percent)):
        if value is not None and value <= 0:
            found.fault(f"'{key}' must be above 0", "Write the least number that refuses the file.", key)
    if percent is not None and percent > 100:
        found.fault("'percent' cannot be above 100", "Write from which share on it is refused.", "percent")
    if errors is not None and not isinstance(errors, int):
        found.fault("'errors' must be a whole number", "Use `percent:` for a share.", "errors")
    found.close()
    return RejectRule(None if errors is None else int(errors), None if percent is None else Decimal(percent))
