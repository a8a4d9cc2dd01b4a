"""What a full snapshot means: which claims it speaks for, what a lower amount says, and what it says to be gone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from mappings.yaml_block import Block

MODES: Final[dict[str, str]] = {
    "delta": "Each file holds what is new since the one before.",
    "snapshot": "Each file holds every claim that the creditor still has open with the agency; or a whole list.",
}
"""What a file of a feed holds."""

COVERS: Final[dict[str, str]] = {
    "feed": "The claims that this feed brought.",
    "creditor": "All claims of the creditor, whichever feed brought them.",
}
"""Which claims are gone when a snapshot does not hold them."""

AMOUNTS: Final[dict[str, str]] = {
    "open": "What is still open at the creditor.",
    "original": "What the claim was at first, whatever was paid since.",
}
"""What the amount of a claim says."""

LOWER: Final[dict[str, str]] = {
    "payment": "The debtor paid the difference to the creditor.",
    "credit_note": "The creditor credited the difference.",
    "refuse": "The record is refused with finding 3002: the creditor sends mutations by another feed.",
}
"""What it means that the amount of a claim is lower than was known."""

GONE: Final[dict[str, str]] = {
    "withdrawal": "The creditor withdrew the claim.",
    "payment": "The debtor paid the rest to the creditor.",
    "credit_note": "The creditor credited the rest.",
}
"""What it means that a claim is no longer in the file."""

_DROP_PERCENT: Final = Decimal(25)


@dataclass(frozen=True)
class SnapshotRule:
    """How a full snapshot is read.

    Attributes:
        covers: One of `COVERS`.
        amount: One of `AMOUNTS`.
        lower: One of `LOWER`.
        gone: One of `GONE`.
        drop_percent: The file is refused when more than this share of the claims that it speaks for is gone.
    """

    covers: str = "feed"
    amount: str = "open"
    lower: str = "payment"
    gone: str = "withdrawal"
    drop_percent: Decimal = _DROP_PERCENT


def read_snapshot(block: Block) -> SnapshotRule | None:
    """The rule under `mode:` and `snapshot:` of a feed; none where its files hold what is new. Faults are noted.

    Args:
        block: Block of the whole feed.
    """
    mode = block.text("mode", "delta", choices=MODES)
    found = block.block("snapshot")
    if mode != "snapshot":
        if found is not None:
            found.plain()
            block.fault("'snapshot' says nothing about a feed of what is new", "Add `mode: snapshot`.", "snapshot")
        return None
    if found is None:
        return SnapshotRule()
    amount = found.text("amount", "open", choices=AMOUNTS)
    rule = SnapshotRule(
        covers=found.text("covers", "feed", choices=COVERS),
        amount=amount,
        lower=found.text("lower", "payment" if amount == "open" else "credit_note", choices=LOWER),
        gone=found.text("gone", "withdrawal", choices=GONE),
        drop_percent=Decimal(found.number("drop_percent", _DROP_PERCENT)),
    )
    if not 0 <= rule.drop_percent <= 100:
        found.fault("'drop_percent' must be from 0 to 100", "Write a percentage.", "drop_percent")
    if (rule.amount, rule.lower) == ("original", "payment"):
        found.fault("a payment does not lower an original amount", "Write `lower: credit_note`, or refuse.", "lower")
    found.close()
    return rule
