"""Receipt of a delivery: what became of its rows and cents, for the sender's systems (JSON) and for people (text)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from formats.finding_texts import FindingTexts
from formats.letters.printed import print_money

_OUTCOMES: Final = ("read", "accepted", "refused", "duplicate", "waiting", "withdrawn")
_SELDOM: Final = ("waiting", "withdrawn")
_SIDES: Final = ("new", "gone", "changed")


class Answer(NamedTuple):
    """What a receipt tells of a delivery besides its own counts.

    Args:
        finding_counts: Findings of the delivery by code.
        differs_from: Earlier delivery of the same name; none where there is none, or it cannot be compared.
        difference: Rows and cents that are new, gone and changed: `new_rows`, `new_cents`, `gone_rows`, `gone_cents`,
            `changed_rows`, `changed_cents_before`, `changed_cents_after`.
        correction_of: Delivery whose findings were corrected; none where nothing was.
        closed: Records whose findings are closed by it.
        still_open: Records that are refused again.
    """

    finding_counts: Mapping[int, int]
    differs_from: str | None = None
    difference: Mapping[str, int] = MappingProxyType({})
    correction_of: str | None = None
    closed: int = 0
    still_open: int = 0


def write_receipt(delivery: Mapping[str, Any], answer: Answer) -> bytes:
    """The receipt as JSON: sorted keys, two spaces, one line end at the end.

    Args:
        delivery: Row of `inbox.deliveries`.
        answer: What else is told.

    Returns:
        An object with delivery_id, file_name, sha256, status; rows and cents, each by read, accepted, refused,
        duplicate, waiting and withdrawn; findings, by code as text. Where they apply: released (rows and cents of
        earlier deliveries that waited for this one, and were booked with it), differs_from (the earlier delivery of the
        same name, and what is new, gone and changed), correction (of which delivery, closed, still_open), and
        revised_by, the withdrawal or replay that changed what became of it.
    """
    receipt: dict[str, Any] = {
        "delivery_id": delivery["delivery_id"],
        "file_name": delivery["file_name"],
        "sha256": delivery["sha256"],
        "status": delivery["status"],
        "rows": {name: delivery[f"rows_{name}"] for name in _OUTCOMES},
        "cents": {name: delivery[f"cents_{name}"] for name in _OUTCOMES},
        "findings": {str(code): count for code, count in answer.finding_counts.items()},
    }
    if delivery["rows_released"]:
        receipt["released"] = {"rows": delivery["rows_released"], "cents": delivery["cents_released"]}
    if answer.differs_from is not None:
        receipt["differs_from"] = {"delivery_id": answer.differs_from, **answer.difference}
    if answer.correction_of is not None:
        numbers = {"closed": answer.closed, "still_open": answer.still_open}
        receipt["correction"] = {"delivery_id": answer.correction_of, **numbers}
    if delivery["revised_by"] is not None:
        receipt["revised_by"] = delivery["revised_by"]
    return (json.dumps(receipt, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def write_receipt_text(delivery: Mapping[str, Any], answer: Answer, texts: FindingTexts) -> bytes:
    """The same receipt for people, in the creditor's language.

    Args:
        delivery: Row of `inbox.deliveries`.
        answer: What else is told.
        texts: Words in that language.
    """
    labels = texts.labels
    lines = [
        labels["receipt"],
        "",
        f"{labels['delivery']}: {delivery['delivery_id']}",
        f"{labels['file']}: {delivery['file_name']}",
        f"{labels['fingerprint']}: {delivery['sha256']}",
        f"{labels['result']}: {labels[delivery['status']]}",
        "",
        *_table(delivery, texts),
        "",
        *_released(delivery, texts),
        *_difference(answer, texts),
        *_correction(answer, texts),
        f"{labels['findings']}:" if answer.finding_counts else labels["nothing_wrong"],
    ]
    for code, count in sorted(answer.finding_counts.items()):
        text = texts.findings[code]
        lines += [f"- {code}, {count} {labels['times']}: {text.message} {text.cure}"]
    correctable = delivery["rows_refused"] + delivery["rows_waiting"]
    if correctable and delivery["status"] in ("refused", "partly_accepted", "waiting"):
        lines += ["", labels["how_to_correct"]]
    return ("\n".join(lines) + "\n").encode()


def _released(delivery: Mapping[str, Any], texts: FindingTexts) -> list[str]:
    """The records of earlier files that were booked with this one."""
    if not delivery["rows_released"]:
        return []
    return [f"{texts.labels['released']}: {delivery['rows_released']}, {_money(delivery['cents_released'], texts)}", ""]


def _difference(answer: Answer, texts: FindingTexts) -> list[str]:
    """What is new, gone and changed since the earlier file of the same name."""
    if answer.differs_from is None:
        return []
    found, labels = answer.difference, texts.labels
    money = {
        "new": _money(found["new_cents"], texts),
        "gone": _money(found["gone_cents"], texts),
        "changed": f"{_money(found['changed_cents_before'], texts)} → {_money(found['changed_cents_after'], texts)}",
    }
    head = f"{labels['differs_from']} {answer.differs_from}:"
    return [head, *(f"- {labels[side]}: {found[f'{side}_rows']}, {money[side]}" for side in _SIDES), ""]


def _correction(answer: Answer, texts: FindingTexts) -> list[str]:
    """What became of the records that were corrected."""
    if answer.correction_of is None:
        return []
    labels = texts.labels
    head = f"{labels['correction_of']} {answer.correction_of}:"
    return [head, f"- {labels['closed']}: {answer.closed}", f"- {labels['still_open']}: {answer.still_open}", ""]


def _table(delivery: Mapping[str, Any], texts: FindingTexts) -> list[str]:
    labels = texts.labels
    cells = [["", labels["rows"], labels["amount"]]]
    for name in _OUTCOMES:
        # Who never had a delivery withdrawn, or sent a record too early, does not read of it.
        if name not in _SELDOM or delivery[f"rows_{name}"]:
            cells.append([labels[name], str(delivery[f"rows_{name}"]), _money(delivery[f"cents_{name}"], texts)])
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    return [f"{name:<{widths[0]}}  {rows:>{widths[1]}}  {money:>{widths[2]}}".rstrip() for name, rows, money in cells]


def _money(cents: int, texts: FindingTexts) -> str:
    return print_money(cents, texts.language).replace("\u00a0", " ")
