"""A rule of law over time: its dated values, each with its source, and the error for a day that none covers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from mappings.law_values import LawValue
from warehouse.errors import ConfigurationError, LawError


@dataclass(frozen=True)
class Source:
    """Where a value was read: title, article and address."""

    title: str
    article: str
    href: str


@dataclass(frozen=True)
class DatedValue:
    """A value from a day on.

    Args:
        valid_from: First day on which it is in force.
        value: The value, in the unit of its table.
        source: Where it was read.
        checked_on: Day on which somebody looked there.
        is_verified: Whether an official text or an independent second source was seen.
        contract_from: Only for contracts concluded from this day on; None: any.
        contract_until: Only for contracts concluded before this day; None: any.
        valid_until: Day from which nothing is known until the next value; None: it holds until the next value.
        unverified_parts: Acts, amounts or kinds in it that are not verified, where the rest is.
        file: File it was read from.
    """

    valid_from: date
    value: LawValue
    source: Source
    checked_on: date
    is_verified: bool
    contract_from: date | None = None
    contract_until: date | None = None
    valid_until: date | None = None
    unverified_parts: tuple[str, ...] = ()
    file: Path | None = None

    @property
    def contracts(self) -> str:
        """Which contracts it is about, in words; empty where it is about all."""
        since = "" if self.contract_from is None else f"from {self.contract_from} on"
        until = "" if self.contract_until is None else f"before {self.contract_until}"
        return " ".join(["contracts", *filter(None, (since, until))]) if since or until else ""


@dataclass(frozen=True)
class Publication:
    """When a new value must be there, also where it stays the same: days of the year (month, day), since a day."""

    days: tuple[tuple[int, int], ...]
    since: date
    left_out: tuple[date, ...] = ()

    def due_until(self, day: date) -> list[date]:
        """Days of publication that have come by a day, in order.

        Args:
            day: Last day looked at.
        """
        years = range(self.since.year, day.year + 1)
        due = sorted(date(year, month, number) for year in years for month, number in self.days)
        return [found for found in due if self.since <= found <= day and found not in self.left_out]


@dataclass(frozen=True)
class OlderContracts:
    """Contracts concluded before a day, whose rate is lower by some points from another day on, with the source."""

    concluded_before: date
    since: date
    less_ppm: int
    source: Source
    checked_on: date
    is_verified: bool


@dataclass(frozen=True)
class LawTable:
    """A rule of law over time.

    Args:
        rule_id: Name of the rule.
        description: What it is, in the words of the law.
        unit: What its values are.
        file: File it was read from.
        values: Values in order of date of force.
        covered_until: First day on which no value is known.
        names: What each act, amount or kind of its values means.
        publication: When new values must be there; None: when a law changes.
        older: Contracts whose rate is lower; None: all contracts bear the same, or the values themselves say more.
    """

    rule_id: str
    description: str
    unit: str
    file: Path
    values: tuple[DatedValue, ...]
    covered_until: date
    names: dict[str, str] = field(default_factory=dict)
    publication: Publication | None = None
    older: OlderContracts | None = None

    def at(self, day: date, contract_date: date | None = None) -> DatedValue:
        """Value in force on a day.

        Args:
            day: Day asked.
            contract_date: Day on which the contract was concluded; None: a new contract.

        Raises:
            LawError: No value covers the day.
        """
        found = [value for value in self.for_contract(contract_date) if value.valid_from <= day]
        ended = bool(found) and found[-1].valid_until is not None and found[-1].valid_until <= day
        if not found or ended or day >= self.covered_until:
            raise self.uncovered(day)
        return found[-1]

    def ends(self, value: DatedValue) -> date:
        """First day on which a value of this table is not in force any more.

        Args:
            value: One of `values`.
        """
        later = [other.valid_from for other in self.values if other.valid_from > value.valid_from]
        known = [day for day in (value.valid_until, min(later, default=None)) if day is not None]
        return min([*known, self.covered_until])

    def for_contract(self, contract_date: date | None) -> tuple[DatedValue, ...]:
        """Values for a contract of a date; None stands for the newest contracts.

        Args:
            contract_date: Day on which the contract was concluded.
        """
        day = contract_date or date.max
        return tuple(
            value
            for value in self.values
            if (value.contract_from or date.min) <= day and (value.contract_until is None or day < value.contract_until)
        )

    def contract_splits(self) -> tuple[date, ...]:
        """Contract dates at which the values part."""
        return tuple(sorted({value.contract_from for value in self.values if value.contract_from}))

    @property
    def place(self) -> str:
        """Its file, as it is named inside the tree of mappings."""
        return f"law/{self.file.parent.name}/{self.file.name}"

    def uncovered(self, day: date) -> LawError:
        """Error that names the rule, the day and the file.

        Args:
            day: Day that no value covers.
        """
        cause = f"{self.rule_id} has no value for {day.isoformat()}"
        return LawError(cause, place=self.place, cure=cure_of(self.place))


@dataclass(frozen=True)
class Law:
    """Every law table by its rule."""

    tables: dict[str, LawTable]

    def table(self, rule_id: str) -> LawTable:
        """Table of a rule.

        Args:
            rule_id: Rule.

        Raises:
            ConfigurationError: No file holds this rule.
        """
        if rule_id not in self.tables:
            cure = f"Restore its file; known rules: {', '.join(sorted(self.tables))}."
            raise ConfigurationError(f"no law table has the id `{rule_id}`", place="law", cure=cure)
        return self.tables[rule_id]


def cure_of(place: str) -> str:
    """What to do about a day that no value covers.

    Args:
        place: File of the rule inside the tree of mappings.
    """
    return f"Add the published value to <home>/mappings/{place} (docs/law.md says how), or correct the date"
