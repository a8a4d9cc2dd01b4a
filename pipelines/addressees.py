"""To whom a debtor's letters go: to who acts for him, where somebody does.

*Source*: NL 1:441 and 1:245 BW (administrator, guardian act for the person); BE 492/1 and 499/7 old Civil Code.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from warehouse import codes

_ABOUT: Final = {"nl": "inzake", "fr": "concernant", "en": "concerning"}
_ADDRESS: Final = ("street", "house_number", "postcode", "city", "email")


def current_roles(roles: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """The roles that hold on a business date: of each party in a role the newest, unless it has ended.

    Args:
        roles: `canonical.roles` as known.
        business_date: The date.
    """
    who = pl.coalesce("party_reference", "name")
    newest = (
        roles.filter(pl.col("from_date") <= business_date)
        .sort("from_date", "delivery_id", "line_number")
        .with_columns(_who=who)
        .unique(["dossier_id", "claim_id", "role", "_who"], keep="last", maintain_order=True)
        .drop("_who")
    )
    return newest.filter(pl.col("until_date").is_null() | (pl.col("until_date") >= business_date))


def address_representatives(
    debtors: pl.DataFrame, claims: pl.DataFrame, roles: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The debtors as letters address them: with name, address and e-mail of who acts for them, in all their dossiers.

    Of several a guardian comes before an administrator, and he before a representative by choice.

    Args:
        debtors: `canonical.debtors` as known.
        claims: `canonical.claims` as known.
        roles: `canonical.roles` as known.
        business_date: The date.

    Returns:
        The same columns; the newest version only of a debtor for whom somebody acts.
    """
    rank = {role: place for place, role in enumerate(codes.REPRESENTATIVES)}
    acting = current_roles(roles, business_date=business_date).filter(pl.col("role").is_in(list(rank)))
    if acting.is_empty():
        return debtors
    owners = claims.select("dossier_id", "debtor_id").unique()
    chosen = (
        acting.join(owners, on="dossier_id")
        .sort(pl.col("role").replace_strict(rank, return_dtype=pl.Int64), "from_date", "role_id")
        .unique("debtor_id", keep="first", maintain_order=True)
        .select("debtor_id", *(pl.col(name).alias(f"_{name}") for name in ("name", "country", *_ADDRESS)))
    )
    newest = debtors.sort("delivery_id", "line_number").unique("debtor_id", keep="last", maintain_order=True)
    about = pl.col("language").replace_strict(_ABOUT, return_dtype=pl.String)
    addressed = newest.join(chosen, on="debtor_id", maintain_order="left").with_columns(
        name=pl.concat_str("_name", pl.lit(", "), about, pl.lit(" "), "name"),
        country=pl.coalesce("_country", "country"),
        phone=pl.lit(None, pl.String),
        **{name: pl.col(f"_{name}") for name in _ADDRESS},
    )
    others = debtors.join(chosen, on="debtor_id", how="anti", maintain_order="left")
    return pl.concat([others, addressed.select(debtors.columns)])
