"""Whether each record can be true by itself: what must be there, and what no record can hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import polars as pl

from formats.identifiers.company_number import is_kbo, is_kvk
from formats.identifiers.vat_number import is_vat_number
from pipelines.canonical.apply_mapping import FAULTS
from pipelines.canonical.check_shares import WHOLE_PPM
from pipelines.canonical.record_limits import (
    DATE_SPANS,
    EMAIL,
    EXPLAINED_DECISIONS,
    HOMELESS_KINDS,
    LENGTHS,
    MAX_AMOUNT_CENTS,
    MAX_TERM_DAYS,
    MONEY_KINDS,
    PHONE_DIGITS,
    PHONE_MARKS,
    POSTCODES,
    WIDE_KINDS,
)
from warehouse.findings import CODES

_UNUSED: Final = ("email", "phone")
"""Fields whose wrong values are told and not used: nobody is refused for them."""

_Check = tuple[str, str, pl.Expr]
"""Name of the finding, field, and where it is wrong."""


def validate_records(records: pl.DataFrame, known: pl.DataFrame, *, books: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The records, with what may not be used taken out, and their faults.

    Args:
        records: Typed records; claims after `complete_claims`, facts after `complete_parties`.
        known: `FAULTS` found before; an empty field that could not be parsed is not reported as missing.
        books: What the records book: `claim`, `fact`, `decision` or `entry`.

    Returns:
        The records without e-mail addresses and telephone numbers that cannot exist; and the `FAULTS`.
    """
    checks = list(_CHECKS[books]())
    checks += [*_date_checks(records), *_length_checks(records)]
    wrong = records.select(
        "row_key", *(mask.fill_null(value=False).alias(str(n)) for n, (_, _, mask) in enumerate(checks))
    )
    faults = [
        wrong.select("row_key", str(number))
        .filter(pl.col(str(number)))
        .select("row_key", code=pl.lit(CODES[name], pl.Int64), field=pl.lit(field), detail=pl.lit(None, pl.String))
        for number, (name, field, _) in enumerate(checks)
        if wrong[str(number)].any()
    ]
    found = pl.concat([pl.DataFrame(schema=FAULTS), *faults])
    broken = known.filter(pl.col("field").is_null()).select("row_key")
    new = found.join(known, on=["row_key", "field"], how="anti").join(broken, on="row_key", how="anti")
    masks = {field: wrong[str(number)] for number, (name, field, _) in enumerate(checks) if name in _UNUSED}
    return records.with_columns(pl.when(~mask).then(field).alias(field) for field, mask in masks.items()), new


def _claim_checks() -> Iterator[_Check]:
    """What is asked of a claim and its debtor."""
    for name in ("claim_reference", "principal_cents", "due_date", "debtor_reference", "name"):
        yield "required", name, pl.col(name).is_null()
    yield "debtor_type", "debtor_type", pl.col("debtor_type").is_null()
    yield "amount_range", "principal_cents", ~pl.col("principal_cents").is_between(1, MAX_AMOUNT_CENTS)
    for name in ("clause_minimum_cents", "notice_costs_cents"):
        yield "amount_range", name, ~pl.col(name).is_between(0, MAX_AMOUNT_CENTS)
    yield "number", "notice_term_days", ~pl.col("notice_term_days").is_between(0, MAX_TERM_DAYS)
    yield "date_order", "due_date", pl.col("due_date") < pl.col("invoice_date")
    yield "code", "currency", pl.col("currency") != "EUR"
    yield "code", "country", ~pl.col("country").str.contains(r"^[a-z]{2}$")
    number, country = pl.col("company_number"), pl.col("country")
    yield "company_number", "company_number", (country == "nl") & ~is_kvk(number) | (country == "be") & ~is_kbo(number)
    yield "vat_number", "vat_number", ~is_vat_number(pl.col("vat_number"))
    yield "postcode", "postcode", _is_foreign_form(pl.col("postcode"), country)
    yield "email", "email", ~pl.col("email").str.contains(EMAIL)
    yield "phone", "phone", ~_is_phone(pl.col("phone"))


