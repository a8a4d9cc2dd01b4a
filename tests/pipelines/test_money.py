import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.money import divide_rounded, format_cents, format_pct, parse_cents, parse_ppm, share_of


def _divided(numerator: int, denominator: int) -> int:
    frame = pl.DataFrame({"n": [numerator]}, schema={"n": pl.Int128})
    return frame.select(divide_rounded(pl.col("n"), denominator)).item()


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 10, 1), (4, 10, 0), (-5, 10, -1), (-4, 10, 0), (15, 10, 2), (-15, 10, -2), (25, 10, 3), (0, 7, 0), (1, 3, 0)],
)
def test_half_rounds_away_from_zero(numerator: int, denominator: int, expected: int) -> None:
    assert _divided(numerator, denominator) == expected


@given(st.integers(-(2**100), 2**100), st.integers(1, 2**20))
def test_rounded_quotient_lies_within_half_of_the_exact_one(numerator: int, denominator: int) -> None:
    quotient = _divided(numerator, denominator)
    assert abs(2 * (quotient * denominator - numerator)) <= denominator


def test_share_of_a_product_larger_than_64_bits_is_exact() -> None:
    frame = pl.DataFrame({"cents": [10**11]})
    assert frame.select(share_of(pl.col("cents"), 999_999_999)).item() == 99_999_999_900_000


@given(st.integers(-(10**15), 10**15))
def test_amount_survives_its_text(cents: int) -> None:
    assert parse_cents(format_cents(cents)) == cents


@pytest.mark.parametrize(("text", "cents"), [("1234.56", 123456), ("3", 300), ("0.5", 50), ("-0.05", -5)])
def test_amount_is_read_exactly(text: str, cents: int) -> None:
    assert parse_cents(text) == cents


@pytest.mark.parametrize("text", ["", "1.234", "1,50", ".5", "1.", "1e3", " 1", "١", "--1", "1234567890123456"])
def test_text_that_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount"):
        parse_cents(text)


@given(st.integers(0, 10**9))
def test_rate_survives_its_text(rate_ppm: int) -> None:
    assert parse_ppm(format_pct(rate_ppm)) == rate_ppm


def test_rate_is_written_without_trailing_zeros() -> None:
    assert [format_pct(rate) for rate in (30_000, 111_500, 0, 1, 100_000)] == ["3", "11.15", "0", "0.0001", "10"]


def test_rate_with_five_decimals_is_refused() -> None:
    with pytest.raises(ValueError, match="four decimals"):
        parse_ppm("1.00001")
