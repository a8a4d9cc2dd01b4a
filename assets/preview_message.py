"""One message as it would leave on the newest business date; nothing is sent and nothing is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import polars as pl

from assets.day_orders import orders_of
from assets.decision_tables import addressees_of
from formats.letters.email_batch import render_emails
from formats.letters.letter_batch import render_letters
from formats.letters.text_batch import write_texts
from mappings.law import load_law
from mappings.partner_tables import agency_table, creditor_table
from mappings.profile_rules import Profile, Step, load_profiles, step_table
from mappings.templates import load_templates, template_table
from mappings.terms import terms_table
from pipelines.ledger.announce_costs import announce_costs
from pipelines.ledger.state_day import state_day
from pipelines.outbox.leave_out_claims import leave_out_claims
from pipelines.outbox.select_messages import select_messages
from pipelines.returned_messages import without_returned
from warehouse.errors import UsageError

if TYPE_CHECKING:
    from assets.day_orders import Order
    from assets.hub import Hub

_FACTS: Final = ("claims", "payments", "events", "roles")
_DAY: Final = (
    *("ledger.dossiers", "ledger.balances", "ledger.costs"),
    *("decisions.actions", "decisions.left_out", "decisions.arrangement_checks"),
)
_KEPT: Final = ("held", "with_bailiff")
"""Why no step asks for a claim, whichever it is."""

_NEEDS: Final = {"email": "email", "sms": "phone", "whatsapp": "phone"}
"""What of the debtor a channel needs."""

_NOT_AN_ORDER: Final = 0
"""Number in the name of its batch: no order of a day has it."""


class Preview(NamedTuple):
    """A message that nobody gets: name of its file, bytes, and how it would go."""

    name: str
    data: bytes
    channel: str
    recipient: str


def preview_message(hub: Hub, dossier_id: str, step_id: str, *, channel: str | None = None) -> Preview:
    """The message of a step to the debtor of a dossier, as of the newest business date.

    Neither day nor order of the profile is looked at: any of its messages can be seen at any time.

    Args:
        hub: The open hub.
        dossier_id: Dossier.
        step_id: A step of its profile that has a message.
        channel: How it would go; the step's first channel that reaches the debtor where none is given.

    Raises:
        UsageError: No such dossier, step or channel; or the step has nothing to say about this dossier.
        ConfigurationError: A template is missing or wrong.
    """
    order = _newest_run(hub)
    tables = _read(hub, order, dossier_id)
    profiles = load_profiles(hub.home.mapping_roots)
    action = tables["actions"].row(0, named=True)
    step = _find_step(profiles, action["profile_id"], step_id)
    debtor = tables["debtors"].sort("delivery_id", "line_number").row(-1, named=True)
    chosen = channel or _reaching(step, debtor)
    _check_channel(step, chosen, debtor)
    asked = {"step_id": step_id, "event_kind": step.event_kind, "channel": chosen, "template": step.template}
    columns = [pl.lit(value, tables["actions"].schema[name]).alias(name) for name, value in asked.items()]
    tables["actions"] = tables["actions"].with_columns(*columns, outcome=pl.lit("send"))
    tables |= _without_kept(tables)
    terms, law = terms_table(hub.partners.creditors), load_law(hub.home.mapping_roots)
    announced = announce_costs(tables, terms, law, business_date=order.business_date)
    _check_announced(step, announced.row(0, named=True), dossier_id)
    facts = {name: tables[name] for name in (*_FACTS, "debtors")}
    message = select_messages(
        {
            **tables,
            "dossiers": announced,
            "addressees": addressees_of(tables, order.business_date),
            "lines": state_day(facts, terms, law, business_date=order.business_date).lines(),
            "creditors": creditor_table(hub.partners.creditors),
            "agency": agency_table(hub.partners.agency),
            "steps": step_table(profiles),
            "templates": template_table(hub.home.mapping_roots),
        },
        business_date=order.business_date,
        batch_number=_NOT_AN_ORDER,
    )
    return _render(hub, message)


def _newest_run(hub: Hub) -> Order:
    """The newest order of the newest business date that the warehouse has."""
    dates = hub.store.business_dates()
    orders = [order for order in orders_of(hub.archive.log()) if dates and order.business_date == dates[-1]]
    if not orders:
        raise UsageError("no day was ever run", place="the warehouse", cure="Run one: `incassohub run`.")
    return orders[-1]


def _read(hub: Hub, order: Order, dossier_id: str) -> dict[str, pl.DataFrame]:
    """What the order knew of the dossier, by name without stage."""
    known = [order.business_date, order.delivery_id]
    tables = {
        name: hub.store.read(
            f"canonical.{name}",
            where="known_at <= ? AND delivery_id <= ? AND dossier_id = ?",
            parameters=[*known, dossier_id],
        )
        for name in _FACTS
    }
    tables["events"] = without_returned(tables["events"])
    tables["debtors"] = hub.store.read(
        "canonical.debtors",
        where="known_at <= ? AND delivery_id <= ? AND debtor_id IN "
        "(SELECT debtor_id FROM canonical.claims WHERE dossier_id = ?)",
        parameters=[*known, dossier_id],
    )
    for name in _DAY:
        tables[name.partition(".")[2]] = hub.store.read(
            name, where="business_date = ? AND dossier_id = ?", parameters=[order.business_date, dossier_id]
        )
    if tables["actions"].is_empty():
        cure = 'Look it up: incassohub sql "select dossier_id from ledger.dossiers".'
        raise UsageError(f"no dossier had this number on {order.business_date}", place=dossier_id, cure=cure)
    return tables


def _without_kept(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """The tables of the day without claims that are held, or that a bailiff has; it asks for all others."""
    day = {name.partition(".")[2]: tables[name.partition(".")[2]] for name in _DAY}
    kept = day["left_out"].filter(pl.col("cause").is_in(_KEPT))
    whole = day["actions"].with_columns(asked_cents=pl.lit(None, pl.Int64))
    narrowed = leave_out_claims({**day, "left_out": kept, "actions": whole})
    asked = narrowed["dossiers"].select("dossier_id", asked_cents="open_cents")
    return narrowed | {"actions": narrowed["actions"].update(asked, on="dossier_id", how="left")}


def _find_step(profiles: tuple[Profile, ...], profile_id: str, step_id: str) -> Step:
    """The step of the dossier's profile."""
    profile = next((profile for profile in profiles if profile.profile_id == profile_id), None)
    steps = {step.step_id: step for step in profile.steps if step.template} if profile else {}
    if step_id not in steps:
        raise UsageError(
            f"the dossier's profile {profile_id} has no message of this name",
            place=step_id,
            cure=f"Name one of: {', '.join(steps) or 'none'}.",
        )
    return steps[step_id]


