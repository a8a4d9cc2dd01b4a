"""The step that recognises one person behind debtors: by exact keys, as decided, or for review where it may be."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

PARTIES: Final = {"business_date": pl.Date, "debtor_id": pl.String, "party_id": pl.String, "rule": pl.String}
"""Columns of `decisions.parties`."""

_COMPARED: Final = (
    *("debtor_id", "delivery_id", "line_number", "debtor_type", "name", "birth_date", "company_number"),
    *("iban", "country", "postcode", "house_number", "email", "phone"),
)
_PLAIN: Final = pl.col("name").str.normalize("NFKD").str.to_lowercase().str.replace_all(r"[^a-z0-9]", "")
_PHONE: Final = pl.col("phone").str.replace_all(r"\D", "").str.tail(9)
_IS_PERSON: Final = pl.col("debtor_type") != "business"
_LEAST_NAME: Final = 4
_MOST_SHARING: Final = 10
"""A likely key that more debtors share is that of their guardian or their institution, and says nothing."""

_SUBJECT: Final = pl.Struct({"debtor_ids": pl.List(pl.String)})

_SAME: Final = {
    "company_number": pl.when(~(pl.col("debtor_type") == "consumer")).then(pl.col("company_number")),
    "name_and_birth_date": pl.when(_IS_PERSON).then(pl.concat_str("plain", "birth_date", separator="|")),
    "name_and_account": pl.concat_str("plain", "iban", separator="|"),
}
_LIKELY: Final = {
    "name_and_address": pl.concat_str("plain", "country", "postcode", "house_number", separator="|"),
    "account": pl.col("iban"),
    "email": pl.col("email").str.to_lowercase(),
    "phone": pl.when(_PHONE.str.len_chars() == 9).then(_PHONE),
}


def relate_debtors(
    debtors: pl.DataFrame, decided: pl.DataFrame, *, business_date: date
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The debtors that are the same party by exact keys or as a person decided, and groups of debtors that may be.

    The same party: one company number; one name and day of birth; one name and bank account. Perhaps the same: one name
    and address, one account, one e-mail address or one telephone number, which at most ten debtors share. Names are
    compared without accents, spaces and signs; one of less than four letters says nothing. A debtor whose days of birth
    differ is somebody else, whatever else is equal. Parties that a person told apart are not asked about again; keys
    that are exactly the same say more than he did.

    Args:
        debtors: `canonical.debtors` as known, all versions; the newest of each debtor counts.
        decided: `canonical.operator_decisions` as known.
        business_date: Day that is decided.

    Returns:
        `decisions.parties`, only debtors that share a party; and one row per group for review: rule, key, debtor_ids.
    """
    compared = debtors.select(_COMPARED)
    is_only = pl.col("debtor_id").is_unique()
    several = compared.filter(~is_only).sort("delivery_id", "line_number").unique("debtor_id", keep="last")
    newest = pl.concat([compared.filter(is_only), several])
    named = newest.with_columns(plain=_PLAIN).with_columns(
        plain=pl.when(pl.col("plain").str.len_bytes() >= _LEAST_NAME).then("plain")
    )
    keyed = named.select(
        "debtor_id",
        "birth_date",
        **{rule: key.replace("", None) for rule, key in (_SAME | _LIKELY).items()},
    )
    parties = _parties(keyed, _members(decided, "same_person"), business_date)
    return parties, _reviews(keyed, parties, _members(decided, "different_persons"))


def _members(decided: pl.DataFrame, decision: str) -> pl.DataFrame:
    """The debtors of every group on which a person decided so: debtor_id, rule, and key, which names the decision."""
    ids = pl.col("subject").str.json_decode(_SUBJECT).struct.field("debtor_ids")
    groups = decided.filter(item_kind="twin", decision=decision)
    key = pl.format("{}:{}", "delivery_id", "line_number")
    return groups.select(debtor_id=ids, rule=pl.lit("decided"), key=key).explode("debtor_id")


def _parties(keyed: pl.DataFrame, same: pl.DataFrame, business_date: date) -> pl.DataFrame:
    """Debtors that exact keys or a person put together, also by way of a third one; the smallest id names the party."""
    told = same.join(keyed, on="debtor_id", how="semi").filter(pl.len().over("key") > 1)
    links = pl.concat([_shared(keyed, tuple(_SAME)), told])
    party = links.select("debtor_id", party_id="debtor_id").unique()
    while True:
        least = (
            links.join(party, on="debtor_id")
            .with_columns(pl.col("party_id").min().over("rule", "key"))
            .group_by("debtor_id")
            .agg(pl.col("party_id").min())
        )
        if least.sort("debtor_id").equals(party.sort("debtor_id")):
            break
        party = least
    rules = links.sort("rule").group_by("debtor_id").agg(rule=pl.col("rule").unique(maintain_order=True).str.join(", "))
    return (
        party.join(rules, on="debtor_id")
        .select(pl.lit(business_date).alias("business_date"), "debtor_id", "party_id", "rule")
        .sort("debtor_id")
    )


def _reviews(keyed: pl.DataFrame, parties: pl.DataFrame, apart: pl.DataFrame) -> pl.DataFrame:
    """Groups with a likely key in common that are not one party already, nor told apart; each group once."""
    known = parties.select("debtor_id", "party_id")
    shared = _shared(keyed, tuple(_LIKELY)).join(known, on="debtor_id", how="left")
    groups = (
        shared.with_columns(pl.coalesce("party_id", "debtor_id"))
        .group_by("rule", "key")
        .agg(
            debtor_ids=pl.col("debtor_id").sort(),
            parties=pl.col("party_id").unique().sort(),
        )
        .filter(pl.col("parties").list.len() > 1, pl.col("debtor_ids").list.len() <= _MOST_SHARING)
    )
    groups = groups.join(_told_apart(groups, apart, known), on=["rule", "key"], how="anti")
    # Who shares name, address and telephone is asked about once.
    return (
        groups.sort("debtor_ids", "rule", "key")
        .group_by("debtor_ids", maintain_order=True)
        .agg(pl.col("rule").unique(maintain_order=True).str.join(", "), pl.col("key").first())
        .select("rule", "key", "debtor_ids")
    )


def _told_apart(groups: pl.DataFrame, apart: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The groups of which every two parties were told apart."""
    if apart.is_empty():
        return groups.clear()
    named = apart.join(known, on="debtor_id", how="left").with_columns(pl.coalesce("party_id", "debtor_id"))
    told = _pairs(named.select("rule", "key", "party_id")).select("left", "right").unique()
    asked = _pairs(groups.select("rule", "key", party_id="parties").explode("party_id"))
    left_open = asked.join(told, on=["left", "right"], how="anti")
    return groups.join(left_open, on=["rule", "key"], how="anti")


def _pairs(members: pl.DataFrame) -> pl.DataFrame:
    """Every two parties of each group."""
    both = members.join(members.rename({"party_id": "right"}), on=["rule", "key"]).rename({"party_id": "left"})
    return both.filter(pl.col("left") < pl.col("right"))


def _shared(keyed: pl.DataFrame, rules: tuple[str, ...]) -> pl.DataFrame:
    """Debtors by rule and key, where at least two have the same, and no two a day of birth of their own."""
    long = pl.concat(
        keyed.select("debtor_id", "birth_date", rule=pl.lit(rule), key=rule).filter(
            pl.col("key").is_not_null() & pl.col("key").is_duplicated()
        )
        for rule in rules
    )
    births = pl.col("birth_date").drop_nulls().n_unique().over("rule", "key")
    return long.filter(births < 2).select("debtor_id", "rule", "key")
