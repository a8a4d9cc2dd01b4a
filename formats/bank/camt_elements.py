"""An entry of a camt document, parsed as XML, as texts by path."""

from __future__ import annotations

from typing import Final

from formats.bank.camt_paths import JOINED, PATHS
from formats.xml_source import Element

_NEEDED: Final = frozenset(PATHS)


def entry_texts(entry: Element) -> list[tuple[Element, dict[str, str]]]:
    """The texts of an entry, and of each of its transactions with those of the entry, by path; `details_count` too.

    Args:
        entry: The element `Ntry`.
    """
    shared: dict[str, str] = {}
    details: list[Element] = []
    _gather_texts(entry, "", shared, details)
    shared["details_count"] = str(len(details))
    if not details:
        return [(entry, shared)]
    found = []
    for detail in details:
        texts = dict(shared)
        _gather_texts(detail, "TxDtls/", texts, [])
        found.append((detail, texts))
    return found


def _gather_texts(element: Element, prefix: str, texts: dict[str, str], details: list[Element]) -> None:
    for child in element.iterchildren("*"):
        name = str(child.tag).rpartition("}")[2]
        if prefix == "NtryDtls/" and name == "TxDtls":
            details.append(child)
            continue
        path = prefix + name
        if len(child):
            _gather_texts(child, path + "/", texts, details)
            continue
        if path in _NEEDED and (text := (child.text or "").strip()):
            texts[path] = f"{texts[path]} {text}" if path in JOINED and path in texts else texts.get(path, text)
        currency = child.get("Ccy") if path == "Amt" else None
        if currency:
            texts.setdefault("Amt@Ccy", currency)
