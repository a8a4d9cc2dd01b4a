import polars as pl
import pytest

from pipelines.ledger import number_ids

KNOWN = pl.Series([f"dossier-{number:05d}" for number in range(500)])


@pytest.mark.parametrize("places_per_id", [1, 6])
def test_every_id_finds_its_own_row_also_where_places_are_shared(
    monkeypatch: pytest.MonkeyPatch, places_per_id: int
) -> None:
    monkeypatch.setattr(number_ids, "_PLACES_PER_ID", places_per_id)
    rows = pl.Series([499, 3, 3, 0, *range(500)], dtype=pl.UInt32)
    assert number_ids.number_ids(KNOWN.gather(rows), KNOWN).equals(rows)


def test_unknown_and_empty_ids_have_no_row() -> None:
    asked = pl.Series(["dossier-00007", "dossier-7", "", None, "dossier-00500"])
    assert number_ids.number_ids(asked, KNOWN).to_list() == [7, None, None, None, None]


def test_no_ids_or_none_known_give_no_rows() -> None:
    assert number_ids.number_ids(KNOWN.clear(), KNOWN).to_list() == []
    assert number_ids.number_ids(KNOWN.head(2), KNOWN.clear()).to_list() == [None, None]
