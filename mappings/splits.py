"""Columns that hold several fields at once: a name, an address, a postcode with its town."""

from __future__ import annotations

from typing import Final, NamedTuple


class Split(NamedTuple):
    """A way to take a text apart: the fields that it fills, in order, and its meaning."""

    fields: tuple[str, ...]
    meaning: str


SPLITS: Final[dict[str, Split]] = {
    "person": Split(
        ("initials", "first_name", "prefix", "surname"),
        "A name: `J. van den Berg`, `Jan van den Berg` or `Berg, J. van den`; any other text is a surname as a whole.",
    ),
    "address": Split(
        ("street", "house_number", "house_number_addition"),
        "Street and house number: `Kerkstraat 12 bis`, `Rue de la Loi 16 bte 3` or `16, rue de la Loi`.",
    ),
    "house_number": Split(
        ("house_number", "house_number_addition"), "House number with its addition: `12 bis`, `12-A`, `12-14`."
    ),
    "town": Split(("postcode", "city"), "Postcode and town: `8011 AB Zwolle`, `B-1000 Brussel`."),
}
"""Every way to take a text apart. Nothing is lost: what fits no form is one field as a whole."""
