"""Words of `incassohub explain`, one file per language: `mappings/explain/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from mappings.tree import SHIPPED, find_file
from mappings.yaml_block import Block, raise_faults
from mappings.yaml_file import read_yaml

_SENTENCES: Final = (
    *("title", "claim", "regime", "line", "no_interest", "interest_total", "credited", "waived", "claim_open"),
    *("costs", "cost", "cost_base", "payments", "payment", "credit_note", "part", "of_claim", "of_cost"),
    *("totals", "credit", "check", "source", "no_article", "posted", "limitation", "blocked", "blocked_until"),
    *("party", "share", "jointly", "party_until"),
)
_LISTS: Final = ("buckets", "periods", "kinds", "regimes", "days", "gates", "roles", "sheet")

SHEET_WORDS: Final = (
    *("title", "subtitle", "dossier", "as_of", "creditor", "debtor", "reference", "page", "page_of"),
    *("asked", "settled", "credit", "open", "claims", "claim", "due", "principal", "credited", "interest", "costs"),
    *("principal_open", "interest_open", "total", "interest_lines", "first_day", "last_day", "days", "base", "rate"),
    *("basis", "kind", "amount", "vat", "paid", "waived", "payments", "date", "credit_note", "payment", "to_credit"),
    *("source", "check", "blocked", "totals", "none"),
)
"""Words of the statement of account."""


@dataclass(frozen=True)
class ExplainWords:
    """Sentences with named gaps, names of codes, and how amounts and dates are written."""

    sentences: dict[str, str]
    names: dict[str, dict[str, str]]
    thousands: str
    decimal: str
    date_pattern: str

    def say(self, sentence: str, **gaps: object) -> str:
        """A sentence with its gaps filled.

        Args:
            sentence: Name of the sentence.
            gaps: What to fill in.
        """
        return self.sentences[sentence].format(**gaps)

    def amount(self, cents: int) -> str:
        """An amount as it is written in this language.

        Args:
            cents: Cents.
        """
        whole, rest = divmod(abs(cents), 100)
        grouped = f"{whole:,}".replace(",", self.thousands)
        return f"{'-' if cents < 0 else ''}{grouped}{self.decimal}{rest:02d}"

    def days(self, count: int) -> str:
        """A number of days in words: one day, two days.

        Args:
            count: Days.
        """
        return f"{count} {self.names['days']['one' if count == 1 else 'many']}"

    def day(self, day: date) -> str:
        """A date as it is written in this language.

        Args:
            day: Date.
        """
        return day.strftime(self.date_pattern)


def load_explain_words(language: str, roots: Sequence[Path] = (SHIPPED,)) -> ExplainWords:
    """Words of a language.

    Args:
        language: `nl`, `fr` or `en`.
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: The file is missing or breaks its contract.
    """
    block = read_yaml(find_file(f"explain/{language}.yaml", roots))
    words = ExplainWords(
        {name: block.filled(name) for name in _SENTENCES},
        {name: _names(block.block(name, is_required=True)) for name in _LISTS},
        block.filled("thousands"),
        block.filled("decimal"),
        block.filled("date"),
    )
    block.close()
    raise_faults(block.faults)
    return words


def _names(block: Block | None) -> dict[str, str]:
    return {} if block is None else {code: block.filled(code) for code in block.values}
