"""The step that says how to pay: account, reference with check digits, link, and the text of the bank's QR code."""

from __future__ import annotations

import polars as pl

from pipelines.keys import ogm_reference, rf_reference

_LONGEST_NAME = 70


def ask_payment(dossiers: pl.DataFrame) -> pl.DataFrame:
    """How each dossier is paid.

    *Source*: EPC069-12 version 2.1, quick response code for a SEPA credit transfer. A Belgian structured reference is
    no ISO 11649 reference, so it stands in the free text, where Belgian banks read it.

    Args:
        dossiers: dossier_id, country (whose law rules), open_cents, iban, beneficiary, payment_link (a template with
            `{reference}` and `{amount}`).

    Returns:
        The same rows with `payment_reference` (as printed) and `payment`, a struct with the fields of
        `formats.letters.facts.Payment`.
    """
    is_belgian = pl.col("country") == "be"
    compact = pl.when(is_belgian).then(pl.col("_ogm").str.replace_all(r"\D", "")).otherwise("_rf")
    referenced = dossiers.with_columns(_ogm=ogm_reference(pl.col("dossier_id")), _rf=rf_reference(pl.col("dossier_id")))
    worded = referenced.with_columns(
        payment_reference=pl.when(is_belgian).then("_ogm").otherwise(_in_fours(pl.col("_rf"))),
        _amount=_euros(pl.col("open_cents")),
        _compact=compact,
    )
    link = (
        pl.col("payment_link")
        .str.replace("{reference}", pl.col("_compact"), literal=True)
        .str.replace("{amount}", pl.col("_amount"), literal=True)
    )
    payment = pl.struct(
        iban="iban",
        beneficiary="beneficiary",
        reference="payment_reference",
        payment_link=link,
        epc_text=_epc_text(),
    )
    return worded.with_columns(payment=payment).drop("_ogm", "_rf", "_amount", "_compact")


def _euros(cents: pl.Expr) -> pl.Expr:
    """Cents as euros with a point and two decimals."""
    return pl.format("{}.{}", cents // 100, (cents % 100).cast(pl.String).str.zfill(2))


def _in_fours(reference: pl.Expr) -> pl.Expr:
    """A reference as it is printed, in groups of four: `RF18 5390 0754 7034`."""
    return reference.str.replace_all(r"(.{4})", "$1 ").str.strip_chars_end()


def _epc_text() -> pl.Expr:
    """The lines of the QR code; the international reference is structured, the Belgian one is text."""
    is_belgian = pl.col("country") == "be"
    return pl.concat_str(
        pl.lit("BCD\n002\n1\nSCT\n\n"),
        pl.col("beneficiary").str.slice(0, _LONGEST_NAME),
        pl.lit("\n"),
        "iban",
        pl.lit("\nEUR"),
        "_amount",
        pl.lit("\n\n"),
        pl.when(is_belgian).then(pl.lit("")).otherwise("_rf"),
        pl.lit("\n"),
        pl.when(is_belgian).then("_ogm").otherwise(pl.lit("")),
        pl.lit("\n"),
    )
