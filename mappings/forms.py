"""Forms in which operators type: each is a feed of its own that any creditor's folder takes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from mappings.feed_file import check_feed
from mappings.feeds import Feed
from mappings.tree import find_file
from mappings.yaml_block import raise_faults

FORM_FEED: Final = "claim_form"
"""Name of the feed of the form for a claim."""


def load_claim_form(roots: Sequence[Path], creditor_id: str) -> Feed:
    """The feed by which a filled form is read for a creditor.

    Args:
        roots: Roots of the tree, the strongest first.
        creditor_id: The creditor.

    Raises:
        ConfigurationError: The file is wrong; all faults are named.
    """
    return _load(find_file(f"forms/{FORM_FEED}.yaml", roots), creditor_id)


@lru_cache(maxsize=256)
def _load(path: Path, creditor_id: str) -> Feed:
    feed, faults = check_feed(path, partner_id=creditor_id, partner_kind="creditor")
    raise_faults(faults)
    return feed
