"""All findings of a delivery as separated values, for files with more wrong records than a workbook holds.

*Source*: RFC 4180, with semicolons and a byte order mark, as spreadsheet programs in these countries expect.
"""

from __future__ import annotations

import polars as pl

from formats.csv_table import write_csv
from formats.finding_texts import FindingTexts
from formats.formula_text import harmless

_FORMAT = {"delimiter": ";", "bom": True}


def write_findings_table(findings: pl.DataFrame, texts: FindingTexts) -> bytes:
    """One row per finding, in order of line: line, status, code, column, value, what is wrong and what to do.

    Args:
        findings: Rows of `inbox.findings` of one delivery.
        texts: Words in the creditor's language.
    """
    labels, known = texts.labels, texts.findings
    messages = {code: text.message for code, text in known.items()}
    cures = {code: text.cure for code, text in known.items()}
    outcomes = {name: labels[name] for name in findings["outcome"].unique()}
    rows = findings.sort("line_number", "code", "finding_id").select(
        pl.col("line_number").cast(pl.String).alias(labels["line"]),
        pl.col("outcome").replace_strict(outcomes, return_dtype=pl.String).alias(labels["status"]),
        pl.col("code").cast(pl.String).alias(labels["code"]),
        pl.col("column_name").alias(labels["column"]),
        pl.col("value").alias(labels["value"]),
        pl.col("code").replace_strict(messages, return_dtype=pl.String).alias(labels["message"]),
        pl.col("code").replace_strict(cures, return_dtype=pl.String).alias(labels["cure"]),
    )
    return write_csv({"row": harmless(rows)}, _FORMAT)
