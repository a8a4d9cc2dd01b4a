"""What holds for every test: the same names on every worker."""


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """The parameter's name for bytes, whose own text may hold a time or a key and so differ from worker to worker."""
    return argname if isinstance(val, bytes) else None
