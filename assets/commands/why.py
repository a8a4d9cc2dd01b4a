"""`incassohub why`: which profile a dossier has and why no other, which step is next, when, and what holds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from assets.command_line import home_option
from assets.console import euros
from assets.hub import open_hub
from assets.why import why_on


@click.command()
@home_option
@click.option("--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Day of the decision (default: newest).")
@click.option("--json", "as_json", is_flag=True, help="Everything as one JSON object, with all facts.")
@click.argument("dossier")
def why(home: Path, day: datetime | None, as_json: bool, dossier: str) -> None:
    """Show why DOSSIER has its profile and no other, which step is next, when, and what holds it.

    DOSSIER is its number of ten digits. It is decided anew from what was known on the day, by the profiles of now.
    """
    with open_hub(home, read_only=True) as hub:
        found = why_on(hub, dossier, day and day.date())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=2, default=str))
        return
    for line in _lines(found):
        click.echo(line)


def _lines(found: dict[str, Any]) -> Iterator[str]:
    """The explanation in words."""
    yield f"Dossier {found['dossier_id']} of debtor {found['debtor_id']} on {found['business_date']}"
    yield ""
    yield f"Profile {found['profile']['profile_id']}: {found['profile']['reason']}"
    is_behind = False
    for number, profile in enumerate(found["profiles"], start=1):
        yield from _profile(number, profile, is_behind=is_behind)
        is_behind = is_behind or profile["is_chosen"]
    yield ""
    yield from _action(found)
    yield ""
    yield "Steps of the profile:"
    for step in found["steps"]:
        yield f"  {step['step_id']:<22} {_state(step)}"


def _profile(number: int, profile: dict[str, Any], *, is_behind: bool) -> Iterator[str]:
    """A profile, and what of its rule is not true; of one behind the chosen one, whether it would fit."""
    name = f"  {number}. {profile['profile_id']:<20}"
    if profile["is_chosen"]:
        yield f"{name} yes: {profile['rule']}"
    elif profile["fits"]:
        yield f"{name} it fits too, but " + ("comes later" if is_behind else "a person chose another one")
    else:
        for part in profile["false_parts"]:
            yield f"{name} no: {_part(part)}"
            name = " " * len(name)


def _part(part: dict[str, Any]) -> str:
    """A part of a condition with the facts that made it false."""
    facts = ", ".join(f"{name} is {'not known' if value is None else value}" for name, value in part["facts"].items())
    return f"{part['condition']}  ({facts})" if facts else str(part["condition"])


def _action(found: dict[str, Any]) -> Iterator[str]:
    """The next step, what it asks, what holds it, and what it leaves out."""
    action = found["action"]
    step = action["step_id"] or "none"
    by = f" by {action['channel']}" if action["channel"] else ""
    due = f", due on {action['due_date']}" if action["due_date"] else ""
    yield f"Next step {step}{by}{due}: {action['outcome']}"
    yield f"  {action['reason']}"
    yield f"  {euros(action['asked_cents'])} is asked of the {euros(action['open_cents'])} that is open"
    for hold in found["holds"]:
        mark = "it holds the step" if hold["hold_id"] == action["hold_id"] else f"stops {hold['stops']}"
        on = hold["claim_id"] or hold["scope"]
        yield f"  hold {hold['kind']} on {on}: {hold['reason']} ({mark})"
    for claim in found["left_out"]:
        yield f"  left out: {claim['claim_id']}, {euros(claim['open_cents'])}: {claim['reason']}"
    then = found["decided_then"]
    if then and (then["profile_id"], then["step_id"]) != (found["profile"]["profile_id"], action["step_id"]):
        yield f"  On the day itself: profile {then['profile_id']}, step {then['step_id']}, {then['outcome']}"


def _state(step: dict[str, Any]) -> str:
    """Where a step stands: taken, next, or passed over."""
    words = [f"taken on {step['taken_on']}"] if step["taken_on"] else []
    words += ["next"] if step["is_next"] else []
    words += ["only on behaviour"] if step["aside"] else []
    words += [f"passed over: {_part(part)}" for part in step["false_parts"]]
    return "; ".join(words)
