import polars as pl
import pytest

from benchmarks.stock import invent_stock
from mappings.law import load_law
from pipelines.ledger import part_book
from pipelines.ledger.facts import Facts
from pipelines.ledger.list_rates import list_rates
from pipelines.ledger.number_facts import number_facts
from pipelines.ledger.statement import Statement, statement

FRAMES = ("balances", "dossiers", "costs", "allocations", "lines")


def mixed_stock() -> Facts:
    """Dossiers whose terms differ."""
    facts = invent_stock(400, with_costs=True)
    number = pl.int_range(pl.len())
    dossiers = facts.dossiers.with_columns(
        order=pl.when(number % 5 == 0).then(pl.lit(["interest", "costs", "principal"])).otherwise("order"),
        across=pl.when(number % 7 == 0).then(pl.lit("bucket_by_bucket")).otherwise("across"),
        rounding=pl.when(number % 11 == 0).then(pl.lit("exact")).otherwise("rounding"),
    )
    return Facts(dossiers, facts.claims, facts.costs, facts.payments)


def sorted_frames(done: Statement) -> dict[str, pl.DataFrame]:
    frames = {name: getattr(done, name) for name in FRAMES}
    return {name: frame.select(sorted(frame.columns)).sort(pl.all()) for name, frame in frames.items()}


def test_parts_have_one_kind_of_terms_and_hold_every_dossier_once() -> None:
    book = number_facts(mixed_stock(), list_rates(load_law()))
    parts = part_book.part_book(book)
    assert sorted(pl.concat(part.book.dossiers["d"] for part in parts)) == book.dossiers["d"].to_list()
    assert sum(part.book.claims.height for part in parts) == book.claims.height
    for part in parts:
        assert part.book.dossiers["order"].unique().to_list() == [list(part.terms.order)]
        assert part.book.dossiers["by_bucket"].unique().to_list() == [part.terms.by_bucket]
        assert part.book.dossiers["rounding"].unique().to_list() == [part.convention.name]


def test_statement_is_the_same_in_one_part_and_in_many(monkeypatch: pytest.MonkeyPatch) -> None:
    facts, law = mixed_stock(), load_law()
    whole = sorted_frames(statement(facts, law))
    monkeypatch.setattr(part_book, "_LEAST_CLAIMS", 20)
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 3)
    parts = sorted_frames(statement(facts, law))
    assert all(parts[name].equals(whole[name]) for name in FRAMES)


def test_lines_of_some_dossiers_are_those_lines_of_all() -> None:
    done = statement(mixed_stock(), load_law())
    some = done.dossiers["dossier_id"].head(7)
    expected = done.lines.filter(pl.col("dossier_id").is_in(some.implode()))
    assert 0 < expected.height < done.lines.height
    assert done.list_lines(some).equals(expected)