def _fact_checks() -> Iterator[_Check]:
    """What is asked of a fact."""
    kind = pl.col("kind")
    for name in ("kind", "effective_date"):
        yield "required", name, pl.col(name).is_null()
    yield "required", "amount_cents", kind.is_in(MONEY_KINDS) & pl.col("amount_cents").is_null()
    yield (
        "amount_range",
        "amount_cents",
        kind.is_in(MONEY_KINDS) & ~pl.col("amount_cents").is_between(1, MAX_AMOUNT_CENTS),
    )
    named = pl.coalesce("claim_reference", "dossier_reference", "debtor_reference")
    is_wide = kind.is_in(WIDE_KINDS)
    is_homed = ~kind.is_in([*HOMELESS_KINDS, "payment", "reversal", "order_rejected"])
    is_of_creditor = (pl.col("scope") == "creditor").fill_null(value=False)
    yield "required", "claim_reference", is_homed & ~(is_wide & is_of_creditor) & named.is_null()
    yield "code", "scope", pl.col("scope").is_in(["creditor", "debtor"]) & ~is_wide
    for name in ("profile_id", "owner", "detail", "until_date"):
        yield "required", name, (kind == "profile_overridden") & pl.col(name).is_null()
    yield from _party_checks(kind == "party_named")


def _party_checks(is_party: pl.Expr) -> Iterator[_Check]:
    """What is asked of a fact that names a party."""
    is_co_debtor = pl.col("party_role") == "co_debtor"
    for name in ("party_role", "party_name"):
        yield "required", name, is_party & pl.col(name).is_null()
    yield "debtor_type", "party_type", is_party & is_co_debtor & pl.col("party_type").is_null()
    yield "share", "party_share_ppm", ~pl.col("party_share_ppm").is_between(1, WHOLE_PPM)
    yield "share", "party_share_ppm", pl.col("party_share_ppm").is_not_null() & ~is_co_debtor
    yield "code", "party_country", ~pl.col("party_country").str.contains(r"^[a-z]{2}$")
    yield "postcode", "party_postcode", _is_foreign_form(pl.col("party_postcode"), pl.col("party_country"))
    yield "email", "party_email", ~pl.col("party_email").str.contains(EMAIL)


def _decision_checks() -> Iterator[_Check]:
    """What is asked of a decision."""
    decision = pl.col("decision")
    yield "required", "decided_by", pl.col("decided_by").is_null()
    yield "required", "decision", pl.all_horizontal(pl.col("decision", "owner", "deadline_date").is_null())
    yield "required", "until_date", (decision == "snooze") & pl.col("until_date").is_null()
    yield "date_range", "until_date", pl.col("until_date") <= pl.col("known_at")
    yield "required", "remark", decision.is_in(EXPLAINED_DECISIONS) & pl.col("remark").is_null()


def _entry_checks() -> Iterator[_Check]:
    """What is asked of an entry of a list: why it holds, and whom."""
    whom = ("name", "company_number", "debtor_reference", "dossier_reference")
    yield "required", "hold_kind", pl.col("hold_kind").is_null()
    yield "required", "name", pl.all_horizontal(pl.col(name).is_null() for name in whom)
    has_no_creditor = pl.col("debtor_reference").is_not_null() & pl.col("creditor_reference").is_null()
    yield "required", "creditor_reference", has_no_creditor


_CHECKS: Final = {
    "claim": _claim_checks,
    "fact": _fact_checks,
    "decision": _decision_checks,
    "entry": _entry_checks,
}


def _date_checks(records: pl.DataFrame) -> Iterator[_Check]:
    """Dates that lie too far from the day on which the record was taken in."""
    for name, (before, after) in DATE_SPANS.items():
        if name in records.columns:
            age = (pl.col("known_at") - pl.col(name)).dt.total_days()
            yield "date_range", name, ~age.is_between(-after, before)


def _length_checks(records: pl.DataFrame) -> Iterator[_Check]:
    """Texts that are too long to be meant."""
    for name, length in LENGTHS.items():
        if name in records.columns:
            yield "too_long", name, pl.col(name).str.len_chars() > length


def _is_phone(phone: pl.Expr) -> pl.Expr:
    """Whether a text can be a telephone number; empty where there is none."""
    digits = phone.str.replace_all(r"\D", "").str.strip_prefix("00").str.len_bytes()
    return phone.str.contains(PHONE_MARKS) & digits.is_between(*PHONE_DIGITS)


def _is_foreign_form(postcode: pl.Expr, country: pl.Expr) -> pl.Expr:
    """Whether a postcode has not the form of its country."""
    placed = pl.concat_str(country, postcode)
    forms = "|".join(f"{code}{pattern}" for code, pattern in POSTCODES.items())
    has_form = placed.str.contains(f"^(?:{forms})$") & ~placed.str.contains(r"^nl.* (?:SA|SD|SS)$")
    return country.is_in(list(POSTCODES)) & ~has_form
