"""A calendar year, day by day: the world tells, the hub decides and sends, its receipt comes back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from typing import Final

from tests.year.fact_log import FactLog
from tests.year.hub_in_memory import Day, Hub
from tests.year.outside_world import World
from tests.year.stock import FIRST, LAST

_SECOND_ORDERS: Final = 0.02
"""Share of the days with a second order: money came at noon."""


def days_of_a_year(seed: int) -> Iterator[tuple[Day, World]]:
    """Return what each order of the year made, with the world as it was then."""
    log = FactLog()
    world, hub, rng = World(seed, log), Hub(log), Random(seed)
    for number in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=number)
        world.morning(day)
        made = hub.run(day, 1)
        yield made, world
        world.evening(made)
        if rng.random() < _SECOND_ORDERS:
            world.noon()
            made = hub.run(day, 2)
            yield made, world
            world.evening(made)
