"""The balance as a pure function of facts, terms, law and a date. Specification: `docs/ledger.md`."""
