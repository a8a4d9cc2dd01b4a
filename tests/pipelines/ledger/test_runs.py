import polars as pl

from pipelines.ledger.runs import before_in_run, first_of_run, last_of_run, sum_by_number, sum_runs, total_of_run

ROWS = pl.DataFrame({"d": [3, 3, 3, 1, 7, 7], "cents": [5, 7, 1, 9, 2, 2]})


def test_sums_inside_runs() -> None:
    rows = ROWS.with_columns(first=first_of_run("d"), last=last_of_run("d"))
    assert rows["first"].to_list() == [0, 0, 0, 3, 4, 4]
    assert rows["last"].to_list() == [2, 2, 2, 3, 5, 5]
    assert rows.select(before_in_run(pl.col("cents")))["cents"].to_list() == [0, 5, 12, 0, 0, 2]
    assert rows.select(total_of_run(pl.col("cents")))["cents"].to_list() == [13, 13, 13, 9, 4, 4]


def test_each_run_has_one_row_with_its_sums() -> None:
    sums = sum_runs(ROWS, "d", all=pl.col("cents"), odd=pl.col("cents") % 2)
    assert sums.rows() == [(13, 3), (9, 1), (4, 0)]


def test_sums_by_number_have_a_place_for_every_number() -> None:
    shuffled = ROWS.sample(fraction=1, shuffle=True, seed=5)
    assert sum_by_number(shuffled, "d", "cents", 9).to_list() == [0, 9, 0, 13, 0, 0, 0, 4, 0]
    assert sum_by_number(ROWS.clear(), "d", "cents", 2).to_list() == [0, 0]
