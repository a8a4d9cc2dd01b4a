"""Files of which so many records are wrong that the whole file is refused."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.canonical.check_shape import FileFault
from pipelines.canonical.delivery import Delivery
from pipelines.canonical.read_records import Records
from warehouse.findings import CODES, FINDINGS
from warehouse.plural import plural


def reject_files(deliveries: Sequence[Delivery], records: Records) -> list[FileFault]:
    """A fault for each delivery in which the limit of its feed is reached.

    Records count that are wrong by themselves; what was booked before does not.

    Args:
        deliveries: Deliveries that were read.
        records: Their records.
    """
    sums, wrong = records.sums(), records.refused_rows()
    found = []
    for delivery in deliveries:
        assert delivery.feed is not None, "only deliveries of a feed are read"
        rule = delivery.feed.reject
        rows, bad = sums.get(delivery.delivery_id, (0, 0))[0], wrong.get(delivery.delivery_id, 0)
        is_many = rule.errors is not None and bad >= rule.errors
        is_share = rule.percent is not None and bad > 0 and bad * 100 >= rule.percent * rows
        if is_many or is_share:
            code = CODES["too_many_errors"]
            told = f"Wrong {plural(bad, 'is', 'are')} {bad} of {rows} {plural(rows, 'record')}."
            message = f"{FINDINGS[code].cause} {told}"
            found.append(FileFault(delivery.delivery_id, code, message))
    return found
