"""The step that selects the dossiers that go to a bailiff on a business date, and freezes what he is told of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.outbox.join_dossiers import join_dossiers
from pipelines.outbox.list_claims import list_claims, list_interest
from pipelines.outbox.list_history import list_costs, list_notices
from pipelines.outbox.list_parties import list_parties
from pipelines.outbox.name_claims import is_partial
from pipelines.outbox.number_batches import batch_partner, number_batches
from warehouse.schemas.outbox import Transfers
from warehouse.tables import empty

_COLUMNS = list(Transfers.to_schema().columns)


def select_transfers(tables: Mapping[str, pl.DataFrame], *, business_date: date, batch_number: int) -> pl.DataFrame:
    """One transfer for every action that is sent to a bailiff, by office and dossier.

    Args:
        tables: As for `select_messages`, and `costs` of the business date and `debtors`, `events` and `roles` as known.
        business_date: Day on which they leave; it is also the date of the statement.
        batch_number: Number of the day's order, from 1.

    Returns:
        `outbox.transfers`, sorted by batch_id and sequence_number. `facts` is a JSON object: statement_date, language,
        country, dossier_id, creditor, agency and payment account; debtor with all that is known; claims, buckets,
        interest_lines as in letters; costs (of claims and of the dossier); notices (what was sent, when and how);
        parties (who owes too, who acts for the debtor).
    """
    sent = tables["actions"].filter(pl.col("channel") == "bailiff", outcome="send")
    joined = join_dossiers(sent, tables)
    if joined["bailiff_office"].null_count():
        raise AssertionError("a dossier goes to a bailiff, but its creditor has named no office")
    told = _freeze(joined, tables, business_date)
    numbered = number_batches(
        told.with_columns(
            partner_id="bailiff_office",
            batch_kind=pl.lit("transfers"),
            batch_partner=batch_partner(pl.col("bailiff_office")),
            is_partial=is_partial(tables),
        ),
        order=["dossier_id"],
        business_date=business_date,
        batch_number=batch_number,
    )
    if numbered.height != sent.height or numbered["open_cents"].sum() != sent["open_cents"].sum():
        raise AssertionError("the transfers are not the actions that are sent to a bailiff")
    return numbered.select(_COLUMNS).sort("batch_id", "sequence_number")


def _freeze(joined: pl.DataFrame, tables: Mapping[str, pl.DataFrame], business_date: date) -> pl.DataFrame:
    """The transfers with their facts: one JSON object each."""
    balances = tables["balances"].join(joined, on="dossier_id", how="semi")
    claims = tables["claims"]
    lists = {
        "claims": list_claims(balances, claims),
        "interest_lines": list_interest(balances, claims, tables["lines"]),
        "costs": list_costs(tables["costs"], claims),
        "notices": list_notices(tables["events"], claims),
        "parties": list_parties(tables.get("roles", empty("canonical.roles")), business_date=business_date),
    }
    listed = joined
    for frame in lists.values():
        listed = listed.join(frame, on="dossier_id", how="left", validate="m:1")
    facts = pl.struct(
        pl.lit(business_date).alias("statement_date"),
        "language",
        "country",
        "dossier_id",
        "creditor_id",
        "creditor",
        "agency",
        pl.struct("iban", "beneficiary").alias("payment"),
        _debtor().alias("debtor"),
        pl.struct("principal_cents", "interest_cents", "costs_cents", "open_cents", "paid_cents").alias("buckets"),
        *(pl.col(name).fill_null([]) for name in lists),
    )
    return listed.with_columns(facts=facts.struct.json_encode())


def _debtor() -> pl.Expr:
    """The debtor with all that a bailiff needs to find him."""
    return pl.struct(
        "debtor_id",
        "debtor_reference",
        "debtor_type",
        "birth_date",
        "language",
        "street",
        "house_number",
        "postcode",
        "city",
        "email",
        "phone",
        "vat_number",
        name="debtor_name",
        country="debtor_country",
        company_number="debtor_company_number",
    )
