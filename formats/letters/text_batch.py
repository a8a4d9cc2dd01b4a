"""Short messages, call lists and requests to other systems, as files for whoever takes them further.

Each file has one row or line per message. `message_id` is `<batch>/<number>`; by it, or by the dossier, results come
back.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from formats.formula_text import harmless
from formats.letters.message_rows import fill_messages, read_messages
from formats.letters.message_template import Templates
from warehouse.errors import BalanceError, ConfigurationError

TEXT_COLUMNS: Final = ("message_id", "dossier_id", "phone", "language", "text", "open_cents")
"""Columns of a file of short messages."""

CALL_COLUMNS: Final = (
    *("message_id", "dossier_id", "creditor", "name", "phone", "language", "payment_reference"),
    *("principal_cents", "interest_cents", "costs_cents", "open_cents", "claims", "oldest_due_date"),
    *("result", "result_date", "remark"),
)
"""Columns of a call list; the last three are empty, and come back filled in."""

_CENTS: Final = "open_cents"


def write_texts(messages: pl.DataFrame, templates: Templates, *, channel: str, as_json: bool) -> bytes:
    """The short messages of a batch: CSV with semicolons, or one JSON object per line.

    Args:
        messages: Rows of `outbox.messages` of one batch; `recipient` is the telephone number, digits with country.
        templates: Templates by language and name.
        channel: `sms` or `whatsapp`.
        as_json: Whether it is JSON.

    Raises:
        BalanceError: A row and its facts ask different amounts.
        ConfigurationError: A template has no short text, or names something that the facts do not hold.
    """
    rows = [dict(zip(TEXT_COLUMNS, values, strict=True)) for values in _texts(messages, templates, channel)]
    return _json_lines(rows) if as_json else _csv(pl.DataFrame(rows, schema=_schema(TEXT_COLUMNS), orient="row"))


def write_calls(messages: pl.DataFrame) -> bytes:
    """The call list of a batch as CSV with semicolons; no text in it is a formula.

    Args:
        messages: Rows of `outbox.messages` of one batch; `recipient` is the telephone number.

    Raises:
        BalanceError: A row and its facts ask different amounts.
    """
    rows = []
    for row, facts in read_messages(messages):
        buckets = facts["buckets"]
        rows.append(
            (
                *(_id(row), row["dossier_id"], facts["creditor"]["name"], facts["debtor"]["name"], row["recipient"]),
                *(row["language"], row["payment_reference"], buckets["principal_cents"], buckets["interest_cents"]),
                *(buckets["costs_cents"], buckets["open_cents"], len(facts["claims"])),
                min(claim["due_date"] for claim in facts["claims"]),
                *("", "", ""),
            )
        )
    return _csv(pl.DataFrame(rows, schema=_schema(CALL_COLUMNS), orient="row"))


def write_requests(messages: pl.DataFrame) -> bytes:
    """What other systems of a creditor are asked to do, one JSON object per line, with his own numbers.

    Args:
        messages: Rows of `outbox.messages` of one batch.

    Raises:
        BalanceError: A row and its facts ask different amounts.
    """
    return _json_lines(
        {
            "message_id": _id(row),
            "event": row["step_id"],
            "date": row["business_date"].isoformat(),
            "creditor_id": row["creditor_id"],
            "debtor_reference": facts["debtor"]["debtor_reference"],
            "claim_references": [claim["reference"] for claim in facts["claims"]],
            "dossier_id": row["dossier_id"],
            "open_cents": facts["buckets"]["open_cents"],
        }
        for row, facts in read_messages(messages)
    )


def count_texts(data: bytes, *, as_json: bool) -> tuple[int, int]:
    """Rows and open cents of a file, counted from it.

    Args:
        data: The file.
        as_json: Whether it is JSON lines, or CSV.

    Raises:
        BalanceError: It is neither.
    """
    try:
        if as_json:
            cents = [json.loads(line)[_CENTS] for line in data.splitlines()]
            return len(cents), sum(cents)
        frame = pl.read_csv(io.BytesIO(data), separator=";", columns=[_CENTS], schema_overrides={_CENTS: pl.Int64})
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        cure = "Run the day again: the file is made anew."
        raise BalanceError(f"the file cannot be counted ({error})", place="batch of messages", cure=cure) from error
    return frame.height, int(frame[_CENTS].sum())


def _texts(messages: pl.DataFrame, templates: Templates, channel: str) -> Iterator[tuple[Any, ...]]:
    for message in fill_messages(messages, templates, channel=channel):
        row, text = message.row, message.words["short"]
        if not text:
            raise ConfigurationError(
                f"the template has no `short` text, which {channel} needs",
                place=f"letters/{message.template.language}/{message.template.name}.yaml",
                cure="Add `short:`, or take the channel out of the profile's step.",
            )
        yield _id(row), row["dossier_id"], row["recipient"], row["language"], text, row[_CENTS]


def _id(row: dict[str, Any]) -> str:
    return f"{row['batch_id']}/{row['sequence_number']}"


def _schema(columns: tuple[str, ...]) -> dict[str, pl.DataType]:
    whole = {name for name in columns if name.endswith("_cents") or name == "claims"}
    return {name: pl.Int64() if name in whole else pl.String() for name in columns}


def _csv(frame: pl.DataFrame) -> bytes:
    return harmless(frame).write_csv(separator=";", quote_style="non_numeric", line_terminator="\r\n").encode()


def _json_lines(rows: Any) -> bytes:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
