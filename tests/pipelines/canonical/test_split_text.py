from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.splits import SPLITS
from pipelines.canonical.split_text import split_text


def parts(kind: str, text: str) -> tuple[str | None, ...]:
    return pl.DataFrame({"text": [text]}).select(**split_text(pl.col("text"), kind)).row(0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J. van den Berg", ("J.", None, "van den", "Berg")),
        ("J.P.M. de Vries", ("J.P.M.", None, "de", "Vries")),
        ("J. P. Jansen", ("J. P.", None, None, "Jansen")),
        ("Th. de Groot", ("Th.", None, "de", "Groot")),
        ("P. van 't Hof", ("P.", None, "van 't", "Hof")),
        ("Y. El Amrani", ("Y.", None, "El", "Amrani")),
        ("Jan van den Berg", (None, "Jan", "van den", "Berg")),
        ("Jean-Luc de la Tour", (None, "Jean-Luc", "de la", "Tour")),
        ("Berg, J. van den", ("J.", None, "van den", "Berg")),
        ("Jansen-de Boer, A.M.", ("A.M.", None, None, "Jansen-de Boer")),
        ("Jan Berg", (None, None, None, "Jan Berg")),
        ("Bakkerij De Zon B.V.", (None, None, None, "Bakkerij De Zon B.V.")),
        ("Jansen, B.V.", (None, None, None, "Jansen, B.V.")),
        ("B.V. Bouw", (None, None, None, "B.V. Bouw")),
    ],
)
def test_a_name_is_taken_apart_where_it_has_a_known_form(text: str, expected: tuple[str | None, ...]) -> None:
    assert parts("person", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kerkstraat 12 bis", ("Kerkstraat", "12", "bis")),
        ("Kerkstraat 12a", ("Kerkstraat", "12", "a")),
        ("Plein 1944 12a", ("Plein 1944", "12", "a")),
        ("Laan 1940-1945 7", ("Laan 1940-1945", "7", None)),
        ("1e Kerkstraat 5-II", ("1e Kerkstraat", "5", "II")),
        ("Kerkstraat 12-14", ("Kerkstraat", "12-14", None)),
        ("Straat 5 2 hoog", ("Straat", "5", "2 hoog")),
        ("Rue de la Loi 16 bte 3", ("Rue de la Loi", "16", "bte 3")),
        ("Kerkstraat 12, bus 3", ("Kerkstraat", "12", "bus 3")),
        ("16, rue de la Loi", ("rue de la Loi", "16", None)),
        ("Woonboot Anna", ("Woonboot Anna", None, None)),
        ("Kerkstraat12", ("Kerkstraat12", None, None)),
    ],
)
def test_an_address_is_taken_apart_where_it_ends_or_begins_with_a_number(
    text: str, expected: tuple[str | None, ...]
) -> None:
    assert parts("address", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12 bis", ("12", "bis")), ("12-A", ("12", "A")), ("12-14", ("12-14", None)), ("bis", ("bis", None))],
)
def test_a_house_number_is_taken_apart(text: str, expected: tuple[str | None, ...]) -> None:
    assert parts("house_number", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8011 AB Zwolle", ("8011 AB", "Zwolle")),
        ("8011ab Zwolle", ("8011ab", "Zwolle")),
        ("1234 De Bilt", ("1234", "De Bilt")),
        ("B-1000 Brussel", ("B-1000", "Brussel")),
        ("Zwolle", (None, "Zwolle")),
    ],
)
def test_a_town_is_taken_apart(text: str, expected: tuple[str | None, ...]) -> None:
    assert parts("town", text) == expected


def letters(text: str) -> list[str]:
    return sorted(sign for sign in text if sign.isalnum())


WORDS = st.lists(st.sampled_from(["J.", "van", "den", "Berg,", "12", "bis", "-A", "Straat", "B.V.", "8011", "AB", "é"]))


@given(kind=st.sampled_from(sorted(SPLITS)), text=st.one_of(WORDS.map(" ".join), st.text(max_size=40)).map(str.strip))
def test_no_letter_and_no_digit_is_lost(kind: str, text: str) -> None:
    found = parts(kind, text)
    assert letters("".join(part or "" for part in found)) == letters(text)


def test_an_empty_text_has_no_parts() -> None:
    frame = pl.DataFrame({"text": [None]}, schema={"text": pl.String})
    for kind, split in SPLITS.items():
        assert frame.select(**split_text(pl.col("text"), kind)).row(0) == (None,) * len(split.fields)
