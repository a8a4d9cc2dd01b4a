"""Control totals of a hand-over file: counted from rows when it is written, and from its elements when it is read."""

from __future__ import annotations

from typing import Any, NamedTuple

import polars as pl

from formats.exchange.transfer_schema import NAMESPACE, parse_transfers
from warehouse.errors import BalanceError


class ControlTotals(NamedTuple):
    """Dossiers, claims, and cents by bucket."""

    dossiers: int
    claims: int
    principal_cents: int
    interest_cents: int
    costs_cents: int
    open_cents: int


def count_rows(transfers: pl.DataFrame, claim_count: int) -> ControlTotals:
    """The totals of rows of `outbox.transfers`.

    Args:
        transfers: Rows that are written.
        claim_count: Claims in their facts.
    """
    sums = transfers.select("principal_cents", "interest_cents", "costs_cents", "open_cents").sum().row(0)
    return ControlTotals(transfers.height, claim_count, *sums)


def read_control_totals(data: bytes) -> ControlTotals:
    """The totals of a file, counted from its dossiers and compared with what its trailer states.

    Args:
        data: The file.

    Raises:
        BalanceError: The trailer states other totals.
        HubError: The file is not a hand-over file.
    """
    root = parse_transfers(data)
    dossiers = root.findall(_path("dossier"))
    amounts = [dossier.find(_path("amounts")) for dossier in dossiers]
    counted = ControlTotals(
        len(dossiers),
        sum(len(dossier.findall(_path("claim"))) for dossier in dossiers),
        *(sum(_cents(part, name) for part in amounts) for name in ("principal", "interest", "costs", "open")),
    )
    trailer = root.find(_path("trailer"))
    stated = ControlTotals(
        int(_text(trailer, "dossiers")),
        int(_text(trailer, "claims")),
        *(_cents(trailer, name) for name in ("principal", "interest", "costs", "open")),
    )
    if stated != counted:
        raise BalanceError(
            f"the trailer states {tuple(stated)}, the dossiers add up to {tuple(counted)}",
            place="hand-over file",
            cure="Do not send the file; write it again from its batch.",
        )
    return counted


def _path(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _text(element: Any, name: str) -> str:
    text: str | None = element.findtext(_path(name))
    assert text is not None, "the schema asks for it"
    return text


def _cents(element: Any, name: str) -> int:
    return int(_text(element, name).replace(".", ""))
