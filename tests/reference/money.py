"""Cents, their one rounding, and the strings of the calculator's contract."""

from fractions import Fraction


def rounded(value: Fraction | int) -> int:
    """A number of cents, half away from zero (the one rounding of the ledger)."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole


def cents(text: str) -> int:
    """An amount such as `3000.00` in cents; more than two decimals are an error (8.13)."""
    value = Fraction(text) * 100
    if value.denominator != 1:
        raise ValueError(f"amount {text!r} has more than two decimals")
    return int(value)


def amount(value: int) -> str:
    """Cents as `3000.00`."""
    sign = "-" if value < 0 else ""
    return f"{sign}{abs(value) // 100}.{abs(value) % 100:02d}"


def percentage(value: Fraction) -> str:
    """A percentage with at most four decimals and no trailing zero, such as `10.35`."""
    whole, rest = divmod(rounded(value * 10_000), 10_000)
    return f"{whole}.{rest:04d}".rstrip("0").rstrip(".")
