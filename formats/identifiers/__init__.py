"""Identifiers with check digits: a module each, its docstring the specification. Entry points work on whole columns."""
