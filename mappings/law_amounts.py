"""Lists of amounts and terms in law tables: tariffs, fees by brackets, terms of limitation, the rule on instalments."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.yaml_block import Block


@dataclass(frozen=True)
class Tariff:
    """An amount in cents for each of some acts; an act that no source gave is not there."""

    amounts: tuple[tuple[str, int], ...]

    def amount_of(self, act: str) -> int | None:
        """Amount of an act; none where the tariff does not have it.

        Args:
            act: Code of the act.
        """
        return dict(self.amounts).get(act)


@dataclass(frozen=True)
class Bracket:
    """Amounts up to and including a limit (None: no end), and the most points that are given (None: no limit)."""

    up_to_cents: int | None
    amounts: tuple[tuple[str, int], ...]
    most_points: int | None


@dataclass(frozen=True)
class Brackets:
    """Amounts by the size of a claim."""

    rows: tuple[Bracket, ...]

    def of(self, cents: int) -> Bracket:
        """The bracket of a claim.

        Args:
            cents: Size of the claim.
        """
        return next(row for row in self.rows if row.up_to_cents is None or cents <= row.up_to_cents)


@dataclass(frozen=True)
class Term:
    """A term in years, months and days."""

    years: int
    months: int
    days: int

    @property
    def offset(self) -> str:
        """The term as polars adds it to a date."""
        return f"{self.years}y{self.months}mo{self.days}d"


@dataclass(frozen=True)
class Terms:
    """A term for each kind of claim."""

    by_kind: tuple[tuple[str, Term], ...]

    def of(self, kind: str) -> Term | None:
        """Term of a kind of claim; none where the table does not have it.

        Args:
            kind: Code of the kind.
        """
        return dict(self.by_kind).get(kind)


@dataclass(frozen=True)
class InstalmentRule:
    """Costs on instalments below an amount: for the first, for each following, and the most within some months."""

    below_cents: int
    first_cents: int
    following_cents: int
    maximum_cents: int
    months: int


def read_tariff(value: Block) -> Tariff:
    """A tariff: `act: amount` lines."""
    return Tariff(tuple((act, value.scaled(act, 2)) for act in value.values))


def read_brackets(rows: list[Block]) -> Brackets:
    """Brackets in order of their limits, each with the same amounts; the last one has no end.

    Args:
        rows: Blocks with `up_to`, `most_points` and amounts by name.
    """
    found: list[Bracket] = []
    last_limit = 0
    for row in rows:
        limit = row.scaled("up_to", 2, None)
        if (limit is None) != (row is rows[-1]):
            row.fault("only the last bracket has no end", "Give every other bracket 'up_to'.")
        elif limit is not None and limit <= last_limit:
            row.fault("the brackets overlap", "Order them by 'up_to'.")
        most_points = row.whole("most_points", None)
        names = [name for name in row.values if name not in {"up_to", "most_points"}]
        if found and names != [name for name, _ in found[0].amounts]:
            row.fault("the amounts are not those of the first bracket", "Give every bracket the same amounts.")
        found.append(Bracket(limit, tuple((name, row.scaled(name, 2)) for name in names), most_points))
        row.close()
        last_limit = limit or last_limit
    return Brackets(tuple(found))


def read_terms_by_kind(value: Block) -> Terms:
    """Terms: `kind: {years: 5}` lines."""
    return Terms(tuple((kind, _read_term(value.inner(kind, is_required=True))) for kind in value.values))


def read_instalment_rule(value: Block) -> InstalmentRule:
    """The rule on instalments."""
    below, first, following, maximum = (value.scaled(key, 2) for key in ("below", "first", "following", "maximum"))
    rule = InstalmentRule(below, first, following, maximum, value.whole("months", lowest=1))
    value.close()
    return rule


def _read_term(term: Block) -> Term:
    found = Term(term.whole("years", 0), term.whole("months", 0), term.whole("days", 0))
    term.close()
    if found == Term(0, 0, 0):
        term.fault("the term has no length", "Write `years:`, `months:` or `days:`.")
    return found
