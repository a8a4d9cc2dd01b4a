"""After how many days silence is told: `silence:` of the agency, and the answers that partners owe."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import polars as pl

from mappings.yaml_block import Block
from warehouse import codes

if TYPE_CHECKING:
    from mappings.partners import Partners

BAILIFF_DAYS: Final = 14
"""Days in which a bailiff's office accepts or refuses a dossier, where its file says nothing else."""

CREDITOR_DAYS: Final = 30
"""Days in which a creditor ends a hold that waits for him, where his file says nothing else."""

ANSWERS: Final = {"partner_id": pl.String, "channel": pl.String, "answer_days": pl.Int64}
"""Columns of the table of answers."""


@dataclass(frozen=True)
class SilenceRules:
    """When the hub itself is too quiet.

    Attributes:
        quiet_days: Days without news after which a dossier that owes, and has no step to come, is told of.
        law_days: Days before a law table needs a value in which its absence is told of.
    """

    quiet_days: int = 60
    law_days: int = 30


USUAL: Final = SilenceRules()
"""The days of an agency that names none."""


def read_silence(block: Block) -> SilenceRules:
    """The days under `silence:`; faults are noted.

    Args:
        block: Block of the agency.
    """
    found = block.block("silence")
    if found is None:
        return USUAL
    rules = SilenceRules(
        quiet_days=found.whole("quiet_days", USUAL.quiet_days, lowest=1, highest=3650),
        law_days=found.whole("law_days", USUAL.law_days, highest=365),
    )
    found.close()
    return rules


def answer_table(partners: Partners) -> pl.DataFrame:
    """Who owes an answer, and within how many days: bailiffs' offices, providers that name days, and creditors.

    Returns:
        partner_id, channel (by which he is asked: `bailiff`, or that of the provider; empty for a creditor),
        answer_days; by partner.
    """
    channels = {provider: channel for channel, provider in codes.PROVIDERS.items()}
    rows = [(name, "bailiff", bailiff.answer_days) for name, bailiff in partners.bailiffs.items()]
    rows += [
        (name, channels[name], provider.answer_days)
        for name, provider in partners.providers.items()
        if name in channels and provider.answer_days is not None
    ]
    owing = [(name, None, creditor.answer_days) for name, creditor in partners.creditors.items()]
    return pl.DataFrame([*rows, *owing], schema=ANSWERS, orient="row").sort("partner_id")
