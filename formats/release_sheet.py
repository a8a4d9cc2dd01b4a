"""Sheet of a batch that waits for a person, as text: counts, euros, why it waits, what changed, samples. No names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import polars as pl

from warehouse.plural import plural

_ONE: Final = {"letters": "letter", "emails": "email", "calls": "call", "transfers": "transfer"}


def write_release_sheet(
    batch: Mapping[str, Any],
    parts: pl.DataFrame,
    samples: pl.DataFrame,
    *,
    last: Mapping[str, Any] | None,
    newest: Mapping[str, str],
) -> str:
    """The sheet of a batch that waits.

    Args:
        batch: batch_id, kind, partner_id, row_count, principal_cents, interest_cents, costs_cents, amount_cents,
            reason, until_date.
        parts: What left by creditor and step, all batches of this kind and partner together: creditor_id, step_id,
            row_count, amount_cents; rows_before, cents_before in the last such batch.
        samples: sequence_number, dossier_id, creditor_id, step_id, principal_cents, interest_cents, costs_cents,
            open_cents.
        last: business_date, row_count and amount_cents of the last such batch; none where this is the first.
        newest: The newest file known, by what it is of.
    """
    head = [
        f"Batch {batch['batch_id']} waits for a release",
        "",
        f"What:       {_counted(batch)} for {batch['partner_id']}",
        f"Euros:      {_euros(batch['amount_cents'])}: principal {_euros(batch['principal_cents'])}, "
        f"interest {_euros(batch['interest_cents'])}, costs {_euros(batch['costs_cents'])}",
        f"Why:        {batch['reason']}",
        f"Release by: {batch['until_date']}; after that its steps are offered again",
        *(f"Known:      newest file of {of}: {name}" for of, name in newest.items()),
    ]
    return "\n".join([*head, "", *_comparison(parts, last), "", *_samples(samples), ""])


def write_outcome_sheet(batch: Mapping[str, Any], changes: pl.DataFrame) -> str:
    """What became of a batch that waited, as text.

    Args:
        batch: batch_id, kind, state, row_count, amount_cents, taken_out_count, taken_out_cents, decided_by, reason,
            until_date.
        changes: dossier_id and change of what was taken out of a batch that was released.
    """
    who = f" by {batch['decided_by']}: {batch['reason']}" if batch["decided_by"] else ""
    lines = [f"Batch {batch['batch_id']} was {batch['state']}{who}" if who else f"Batch {batch['batch_id']} lapsed"]
    told = f"{_counted(batch)}, {_euros(batch['amount_cents'])} euros"
    if batch["state"] == "released":
        lines.append(f"Left: {told}, as they were shown")
        if batch["taken_out_count"]:
            lines.append(f"Taken out: {batch['taken_out_count']:,}, {_euros(batch['taken_out_cents'])} euros")
        lines += [f"  {dossier}: {change}" for dossier, change in changes.select("dossier_id", "change").rows()]
    else:
        lines.append(f"Not sent: {told}")
        again = batch["until_date"]
        lines.append(f"Its steps are offered again {f'on {again}' if again else 'from today on'}")
    return "\n".join([*lines, ""])


def _counted(batch: Mapping[str, Any]) -> str:
    count, kind = batch["row_count"], batch["kind"]
    return f"{count:,} {_ONE.get(kind, kind) if count == 1 else kind}"


def _comparison(parts: pl.DataFrame, last: Mapping[str, Any] | None) -> Iterable[str]:
    """By creditor and step: what is in it, beside what was in the last one."""
    rows, cents = parts["row_count"].sum(), parts["amount_cents"].sum()
    if last is None:
        yield "It is the first batch of this kind and partner: there is nothing to compare it with"
    else:
        more, euros = rows - last["row_count"], cents - last["amount_cents"]
        word = plural(abs(more), "row")
        yield f"Since the last one, of {last['business_date']}: {more:+,} {word}, {_euros(euros, sign=True)} euros"
    head = ("creditor", "step", "rows", "euros", "rows last", "euros last", "more rows")
    table = [
        (*(creditor, step, f"{now:,}", _euros(amount), f"{before:,}", _euros(amount_before), f"{now - before:+,}"),)
        for creditor, step, now, amount, before, amount_before in parts.select(
            "creditor_id", "step_id", "row_count", "amount_cents", "rows_before", "cents_before"
        ).rows()
    ]
    yield from _table([head, *table], texts=2)


def _samples(samples: pl.DataFrame) -> Iterable[str]:
    number = f"{samples.height} {plural(samples.height, 'sample')}"
    yield f"{number} (`incassohub batch show BATCH -o FOLDER` writes all of it as it would leave)"
    head = ("number", "dossier", "creditor", "step", "principal", "interest", "costs", "total")
    cents = ("principal_cents", "interest_cents", "costs_cents", "open_cents")
    table = [
        (str(number), dossier, creditor, step, *(_euros(amount) for amount in amounts))
        for number, dossier, creditor, step, *amounts in samples.select(
            "sequence_number", "dossier_id", "creditor_id", "step_id", *cents
        ).rows()
    ]
    yield from _table([head, *table], texts=4)


def _table(rows: Sequence[Sequence[str]], *, texts: int) -> Iterable[str]:
    """Rows in columns of one width each; the first columns are texts, the others stand to the right."""
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.ljust(width) if place < texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield f"  {'  '.join(cells)}".rstrip()


def _euros(cents: int, *, sign: bool = False) -> str:
    return f"{Decimal(cents) / 100:{'+' if sign else ''},.2f}"
