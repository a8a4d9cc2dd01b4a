"""Partners: creditors, banks, bailiffs' offices, the hub itself and the agency, from their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

from mappings.agency import Agency, read_agency
from mappings.check_partners import check_partners
from mappings.code_lists import check_list
from mappings.feed_file import check_feed
from mappings.feeds import Feed
from mappings.partner_blocks import (
    Address,
    check_id,
    read_address,
    read_company_number,
    read_iban,
    read_threshold,
)
from mappings.plan_rules import STANDARD, PlanRules, read_plan_rules
from mappings.questions import note_questions
from mappings.silence_rules import BAILIFF_DAYS, CREDITOR_DAYS
from mappings.terms import Terms, read_terms
from mappings.tree import find_file, list_files
from mappings.yaml_block import Block, Fault, faults_of, raise_faults
from mappings.yaml_file import read_yaml
from warehouse import codes
from warehouse.errors import ConfigurationError

GROUPINGS: Final[dict[str, str]] = {
    "debtor": "All claims on a debtor are one dossier.",
    "contract": "A debtor's claims of one contract are one dossier; claims without contract are one more.",
    "claim": "Each claim is a dossier of its own.",
    "open": "A new claim joins the debtor's dossier while that is open; else it begins a new one.",
}
"""Which claims share a dossier."""

_WAITING_DAYS: Final = 7


@dataclass(frozen=True)
class Partner:
    """Who sends files or gets them.

    Attributes:
        partner_id: Name of its folder, and of its inbox.
        kind: One of `warehouse.codes.PARTNER_KINDS`.
        name: Name as it stands on letters.
        feeds: Feeds by name.
    """

    partner_id: str
    kind: str
    name: str
    feeds: dict[str, Feed]

    def feed_of(self, file_name: str) -> Feed | None:
        """The first feed, by name, that takes a file of this name, or the totals beside one of its files."""
        beside = (feed for feed in self.feeds.values() if feed.takes_beside(file_name))
        return next(beside, None) or next((feed for feed in self.feeds.values() if feed.takes(file_name)), None)


@dataclass(frozen=True)
class Creditor(Partner):
    """Who hands claims to the agency.

    Attributes:
        address: Postal address.
        country: Country whose law holds.
        language: Language in which the creditor is addressed, and its debtors when nothing else is known.
        company_number: KvK or KBO number.
        iban: Bank account; empty where not known.
        group_by: Which claims share a dossier: one of `GROUPINGS`.
        bailiff: Bailiff's office that gets its dossiers; empty for none.
        threshold_cents: Least open amount for which anything is sent.
        terms: Which interest and costs it asks, and how payments are allocated.
        waiting_days: After how many days a person looks at a record that waits for its claim.
        plans: Rules of its arrangements and promises.
        answer_days: Days in which it ends a hold that waits for it.
    """

    address: Address
    country: str
    language: str
    company_number: str
    iban: str | None
    group_by: str
    bailiff: str | None
    threshold_cents: int
    terms: Terms
    waiting_days: int = _WAITING_DAYS
    plans: PlanRules | None = None
    answer_days: int = CREDITOR_DAYS


@dataclass(frozen=True)
class Bank(Partner):
    """A bank that sends statements of an account of the agency."""

    iban: str


@dataclass(frozen=True)
class Bailiff(Partner):
    """A bailiff's office.

    Attributes:
        address: Postal address.
        language: Language in which it is addressed.
        answer_days: Days in which it accepts or refuses a dossier.
    """

    address: Address
    language: str
    answer_days: int = BAILIFF_DAYS


@dataclass(frozen=True)
class Provider(Partner):
    """A printer, mailer, texter or dialler.

    Attributes:
        answer_days: Days in which it tells what became of a batch; none where it tells nothing.
    """

    answer_days: int | None = None


@dataclass(frozen=True)
class Partners:
    """All partners by kind and id."""

    agency: Agency
    creditors: dict[str, Creditor]
    banks: dict[str, Bank]
    bailiffs: dict[str, Bailiff]
    hub: Partner
    providers: dict[str, Provider]

    @property
    def by_id(self) -> Mapping[str, Partner]:
        """Every partner by its id."""
        return {**self.creditors, **self.banks, **self.bailiffs, **self.providers, self.hub.partner_id: self.hub}


def partner_ids(roots: Sequence[Path]) -> list[str]:
    """The ids of all partners but the hub, by the names of their folders; nothing of them is read or checked.

    Args:
        roots: Roots of the tree, the strongest first.
    """
    heads = [f"{kind}s/*/{kind}.yaml" for kind in ("creditor", "bank", "bailiff", "provider")]
    return [relative.split("/")[1] for head in heads for relative in list_files(head, roots)]


def load_partners(roots: Sequence[Path]) -> Partners:
    """All partners of the tree.

    Args:
        roots: Roots of the tree, the strongest first.

    Raises:
        ConfigurationError: Files are wrong; all faults of all files are named.
    """
    faults: list[Fault] = []
    plans = read_plan_rules(roots, faults)
    creditors = _folders("creditors", "creditor.yaml", partial(_creditor, plans=plans), roots, faults)
    banks = _folders("banks", "bank.yaml", _bank, roots, faults)
    bailiffs = _folders("bailiffs", "bailiff.yaml", _bailiff, roots, faults)
    providers = _folders("providers", "provider.yaml", _provider, roots, faults)
    hub_path = find_file("hub/hub.yaml", roots)
    hub = _read(hub_path, partial(_hub, feeds=_feeds("hub", "hub", hub_path.name, roots, faults)), faults)
    agency = _read(find_file("agency.yaml", roots), read_agency, faults)
    read = [*creditors.values(), *banks.values(), *bailiffs.values(), *providers.values(), *([hub] if hub else [])]
    raise_faults([*faults, *check_partners(read, creditors, bailiffs, roots)])
    assert hub is not None, "a hub that cannot be read is a fault"
    assert agency is not None, "an agency that cannot be read is a fault"
    return Partners(agency, creditors, banks, bailiffs, hub, providers)


def _folders(
    folder: str, head: str, reader: Callable[..., Any], roots: Sequence[Path], faults: list[Fault]
) -> dict[str, Any]:
    """The partners of a kind: a folder each, with a head file and a file per feed."""
    found = {}
    for relative, path in list_files(f"{folder}/*/{head}", roots).items():
        partner_id = relative.split("/")[1]
        feeds = _feeds(f"{folder}/{partner_id}", partner_id, head, roots, faults)
        partner = _read(path, partial(reader, partner_id=partner_id, feeds=feeds), faults)
        if partner is not None:
            found[partner_id] = partner
    return found


def _feeds(folder: str, partner_id: str, head: str, roots: Sequence[Path], faults: list[Fault]) -> dict[str, Feed]:
    """The feeds of a partner, by name."""
    feeds = {}
    lists = {Path(relative).stem: path for relative, path in list_files(f"{folder}/codes/*.yaml", roots).items()}
    for relative, path in list_files(f"{folder}/*.yaml", roots).items():
        if relative.endswith(f"/{head}"):
            continue
        try:
            feed, found = check_feed(path, partner_id=partner_id, partner_kind=head.removesuffix(".yaml"), lists=lists)
        except ConfigurationError as error:
            faults.extend(faults_of(error))
            continue
        faults.extend(found)
        feeds[feed.name] = feed
    for path in lists.values():
        _read(path, check_list, faults)
    return feeds


def _read(path: Path, reader: Callable[[Block], Any], faults: list[Fault]) -> Any:
    """What a file describes; its faults are added to the others."""
    try:
        block = read_yaml(path)
    except ConfigurationError as error:
        faults.extend(faults_of(error))
        return None
    found = reader(block)
    block.close()
    faults.extend(block.faults)
    return found


def _creditor(block: Block, partner_id: str, feeds: dict[str, Feed], plans: dict[str, PlanRules]) -> Creditor:
    """A creditor from its file."""
    note_questions(block)
    check_id(block, partner_id)
    country = block.text("country", choices=codes.COUNTRIES) or codes.COUNTRIES[0]
    group_by = block.text("group_by", "debtor", choices=GROUPINGS)
    terms = read_terms(block.inner("terms"), country=country)
    if terms.bik_accumulation and group_by == "claim":
        cure = "Group by debtor or contract: the rule on instalments looks at the claims of one dossier."
        block.fault("'bik_accumulation' and 'group_by: claim' exclude each other", cure, "group_by")
    return Creditor(
        partner_id=partner_id,
        kind="creditor",
        name=block.text("name"),
        feeds=feeds,
        address=read_address(block),
        country=country,
        language=block.text("language", choices=codes.LANGUAGES),
        company_number=read_company_number(block, country),
        iban=read_iban(block, is_required=False),
        group_by=group_by,
        bailiff=block.text("bailiff", None),
        threshold_cents=read_threshold(block),
        waiting_days=block.whole("waiting_days", _WAITING_DAYS),
        terms=terms,
        plans=plans.get(block.text("arrangements", STANDARD, choices=tuple(plans))),
        answer_days=_answer_days(block, CREDITOR_DAYS),
    )


def _bank(block: Block, partner_id: str, feeds: dict[str, Feed]) -> Bank:
    """A bank from its file."""
    check_id(block, partner_id)
    return Bank(partner_id, "bank", block.text("name"), feeds, iban=read_iban(block, is_required=True) or "")


def _bailiff(block: Block, partner_id: str, feeds: dict[str, Feed]) -> Bailiff:
    """A bailiff's office from its file."""
    check_id(block, partner_id)
    language = block.text("language", choices=codes.LANGUAGES)
    return Bailiff(
        partner_id,
        "bailiff",
        block.text("name"),
        feeds,
        address=read_address(block),
        language=language,
        answer_days=_answer_days(block, BAILIFF_DAYS),
    )


def _provider(block: Block, partner_id: str, feeds: dict[str, Feed]) -> Provider:
    """A printer, mailer, texter or dialler from its file."""
    check_id(block, partner_id)
    return Provider(partner_id, "provider", block.text("name"), feeds, answer_days=_answer_days(block, None))


def _answer_days(block: Block, usual: int | None) -> Any:
    """Days in which the partner answers."""
    return block.whole("answer_days", usual, lowest=1, highest=365)


def _hub(block: Block, feeds: dict[str, Feed]) -> Partner:
    """The hub itself from its file."""
    check_id(block, "hub")
    return Partner("hub", "hub", block.text("name"), feeds)
