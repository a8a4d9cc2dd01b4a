"""The step that proposes dossiers for money without a home: by account, by name, by amount."""

from __future__ import annotations

from typing import Final

import polars as pl

_MOST: Final = 3
_MOST_OF_ONE_AMOUNT: Final = 5
_POINTS: Final = {"account": 4, "name": 3, "open amount": 2, "amount of a claim": 1}
_LEAST_POINTS: Final = 2


def propose_dossiers(
    waiting: pl.DataFrame, facts: pl.DataFrame, claims: pl.DataFrame, debtors: pl.DataFrame
) -> pl.DataFrame:
    """At most three dossiers for each payment in suspense, the likeliest first, with what speaks for them.

    Account: the payer's account is known of the debtor. Name: payer and debtor have the same words in their names. Open
    amount: the payment is exactly what the dossier owes. Amount of a claim: it is exactly the principal of one claim,
    which by itself is no proposal. An amount that more than five dossiers have speaks for none.

    Args:
        waiting: Payments in suspense: payment_id, amount_cents, counterparty_iban, counterparty_name.
        facts: Facts of the dossiers (`gather_facts`).
        claims: `canonical.claims` as known.
        debtors: `canonical.debtors` as known, all versions.

    Returns:
        payment_id, proposal: text such as `0123456789 (name, open amount)`; only payments with a proposal.
    """
    if waiting.is_empty():
        return pl.DataFrame(schema={"payment_id": pl.String, "proposal": pl.String})
    owing = facts.filter(pl.col("open_cents") > 0).select("dossier_id", "debtor_id", "open_cents")
    known = debtors.select("debtor_id", "iban", words=_words("name")).unique()
    named = owing.join(known, on="debtor_id")
    asked = waiting.select("payment_id", "amount_cents", "counterparty_iban", words=_words("counterparty_name"))
    of_claims = claims.join(owing, on="dossier_id", how="semi").select("dossier_id", "principal_cents")
    met = pl.concat(
        [
            _met(asked, named, "account", "counterparty_iban", "iban"),
            _met(asked, named, "name", "words", "words"),
            _met(asked, _telling(owing, "open_cents"), "open amount", "amount_cents", "open_cents"),
            _met(asked, _telling(of_claims, "principal_cents"), "amount of a claim", "amount_cents", "principal_cents"),
        ]
    ).unique()
    points = pl.col("rule").replace_strict(_POINTS, return_dtype=pl.Int64)
    scored = (
        met.with_columns(points=points)
        .sort("points", descending=True)
        .group_by("payment_id", "dossier_id", maintain_order=True)
        .agg(pl.col("points").sum(), why=pl.col("rule").str.join(", "))
        .filter(pl.col("points") >= _LEAST_POINTS)
        .sort("payment_id", "points", "dossier_id", descending=[False, True, False])
    )
    best = scored.group_by("payment_id", maintain_order=True).head(_MOST)
    told = best.select("payment_id", proposal=pl.format("{} ({})", "dossier_id", "why"))
    return told.group_by("payment_id", maintain_order=True).agg(pl.col("proposal").str.join(", "))


def _met(asked: pl.DataFrame, known: pl.DataFrame, rule: str, left: str, right: str) -> pl.DataFrame:
    """Payments and dossiers that have a value in common."""
    return (
        asked.filter(pl.col(left).is_not_null())
        .join(known, left_on=left, right_on=right)
        .select("payment_id", "dossier_id", rule=pl.lit(rule))
    )


def _telling(amounts: pl.DataFrame, column: str) -> pl.DataFrame:
    """The amounts that few enough dossiers have to tell something."""
    single = amounts.unique()
    return single.filter(pl.len().over(column) <= _MOST_OF_ONE_AMOUNT)


def _words(name: str) -> pl.Expr:
    """The words of a name by alphabet, for banks write the surname first; empty where it says too little."""
    plain = pl.col(name).str.normalize("NFKD").str.to_lowercase().str.replace_all(r"[^a-z0-9 ]", "")
    words = plain.str.extract_all(r"[a-z0-9]{2,}").list.sort()
    return pl.when(words.list.len() > 0).then(words.list.join(" "))