def _reaching(step: Step, debtor: dict[str, object]) -> str:
    """The first channel of the step that reaches the debtor; a letter without address can still be looked at."""
    return next((way for way in step.channels if debtor[_NEEDS.get(way, "name")]), step.channels[0])


def _check_channel(step: Step, channel: str, debtor: dict[str, object]) -> None:
    if channel not in step.channels:
        cure = f"Name one of: {', '.join(step.channels)}."
        raise UsageError(f"the step {step.step_id} does not go by {channel}", place="--channel", cure=cure)
    if not debtor[_NEEDS.get(channel, "name")]:
        cause = f"the debtor has no {_NEEDS[channel]} for {channel}"
        raise UsageError(cause, place="--channel", cure="Look at the letter: print.")


def _check_announced(step: Step, announced: dict[str, object], dossier_id: str) -> None:
    """Refuse a notice that has nothing to announce: it would be void, and never leaves."""
    needed = {"fourteen_day_notice_sent": "notice_costs_cents", "first_reminder_sent": "clause_term_days"}
    column = needed.get(step.event_kind or "")
    if column and announced[column] is None:
        raise UsageError(
            f"the step {step.step_id} has nothing to announce: no claim of this dossier needs it",
            place=dossier_id,
            cure="Look at another step, or at a dossier with an overdue claim that has no such notice yet.",
        )


def _render(hub: Hub, message: pl.DataFrame) -> Preview:
    row = message.row(0, named=True)
    templates = load_templates([(row["language"], row["template"])], hub.home.mapping_roots)
    if row["channel"] == "email":
        [(name, data)] = render_emails(message, templates)
    elif row["channel"] == "print":
        name, data = f"{row['dossier_id']}-{row['template']}.pdf", render_letters(message, templates).pdf
    else:
        name = f"{row['dossier_id']}-{row['template']}.jsonl"
        data = write_texts(message, templates, channel=row["channel"], as_json=True)
    return Preview(name, data, row["channel"], row["recipient"] or "")
