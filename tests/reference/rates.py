"""Rates and scales that the reference engine reads, typed by hand from the notes on Dutch and Belgian law.

These literals are a second transcription: the hub reads `mappings/law`, this module does not, so that a typing error in
either is found by comparing them. Only the tests import this module.
"""

from bisect import bisect_right
from datetime import date, timedelta
from fractions import Fraction

LAST_COVERED_DAY = date(2026, 12, 31)  # 8.15
LAST_SCALE_DAY = date(2027, 12, 31)  # scales hold until a law changes them; they are looked through once a year


class LawGap(LookupError):
    """A date that no row of a table covers."""


# 6:119 BW, notes on Dutch law 1.1.
NL_CONSUMER = """
1990-07-01 11 | 1992-01-01 12 | 1993-07-01 10 | 1994-01-01 9 | 1995-01-01 8 | 1996-01-01 7 | 1996-07-01 5
1998-01-01 6 | 2001-01-01 8 | 2002-01-01 7 | 2003-08-01 5 | 2004-02-01 4 | 2007-01-01 6 | 2009-07-01 4
2010-01-01 3 | 2011-07-01 4 | 2012-07-01 3 | 2015-01-01 2 | 2023-01-01 4 | 2023-07-01 6 | 2024-01-01 7
2025-01-01 6 | 2026-01-01 4
"""

# 6:119a BW, notes on Dutch law 1.2. Contracts without a date, and those from 16 March 2013 on.
NL_COMMERCIAL = """
2002-12-01 10.35 | 2003-01-01 9.85 | 2003-07-01 9.10 | 2004-01-01 9.02 | 2004-07-01 9.01 | 2005-01-01 9.09
2005-07-01 9.05 | 2006-01-01 9.25 | 2006-07-01 9.83 | 2007-01-01 10.58 | 2007-07-01 11.07 | 2008-01-01 11.20
2008-07-01 11.07 | 2009-01-01 9.50 | 2009-07-01 8.00 | 2011-07-01 8.25 | 2012-01-01 8.00 | 2013-01-01 7.75
2013-03-16 8.75 | 2013-07-01 8.50 | 2014-01-01 8.25 | 2014-07-01 8.15 | 2015-01-01 8.05 | 2016-07-01 8.00
2023-01-01 10.50 | 2023-07-01 12.00 | 2024-01-01 12.50 | 2024-07-01 12.25 | 2025-01-01 11.15 | 2025-07-01 10.15
2026-07-01 10.40
"""

# The same for contracts of before 16 March 2013: seven points over the ECB rate, notes on Dutch law 1.2, note 3.
NL_COMMERCIAL_OLDER = """
2002-12-01 10.35 | 2003-01-01 9.85 | 2003-07-01 9.10 | 2004-01-01 9.02 | 2004-07-01 9.01 | 2005-01-01 9.09
2005-07-01 9.05 | 2006-01-01 9.25 | 2006-07-01 9.83 | 2007-01-01 10.58 | 2007-07-01 11.07 | 2008-01-01 11.20
2008-07-01 11.07 | 2009-01-01 9.50 | 2009-07-01 8.00 | 2011-07-01 8.25 | 2012-01-01 8.00 | 2013-01-01 7.75
2013-07-01 7.50 | 2014-01-01 7.25 | 2014-07-01 7.15 | 2015-01-01 7.05 | 2016-07-01 7.00
2023-01-01 9.50 | 2023-07-01 11.00 | 2024-01-01 11.50 | 2024-07-01 11.25 | 2025-01-01 10.15 | 2025-07-01 9.15
2026-07-01 9.40
"""

# 6:119b BW, notes on Dutch law 1.3; ledger 8.1.
NL_GOVERNMENT = """
2013-03-16 8.75 | 2013-07-01 8.50 | 2014-01-01 8.25 | 2014-07-01 8.15 | 2015-01-01 8.05 | 2016-07-01 8.00
2023-01-01 10.50 | 2023-07-01 12.00 | 2024-01-01 12.50 | 2024-07-01 12.25 | 2025-01-01 11.15 | 2025-07-01 10.15
2026-07-01 10.40
"""

# Act of 5 May 1865, notes on Belgian law A2.1.
BE_CIVIL = """
1996-09-01 7.00 | 2007-01-01 6.00 | 2008-01-01 7.00 | 2009-01-01 5.50 | 2010-01-01 3.25 | 2011-01-01 3.75
2012-01-01 4.25 | 2013-01-01 2.75 | 2015-01-01 2.50 | 2016-01-01 2.25 | 2017-01-01 2.00 | 2020-01-01 1.75
2022-01-01 1.50 | 2023-01-01 5.25 | 2024-01-01 5.75 | 2025-01-01 4.50
"""

