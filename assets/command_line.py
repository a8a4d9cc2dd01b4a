"""The command `incassohub`: what scripts and people call.

Exit status 0 done, 1 finished with something refused or out of balance, 2 bad use or configuration.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, Final

import click

from assets.freed_memory import keep_freed_memory
from assets.lazy_group import LazyGroup
from assets.seldom_garbage import collect_seldom
from warehouse.errors import BalanceError, HubError

_COMMANDS: Final = {
    "demo": ("assets.commands.demo", "Make a home with the demo's mappings and files."),
    "run": ("assets.commands.run", "Take in what waits, and run a day."),
    "status": ("assets.commands.status", "Show deliveries, controls, batches and work items."),
    "explain": ("assets.commands.explain", "Show a dossier's balance, line by line, with sources."),
    "why": ("assets.commands.why", "Show why a dossier has its profile and its next step, and what holds it."),
    "letter": ("assets.commands.letter", "Look at a message before it leaves, or again afterwards."),
    "read": ("assets.commands.read", "Print the rows of any file as JSON lines."),
    "delivery": ("assets.commands.delivery", "Look at one delivery, withdraw it, or read it again."),
    "batch": ("assets.commands.batch", "Show batches that wait for a person, and release or refuse them."),
    "form": ("assets.commands.form", "Write forms for operators, to be filled in and dropped in the inbox."),
    "mapping": ("assets.commands.mapping", "Check the files that say how partners' files are read."),
    "law": ("assets.commands.law", "Show the law's dated values with their sources, and what they lack."),
    "calculate": ("assets.commands.calculate", "Compute the statement of a case, or of a list of cases."),
    "sql": ("assets.commands.sql", "Ask the warehouse a question in SQL."),
    "rebuild": ("assets.commands.rebuild", "Make the whole warehouse again, from the archive alone."),
    "compare": ("assets.commands.compare", "Say whether two warehouses hold the same rows."),
    "maintain": ("assets.commands.maintain", "Merge small files of the warehouse, and let old states go."),
    "twin": ("assets.commands.twin", "Write a synthetic file in a creditor's own layout."),
    "privacy": ("assets.commands.privacy", "Export, erase, or let go persons whose term has passed."),
    "ui": ("assets.commands.ui", "Open Dagster on this home, bound to 127.0.0.1."),
}
DEFAULT_HOME: Final = "home"


@click.group(cls=LazyGroup, modules=_COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    help="The hub's home (also INCASSOHUB_HOME; default ./home).",
)
@click.version_option(package_name="incassohub", message="%(version)s")
@click.pass_context
def hub_group(context: click.Context, home: Path | None) -> None:
    """Incassohub: files in, balances, decisions, files out.

    Exit status: 0 done; 1 finished with something refused or out of balance; 2 bad use or configuration.
    """
    context.obj = home


def home_option(function: Any) -> Any:
    """A command's option `--home`: its own, else the group's, else INCASSOHUB_HOME, else ./home."""
    return click.option(
        "--home",
        type=click.Path(path_type=Path, file_okay=False),
        callback=_chosen_home,
        help="The hub's home (also INCASSOHUB_HOME; default ./home).",
    )(function)


def _chosen_home(context: click.Context, _: click.Parameter, value: Path | None) -> Path:
    return value or context.obj or Path(os.environ.get("INCASSOHUB_HOME", DEFAULT_HOME))


def main(arguments: list[str] | None = None) -> None:
    """Runs the command line and exits; an error is one clear line on standard error, never a traceback.

    Args:
        arguments: Words after the program's name; from the process when not given.

    Raises:
        SystemExit: Always, with the exit status.
    """
    keep_freed_memory()
    collect_seldom()
    try:
        status = hub_group.main(args=arguments, prog_name="incassohub", standalone_mode=False)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        cure = f" Try '{context.command_path} --help'." if context else ""
        _fail(f"{error.format_message()}{cure}", 2)
    except click.exceptions.Abort:
        _fail("stopped", 2)
    except BalanceError as error:
        _fail(str(error), 1)
    except HubError as error:
        _fail(str(error), 2)
    except Exception as error:
        if os.environ.get("INCASSOHUB_DEBUG"):
            raise
        _fail(f"a fault of the hub itself: {type(error).__name__}: {error}. Set INCASSOHUB_DEBUG=1 to see where.", 2)
    sys.exit(status if isinstance(status, int) else 0)


def _fail(message: str, status: int) -> None:
    click.echo(f"incassohub: {' '.join(message.split())}", err=True)
    sys.exit(status)
