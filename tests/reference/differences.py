"""How two statements differ, and the smallest case on which they do."""

import copy
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

KEYS = {
    "claims": ("claim_id",),
    "costs": ("cost_id",),
    "payments": ("payment_id",),
    "lines": ("claim_id", "from"),
}


def differences(expected: dict[str, Any], given: dict[str, Any], *, is_complete: bool) -> list[str]:
    """Each field of the expected statement that the given one shows otherwise.

    More fields in the given statement are welcome (8.13), and so are more rows unless `is_complete`.
    """
    return list(_differences(expected, given, is_complete=is_complete))


def smallest(case: dict[str, Any], differs: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The case without every row and term that is not needed for the difference."""
    is_smaller = True
    while is_smaller:
        is_smaller = False
        for simpler in _simpler(case):
            if differs(simpler):
                case, is_smaller = simpler, True
                break
    return case


def _differences(expected: dict[str, Any], given: dict[str, Any], *, is_complete: bool) -> Iterator[str]:
    for name in ("as_of", "country"):
        if name in expected and expected[name] != given.get(name):
            yield f"{name}: expected {expected[name]}, given {given.get(name)}"
    for name, key in KEYS.items():
        if name in expected:
            yield from _row_differences(name, key, expected[name], given[name], is_complete=is_complete)
    yield from _field_differences("totals", expected.get("totals", {}), given["totals"])


def _row_differences(
    name: str, key: tuple[str, ...], expected: list[Any], given: list[Any], *, is_complete: bool
) -> Iterator[str]:
    # Without a claim named in the expected row, the only claim of the case is meant.
    key = tuple(part for part in key if all(part in row for row in expected))
    rows = {tuple(row[part] for part in key): row for row in given}
    wanted = {tuple(row[part] for part in key): row for row in expected}
    if len(rows) != len(given):
        yield f"{name}: rows given twice"
    for row_key, row in wanted.items():
        if row_key not in rows:
            yield f"{name} {row_key}: expected {row}, not given"
        else:
            yield from _field_differences(f"{name} {row_key}", row, rows[row_key])
    if is_complete or name == "lines":
        yield from (f"{name} {row_key}: given {rows[row_key]}, not expected" for row_key in rows.keys() - wanted.keys())


def _field_differences(where: str, expected: dict[str, Any], given: dict[str, Any]) -> Iterator[str]:
    for name, value in expected.items():
        is_equal = (
            Fraction(value) == Fraction(given[name]) if name == "rate_pct" else str(value) == str(given.get(name))
        )
        if not is_equal:
            yield f"{where} {name}: expected {value}, given {given.get(name)}"


def _simpler(case: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The case with one row or one optional field less."""
    for name in ("payments", "costs", "credit_notes", "reversals"):
        for row in range(len(case.get(name, []))):
            yield _without(case, name, row)
    for row in range(len(case["claims"]) if len(case["claims"]) > 1 else 0):
        claim_id = case["claims"][row]["claim_id"]
        named = [
            other.get("claim_id") for name in ("payments", "costs", "credit_notes") for other in case.get(name, [])
        ]
        if claim_id not in named and not any(claim_id in cost.get("claim_ids", ()) for cost in case.get("costs", [])):
            yield _without(case, "claims", row)
    for name in ("order", "across", "rounding"):
        if name in case["terms"]:
            yield _without(case, "terms", name)
    for name in ("surcharge_pct", "day_count", "compounding", "payment_day_counts", "part_month"):
        if name in case["terms"]["interest"]:
            yield {**case, "terms": {**case["terms"], "interest": _dropped(case["terms"]["interest"], name)}}
    for row, claim in enumerate(case["claims"]):
        if "interest" in claim:
            claims = copy.deepcopy(case["claims"])
            del claims[row]["interest"]
            yield {**case, "claims": claims}


def _without(case: dict[str, Any], name: str, key: Any) -> dict[str, Any]:
    simpler = copy.deepcopy(case)
    removed = simpler[name].pop(key)
    if name == "payments":  # a reversal needs its payment
        reversals = simpler.get("reversals", [])
        simpler["reversals"] = [row for row in reversals if row["payment_id"] != removed["payment_id"]]
    return simpler


def _dropped(block: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in block.items() if key != name}
