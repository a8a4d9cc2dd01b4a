"""Numbers with check digits: a module each, its docstring the specification. All work on whole columns."""
