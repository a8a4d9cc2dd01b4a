"""Teams of operators: which kinds of work items each takes, and within how many days they should be decided."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from mappings.yaml_block import Block
from warehouse import codes

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")


@dataclass(frozen=True)
class Team:
    """A team of operators.

    Attributes:
        team_id: Its name in file names.
        name: Its name for people.
        takes: Kinds of work items; empty for the team that takes what no other does.
        deadline_days: Days from when an item came up until it should be decided; none for no deadline.
    """

    team_id: str
    name: str
    takes: tuple[str, ...] = ()
    deadline_days: int | None = None


EVERYONE: Final = Team("operators", "Operators")
"""The one team of an agency that names none."""


def read_teams(block: Block) -> tuple[Team, ...]:
    """The teams under `teams:`, of which the last takes what no other does; faults are noted.

    Args:
        block: Block of the agency.
    """
    found = block.block("teams")
    if found is None:
        return (EVERYONE,)
    teams = [_team(found, name) for name in found.values]
    found.close()
    rest = [team for team in teams if not team.takes]
    if len(rest) != 1:
        found.fault("one team must take what no other does", "Leave `takes:` out of exactly one team.")
    kinds = [kind for team in teams for kind in team.takes]
    for kind in sorted({kind for kind in kinds if kinds.count(kind) > 1}):
        found.fault(f"{kind!r} is taken twice", "Let one team take it.")
    return (*(team for team in teams if team.takes), *(rest or [EVERYONE]))


def _team(teams: Block, name: str) -> Team:
    block = teams.inner(name, is_required=True)
    if not _ID.fullmatch(name):
        teams.fault(f"{name!r} is no name of a team", "Use small letters, digits and underscores.", name)
    takes = block.texts("takes", ())
    for kind in takes:
        if kind not in codes.ITEM_DECISIONS:
            block.fault(f"{kind!r} is no kind of work item", f"Use: {', '.join(codes.ITEM_DECISIONS)}.", "takes")
    team = Team(name, block.text("name", name), takes, block.whole("deadline_days", None, highest=365))
    block.close()
    return team
