"""`incassohub read`: the rows of any file as JSON lines."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

import click

from assets.command_line import home_option
from assets.home import open_home
from assets.keyring import Keyring
from assets.manifest import shown_name
from assets.settings import load_settings
from formats.bank.statements import check_balances
from formats.recognise import HEAD_BYTES, Recognised, assume, recognise, recognise_head
from formats.registry import FORMATS, read_parts
from formats.table import FAULT_COLUMN, PLACE_COLUMNS, Table
from formats.wrapping import Decrypt, is_wrapped, unwrap
from warehouse.errors import FormatError

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
    Encoded files are opened with the keys of the home, where there is one.
    Exit status 1 when a file, a row or a balance is wrong; each is told on standard error.
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
        wrong = 0
        for part in read_parts(content, found.options, file_name=path):
            wrong += _print_part(path, part)
            if found.options["name"] in _STATEMENTS:
                wrong += _tell_balances(path, part["row"])
    except FormatError as error:
        return _tell(error)
    return int(wrong > 0)


def _recognised(path: str, content: BinaryIO, name: str | None) -> Recognised:
    head = recognise_head(content.read(HEAD_BYTES))
    content.seek(0)
    if head is None or name not in (None, head.options["name"]):
        data = content.read()
        content.seek(0)
        named = Recognised(assume(name, data, file_name=path), "it was named") if name else None
        head = named or recognise(data, file_name=path)
    return head


def _print_part(path: str, part: dict[str, Table]) -> int:
    """The number of rows that are wrong."""
    count = 0
    for record, table in part.items():
        for rows in table.rows.iter_slices(_SLICE_ROWS):
            names = [column for column in rows.columns if column not in (*PLACE_COLUMNS, FAULT_COLUMN)]
            for row in rows.iter_rows(named=True):
                values = {column: row[column] for column in names}
                fault = row[FAULT_COLUMN]
                place = {"file": path, "record": record, "line": row["line_number"], "fault": fault}
                click.echo(json.dumps(place | {"values": values}, ensure_ascii=False))
                count += fault is not None
    return count


def _tell_balances(path: str, table: Table) -> int:
    faults = check_balances(table)
    for fault in faults:
        click.echo(f"{path}: {fault}", err=True)
    return len(faults)


def _tell(error: FormatError) -> int:
    click.echo(f"incassohub: finding {error.code}: {' '.join(str(error).split())}", err=True)
    return 1
