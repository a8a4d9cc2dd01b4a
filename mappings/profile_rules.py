"""Collection profiles: who follows which steps, read from `profiles/*.yaml` and checked when loaded."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import polars as pl

from mappings.profile_behaviour import Behaviour, read_behaviour
from mappings.profile_step import MOST_DAYS, Step, read_condition, read_step
from mappings.tree import SHIPPED, list_files
from mappings.yaml_block import Block, Fault, raise_faults
from mappings.yaml_file import read_yaml

__all__ = ["Behaviour", "Profile", "Step", "load_profiles", "step_table"]

_NAME: Final = re.compile(r"[a-z][a-z0-9_]*")
_ALL: Final = "TRUE"
_STEP_SCHEMA: Final[dict[str, pl.DataType]] = {
    "profile_id": pl.String(),
    "step_number": pl.Int32(),
    "step_id": pl.String(),
    "event_kind": pl.String(),
    "channels": pl.List(pl.String),
    "template": pl.String(),
    "tone": pl.String(),
    "pressure": pl.Boolean(),
    "threshold_cents": pl.Int64(),
    "approval": pl.String(),
    "pay_within_days": pl.Int64(),
}


@dataclass(frozen=True)
class Profile:
    """A collection profile.

    Attributes:
        profile_id: Name; also that of its file.
        description: For whom it is, in words.
        priority: Place among the profiles; the lowest number is tried first.
        when: SQL condition over the facts of a dossier.
        steps: What is done, in order.
        behaviour: What follows on something that the debtor did.
        rest_days: Days of rest after a message before the next one, unless behaviour leads to it.
    """

    profile_id: str
    description: str
    priority: int
    when: str
    steps: tuple[Step, ...]
    behaviour: tuple[Behaviour, ...] = ()
    rest_days: int = 0


def load_profiles(roots: Sequence[Path] = (SHIPPED,)) -> tuple[Profile, ...]:
    """Every profile of the tree, in order of priority.

    Args:
        roots: Roots of the tree, the strongest first.

    Returns:
        The profiles; the last one takes every dossier.

    Raises:
        ConfigurationError: A file is wrong, priorities clash, or no last profile takes what is left.
    """
    read = [(read_yaml(path), path) for path in list_files("profiles/*.yaml", roots).values()]
    profiles = [(_profile(block, path.stem), block) for block, path in read]
    profiles.sort(key=lambda pair: (pair[0].priority, pair[0].profile_id))
    faults = [fault for block, _ in read for fault in block.faults]
    raise_faults([*faults, *_order_faults(profiles)])
    return tuple(profile for profile, _ in profiles)


def step_table(profiles: Sequence[Profile]) -> pl.DataFrame:
    """The steps of profiles as a table: one row per profile and step.

    Returns:
        profile_id, step_number (from 0), step_id, event_kind, channels (list), template, tone, pressure,
        threshold_cents, approval, pay_within_days.
    """
    rows = [
        (
            profile.profile_id,
            number,
            step.step_id,
            step.event_kind,
            list(step.channels),
            step.template,
            step.tone,
            step.pressure,
            step.threshold_cents,
            step.approval,
            step.pay_within_days,
        )
        for profile in profiles
        for number, step in enumerate(profile.steps)
    ]
    return pl.DataFrame(rows, schema=_STEP_SCHEMA, orient="row")


def _profile(block: Block, stem: str) -> Profile:
    """The profile of a file; faults are noted in the block."""
    profile_id = block.text("profile")
    if profile_id and (profile_id != stem or not _NAME.fullmatch(profile_id)):
        block.fault(f"'profile' is '{profile_id}'", f"Name it as its file, '{stem}', in lower case.", "profile")
    priority = block.number("priority")
    if not isinstance(priority, int):
        block.fault("'priority' must be a whole number", "Write for instance 100.", "priority")
        priority = 0
    steps = _steps(block)
    profile = Profile(
        profile_id=profile_id,
        description=block.text("description"),
        priority=priority,
        when=read_condition(block, "when") or "",
        steps=steps,
        behaviour=_behaviour(block, steps),
        rest_days=block.whole("rest_days", 0, highest=MOST_DAYS),
    )
    block.close()
    return profile


def _behaviour(block: Block, steps: Sequence[Step]) -> tuple[Behaviour, ...]:
    """What follows on behaviour; a step that stands aside must be led to, or it would never be taken."""
    names = [step.step_id for step in steps]
    found = tuple(
        read_behaviour(item, names) for item in (block.blocks("behaviour") if "behaviour" in block.values else [])
    )
    led_to = {behaviour.go_to for behaviour in found}
    for step in steps:
        if step.aside and step.step_id not in led_to:
            cure = "Add `behaviour:` with `go_to:` this step, or remove `aside:`."
            block.fault(f"nothing leads to the step '{step.step_id}', which stands aside", cure, "steps")
    return found


def _steps(block: Block) -> tuple[Step, ...]:
    """The steps of a profile; each event and each name stands once, or a step done could not be told from another."""
    items = block.any("steps")
    if not isinstance(items, list) or not items or not all(isinstance(item, Block) for item in items):
        block.fault("'steps' must be a list of steps", "Write `- step: …` lines under it.", "steps")
        return ()
    steps = []
    seen: set[str] = set()
    for item in items:
        step = read_step(item)
        for key, value in (("step", step.step_id), ("event", step.event_kind)):
            if value and value in seen:
                item.fault(f"'{value}' stands in an earlier step too", "Use each name and each event once.", key)
            seen |= {value} if value else set()
        steps.append(step)
    return tuple(steps)


def _order_faults(profiles: Sequence[tuple[Profile, Block]]) -> list[Fault]:
    """Faults among profiles: two with one priority, or none that takes what is left."""
    faults = []
    for (first, _), (second, block) in pairwise(profiles):
        if first.priority == second.priority:
            cause = f"priority {second.priority} is also that of '{first.profile_id}'"
            faults.append(Fault(block.path, block.lines.get("priority", 1), cause, "Give each profile its own."))
    if not profiles:
        cause = "no profile is there"
        return [Fault(SHIPPED / "profiles", 0, cause, "Add at least one that takes every dossier.")]
    last, block = profiles[-1]
    if last.when.strip().upper() != _ALL:
        cause = f"the last profile, '{last.profile_id}', does not take every dossier"
        faults.append(Fault(block.path, block.lines.get("when", 1), cause, f'Give the last one `when: "{_ALL}"`.'))
    return faults
