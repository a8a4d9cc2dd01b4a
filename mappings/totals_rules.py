"""The totals that a sender states about a file: in the file itself, or in a small file beside it."""

from __future__ import annotations

import re
from typing import Any, Final

from formats.registry import check_options
from mappings.feeds import BesideRule, RecordRule, TotalsRule
from mappings.parse_rules import ParseRule, read_forms
from mappings.yaml_block import Block
from warehouse.errors import ConfigurationError

_PLACES: Final = re.compile(r"\{(\w*)\}")
_WAIT_HOURS: Final = 24


def read_totals(block: Block, records: dict[str, RecordRule], forms: ParseRule) -> TotalsRule | None:
    """The rule under `totals:` of a feed; none where it has none. Faults are noted.

    Args:
        block: Block of the whole feed.
        records: Rules of its records.
        forms: Forms of the feed.
    """
    found = block.block("totals")
    if found is None:
        return None
    beside = _beside(found)
    sources = list(dict.fromkeys(rule.source for rule in records.values()))
    source = sources[0] if sources else ""
    if beside is None:
        source = found.text("record", source, choices=sources)
    rows, amount = found.text("rows", None), found.text("amount", None)
    if rows is None and amount is None:
        found.fault("no total is named", "Add `rows:` or `amount:` with the name of the total in the format.")
    is_refused = found.text("differ", "refuse", choices=("refuse", "report")) == "refuse"
    rule = TotalsRule(source, rows, amount, is_refused, read_forms(found, forms), beside)
    found.close()
    return rule


def read_format(block: Block) -> dict[str, Any]:
    """Name and options of the format under `format:`, checked by the format itself.

    Args:
        block: Block of the feed, or of its totals.
    """
    found = block.block("format", is_required=True)
    if found is None:
        return {"name": ""}
    options = found.plain()
    try:
        check_options(options, place=f"{block.path}:{found.line}")
    except ConfigurationError as error:
        found.fault(error.cause, error.cure)
    return options


def _beside(found: Block) -> BesideRule | None:
    """The file beside the file; none where a file states its totals itself."""
    name = found.text("beside", None)
    if name is None:
        return None
    places = _PLACES.findall(name)
    if len(places) != 1 or places[0] not in ("name", "stem"):
        cure = "Write for instance `{name}.totals.csv`, or `{stem}.xml` without the file's own ending."
        found.fault("'beside' does not tell which file it belongs to", cure, "beside")
        name = "{name}.totals"
    if "/" in name:
        found.fault("'beside' is no name of a file", "Remove the folder: both files come in one.", "beside")
    return BesideRule(name, read_format(found), found.whole("wait_hours", _WAIT_HOURS, highest=24 * 31))
