from __future__ import annotations

import hashlib

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.identifiers.ogm import make_ogms
from formats.identifiers.rf_reference import make_rf_references
from pipelines.keys import dossier_numbers, fingerprints, number_dossiers, referenced_dossiers

NUMBERS = st.integers(1_000_000_000, 9_999_999_999)


def found_in(text: str) -> list[str]:
    return pl.DataFrame({"text": [text]}).select(referenced_dossiers(pl.col("text"))).item().to_list()


def test_a_number_is_the_start_of_the_md5_of_its_key() -> None:
    for key in ("energie-noord:K1", "x:\u00e9", "a:b:c"):
        start = int.from_bytes(hashlib.md5(key.encode()).digest()[:8], "little")
        assert dossier_numbers(pl.Series([key])).to_list() == [str(start % 9_000_000_000 + 1_000_000_000)]
    assert fingerprints(pl.Series(["abc"])).to_list() == [hashlib.md5(b"abc").hexdigest()[:16]]


def test_a_dossier_keeps_the_number_it_has() -> None:
    taken = pl.DataFrame({"dossier_key": ["a:1"], "dossier_id": ["1111111111"]})
    found = number_dossiers(pl.Series(["a:1", "a:2", "a:1"]), taken)
    assert dict(found.rows())["a:1"] == "1111111111"
    assert found.height == 2


def test_a_number_that_is_taken_is_never_given_twice() -> None:
    wanted = dossier_numbers(pl.Series(["a:1"])).item()
    taken = pl.DataFrame({"dossier_key": ["b:1"], "dossier_id": [wanted]})
    found = number_dossiers(pl.Series(["a:1"]), taken)["dossier_id"].item()
    assert found == dossier_numbers(pl.Series(["a:1"]), attempt=1).item() != wanted


@settings(max_examples=50, deadline=None)
@given(NUMBERS, st.integers(0, 11))
def test_references_are_found_in_any_text_and_wrong_digits_are_not(number: int, place: int) -> None:
    numbers = pl.Series([str(number)])
    rf, ogm = make_rf_references(numbers).item(), make_ogms(numbers).item()
    for reference in (rf, ogm, ogm.strip("+"), rf.lower(), " ".join(rf[n : n + 4] for n in range(0, 14, 4))):
        assert found_in(f"Betaling {reference}, dank u 2026") == [str(number)]
    digit = rf[2 + place]
    assert str(number) not in found_in(rf[: 2 + place] + str((int(digit) + 1) % 10) + rf[3 + place :])


def test_distinct_references_are_all_given() -> None:
    rf = make_rf_references(pl.Series(["1234567890", "2234567890"]))
    assert found_in(f"{rf[0]} {rf[1]} {rf[0]}") == ["1234567890", "2234567890"]
    assert found_in("") == []
