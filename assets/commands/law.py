"""`incassohub law`: what the law tables hold, where it comes from, and what they lack."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click
import polars as pl

from assets.command_line import home_option
from assets.console import console, print_frame
from assets.law_words import show_value
from mappings.law import load_law
from mappings.law_check import check_law, list_unverified
from mappings.law_table import Law
from mappings.tree import roots_of
from warehouse.errors import ConfigurationError, UsageError

_DAY: Any = click.option("--date", "day", type=click.DateTime(formats=["%Y-%m-%d"]), help="Day asked (default: today).")
_JSON: Any = click.option("--json", "as_json", is_flag=True, help="As JSON.")


@click.group(invoke_without_command=True)
@home_option
@click.option("--unverified", is_flag=True, help="List every value that rests on memory, a formula or one source only.")
@_JSON
@click.pass_context
def law(context: click.Context, home: Path, unverified: bool, as_json: bool) -> None:
    """Show the dated values of the law that the hub computes with; a home's own files come first."""
    context.obj = home
    if context.invoked_subcommand is not None:
        return
    if not unverified:
        click.echo(context.get_help())
        return
    columns = {"rule": pl.String, "in_force_from": pl.Date, "parts": pl.String, "source": pl.String, "file": pl.String}
    rows = [
        (value.rule_id, value.valid_from, ", ".join(value.parts) or value.contracts or "all", value.source, value.place)
        for value in list_unverified(_load(home))
    ]
    _print(pl.DataFrame(rows, schema=columns, orient="row"), as_json=as_json)


@law.command("list")
@home_option
@_JSON
def list_rules(home: Path, as_json: bool) -> None:
    """List the rules: what each is, how many values it has, until when it holds."""
    columns = {"rule": pl.String, "what": pl.String, "unit": pl.String, "values": pl.Int64, "unverified": pl.Int64}
    tables = _load(home)
    doubtful = [value.rule_id for value in list_unverified(tables)]
    rows = [
        (
            *(rule_id, table.description, table.unit, len(table.values), doubtful.count(rule_id)),
            *(table.values[0].valid_from, table.covered_until, table.place),
        )
        for rule_id, table in sorted(tables.tables.items())
    ]
    columns |= {"from": pl.Date, "known_until": pl.Date, "file": pl.String}
    _print(pl.DataFrame(rows, schema=columns, orient="row"), as_json=as_json)


@law.command()
@home_option
@_DAY
@click.option(
    "--contract-date", "contract", type=click.DateTime(formats=["%Y-%m-%d"]), help="For a contract concluded that day."
)
@_JSON
@click.argument("rule")
def show(home: Path, day: datetime | None, contract: datetime | None, as_json: bool, rule: str) -> None:
    """Show the value of RULE on a day: since when and until when it holds, its source, and whether it is verified."""
    tables = _load(home)
    if rule not in tables.tables:
        known = ", ".join(sorted(tables.tables))
        raise UsageError("no law table has this name", place=rule, cure=f"Use one of: {known}")
    table = tables.table(rule)
    found = table.at(_day_of(day), contract and contract.date())
    shown = show_value(table, found)
    if as_json:
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2, default=str))
        return
    out = console()
    out.print(f"[bold]{rule}[/bold]  {table.description}", highlight=False)
    for name, words in shown["value"].items():
        click.echo(f"  {name}: {words}")
    click.echo(f"in force from {shown['in_force_from']}, before {shown['in_force_until']}")
    if found.contracts:
        click.echo(found.contracts)
    click.echo(f"source: {shown['source']}, {shown['article']}, {shown['address']}")
    parts = ", ".join(shown["unverified_parts"])
    verified = "no" if not shown["verified"] else f"yes, but not: {parts}" if parts else "yes"
    click.echo(f"looked up on {shown['checked_on']}, verified: {verified}")
    click.echo(f"file: {shown['file']}")


@law.command()
@home_option
@_DAY
@_JSON
def check(home: Path, day: datetime | None, as_json: bool) -> int:
    """Tell what the tables lack on a day: values that ran out, publications that passed, gaps, sources.

    Exit status 1 when a value is missing, else 0; remarks that only inform do not count.
    """
    try:
        remarks = check_law(_load(home), _day_of(day))
    except ConfigurationError as error:
        click.echo(str(error), err=True)
        return 1
    columns = {"rule": pl.String, "file": pl.String, "kind": pl.String, "remark": pl.String, "is_missing": pl.Boolean}
    frame = pl.DataFrame([tuple(remark) for remark in remarks], schema=columns, orient="row")
    missing = frame["is_missing"].sum()
    if as_json:
        click.echo(frame.write_json())
    else:
        print_frame(frame, red="is_missing")
        verdict = "no value is missing" if not missing else f"{missing} missing"
        console().print(verdict, style="red" if missing else "green")
    return int(bool(missing))


def _load(home: Path) -> Law:
    """The law of a home, or the shipped one where there is no home."""
    return load_law(roots_of(home if (home / "mappings").is_dir() else None))


def _day_of(day: datetime | None) -> date:
    return day.date() if day else datetime.now().astimezone().date()


def _print(frame: pl.DataFrame, *, as_json: bool) -> None:
    if as_json:
        click.echo(frame.write_json())
    else:
        print_frame(frame)
