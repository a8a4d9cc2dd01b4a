"""The agency that runs the hub, read from its file."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.contact_hours import ContactHours, read_contact_hours
from mappings.partner_blocks import Address, read_address, read_iban, read_link, read_link_days
from mappings.silence_rules import USUAL, SilenceRules, read_silence
from mappings.teams import EVERYONE, Team, read_teams
from mappings.yaml_block import Block


@dataclass(frozen=True)
class Agency:
    """The agency that runs the hub, as it stands on letters, and its own rule on when debtors are contacted."""

    name: str
    address: Address
    phone: str
    email: str
    website: str
    iban: str
    company_number: str
    registration: str
    payment_link: str
    complaints: dict[str, str]
    teams: tuple[Team, ...] = (EVERYONE,)
    contact_hours: ContactHours | None = None
    payment_link_days: int | None = None
    silence: SilenceRules = USUAL


def read_agency(block: Block) -> Agency:
    """The agency from its file.

    Args:
        block: Contents of `agency.yaml`.
    """
    complaints = block.block("complaints", is_required=True)
    hours = block.block("contact_hours")
    return Agency(
        name=block.text("name"),
        address=read_address(block),
        phone=block.text("phone"),
        email=block.text("email"),
        website=block.text("website"),
        iban=read_iban(block, is_required=True) or "",
        company_number=block.text("company_number"),
        registration=block.text("registration"),
        payment_link=read_link(block),
        contact_hours=None if hours is None else read_contact_hours(hours),
        complaints={} if complaints is None else {key: str(text) for key, text in complaints.plain().items()},
        teams=read_teams(block),
        payment_link_days=read_link_days(block),
        silence=read_silence(block),
    )