# Act of 2 August 2002, notes on Belgian law A2.2; from 16 March 2013 the second value of each pair.
BE_COMMERCIAL = """
2002-07-01 10.5 | 2003-01-01 10.0 | 2003-07-01 9.5 | 2006-07-01 10.0 | 2007-01-01 11.0 | 2007-07-01 11.5
2009-01-01 9.5 | 2009-07-01 8.0 | 2011-07-01 8.5 | 2012-01-01 8.0 | 2013-03-16 9.0 | 2013-07-01 8.5
2016-07-01 8.0 | 2023-01-01 10.5 | 2023-07-01 12.0 | 2024-01-01 12.5 | 2025-01-01 11.5 | 2025-07-01 10.5
"""

# The first value of each pair.
BE_COMMERCIAL_OLDER = """
2002-07-01 10.5 | 2003-01-01 10.0 | 2003-07-01 9.5 | 2006-07-01 10.0 | 2007-01-01 11.0 | 2007-07-01 11.5
2009-01-01 9.5 | 2009-07-01 8.0 | 2011-07-01 8.5 | 2012-01-01 8.0 | 2013-07-01 7.5 | 2015-03-16 8.5
2016-07-01 8.0 | 2023-01-01 10.5 | 2023-07-01 12.0 | 2024-01-01 12.5 | 2025-01-01 11.5 | 2025-07-01 10.5
"""

HIGHER_MARGIN_FROM = date(2013, 3, 16)
"""Contracts of before this day keep a margin of seven points over the ECB rate; in Belgium until 15 March 2015."""

# General rate of Dutch VAT, 8.15.
NL_VAT = "2012-07-01 19 | 2012-10-01 21"

NL_BIK_FROM = date(2012, 7, 1)
# Notes on Dutch law 3.1: width of the part in cents (None: the rest), percentage.
NL_BIK_PARTS: tuple[tuple[int | None, Fraction], ...] = (
    (250_000, Fraction(15)),
    (250_000, Fraction(10)),
    (500_000, Fraction(5)),
    (19_000_000, Fraction(1)),
    (None, Fraction(1, 2)),
)
NL_BIK_MINIMUM = 4_000
NL_BIK_MAXIMUM = 677_500

BE_CLAUSE_FROM = date(2023, 9, 1)
# Notes on Belgian law A1.4: up to (cents), fixed sum (cents), percentage of the part above (cents).
BE_CLAUSE_STEPS: tuple[tuple[int | None, int, Fraction, int], ...] = (
    (15_000, 2_000, Fraction(0), 0),
    (50_000, 3_000, Fraction(10), 15_000),
    (None, 6_500, Fraction(5), 50_000),
)
BE_CLAUSE_MAXIMUM = 200_000


def rate_in_force(table: str, day: date, contract_date: date | None = None) -> tuple[Fraction, date]:
    """The percentage in force on a day and the day on which it ends: by a change, or because no row covers more."""
    is_older = contract_date is not None and contract_date < HIGHER_MARGIN_FROM
    days, values = (OLDER_TABLES if is_older and table in OLDER_TABLES else TABLES)[table]
    last = LAST_SCALE_DAY if table == "nl_vat" else LAST_COVERED_DAY
    row = bisect_right(days, day) - 1
    if row < 0 or day > last:
        raise LawGap(f"{table}: no rate covers {day.isoformat()}")
    return values[row], days[row + 1] if row + 1 < len(days) else last + timedelta(days=1)


def _table(text: str) -> tuple[list[date], list[Fraction]]:
    rows = [row.split() for row in text.replace("\n", "|").split("|") if row.strip()]
    return [date.fromisoformat(day) for day, _ in rows], [Fraction(value) for _, value in rows]


TABLES = {
    "nl_consumer": _table(NL_CONSUMER),
    "nl_commercial": _table(NL_COMMERCIAL),
    "nl_government": _table(NL_GOVERNMENT),
    "be_civil": _table(BE_CIVIL),
    "be_commercial": _table(BE_COMMERCIAL),
    "nl_vat": _table(NL_VAT),
}
OLDER_TABLES = {"nl_commercial": _table(NL_COMMERCIAL_OLDER), "be_commercial": _table(BE_COMMERCIAL_OLDER)}
