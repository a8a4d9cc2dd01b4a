"""What a feed of a full list must say: who sends it, that it is whole, and nothing that is about claims."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mappings.feeds import RecordRule
from mappings.snapshot_rules import SnapshotRule
from mappings.yaml_block import Block


def check_list(
    block: Block, snapshot: SnapshotRule | None, records: Iterable[RecordRule], *, partner_kind: str
) -> None:
    """Note what is wrong with a feed that books entries of a list.

    Args:
        block: Block of the whole feed.
        snapshot: What it says about snapshots; none where it says that a file holds what is new.
        records: The rules of its records.
        partner_kind: What kind of partner sends it.
    """
    if partner_kind != "provider":
        block.fault("only providers send lists", "Put the feed in a folder under mappings/providers.", "records")
    if any(rule.books != "entry" for rule in records):
        block.fault("a list holds entries only", "Take in what else is sent by a feed of its own.", "records")
    if snapshot is None:
        block.fault("a list is always whole", "Add `mode: snapshot`.", "mode")
    elif replace(snapshot, drop_percent=SnapshotRule.drop_percent) != SnapshotRule():
        block.fault("of a list only 'drop_percent' can be said", "Leave the other keys out.", "snapshot")
