"""Synthetic files: invented records, written through a feed's own mapping, with known totals.

For demonstrations, tests of load, and samples for a creditor. Every record is a function of seed and number, so the
same call gives the same bytes, and a longer file begins with the records of a shorter one.
"""
