"""Who has to do with a dossier beside its debtor, as plain values with their sources."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from pipelines.addressees import current_roles


def explain_parties(
    roles: pl.DataFrame, claims: pl.DataFrame, deliveries: pl.DataFrame, *, as_of: date
) -> list[dict[str, Any]]:
    """The parties of a dossier on a day: role, name, share_ppm, claim_reference, until_date, file and row.

    Args:
        roles: `canonical.roles` of the dossier, as known.
        claims: `canonical.claims` of the dossier.
        deliveries: delivery_id and file_name.
        as_of: The day.
    """
    files = deliveries.select("delivery_id", file="file_name")
    return (
        current_roles(roles, business_date=as_of)
        .join(claims.select("claim_id", "claim_reference"), on="claim_id", how="left")
        .join(files, on="delivery_id", how="left")
        .sort("role", "name", "role_id")
        .select("role", "name", "share_ppm", "claim_reference", "until_date", "file", row="line_number")
        .to_dicts()
    )
