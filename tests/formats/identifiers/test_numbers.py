"""IBAN, company number, VAT number, citizen service number and postcode."""

from __future__ import annotations

import polars as pl
import pytest

from formats.identifiers.bsn import make_bsn, valid_bsns
from formats.identifiers.company_number import compact_company_numbers, make_kbo, valid_company_numbers
from formats.identifiers.iban import compact_ibans, make_iban, valid_ibans
from formats.identifiers.postcode import format_postcodes, valid_postcodes
from formats.identifiers.vat_number import compact_vat_numbers, valid_vat_numbers


@pytest.mark.parametrize(
    ("country", "bank", "account"),
    [("nl", "ABNA", "123456789"), ("BE", "539", "0075470"), ("DE", "37040044", "532013000")],
)
def test_a_made_iban_is_valid_and_breaks_with_any_digit(country: str, bank: str, account: str) -> None:
    iban = make_iban(country, bank, account)
    broken = [iban[:place] + str((int(iban[place]) + 1) % 10) + iban[place + 1 :] for place in (2, 3, len(iban) - 1)]
    assert valid_ibans(pl.Series([iban, *broken])).to_list() == [True, False, False, False]


def test_ibans_may_have_spaces_and_null_stays_null() -> None:
    values = pl.Series(["NL02 ABNA 0123 4567 89", "nl02abna0123456789", None, "", "x", "NL02ABNA01234567890"])
    assert valid_ibans(values).to_list() == [True, True, None, False, False, False]
    assert compact_ibans(values.head(2)).to_list() == ["NL02ABNA0123456789"] * 2


def test_an_iban_that_its_country_cannot_have_is_not_made() -> None:
    with pytest.raises(ValueError, match="no IBAN in nl"):
        make_iban("nl", "ABNA", "12345678901234567890")


def test_a_made_kbo_number_is_valid_with_and_without_dots() -> None:
    number = make_kbo(2_022_399)
    values = pl.Series([number, f"{number[:4]}.{number[4:7]}.{number[7:]}", f"BE{number}", number[:-1] + "0", None])
    assert valid_company_numbers(values, "be").to_list() == [True, True, True, False, None]
    assert compact_company_numbers(values.slice(1, 2)).to_list() == [number, number]


@pytest.mark.parametrize("body", [0, 20_000_000])
def test_a_kbo_body_outside_the_register_is_not_made(body: int) -> None:
    with pytest.raises(ValueError, match="KBO body"):
        make_kbo(body)


def test_kvk_numbers_have_eight_digits() -> None:
    values = pl.Series(["12345678", "1234567", "123456789", "00000000", "1234567a", None])
    assert valid_company_numbers(values, "nl").to_list() == [True, False, False, False, False, None]


def test_vat_numbers_are_checked_by_country() -> None:
    belgian = f"BE{make_kbo(2_022_399)}"
    dutch = f"NL{make_bsn(11122233)}B01"
    values = pl.Series([belgian, dutch, "DE136695976", belgian[:-1] + "0", belgian[2:], None])
    assert valid_vat_numbers(values).to_list() == [True, True, True, False, False, None]
    assert compact_vat_numbers(pl.Series(["nl 1112.22.333.b.01"])).to_list() == [dutch]


def test_citizen_service_numbers_pass_the_eleven_test() -> None:
    values = pl.Series([make_bsn(11122233), "111222334", "11122233", "1112.22.333", None, "geen"])
    assert valid_bsns(values).to_list() == [True, False, False, True, None, False]


def test_some_bodies_have_no_citizen_service_number() -> None:
    with pytest.raises(ValueError, match="no citizen service number"):
        make_bsn(60000000)


def test_dutch_postcodes_have_letters_that_were_never_barred() -> None:
    values = pl.Series(["1234AB", "1234 ab", "0234AB", "1234SS", "1234sd", "1234", None])
    assert valid_postcodes(values, "nl").to_list() == [True, True, False, False, False, False, None]


def test_belgian_postcodes_have_four_digits() -> None:
    assert valid_postcodes(pl.Series(["9000", "0900", "90000", "9000 AB"]), "be").to_list() == [
        True,
        False,
        False,
        False,
    ]


def test_postcodes_are_written_with_a_space() -> None:
    assert format_postcodes(pl.Series([" 1234ab", "1234 AB", "9000 "])).to_list() == ["1234 AB", "1234 AB", "9000"]
