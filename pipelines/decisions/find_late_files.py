"""The step that finds files that should have come by a business date, and did not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import polars as pl

from pipelines.calendar import public_holidays

_SATURDAY: Final = 6
_WAIVED: Final = pl.Struct({"partner_id": pl.String, "feed": pl.String, "due_date": pl.String})
_LATE: Final = {
    "partner_id": pl.String,
    "creditor_id": pl.String,
    "feed": pl.String,
    "every": pl.String,
    "due_date": pl.Date,
    "missing": pl.Int64,
    "since_date": pl.Date,
}


def find_late_files(
    expected: pl.DataFrame, deliveries: pl.DataFrame, decided: pl.DataFrame, *, business_date: date
) -> pl.DataFrame:
    """The feeds whose newest expected file is late.

    A file counts for the day on which it is expected from some days before it until as many days before the next one.
    A refused file did come; the bytes of an earlier one, or a file that was withdrawn, did not. Nothing is late before
    the first day that the calendar names, or else before the first file came. A day that a person waived is as if its
    file had come.

    Args:
        expected: `mappings.partner_tables.expected_table`.
        deliveries: `inbox.deliveries` as known.
        decided: `canonical.operator_decisions` as known.
        business_date: The day.

    Returns:
        partner_id, creditor_id, feed, every, due_date (newest day that was missed), missing (how many in a row),
        since_date (first of those); by partner and feed.
    """
    is_news = pl.col("duplicate_of").is_null() & (pl.col("status") != "withdrawn")
    came = deliveries.filter((pl.col("known_at") <= business_date) & is_news)
    waived = decided.filter(decision="waive").select(pl.col("subject").str.json_decode(_WAIVED)).unnest("subject")
    found = []
    for rule in expected.sort("partner_id", "feed").iter_rows(named=True):
        own = came.filter(partner_id=rule["partner_id"], feed=rule["feed"])["known_at"].sort()
        excused = waived.filter(partner_id=rule["partner_id"], feed=rule["feed"])["due_date"].to_list()
        if late := _missed(rule, own, set(excused), business_date):
            told = {name: rule[name] for name in ("partner_id", "creditor_id", "feed", "every")}
            found.append(told | {"due_date": late[-1], "missing": len(late), "since_date": late[0]})
    return pl.DataFrame(found, schema=_LATE)


def _missed(rule: dict[str, Any], came: pl.Series, excused: set[str], business_date: date) -> list[date]:
    """The newest days in a row for which no file came, though it is late; none where the newest file came."""
    first = rule["since"] or (came[0] if len(came) else None)
    if first is None or first > business_date:
        return []
    workdays = _workdays(rule["country"], first, business_date)
    days = _due_days(rule, workdays, first)
    begins = days.dt.offset_by(f"-{rule['early_days']}d")
    # The place of the last working day on or before the business date, and of each day on which a file was due.
    today = int(workdays.search_sorted(business_date + timedelta(days=1), side="left")) - 1
    is_late = (today - workdays.search_sorted(days, side="left").cast(pl.Int64)) > rule["grace_days"]
    windows = pl.DataFrame({"due": days, "begin": begins, "end": begins.shift(-1), "is_late": is_late})
    windows = windows.filter("is_late")
    seen = came.search_sorted(windows["end"], side="left") > came.search_sorted(windows["begin"], side="left")
    missed: list[date] = []
    for due, is_here in zip(reversed(windows["due"].to_list()), reversed(seen.to_list()), strict=True):
        if is_here or due.isoformat() in excused:
            break
        missed.append(due)
    return missed[::-1]


def _due_days(rule: dict[str, Any], workdays: pl.Series, first: date) -> pl.Series:
    """The days on which a file is expected, each moved to a working day."""
    last: Any = workdays[-1]
    if rule["every"] == "workday":
        return workdays.filter(workdays >= first)
    if rule["every"] == "week":
        days = pl.date_range(first, last - timedelta(days=31), eager=True)
        named = days.filter(days.dt.weekday() == rule["by"])
    else:
        step = {"month": "1mo", "quarter": "3mo"}[rule["every"]]
        start = first.replace(month=(first.month - 1) // 3 * 3 + 1 if step == "3mo" else first.month, day=1)
        month = pl.date_range(start, last - timedelta(days=31), step)
        named_day = month.dt.offset_by(f"{rule['by'] - 1}d")
        named = pl.select(pl.min_horizontal(named_day, month.dt.month_end())).to_series()
        named = named.filter(named >= first)
    return workdays.gather(workdays.search_sorted(named, side="left")).unique().sort()


def _workdays(country: str, first: date, business_date: date) -> pl.Series:
    """Working days from the first day on, to well behind the business date."""
    days = pl.date_range(first, business_date + timedelta(days=150), eager=True)
    holidays = public_holidays(country, first.year, business_date.year + 1)
    return days.filter((days.dt.weekday() < _SATURDAY) & ~days.is_in(holidays.implode()))
