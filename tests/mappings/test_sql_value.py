from __future__ import annotations

import polars as pl
import pytest

from mappings.sql_value import sql_value


def test_an_expression_gives_its_type() -> None:
    assert sql_value("upper(a) || '-' || \"b c\"", ["a", "b c"])[1] == pl.String
    assert sql_value("a = 'x' AND \"b c\" IS NULL", ["a", "b c"])[1] == pl.Boolean


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("upper(", "no SQL expression"),
        ("amuont = '1'", "did you mean 'amount'"),
        ("max(amount)", "calls 'max'"),
        ("(SELECT 1)", "one row only"),
        ("sum(amount) OVER (PARTITION BY kind)", "one row only"),
        ("'a constant'", "reads no column"),
        ("amount + 1", "does not fit"),
    ],
)
def test_what_is_no_expression_over_one_record_is_told(text: str, cause: str) -> None:
    with pytest.raises(ValueError, match=cause.replace("(", r"\(")):
        sql_value(text, ["amount", "kind"])
