"""`incassohub read`: the rows of any file as JSON lines."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final

import click

from assets.command_line import home_option
from assets.home import open_home
from assets.keyring import Keyring
from assets.manifest import shown_name
from assets.settings import load_settings
from formats.bank.statements import balance_faults
from formats.recognise import HEAD_BYTES, Recognised, assume, recognise, recognise_head
from formats.registry import FORMATS, read_parts
from formats.table import FAULT_COLUMN, PLACE_COLUMNS, Table
from formats.wrapping import Decrypt, is_wrapped, unwrap
from warehouse.errors import FormatError
from warehouse.findings import CODES, FINDINGS

_SLICE_ROWS: Final = 10_000
_STATEMENTS: Final = ("camt", "mt940", "coda")


@click.command()
@home_option
@click.option("--format", "name", type=click.Choice(list(FORMATS)), help="Format; recognised when not given.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def read(home: Path, name: str | None, file: Path) -> int:
    """Print the rows of FILE as JSON lines: file, record, line, fault, and the values as text.

    FILE may be packed (gzip, zip, PGP); each file in it is read. Without --format the hub says on standard error which
    format it recognised, and why. No mapping is needed: delimiter, encoding, header and records are found in the file.
    Encrypted files are opened with the keys of the home, where there is one. Rows of bank statements have their amount
    in cents, too.
    Exit status 1 when a file, a row or a balance is wrong; what is wrong is told on standard error, with its line.
    """
    shown = shown_name(file.name)
    status = 0
    try:
        for path, content in _files(file, shown, _keys(home)):
            status |= _print(path, content, name)
    except FormatError as error:
        status = _tell(error)
    except BrokenPipeError:
        # Whoever reads has had enough (`| head`); what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return status


def _keys(home: Path) -> Decrypt | None:
    if not (home / "hub.yaml").is_file():
        return None
    opened = open_home(home)
    return Keyring(opened.keyring, load_settings(opened).key_passphrase).decrypt


def _files(file: Path, shown: str, decrypt: Decrypt | None) -> Iterator[tuple[str, BinaryIO]]:
    """Each file with its name; one that is not packed is not loaded as a whole."""
    with file.open("rb") as content:
        if not is_wrapped(content.read(HEAD_BYTES), file_name=shown):
            content.seek(0)
            yield shown, content
            return
        content.seek(0)
        for member in unwrap(content.read(), file_name=shown, decrypt=decrypt):
            yield member.path, io.BytesIO(member.data)


def _print(path: str, content: BinaryIO, name: str | None) -> int:
    try:
        found = _recognised(path, content, name)
        if name is None:
            options = json.dumps(found.options, ensure_ascii=False)
            click.echo(f"{path}: read as {options}, because {found.why}.", err=True)
        is_statement = found.options["name"] in _STATEMENTS
        faults: dict[str, list[int]] = {}
        wrong = 0
        for part in read_parts(content, found.options, file_name=path):
            _print_part(path, part, faults, has_cents=is_statement)
            wrong += _tell_balances(path, part["row"]) if is_statement else 0
    except FormatError as error:
        return _tell(error)
    _tell_faults(path, faults)
    return int(wrong > 0 or bool(faults))


def _recognised(path: str, content: BinaryIO, name: str | None) -> Recognised:
    head = recognise_head(content.read(HEAD_BYTES))
    content.seek(0)
    if head is None or name not in (None, head.options["name"]):
        data = content.read()
        content.seek(0)
        named = Recognised(assume(name, data, file_name=path), "it was named") if name else None
        head = named or recognise(data, file_name=path)
    return head


def _print_part(path: str, part: dict[str, Table], faults: dict[str, list[int]], *, has_cents: bool) -> None:
    """Prints the rows of a part, and notes the lines of those that are wrong."""
    for record, table in part.items():
        for rows in table.rows.iter_slices(_SLICE_ROWS):
            names = [column for column in rows.columns if column not in (*PLACE_COLUMNS, FAULT_COLUMN)]
            for row in rows.iter_rows(named=True):
                fault = row[FAULT_COLUMN]
                shown: dict[str, Any] = {"file": path, "record": record, "line": row["line_number"], "fault": fault}
                if has_cents:
                    shown["cents"] = _cents(row["amount"])
                shown["values"] = {column: row[column] for column in names}
                click.echo(json.dumps(shown, ensure_ascii=False))
                if fault is not None:
                    faults.setdefault(fault, []).append(row["line_number"])


def _cents(amount: str | None) -> int | None:
    """An amount in cents; none where there is none, or where it is no whole number of them."""
    exact = None if amount is None else Decimal(amount) * 100
    return int(exact) if exact is not None and exact == exact.to_integral_value() else None


def _tell_balances(path: str, table: Table) -> int:
    faults = balance_faults(table)
    for fault in faults:
        place = f"{path}:{fault.line_number}" if fault.line_number else path
        click.echo(f"incassohub: finding {CODES['totals']}: {place}: {fault.text}", err=True)
    return len(faults)


def _tell_faults(path: str, faults: dict[str, list[int]]) -> None:
    """Tells the rows that are wrong, by finding; of many the first lines and their number."""
    for name, lines in faults.items():
        code = CODES[name]
        more = f", and of {len(lines) - 1} more, up to line {max(lines)}" if len(lines) > 1 else ""
        cause = FINDINGS[code].cause
        click.echo(f"incassohub: finding {code}: {path}:{lines[0]}{more}: {cause} {FINDINGS[code].cure}", err=True)


def _tell(error: FormatError) -> int:
    click.echo(f"incassohub: finding {error.code}: {' '.join(str(error).split())}", err=True)
    return 1
