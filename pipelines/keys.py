"""Numbers that are made from names, and the payment references that carry them.

A dossier's number is made from its key by a hash, so that a payment reference is known before anything is booked. Two
keys can hash to one number; then the later one is hashed again, see `number_dossiers`.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import duckdb
import polars as pl

from formats.identifiers.ogm import find_ogm_numbers
from formats.identifiers.rf_reference import IN_TEXT, find_rf_numbers
from warehouse.arrow_batches import arrow_batches

_LEAST: Final = 1_000_000_000
_SPAN: Final = 9_000_000_000
_MAX_ATTEMPTS: Final = 50


def dossier_numbers(keys: pl.Series, *, attempt: int = 0) -> pl.Series:
    """The number that each key asks for: ten digits, the first of which is not 0.

    The first eight bytes of the MD5 of the key, little-endian, spread over the numbers. MD5 serves as a stable hash
    here, not as a secret.

    Args:
        keys: Keys of dossiers.
        attempt: How many times the key's number was found taken.
    """
    asked = pl.DataFrame({"key": keys.cast(pl.String) + ("" if attempt == 0 else f"#{attempt}")})
    hashes = _ask("select md5_number_upper(key) as hash from asked", asked)["hash"]
    return (hashes % _SPAN + _LEAST).cast(pl.String).alias("dossier_id")


def number_dossiers(keys: pl.Series, taken: pl.DataFrame) -> pl.DataFrame:
    """The number of each dossier: the one it has, else the first free one that its key asks for.

    Args:
        keys: Keys of dossiers, in the order in which they came.
        taken: `dossier_key` and `dossier_id` of the dossiers that exist.

    Returns:
        One row per key: `dossier_key`, `dossier_id`.
    """
    known = taken.select("dossier_key", "dossier_id").unique()
    wanted = pl.DataFrame({"dossier_key": keys.cast(pl.String)}).unique(maintain_order=True)
    found = [wanted.join(known, on="dossier_key", maintain_order="left")]
    missing = wanted.join(known, on="dossier_key", how="anti", maintain_order="left") if known.height else wanted
    used = known["dossier_id"]
    for attempt in range(_MAX_ATTEMPTS):
        if missing.is_empty():
            break
        asked = missing.with_columns(dossier_numbers(missing["dossier_key"], attempt=attempt))
        is_free = asked["dossier_id"].is_first_distinct()
        if used.len():
            is_free &= ~asked["dossier_id"].is_in(used.implode())
        found.append(asked if is_free.all() else asked.filter(is_free))
        missing = asked.filter(~is_free)
        if missing.height:
            used = pl.concat([used, found[-1]["dossier_id"]])
    assert missing.is_empty(), "a dossier found no free number"
    return pl.concat(found)


def referenced_dossiers(text: pl.Expr) -> pl.Expr:
    """The distinct dossiers whose payment reference, with right check digits, stands in a text: a list.

    An RF reference may have spaces and dashes anywhere; a Belgian one may have its signs, or be twelve bare digits.
    """
    upper = text.fill_null("").str.to_uppercase()
    without_rf = upper.str.replace_all(IN_TEXT, " ")
    found = pl.concat_list(find_rf_numbers(upper), find_ogm_numbers(without_rf))
    return found.list.drop_nulls().list.unique(maintain_order=True)


def fingerprints(texts: pl.Series) -> pl.Series:
    """A short name for each text that is the same on every machine: sixteen hexadecimal digits of its MD5."""
    asked = pl.DataFrame({"text": texts.cast(pl.String)})
    return _ask("select substr(md5(text), 1, 16) as fingerprint from asked", asked)["fingerprint"]


def _ask(query: str, asked: pl.DataFrame) -> pl.DataFrame:
    """What a query gives for the rows of `asked`; polars itself has no hash that stays the same between versions."""
    with _database().cursor() as cursor:
        cursor.register("asked", arrow_batches(asked))
        return cursor.sql(query).pl()


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """An empty database in memory: opening one takes longer than most questions."""
    return duckdb.connect()
