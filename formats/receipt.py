"""Receipt of a delivery: what became of its rows and cents, for the sender's systems (JSON) and for people (text)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from formats.finding_texts import FindingTexts
from formats.letters.printed import print_money

_OUTCOMES: Final = ("read", "accepted", "refused", "duplicate")


def write_receipt(delivery: Mapping[str, Any], finding_counts: Mapping[int, int]) -> bytes:
    """The receipt as JSON: sorted keys, two spaces, one line end at the end.

    Args:
        delivery: Row of `inbox.deliveries`.
        finding_counts: Findings of the delivery by code.

    Returns:
        An object with delivery_id, file_name, sha256, status; rows and cents, each by read, accepted, refused and
        duplicate; and findings, by code as text.
    """
    receipt = {
        "delivery_id": delivery["delivery_id"],
        "file_name": delivery["file_name"],
        "sha256": delivery["sha256"],
        "status": delivery["status"],
        "rows": {name: delivery[f"rows_{name}"] for name in _OUTCOMES},
        "cents": {name: delivery[f"cents_{name}"] for name in _OUTCOMES},
        "findings": {str(code): count for code, count in finding_counts.items()},
    }
    return (json.dumps(receipt, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def write_receipt_text(delivery: Mapping[str, Any], finding_counts: Mapping[int, int], texts: FindingTexts) -> bytes:
    """The same receipt for people, in the creditor's language.

    Args:
        delivery: Row of `inbox.deliveries`.
        finding_counts: Findings of the delivery by code.
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
        f"{labels['findings']}:" if finding_counts else labels["nothing_wrong"],
    ]
    for code, count in sorted(finding_counts.items()):
        text = texts.findings[code]
        lines += [f"- {code}, {count} {labels['times']}: {text.message} {text.cure}"]
    return ("\n".join(lines) + "\n").encode()


def _table(delivery: Mapping[str, Any], texts: FindingTexts) -> list[str]:
    labels = texts.labels
    cells = [["", labels["rows"], labels["amount"]]]
    for name in _OUTCOMES:
        money = print_money(delivery[f"cents_{name}"], texts.language).replace("\u00a0", " ")
        cells.append([labels[name], str(delivery[f"rows_{name}"]), money])
    widths = [max(len(row[column]) for row in cells) for column in range(3)]
    return [f"{name:<{widths[0]}}  {rows:>{widths[1]}}  {money:>{widths[2]}}".rstrip() for name, rows, money in cells]
