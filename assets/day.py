"""A day, stage by stage: read what the order may know, call the stage's step, write its tables in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assets.decision_tables import addressees_of, decision_tables, plan_rules
from assets.kept_templates import keep_templates, templates_then
from assets.releases import read_earlier, read_offered, read_offered_actions, read_shown, read_standing
from assets.stage_tables import DAY_TABLES
from assets.unsent import read_unsent
from mappings.law import load_law
from mappings.partner_tables import agency_table, creditor_table, team_table
from mappings.profile_rules import load_profiles, step_table
from mappings.release_rules import load_release_rules
from mappings.terms import terms_table
from pipelines.controls import without_repeats
from pipelines.decisions.decide_day import decide_day
from pipelines.ledger.announce_costs import announce_costs
from pipelines.ledger.settle_day import settle_day
from pipelines.ledger.state_day import state_day
from pipelines.outbox.compose_day import compose_day
from pipelines.outbox.leave_out_claims import leave_out_claims
from pipelines.returned_messages import without_returned
from warehouse.retention import dates_to_keep
from warehouse.tables import schema_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    import polars as pl

    from assets.day_orders import Order
    from assets.hub import Hub
    from warehouse.booking import Booking

BATCHES = "(batch_id LIKE ? OR batch_id LIKE ?)"
_FACTS = ("canonical.debtors", "canonical.claims", "canonical.payments", "canonical.events")
_PLANS = ("canonical.arrangements", "canonical.instalments")
_SAID = ("canonical.operator_decisions", "canonical.list_entries")
_FACTS_AND_ROLES = (*_FACTS, "canonical.roles")
_LEAVING = "dossier_id IN (SELECT dossier_id FROM decisions.actions WHERE business_date = ? AND outcome = 'send')"
_DATELESS = ("inbox.findings", "inbox.corrections")
_KNOWN = "known_at <= ? AND delivery_id <= ?"
# Words for people: no balance depends on them, and a creditor's other columns may be long.
_WORDS = {
    "canonical.claims": {"extra", "description", "dossier_key", "claim_reference"},
    "canonical.debtors": {"name", "street", "house_number", "postcode", "city", "email", "phone", "iban"},
    "canonical.payments": {"reference", "counterparty_iban", "counterparty_name", "match_rule"},
    "canonical.events": {"detail"},
}


def settle(hub: Hub, order: Order) -> dict[str, pl.DataFrame]:
    """The ledger of the business date, written."""
    frames = settle_day(
        read_known(hub, order, *_FACTS, without=_WORDS),
        terms_table(hub.partners.creditors),
        load_law(hub.home.mapping_roots),
        business_date=order.business_date,
    )
    return _write(hub, order, "ledger", frames)


def decide(hub: Hub, order: Order) -> dict[str, pl.DataFrame]:
    """The decisions of the business date, written."""
    inbox = ("inbox.findings", "inbox.corrections", "inbox.waiting", "inbox.deliveries")
    with hub.store.steady():
        known = read_known(hub, order, *_FACTS_AND_ROLES, *_PLANS, *_SAID, *inbox)
        ledger = read_day(hub, order, "ledger.dossiers", "ledger.balances", "ledger.costs", "ledger.gates")
        offered = read_offered(hub, order, known["operator_decisions"]) | {"unsent": read_unsent(hub, order)}
    tables = decision_tables(hub, known | ledger, order.business_date) | offered
    profiles = load_profiles(hub.home.mapping_roots)
    silence = hub.partners.agency.silence
    frames = decide_day(tables, profiles, plan_rules(hub), business_date=order.business_date, silence=silence)
    return _write(hub, order, "decisions", frames)


def compose(hub: Hub, order: Order) -> dict[str, pl.DataFrame]:
    """What leaves on the business date, frozen and written."""
    names = (
        *("ledger.dossiers", "ledger.balances", "ledger.costs"),
        *("decisions.actions", "decisions.left_out", "decisions.arrangement_checks"),
    )
    with hub.store.steady():
        known = read_leaving_facts(hub, order)
        leaving = read_leaving_day(hub, order, *names)
        others = read_day(hub, order, "decisions.work_items") | read_known(hub, order, "inbox.deliveries")
        batches = {**read_earlier(hub, order), **read_waiting(hub, order)}
    narrowed = leave_out_claims({**leaving, "events": known["events"]})
    day = {name: frame for name, frame in narrowed.items() if name != "events"}
    terms, law = terms_table(hub.partners.creditors), load_law(hub.home.mapping_roots)
    announced = announce_costs(known | day, terms, law, business_date=order.business_date)
    stated = state_day(known, terms, law, business_date=order.business_date)
    tables = {
        **known,
        **narrowed,
        "addressees": addressees_of(known, order.business_date),
        "dossiers": announced,
        "lines": stated.lines(),
        "creditors": creditor_table(hub.partners.creditors),
        "agency": agency_table(hub.partners.agency),
        "steps": step_table(load_profiles(hub.home.mapping_roots)),
        "templates": templates_then(hub, order),
        "teams": team_table(hub.partners.agency),
        **others,
        **batches,
    }
    frames = compose_day(
        tables,
        business_date=order.business_date,
        batch_number=order.number,
        order_id=order.delivery_id,
        rules=load_release_rules(hub.home.mapping_roots),
    )
    keep_templates(hub, frames["messages"])
    return _write(hub, order, "outbox", frames)


def read_waiting(hub: Hub, order: Order) -> dict[str, pl.DataFrame]:
    """Batches that wait, with all that is in those that an order releases, and the actions of their dossiers."""
    known = read_known(hub, order, "canonical.operator_decisions")
    standing = read_standing(hub, order, known["operator_decisions"])
    shown = read_shown(hub, standing.filter(state="released")["batch_id"])
    return {"standing": standing, **shown, "offered_actions": read_offered_actions(hub, order, shown)}


def prune(hub: Hub) -> None:
    """Takes out of ledger and decisions the business dates that the settings do not keep."""
    kept = hub.settings.keep_business_dates
    dates = hub.store.business_dates()
    if kept != "all" and (keep := dates_to_keep(dates, month_ends=kept == "month_ends")) != set(dates):
        hub.store.book(
            lambda booking: booking.prune_business_dates(keep), message="old business dates", author="incassohub"
        )


def read_known(
    hub: Hub, order: Order, *names: str, without: Mapping[str, Collection[str]] | None = None
) -> dict[str, pl.DataFrame]:
    """Tables of facts as known by an order, by name without stage; without some columns, where they are named."""
    without_date = "delivery_id <= ?"
    tables = {
        name.partition(".")[2]: hub.store.read(
            name,
            columns=[column for column in schema_of(name) if column not in (without or {}).get(name, ())],
            where=without_date if name in _DATELESS else _KNOWN,
            parameters=[order.delivery_id] if name in _DATELESS else [order.business_date, order.delivery_id],
        )
        for name in names
    }
    return tables | {name: without_returned(tables[name]) for name in ("events",) if name in tables}


def read_day(hub: Hub, order: Order, *names: str) -> dict[str, pl.DataFrame]:
    """Tables of the business date, by name without stage."""
    return {
        name.partition(".")[2]: hub.store.read(name, where="business_date = ?", parameters=[order.business_date])
        for name in names
    }


def read_leaving_facts(hub: Hub, order: Order) -> dict[str, pl.DataFrame]:
    """Facts known by an order of the dossiers that leave by it, by name without stage."""
    known, day = [order.business_date, order.delivery_id], [order.business_date]
    of_debtors = f"debtor_id IN (SELECT debtor_id FROM canonical.claims WHERE {_LEAVING})"
    tables = {
        name.partition(".")[2]: hub.store.read(
            name,
            where=f"{_KNOWN} AND {of_debtors if name == 'canonical.debtors' else _LEAVING}",
            parameters=known + day,
        )
        for name in _FACTS_AND_ROLES
    }
    return tables | {"events": without_returned(tables["events"])}


def read_leaving_day(hub: Hub, order: Order, *names: str) -> dict[str, pl.DataFrame]:
    """Tables of the business date, cut down to the dossiers that leave on it, by name without stage."""
    where, day = f"business_date = ? AND {_LEAVING}", [order.business_date] * 2
    return {name.partition(".")[2]: hub.store.read(name, where=where, parameters=day) for name in names}


def read_batch(hub: Hub, order: Order, *names: str) -> dict[str, pl.DataFrame]:
    """Tables of what leaves by this order, by name without stage."""
    with hub.store.steady():
        return {
            name.partition(".")[2]: hub.store.read(name, where=BATCHES, parameters=order.batch_patterns)
            for name in names
        }


def _write(hub: Hub, order: Order, stage: str, frames: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    def work(booking: Booking) -> None:
        for table in DAY_TABLES[stage]:
            name = f"{stage}.{table}"
            rows = without_repeats(name, frames[table])
            if stage == "outbox":
                booking.replace(name, rows, where=BATCHES, parameters=order.batch_patterns)
            else:
                booking.replace_business_date(name, rows, order.business_date)
        run_keys = frames["controls"]["run_key"].unique().to_list() or [order.run_key]
        for run_key in run_keys:
            booking.delete("inbox.controls", where="stage = ? AND run_key = ?", parameters=[stage, run_key])
        booking.append("inbox.controls", frames["controls"])

    hub.store.book(work, message=f"{stage}, business date {order.business_date}", author="incassohub")
    return frames
