"""The step that selects the messages of a business date, and freezes everything they say."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.outbox.ask_payment import ask_payment
from pipelines.outbox.channels import KINDS, kind_of, partner_of
from pipelines.outbox.freeze_facts import freeze_facts
from pipelines.outbox.join_dossiers import join_dossiers
from pipelines.outbox.join_plans import join_plans
from pipelines.outbox.name_claims import is_partial
from pipelines.outbox.number_batches import batch_partner, number_batches
from warehouse.errors import ConfigurationError
from warehouse.schemas.outbox import Messages

_NO_TEMPLATE = "none"
_NO_HASH = hashlib.sha256(b"").hexdigest()
_COLUMNS = list(Messages.to_schema().columns)


def select_messages(tables: Mapping[str, pl.DataFrame], *, business_date: date, batch_number: int) -> pl.DataFrame:
    """One message for every action that goes to a debtor, on a call list, or to another system.

    Letters are sorted by postcode, as the post sorts them; e-mails by dossier.

    Args:
        tables: By name: `actions`, `arrangement_checks`, `dossiers` and `balances` of the business date, the dossiers
            with what a statutory notice announces (`notice_costs_cents`, `notice_vat_cents`; `clause_cents`,
            `clause_rate_ppm`, `clause_term_days`; empty for others); `lines`, their interest lines; `claims` and
            `debtors` as known; `creditors` and `agency` (`mappings.partner_tables`); `steps`
            (`mappings.profile_rules.step_table`); `templates`: template, language, template_sha256; all without the
            claims that are left out (`leave_out_claims`), and `left_out` itself; `addressees`, the debtors as letters
            address them, where somebody acts for one.
        business_date: Day on which they leave.
        batch_number: Number of the day's order, from 1.

    Returns:
        `outbox.messages`, sorted by batch_id and sequence_number.
    """
    sent = tables["actions"].filter(pl.col("channel").is_in(list(KINDS)), outcome="send")
    addressed = {**tables, "debtors": tables.get("addressees", tables["debtors"])}
    asked = join_plans(join_dossiers(sent, addressed), tables["arrangement_checks"])
    joined = ask_payment(asked, business_date=business_date)
    frozen = freeze_facts(joined, tables, business_date=business_date)
    numbered = number_batches(
        _with_templates(frozen, tables["templates"]).with_columns(
            batch_kind=kind_of(),
            batch_partner=batch_partner(partner_of()),
            recipient=_recipient(),
            is_partial=is_partial(tables),
            _postcode=pl.when(pl.col("channel") == "print").then("postcode"),
        ),
        order=["_postcode", "dossier_id"],
        business_date=business_date,
        batch_number=batch_number,
    )
    if numbered.height != sent.height or numbered["open_cents"].sum() != sent["open_cents"].sum():
        raise AssertionError("the messages are not the actions that are sent")
    return numbered.select(_COLUMNS).sort("batch_id", "sequence_number")


def _with_templates(messages: pl.DataFrame, templates: pl.DataFrame) -> pl.DataFrame:
    """The messages with the hash of their template.

    Raises:
        ConfigurationError: A template is missing in a language that a debtor reads.
    """
    hashed = messages.join(templates, on=["template", "language"], how="left", validate="m:1").with_columns(
        pl.col("template").fill_null(_NO_TEMPLATE),
        pl.when(pl.col("template").is_null())
        .then(pl.lit(_NO_HASH))
        .otherwise("template_sha256")
        .alias("template_sha256"),
    )
    missing = hashed.filter(pl.col("template_sha256").is_null()).select("language", "template").unique().sort(pl.all())
    if missing.height:
        names = [f"letters/{language}/{template}.yaml" for language, template in missing.rows()]
        raise ConfigurationError(
            "templates of messages that are due are missing", place=", ".join(names), cure="Add the files."
        )
    return hashed


def _recipient() -> pl.Expr:
    """The e-mail address, the telephone number, name and town; for a system the creditor's number of the debtor."""
    channel = pl.col("channel")
    return (
        pl.when(channel == "email")
        .then("email")
        .when(channel == "print")
        .then(pl.format("{}, {}", "debtor_name", "city"))
        .when(channel == "system")
        .then(pl.coalesce("debtor_reference", "debtor_id"))
        .otherwise(_international("phone"))
    )


def _international(phone: str) -> pl.Expr:
    """A telephone number as digits with the country's in front, as providers take it (ITU-T E.164)."""
    digits = pl.col(phone).str.replace(r"\(0\)", "").str.replace_all(r"\D", "").str.replace(r"^00", "")
    home = pl.when(pl.col("debtor_country") == "be").then(pl.lit("32")).otherwise(pl.lit("31"))
    is_national = digits.str.starts_with("0")
    return pl.when(is_national).then(pl.concat_str(home, digits.str.slice(1))).otherwise(digits)
