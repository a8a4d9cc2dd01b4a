"""The step that lists the other parties of a dossier for its bailiff: who owes too, and who acts for the debtor."""

from __future__ import annotations

from datetime import date

import polars as pl

from pipelines.addressees import current_roles


def list_parties(roles: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """One row per dossier with the list `parties`.

    Args:
        roles: `canonical.roles` as known.
        business_date: Day on which the dossier leaves.
    """
    party = pl.struct(
        "role", "party_reference", "name", "share_ppm", "birth_date", "street", "house_number", "postcode", "city",
        "country", "email",
        party_type="party_type",
    )  # fmt: skip
    current = current_roles(roles, business_date=business_date).sort("role", "role_id")
    return current.group_by("dossier_id", maintain_order=True).agg(parties=party)
