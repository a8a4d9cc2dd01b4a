"""The dossier of each entry of the agency's bank account: by reference, by account, by claim number; else suspense."""

from __future__ import annotations

from typing import Final

import polars as pl

from pipelines.canonical.find_dossiers import dossiers_in_text
from pipelines.keys import referenced_dossiers

_LEAST_REFERENCE: Final = 5
_TEXTS: Final = ("dossier_reference", "detail")


def match_payments(entries: pl.DataFrame, claims: pl.DataFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """The entries with `dossier_id`, `claim_id`, `creditor_id` and `match_rule`; these are empty for suspense.

    Rules, the first that leads to exactly one dossier: `payment_reference`: an RF or Belgian reference with right check
    digits; `debtor_iban`: the payer's account is known of debtors of one dossier; `dossier_number`: our number in the
    text; `claim_reference`: a creditor's claim number of at least five signs, one of them a digit, in the text.

    Args:
        entries: Fact records of a bank, with what the payer wrote in `dossier_reference` and `detail`.
        claims: `canonical.claims` as known.
        debtors: `canonical.debtors` as known, all versions.
    """
    text = pl.concat_str(_TEXTS, separator=" ", ignore_nulls=True)
    asked = entries.select("row_key", "counterparty_iban", text=text)
    dossiers = claims.select("dossier_id", "creditor_id").unique()
    found = pl.concat(
        [
            _named(asked, dossiers, referenced_dossiers(pl.col("text")), rule="payment_reference", rank=1),
            _by_iban(asked, claims, debtors),
            _named(asked, dossiers, dossiers_in_text(pl.col("text")), rule="dossier_number", rank=3),
            _by_claim_reference(asked, claims),
        ]
    )
    best = found.sort("row_key", "rank").unique("row_key", keep="first", maintain_order=True)
    return entries.drop("creditor_id").join(best.drop("rank"), on="row_key", how="left", maintain_order="left")


def _named(asked: pl.DataFrame, dossiers: pl.DataFrame, numbers: pl.Expr, *, rule: str, rank: int) -> pl.DataFrame:
    """Entries whose text names one existing dossier."""
    named = asked.select("row_key", dossier_id=numbers).explode("dossier_id").join(dossiers, on="dossier_id")
    return _only(named.with_columns(claim_id=pl.lit(None, pl.String)), rule, rank)


def _by_iban(asked: pl.DataFrame, claims: pl.DataFrame, debtors: pl.DataFrame) -> pl.DataFrame:
    """Entries from an account that is known of debtors of one dossier."""
    accounts = debtors.filter(pl.col("iban").is_not_null()).select("iban", "debtor_id").unique()
    owners = accounts.join(claims.select("debtor_id", "dossier_id", "creditor_id").unique(), on="debtor_id")
    met = asked.join(owners, left_on="counterparty_iban", right_on="iban")
    met = met.select("row_key", "dossier_id", "creditor_id", claim_id=pl.lit(None, pl.String))
    return _only(met, "debtor_iban", 2)


def _by_claim_reference(asked: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Entries whose text holds claim numbers of one dossier; the claim is named when it is one."""
    reference = pl.col("claim_reference").str.to_uppercase()
    is_telling = (reference.str.len_chars() >= _LEAST_REFERENCE) & reference.str.contains(r"\d")
    known = claims.filter(is_telling).select("claim_id", "dossier_id", "creditor_id", word=reference)
    words = asked.select(
        "row_key", word=pl.col("text").str.to_uppercase().str.replace_all(r"[,;:]", " ").str.extract_all(r"\S+")
    ).explode("word")
    trimmed = words.with_columns(pl.col("word").str.strip_chars("().'\"#"))
    met = trimmed.join(known, on="word").drop("word").unique()
    is_one = pl.len().over("row_key") == 1
    return _only(met.with_columns(claim_id=pl.when(is_one).then("claim_id")), "claim_reference", 4)


def _only(met: pl.DataFrame, rule: str, rank: int) -> pl.DataFrame:
    """The entries that met exactly one dossier."""
    pairs = met.select("row_key", "dossier_id", "creditor_id", "claim_id").unique()
    single = pairs.filter(pl.len().over("row_key") == 1)
    return single.with_columns(match_rule=pl.lit(rule), rank=pl.lit(rank))
