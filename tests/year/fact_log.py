"""The log of deliveries in memory: canonical facts, each with its place in the log and the day it was known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import polars as pl

from warehouse.tables import schema_of

FACTS: Final = (
    *("claims", "debtors", "payments", "events", "roles", "arrangements", "instalments"),
    "operator_decisions",
)
"""Tables of facts, by name."""

_SCHEMAS: Final = {name: schema_of(f"canonical.{name}") for name in FACTS}


class FactLog:
    """Facts as they came, delivery by delivery."""

    def __init__(self) -> None:
        self._frames = {name: pl.DataFrame(schema=schema) for name, schema in _SCHEMAS.items()}
        self._number = 0
        self.rows: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def deliver(self, day: date, facts: Mapping[str, list[dict[str, Any]]]) -> str:
        """Take a delivery in, and return its number, which sorts in the order of the log."""
        self._number += 1
        delivery_id = f"D{self._number:08d}-00000000"
        line = 0
        for name, rows in facts.items():
            placed = []
            for row in rows:
                line += 1
                place = {"delivery_id": delivery_id, "line_number": line, "known_at": day}
                placed.append(dict.fromkeys(_SCHEMAS[name]) | row | place)
            if placed:
                self.rows[name] += placed
                added = pl.DataFrame(placed, schema=_SCHEMAS[name], orient="row")
                self._frames[name] = pl.concat([self._frames[name], added])
        return delivery_id

    def known(self) -> dict[str, pl.DataFrame]:
        """Return all facts that came so far."""
        return dict(self._frames)
