"""`incassohub mapping preview`: what a file would book, change and have refused; nothing is stored."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click
import polars as pl

from assets.command_line import home_option
from assets.console import console, print_frame
from assets.preview_file import preview_file
from mappings.finding_texts import load_finding_texts
from pipelines.canonical.sum_up_booking import Summary


@click.command()
@home_option
@click.option("--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Business date (default: today).")
@click.option(
    "--totals", type=click.Path(path_type=Path, dir_okay=False),
    help="File with the totals, where the feed has them beside its files; else looked for beside FILE.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="As JSON; amounts in cents.")
@click.argument("creditor")
@click.argument("feed")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def preview(
    home: Path, day: datetime | None, totals: Path | None, as_json: bool, creditor: str, feed: str, file: Path
) -> int:
    """Show what FILE would book, change and have refused as FEED of CREDITOR, on the stock as it is; store nothing.

    The steps are those of a booking. Exit status 1 when something would be refused, else 0.
    """
    known_at = day.date() if day else datetime.now().astimezone().date()
    summary = preview_file(file, home=home, creditor_id=creditor, feed_name=feed, known_at=known_at, totals=totals)
    if as_json:
        parts = {name: frame.to_dicts() for name, frame in summary._asdict().items()}
        click.echo(json.dumps(parts, ensure_ascii=False, indent=2))
    else:
        _print(summary)
    refused = summary.records.filter(pl.col("outcome") == "refused")["row_count"].sum()
    return int(bool(refused) or (summary.findings["severity"] == "error").any())


def _print(summary: Summary) -> None:
    print_frame(summary.records, title="records")
    print_frame(summary.changes, title="would come in the stock")
    if summary.findings.height:
        causes = {code: text.message for code, text in load_finding_texts("en").findings.items()}
        told = summary.findings.with_columns(
            pl.col("code").replace_strict(causes, default="", return_dtype=pl.String).alias("what is wrong"),
            pl.col("code").cast(pl.String),
            is_error=pl.col("severity") == "error",
        )
        columns = ("code", "what is wrong", "column_name", "row_count", "examples", "is_error")
        print_frame(told.select(columns), title="findings", red="is_error")
    console().print("nothing was stored")
