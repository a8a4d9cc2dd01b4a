"""Whether partners fit together: ids, offices that creditors name, and patterns of files that hide each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.tree import find_file
from mappings.yaml_block import Fault
from mappings.yaml_file import read_yaml

if TYPE_CHECKING:
    from mappings.partners import Bailiff, Creditor, Partner


def check_partners(
    partners: Sequence[Partner],
    creditors: Mapping[str, Creditor],
    bailiffs: Mapping[str, Bailiff],
    roots: Sequence[Path],
) -> list[Fault]:
    """Every fault that lies between files.

    Args:
        partners: All partners that could be read, also those with the same id.
        creditors: The creditors among them.
        bailiffs: The bailiffs' offices among them.
        roots: Roots of the tree, the strongest first.
    """
    return [*_shared_ids(partners, roots), *_unknown_bailiffs(creditors, bailiffs, roots), *_hidden_feeds(partners)]


def _shared_ids(partners: Sequence[Partner], roots: Sequence[Path]) -> Iterator[Fault]:
    """Ids that more than one partner has: inbox and deliveries go by them."""
    seen: dict[str, str] = {}
    for partner in partners:
        other = seen.setdefault(partner.partner_id, partner.kind)
        if other != partner.kind:
            cause = f"the {other} of this folder's name has the same id"
            yield Fault(_head(partner.kind, partner.partner_id, roots), 1, cause, "Rename the folder of one of both.")


def _unknown_bailiffs(
    creditors: Mapping[str, Creditor], bailiffs: Mapping[str, Bailiff], roots: Sequence[Path]
) -> Iterator[Fault]:
    """Offices that a creditor names and that do not exist."""
    for creditor in creditors.values():
        if creditor.bailiff and creditor.bailiff not in bailiffs:
            path = _head("creditor", creditor.partner_id, roots)
            cause = f"the bailiff '{creditor.bailiff}' does not exist"
            cure = f"Use one of: {', '.join(bailiffs)}." if bailiffs else "Add the office under bailiffs/."
            yield Fault(path, read_yaml(path).lines["bailiff"], cause, cure)


def _hidden_feeds(partners: Sequence[Partner]) -> Iterator[Fault]:
    """Patterns that an earlier feed of the partner has as well: the later feed would never get such a file."""
    for partner in partners:
        taken: dict[str, str] = {}
        for feed in partner.feeds.values():
            for pattern in dict.fromkeys(text.lower() for text in feed.files):
                other = taken.setdefault(pattern, feed.name)
                if other != feed.name:
                    cause = f"the feed '{other}' takes '{pattern}' as well, and comes first"
                    line = read_yaml(feed.path).lines.get("files", 1)
                    yield Fault(feed.path, line, cause, "Give each feed patterns of its own.")


def _head(kind: str, partner_id: str, roots: Sequence[Path]) -> Path:
    folder = {"creditor": "creditors/", "bank": "banks/", "bailiff": "bailiffs/", "provider": "providers/"}.get(kind)
    return find_file(f"{folder}{partner_id}/{kind}.yaml" if folder else f"{kind}/{kind}.yaml", roots)
