"""Invented debtors: combinations of words, with identifiers that pass their check digits."""

from __future__ import annotations

import polars as pl

from formats.identifiers.company_number import make_kbos
from formats.identifiers.iban import make_ibans
from mappings.twin_words import Words
from pipelines.twin.draws import Draws

# The second letter of a Dutch postcode is never a sign that would make SA, SD or SS.
_FIRST_LETTERS = "ABCDEFGHJKLMNPRSTUVWXZ"
_SECOND_LETTERS = "BCEGHJKLMNPRTVWXZ"
_BANKS = {"nl": ("ABNA", "INGB", "RABO", "TRIO"), "be": ("001", "068", "363", "539")}


def invent_debtors(
    draws: Draws, *, country: str, count: int, words: dict[str, Words], types: dict[str, int]
) -> pl.DataFrame:
    """Debtors of a creditor; the first ones are the same whatever the count.

    Args:
        draws: The creditor's draws.
        country: Country that they live in.
        count: How many.
        words: Words by language of the debtor; debtors are spread over these languages.
        types: Weight of each type of debtor.

    Returns:
        One row per debtor, with the fields of `ClaimRecord` that describe a debtor.
    """
    pool = [name for name, weight in types.items() for _ in range(weight)]
    numbers = draws.numbers("house_number", 1, 240, count)
    parts = {language: _parts(draws, language, country, words[language], count) for language in words}
    chosen = draws.choose("language", sorted(words), count)
    first = next(iter(parts.values()))
    debtors = pl.DataFrame(
        {
            "debtor_reference": pl.int_range(100_001, 100_001 + count, eager=True).cast(pl.String),
            "debtor_type": draws.choose("debtor_type", pool, count),
            "language": chosen,
            "house_number": numbers.cast(pl.String),
            "house_number_addition": draws.choose("addition", ["", "", "", "", "A", "B"], count),
            "company_number": _company_numbers(draws, country, count),
            "iban": _ibans(draws, country, count),
            "birth_days": draws.numbers("birth", 7_500, 31_000, count),
            "phone": "0" + draws.numbers("phone", 600_000_000, 699_999_999, count).cast(pl.String),
            "has_email": draws.chance("has_email", 70, count),
            "has_iban": draws.chance("has_iban", 40, count),
        }
    )
    language = pl.Series(chosen)
    for column in first.columns:
        value = first[column]
        for name, frame in parts.items():
            value = frame[column].zip_with(language == name, value)
        debtors = debtors.with_columns(value.alias(column))
    return _composed(debtors, country)


def _parts(draws: Draws, language: str, country: str, words: Words, count: int) -> pl.DataFrame:
    """What is drawn from the words of a language, for every debtor."""
    pick = {kind: draws.choose(f"{language}/{kind}", words.lists[kind], count) for kind in words.lists}
    digits = draws.choose(f"{language}/town", sorted(words.towns), count)
    letters = draws.choose(f"{language}/letter1", _FIRST_LETTERS, count) + draws.choose(
        f"{language}/letter2", _SECOND_LETTERS, count
    )
    return pl.DataFrame(
        {
            "first_name": pick["first_names"],
            "prefix": pick["prefixes"],
            "surname": pick["surnames"],
            "street": pick["streets"],
            "company_name": pick["trades"] + " " + pick["surnames"] + " " + pick["company_forms"],
            "city": digits.replace_strict(words.towns),
            "postcode": digits + letters if country == "nl" else digits,
        }
    )


def _composed(debtors: pl.DataFrame, country: str) -> pl.DataFrame:
    """The fields of a record: persons have names and birth dates, companies a number."""
    is_company = pl.col("debtor_type") == "business"
    person = pl.concat_str(
        "first_name", pl.col("prefix").replace("", None), "surname", separator=" ", ignore_nulls=True
    )
    mailbox = (
        pl.concat_str("surname", "debtor_reference", separator=".")
        .str.to_lowercase()
        .str.replace_all(r"[^a-z0-9.]", "")
    )

    def only(field: str, condition: pl.Expr) -> pl.Expr:
        return pl.when(condition).then(pl.col(field))

    return debtors.select(
        "debtor_reference",
        "debtor_type",
        name=pl.when(is_company).then("company_name").otherwise(person),
        initials=only("first_name", ~is_company).str.slice(0, 1) + ".",
        first_name=only("first_name", ~is_company),
        prefix=only("prefix", ~is_company).replace("", None),
        surname=only("surname", ~is_company).fill_null(pl.col("company_name")),
        birth_date=pl.when(~is_company).then(pl.date(1922, 1, 1) + pl.duration(days="birth_days")),
        language=pl.col("language").replace("be", "nl"),
        street="street",
        house_number="house_number",
        house_number_addition=pl.col("house_number_addition").replace("", None),
        postcode="postcode",
        city="city",
        country=pl.lit(country),
        email=pl.when("has_email").then(mailbox + "@post.example"),
        phone="phone",
        company_number=pl.when(pl.col("debtor_type") != "consumer").then("company_number"),
        vat_number=pl.when(is_company & pl.lit(country == "be")).then("BE" + pl.col("company_number")),
        iban=only("iban", pl.col("has_iban")),
    )


def _company_numbers(draws: Draws, country: str, count: int) -> pl.Series:
    """Numbers of the trade register: eight digits (KvK), or ten of which two check the others (KBO)."""
    if country != "be":
        return draws.numbers("company", 20_000_000, 98_000_000, count).cast(pl.String)
    return make_kbos(draws.numbers("company", 4_000_000, 7_999_999, count))


def _ibans(draws: Draws, country: str, count: int) -> pl.Series:
    banks = draws.choose("bank", _BANKS[country], count)
    accounts = draws.numbers("account", 1_000_000, 9_999_999, count)
    return make_ibans(country, banks, accounts)
