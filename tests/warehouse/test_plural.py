from __future__ import annotations

import polars as pl

from warehouse.plural import plural, plural_of


def test_one_is_told_apart_from_any_other_number() -> None:
    assert [f"{number} {plural(number, 'record')}" for number in (0, 1, 2)] == ["0 records", "1 record", "2 records"]
    assert [plural(number, "is", "are") for number in (1, 2)] == ["is", "are"]


def test_each_row_has_the_word_of_its_own_number() -> None:
    found = pl.DataFrame({"n": [0, 1, 2]}).select(
        rows=pl.format("{} {}", "n", plural_of("n", "row")), deliveries=plural_of("n", "delivery", "deliveries")
    )
    assert found["rows"].to_list() == ["0 rows", "1 row", "2 rows"]
    assert found["deliveries"].to_list() == ["deliveries", "delivery", "deliveries"]
