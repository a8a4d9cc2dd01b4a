"""The claim and dossier of each fact, by the numbers that its sender gives."""

from __future__ import annotations

import polars as pl

from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.record_limits import HOMELESS_KINDS, WIDE_KINDS
from pipelines.keys import referenced_dossiers
from warehouse.findings import CODES


def find_dossiers(facts: pl.DataFrame, claims: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The facts whose dossier is found, and a fault for each other one: 3007 where it can still come, else 3003.

    A claim's number decides, then our dossier's number or payment reference, then the debtor's number where the debtor
    has one dossier. What is given must exist, and a claim must be of the dossier that is given beside it. A creditor
    reaches its own dossiers only. Facts that concern no dossier pass. What the hub itself sent stays a fact, also when
    the claims that it was about were withdrawn since. A claim, dossier or debtor that nobody has heard of can still
    come: the fact may be early. A hold can be on all dossiers of a debtor, or of a creditor: it has no dossier then.

    Args:
        facts: Fact records of creditors, bailiffs or the hub.
        claims: `canonical.claims` as known.

    Returns:
        The facts with `claim_id`, `dossier_id`, `debtor_id` (of facts about all dossiers of one), `match_rule`, and
        `creditor_id` filled in; and the `FAULTS`.
    """
    asked = facts.with_columns(_owner=_owner(), **named_ids())
    met = (
        asked.join(_by_claim(claims), on="claim_id", how="left", maintain_order="left")
        .join(_by_reference(asked, claims), on="row_key", how="left", maintain_order="left")
        .join(_by_debtor(asked, claims), on="debtor_id", how="left", maintain_order="left")
    )
    found = met.with_columns(
        dossier_id=pl.coalesce("claim_dossier", "named_dossier", "debtor_dossier", _sent_before()),
        creditor_id=pl.coalesce("creditor_id", "claim_creditor", "named_creditor", "debtor_creditor", _sender()),
        match_rule=pl.when(pl.col("claim_dossier").is_not_null())
        .then(pl.lit("claim_reference"))
        .when(pl.col("named_dossier").is_not_null())
        .then(pl.lit("dossier_reference"))
        .when(pl.col("debtor_dossier").is_not_null())
        .then(pl.lit("debtor_reference")),
    )
    is_homeless = pl.col("kind").is_in(HOMELESS_KINDS)
    scope = _scope()
    is_lost = (
        pl.when(scope == "creditor")
        .then(~pl.col("_owner").is_in(claims["creditor_id"].unique().implode()).fill_null(value=False))
        .when((scope == "debtor") & pl.col("claim_reference").is_null() & pl.col("dossier_reference").is_null())
        .then(pl.col("debtor_dossiers").is_null())
        .otherwise(_is_lost())
    )
    code = pl.when(_is_early()).then(CODES["waits_for_claim"]).otherwise(CODES["unknown_claim"])
    faults = found.filter(is_lost & ~is_homeless).select(
        "row_key", code=code.cast(pl.Int64), field=_blamed(), detail=pl.lit(None, pl.String)
    )
    kept = _widen(found.filter(~is_lost | is_homeless).with_columns(scope=scope), claims)
    columns = [*facts.columns, "claim_id", "dossier_id", "debtor_id", "match_rule"]
    return kept.select(columns), pl.concat([pl.DataFrame(schema=FAULTS), faults])


def named_ids() -> dict[str, pl.Expr]:
    """The ids of claim and debtor that a fact names: `claim_id`, `debtor_id`."""
    references = {"claim_id": "claim_reference", "debtor_id": "debtor_reference"}
    return {name: pl.concat_str(_owner(), reference, separator=":") for name, reference in references.items()}


def dossiers_in_text(text: pl.Expr) -> pl.Expr:
    """Numbers in a text that can be dossiers: in payment references, or bare; a list."""
    bare = (
        text.fill_null("")
        .str.extract_all(r"\d+")
        .list.eval(pl.element().filter(pl.element().str.contains(r"^[1-9]\d{9}$")))
    )
    return pl.concat_list(referenced_dossiers(text), bare).list.unique(maintain_order=True)


def _sent_before() -> pl.Expr:
    """The dossier of what the hub itself sent, as its receipt has it."""
    is_number = pl.col("dossier_reference").str.contains(r"^[1-9]\d{9}$")
    return pl.when((pl.col("partner_id") == "hub") & is_number).then("dossier_reference")


def _sender() -> pl.Expr:
    """The creditor for whom the hub itself sent it."""
    return pl.when(pl.col("partner_id") == "hub").then("creditor_reference")


def _is_lost() -> pl.Expr:
    """Whether a number that is given leads nowhere, numbers contradict each other, or none leads anywhere."""
    # What the hub itself sent about a claim stays a fact, also when that claim was withdrawn since.
    is_named = pl.col("claim_reference").is_not_null() & (pl.col("partner_id") != "hub")
    is_claim_lost = is_named & pl.col("claim_dossier").is_null()
    return is_claim_lost | _is_wrong() | pl.col("dossier_id").is_null()


def _scope() -> pl.Expr:
    """What a fact is about: what its sender says, else what it names; of a hold that names a debtor, all dossiers."""
    is_wide = pl.col("kind").is_in(WIDE_KINDS)
    names_debtor = pl.col("claim_reference").is_null() & pl.col("dossier_reference").is_null()
    told = pl.when(is_wide & names_debtor & pl.col("debtor_reference").is_not_null()).then(pl.lit("debtor"))
    return pl.coalesce("scope", told)


def _widen(found: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """Facts about a whole dossier, debtor or creditor without what is narrower."""
    owners = claims.select("dossier_id", debtor_of_dossier="debtor_id").unique("dossier_id", keep="any")
    met = found.join(owners, on="dossier_id", how="left", maintain_order="left")
    scope = pl.col("scope")
    is_wide = scope.is_in(["debtor", "creditor"]).fill_null(value=False)
    return met.with_columns(
        claim_id=pl.when(~scope.is_in(["dossier", "debtor", "creditor"]).fill_null(value=False)).then("claim_id"),
        dossier_id=pl.when(~is_wide).then("dossier_id"),
        debtor_id=pl.when(scope == "debtor").then(pl.coalesce("debtor_of_dossier", "debtor_id")),
        creditor_id=pl.coalesce("creditor_id", "_owner"),
    )


def _is_wrong() -> pl.Expr:
    """Whether numbers contradict each other, or one is another creditor's."""
    contradicts = pl.col("claim_dossier").ne(pl.col("named_dossier")).fill_null(value=False)
    return contradicts | pl.col("_owner").ne(pl.col("named_creditor")).fill_null(value=False)


def _is_early() -> pl.Expr:
    """Whether a lost fact names what can still come: a claim; else a dossier, or a debtor without any."""
    is_named = pl.col("claim_id").is_not_null()
    is_numbered = dossiers_in_text(pl.col("dossier_reference")).list.len() > 0
    is_new_debtor = pl.col("debtor_id").is_not_null() & pl.col("debtor_dossiers").is_null()
    is_possible = is_named | pl.col("claim_reference").is_null() & (is_numbered | is_new_debtor)
    return is_possible & ~_is_wrong() & (pl.col("partner_id") != "hub")


def _owner() -> pl.Expr:
    """The creditor whose numbers a fact gives."""
    return pl.coalesce("creditor_id", "creditor_reference")


def _blamed() -> pl.Expr:
    """The field that leads nowhere."""
    return pl.coalesce(
        pl.when(pl.col(name).is_not_null()).then(pl.lit(name))
        for name in ("claim_reference", "dossier_reference", "debtor_reference")
    ).fill_null("claim_reference")


def _by_claim(claims: pl.DataFrame) -> pl.DataFrame:
    """The dossier of each claim."""
    return claims.select("claim_id", claim_dossier="dossier_id", claim_creditor="creditor_id")


def _by_debtor(facts: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The number of dossiers of each debtor that is named, and the dossier of one who has one."""
    named = facts.select(pl.col("debtor_id").drop_nulls().unique())
    dossiers = (
        claims.join(named, on="debtor_id", how="semi")
        .group_by("debtor_id")
        .agg(
            debtor_dossiers=pl.col("dossier_id").n_unique(),
            debtor_dossier=pl.col("dossier_id").first(),
            debtor_creditor=pl.col("creditor_id").first(),
        )
    )
    is_one = pl.col("debtor_dossiers") == 1
    return dossiers.with_columns(pl.when(is_one).then(pl.col("debtor_dossier", "debtor_creditor")))


def _by_reference(facts: pl.DataFrame, claims: pl.DataFrame) -> pl.DataFrame:
    """The one existing dossier that the reference of a fact names."""
    dossiers = claims.select(named_dossier="dossier_id", named_creditor="creditor_id").unique()
    return (
        facts.filter(pl.col("dossier_reference").is_not_null())
        .select("row_key", named_dossier=dossiers_in_text(pl.col("dossier_reference")))
        .explode("named_dossier")
        .join(dossiers, on="named_dossier")
        .unique()
        .filter(pl.len().over("row_key") == 1)
    )
