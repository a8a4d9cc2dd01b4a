"""The source columns of synthetic files: records are invented, and walked back through the mapping."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from formats.identifiers.ogm import make_ogms, print_ogms
from formats.identifiers.rf_reference import make_rf_references, print_rf_references
from mappings.feeds import Feed, RecordRule
from mappings.partners import Bailiff, Bank, Creditor, Partner, Partners
from mappings.twin_words import Words
from pipelines.canonical.identify_claims import identify_claims
from pipelines.keys import dossier_numbers
from pipelines.twin.draws import Draws
from pipelines.twin.invent_claims import invent_claims
from pipelines.twin.invent_entries import invent_entries
from pipelines.twin.invent_facts import invent_answers, invent_mutations
from pipelines.twin.invent_statement import invent_statement
from pipelines.twin.invent_statuses import invent_statuses
from pipelines.twin.render_records import render_records
from warehouse.errors import UsageError

_TYPES = {"consumer": 17, "sole_trader": 1, "business": 2}
_CLAIMS_PER_MUTATION = 5
_CLAIMS_PER_ANSWER = 60
_LEAST_CLAIMS = 200


def twin_tables(
    partners: Partners,
    partner: Partner,
    feed: Feed,
    *,
    rows: int,
    seed: int,
    words: dict[str, Words],
    first: int = 0,
    known: Mapping[str, int] | None = None,
) -> dict[str, pl.DataFrame]:
    """The source columns of a synthetic file, by record of the format.

    A feed with claims gets so many claims, and a fifth of that as mutations where it holds both. Mutations, bank lines,
    answers of bailiffs, and what providers tell or list, concern the claims that the same seed invents.

    Args:
        partners: All partners: the claims that facts are about.
        partner: Whose file.
        feed: Which feed.
        rows: Claims, or facts where the feed holds no claims.
        seed: Seed.
        words: Words by name of their file: `nl`, `be`, `fr`.
        first: How many of the creditor's claims come before the first one in this file.
        known: How many claims of each creditor there are, for what banks and bailiffs tell; by default as many as it
            takes.

    Raises:
        UsageError: The feed is one that the hub writes itself.
    """
    if isinstance(partner, Creditor):
        claims = _claims(partner, rows + first, seed, words)
        draws = Draws(seed, f"{partner.partner_id}/{first}")
        return {
            rule.source: _creditor_records(partner, feed, rule, claims.slice(first), draws) for rule in _written(feed)
        }
    if isinstance(partner, Bank):
        counts = known or dict.fromkeys(partners.creditors, rows)
        parts = [_claims(partners.creditors[name], count, seed, words) for name, count in counts.items()]
        named = [_with_reference(partners.creditors[name], part) for name, part in zip(counts, parts, strict=True)]
        mixed = pl.concat(named).sort(pl.col("claim_reference").str.slice(-6), "creditor_id")
        draws = Draws(seed, partner.partner_id)
        rule = _written(feed)[0]
        if feed.format["name"] == "pain.002":
            return {rule.source: invent_statuses(mixed, draws, count=rows)}
        return {rule.source: invent_statement(mixed, draws, iban=partner.iban, count=rows)}
    if partner.kind == "provider":
        pool = pl.concat(
            _claims(one, (known or {}).get(name, rows), seed, words) for name, one in partners.creditors.items()
        )
        draws = Draws(seed, f"{partner.partner_id}/{feed.name}")
        return {rule.source: _told(pool, rule, rows, draws) for rule in _written(feed)}
    if isinstance(partner, Bailiff):
        return _answers(partners, partner, feed, rows, seed, words, known)
    raise UsageError(
        "the hub writes this feed itself", place=partner.partner_id, cure="Name a creditor, bank, bailiff or provider."
    )


def _claims(creditor: Creditor, count: int, seed: int, words: dict[str, Words]) -> pl.DataFrame:
    rules = [rule for feed in creditor.feeds.values() for rule in feed.records.values() if rule.books == "claim"]
    told = {kind for rule in rules for kind in _debtor_types(rule)}
    languages = ("be", "fr") if creditor.country == "be" else ("nl",)
    return invent_claims(
        creditor_id=creditor.partner_id,
        country=creditor.country,
        seed=seed,
        count=count,
        words={name: words[name] for name in languages},
        types={name: weight for name, weight in _TYPES.items() if name in told} or _TYPES,
    ).with_columns(creditor_id=pl.lit(creditor.partner_id))


def _creditor_records(
    creditor: Creditor, feed: Feed, rule: RecordRule, claims: pl.DataFrame, draws: Draws
) -> pl.DataFrame:
    if rule.books == "claim":
        rendered = render_records(claims, rule, draws)
    else:
        has_claims = any(other.books == "claim" for other in feed.records.values())
        count = max(claims.height // _CLAIMS_PER_MUTATION, 1) if has_claims else claims.height
        facts = invent_mutations(claims, kinds=_kinds(rule), count=count, owner="M")
        rendered = render_records(facts, rule, draws)
    supplier = {"supplier_name": creditor.name, "supplier_company_id": creditor.company_number}
    return rendered.with_columns(
        pl.lit(text).alias(name) for name, text in supplier.items() if name in rendered.columns
    )


def _answers(
    partners: Partners,
    office: Bailiff,
    feed: Feed,
    rows: int,
    seed: int,
    words: dict[str, Words],
    known: Mapping[str, int] | None,
) -> dict[str, pl.DataFrame]:
    owners = [one for one in partners.creditors.values() if one.bailiff == office.partner_id and _tells_transfer(one)]
    if not owners:
        raise UsageError(
            "no creditor's files tell of claims at this office", place=office.partner_id,
            cure="Map `transferred_date` in a feed of a creditor whose bailiff it is.",
        )  # fmt: skip
    # Six in a hundred claims are at a bailiff: enough are invented that every answer has one of its own.
    enough = max(rows * _CLAIMS_PER_ANSWER, _LEAST_CLAIMS)
    pool = pl.concat(_claims(one, (known or {}).get(one.partner_id, enough), seed, words) for one in owners)
    # A small stock may have none at a bailiff: then the office answers on any claim.
    there = pool.filter(pl.col("transferred_date").is_not_null()) if pool["transferred_date"].count() else pool
    draws = Draws(seed, office.partner_id)
    return {rule.source: _told(there, rule, rows, draws) for rule in _written(feed)}


def _told(claims: pl.DataFrame, rule: RecordRule, rows: int, draws: Draws) -> pl.DataFrame:
    """What somebody tells of claims, or of their debtors."""
    if rule.books == "entry":
        return render_records(invent_entries(claims, kinds=_kinds(rule), count=rows, owner="E"), rule, draws)
    return render_records(invent_answers(claims, kinds=_kinds(rule), count=rows, owner="T"), rule, draws)


def _written(feed: Feed) -> list[RecordRule]:
    """One rule for each record of the format: where several read it, the first that books claims."""
    rules: dict[str, RecordRule] = {}
    for rule in sorted(feed.records.values(), key=lambda rule: rule.books != "claim"):
        rules.setdefault(rule.source, rule)
    return list(rules.values())


def _tells_transfer(creditor: Creditor) -> bool:
    rules = [rule for feed in creditor.feeds.values() for rule in feed.records.values()]
    return any(column.to == "transferred_date" for rule in rules for column in rule.columns.values())


def _debtor_types(rule: RecordRule) -> set[str]:
    """The types of debtor that a mapping can tell."""
    coded = [column.parse for column in rule.columns.values() if column.to == "debtor_type" and column.parse]
    constant = [str(value.constant) for value in rule.values if value.field == "debtor_type" and value.constant]
    return {kind for parse in coded for kind in parse.codes.values() or parse.choices} | set(constant)


def _kinds(rule: RecordRule) -> tuple[str, ...]:
    """The kinds of facts, or of holds, that a mapping can write."""
    field = "hold_kind" if rule.books == "entry" else "kind"
    for column in rule.columns.values():
        if column.to == field and column.parse is not None:
            return tuple(dict.fromkeys(column.parse.codes.values())) or column.parse.choices
    return tuple(str(value.constant) for value in rule.values if value.field == field and value.constant)


def _with_reference(creditor: Creditor, claims: pl.DataFrame) -> pl.DataFrame:
    numbers = dossier_numbers(identify_claims(claims, creditor)["dossier_key"])
    is_belgian = creditor.country == "be"
    references = make_ogms(numbers) if is_belgian else make_rf_references(numbers)
    printed = print_ogms(references) if is_belgian else print_rf_references(references)
    return claims.with_columns(payment_reference=references, printed_reference=printed)
