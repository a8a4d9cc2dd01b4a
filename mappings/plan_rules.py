"""Rules of arrangements and promises (`arrangements/<name>.yaml`): days, grace, breach, forms, limits of proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from mappings.plan_facts import LIMIT_SCHEMA
from mappings.sql_condition import sql_condition
from mappings.tree import SHIPPED, list_files
from mappings.yaml_block import Block, Fault, faults_of, raise_faults
from mappings.yaml_file import read_yaml
from warehouse import codes
from warehouse.errors import ConfigurationError

STANDARD: Final = "standard"
"""The rules of a creditor that names none."""

MESSAGES: Final = ("email", "print")
"""Channels of the messages about a plan."""

PLAN_MESSAGES: Final = {
    "arrangement_broken": "arrangement_broken_sent",
    "instalment_missed": "instalment_missed_sent",
    "arrangement_confirmed": "arrangement_confirmed_sent",
    "instalment_reminder": "instalment_reminder_sent",
}
"""The messages about a plan by urgency, of which a dossier gets one a day, and the event that each becomes.

Templates of the same names stand in `letters/<language>`.
"""

MOST_INSTALMENTS: Final = 120
"""Longest plan: ten years of months."""

_MOST_DAYS: Final = 90
_TABLE: Final[dict[str, pl.DataType]] = {
    "creditor_id": pl.String(),
    "remind_days": pl.Int64(),
    "missed_after_days": pl.Int64(),
    "grace_days": pl.Int64(),
    "breach_after": pl.Int64(),
    "resume_days": pl.Int64(),
    "promise_grace_days": pl.Int64(),
    "channels": pl.List(pl.String),
}
_TEMPLATES: Final[dict[str, pl.DataType]] = {
    "creditor_id": pl.String(),
    "template": pl.String(),
    "template_count": pl.Int64(),
    "template_period": pl.String(),
}


@dataclass(frozen=True)
class PlanTemplate:
    """A form of arrangement: its name, number of instalments, and the time between them."""

    name: str
    instalments: int
    every: str


@dataclass(frozen=True)
class Limit:
    """A limit of proposals: its name, the SQL condition that accepts, and what is said where it is not met."""

    name: str
    accept: str
    says: str


@dataclass(frozen=True)
class PlanRules:
    """The rules of arrangements and promises of some creditors.

    Attributes:
        name: Name; also that of its file.
        description: For whom they are.
        remind_days: Days before an instalment on which a message leaves; 0 for none.
        missed_after_days: Days after a missed due date on which a message leaves.
        grace_days: Days after a due date in which money is still in time.
        breach_after: Missed instalments that break a plan.
        resume_days: Days from the breach on which the main track still rests.
        promise_grace_days: The grace of a promise.
        channels: Channels of the messages, in order of preference.
        templates: Forms that a plan may name.
        limits: What a proposal must meet to be accepted by the hub.
    """

    name: str
    description: str
    remind_days: int
    missed_after_days: int
    grace_days: int
    breach_after: int
    resume_days: int
    promise_grace_days: int
    channels: tuple[str, ...]
    templates: tuple[PlanTemplate, ...]
    limits: tuple[Limit, ...]


def load_plan_rules(roots: Sequence[Path] = (SHIPPED,)) -> dict[str, PlanRules]:
    """All rules of arrangements, by name.

    Args:
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: A file is wrong; all faults of all files are named.
    """
    faults: list[Fault] = []
    found = read_plan_rules(roots, faults)
    raise_faults(faults)
    return found


def read_plan_rules(roots: Sequence[Path], faults: list[Fault]) -> dict[str, PlanRules]:
    """All rules of arrangements that can be read, by name; every fault is noted.

    Args:
        roots: Roots of the tree, the strongest first.
        faults: Where faults are noted.
    """
    found: dict[str, PlanRules] = {}
    for path in list_files("arrangements/*.yaml", roots).values():
        try:
            block = read_yaml(path)
        except ConfigurationError as error:
            faults.extend(faults_of(error))
            continue
        rules = _rules(block, path.stem)
        faults.extend(block.faults)
        found[path.stem] = rules
    return found


def plan_table(rules: Mapping[str, PlanRules]) -> pl.DataFrame:
    """The days and channels of creditors, one row each.

    Args:
        rules: Rules by creditor.

    Returns:
        creditor_id, remind_days, missed_after_days, grace_days, breach_after, resume_days, promise_grace_days and
        channels.
    """
    rows = [(creditor, *(getattr(of, name) for name in list(_TABLE)[1:])) for creditor, of in sorted(rules.items())]
    return pl.DataFrame([(*row[:-1], list(row[-1])) for row in rows], schema=_TABLE, orient="row")


def template_forms(rules: Mapping[str, PlanRules]) -> pl.DataFrame:
    """The forms of arrangements of creditors.

    Args:
        rules: Rules by creditor.

    Returns:
        creditor_id, template, template_count, template_period.
    """
    rows = [
        (creditor, form.name, form.instalments, form.every)
        for creditor, of in sorted(rules.items())
        for form in of.templates
    ]
    return pl.DataFrame(rows, schema=_TEMPLATES, orient="row")


def _rules(block: Block, stem: str) -> PlanRules:
    """The rules of a file; faults are noted in the block."""
    name = block.text("arrangement")
    if name and name != stem:
        block.fault(f"'arrangement' is '{name}'", f"Name it as its file, '{stem}'.", "arrangement")
    rules = PlanRules(
        name=stem,
        description=block.text("description"),
        remind_days=_days(block, "remind_days"),
        missed_after_days=_days(block, "missed_after_days", lowest=1),
        grace_days=_days(block, "grace_days", lowest=1),
        breach_after=block.whole("breach_after", lowest=1, highest=MOST_INSTALMENTS),
        resume_days=_days(block, "resume_days"),
        promise_grace_days=_days(block, "promise_grace_days"),
        channels=block.texts("channels"),
        templates=_templates(block.inner("templates")),
        limits=tuple(_limit(item) for item in block.blocks("limits")),
    )
    if rules.missed_after_days > rules.grace_days:
        cure = "Write at most as many days as 'grace_days': later the debtor can repair nothing."
        block.fault("'missed_after_days' lies after the grace", cure, "missed_after_days")
    if not rules.channels or not set(rules.channels) <= set(MESSAGES):
        block.fault("'channels' do not fit messages", f"Use: {', '.join(MESSAGES)}.", "channels")
    if not rules.limits:
        block.fault(
            "'limits' are missing", "Add at least one: without limits any proposal would be accepted.", "limits"
        )
    block.close()
    return rules


def _days(block: Block, key: str, *, lowest: int = 0) -> int:
    return int(block.whole(key, lowest=lowest, highest=_MOST_DAYS))


def _templates(block: Block) -> tuple[PlanTemplate, ...]:
    """The forms under `templates:`, by name."""
    forms = []
    for name in block.values:
        form = block.inner(name)
        forms.append(
            PlanTemplate(
                name,
                form.whole("instalments", lowest=1, highest=MOST_INSTALMENTS),
                form.text("every", "month", choices=codes.INSTALMENT_PERIODS),
            )
        )
        form.close()
    block.close()
    return tuple(forms)


def _limit(block: Block) -> Limit:
    """One limit, its condition checked."""
    limit = Limit(block.text("limit"), block.text("accept"), block.text("says"))
    if limit.accept:
        try:
            sql_condition(limit.accept, LIMIT_SCHEMA)
        except ValueError as error:
            block.fault(f"'accept' {error}", "See the facts in docs/arrangements.md.", "accept")
    block.close()
    return limit
