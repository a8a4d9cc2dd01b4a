"""The step that says how to pay: account, reference with check digits, link, and the text of the bank's QR code."""

from __future__ import annotations

from datetime import date

import polars as pl

from formats.identifiers.epc_qr import epc_text
from formats.identifiers.ogm import make_ogms
from formats.identifiers.rf_reference import make_rf_references, print_rf_references


def ask_payment(dossiers: pl.DataFrame, *, business_date: date) -> pl.DataFrame:
    """How each dossier is paid.

    Args:
        dossiers: dossier_id, country (whose law rules), asked_cents, iban, beneficiary, payment_link (a template with
            `{reference}`, `{amount}` and, where it has an end, `{expires}`), payment_link_days (how long it can be
            used; empty: it has no end).
        business_date: Day on which it is asked.

    Returns:
        The same rows with `payment_reference` (as printed) and `payment`, a struct with the fields of
        `formats.letters.facts.Payment`.
    """
    is_belgian = pl.col("country") == "be"
    numbers = dossiers["dossier_id"]
    worded = dossiers.with_columns(
        make_rf_references(numbers).alias("_rf"),
        make_ogms(numbers).alias("_ogm"),
        print_rf_references(make_rf_references(numbers)).alias("_printed_rf"),
        _amount=_euros(pl.col("asked_cents")),
    ).with_columns(payment_reference=pl.when(is_belgian).then("_ogm").otherwise("_printed_rf"))
    compact = pl.when(is_belgian).then(pl.col("_ogm").str.replace_all(r"\D", "")).otherwise("_rf")
    expires = (pl.lit(business_date) + pl.duration(days=pl.col("payment_link_days"))).cast(pl.String)
    link = (
        pl.col("payment_link")
        .str.replace("{reference}", compact, literal=True)
        .str.replace("{amount}", pl.col("_amount"), literal=True)
        .str.replace("{expires}", expires.fill_null(""), literal=True)
    )
    payment = pl.struct(
        "iban",
        "beneficiary",
        reference="payment_reference",
        payment_link=link,
        link_expires_date=expires,
        epc_text=epc_text(
            pl.col("beneficiary"),
            pl.col("iban"),
            pl.col("_amount"),
            rf_reference=pl.when(~is_belgian).then("_rf"),
            text=pl.col("_ogm"),
        ),
    )
    return worded.with_columns(payment=payment).drop("_ogm", "_rf", "_printed_rf", "_amount")


def _euros(cents: pl.Expr) -> pl.Expr:
    """Cents as euros with a point and two decimals."""
    return pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))
