"""Joins the commands, and turns what goes wrong into one line and an exit code.

What comes in: the commands of the modules beside it.  What goes out: ``cli``.
"""

import logging
import sys
from typing import Any

import click
from click.exceptions import Exit

from kg import __version__
from kg.cli.articles import articles
from kg.cli.asking import export, sparql
from kg.cli.backups import backup, restore
from kg.cli.building import build, remove, run
from kg.cli.checking import check
from kg.cli.documents import dossier, profile
from kg.cli.evaluating import evaluate
from kg.cli.explaining import explain
from kg.cli.listing import list_
from kg.cli.naming import names
from kg.cli.options import example
from kg.cli.output import silence
from kg.cli.reading import extract
from kg.cli.reports import report
from kg.cli.serving import serve
from kg.errors import KGError

__all__ = ["EXIT_CODES", "cli"]

EXIT_CODES = {
    0: "fine",
    1: "ran, and found problems",
    2: "wrong usage",
    3: "a bad input file",
    4: "store, vocabulary or pipeline unusable",
    5: "a limit struck",
    130: "interrupted",
    141: "the reader of the output went away",
}
"""What the program ends with, and what it means."""
_INTERRUPTED, _BROKEN_PIPE = 130, 141  # what a shell reports of a program ended by SIGINT, SIGPIPE


class _Root(click.Group):
    """The group of all commands; the one place where errors end."""

    def make_context(self, *args: Any, **more: Any) -> click.Context:
        """Read the options of the program itself, of which ``--version`` opens files."""
        try:
            return super().make_context(*args, **more)
        except KGError as error:
            raise _told(error) from error

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; turn errors into one line and an exit code."""
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
        except KGError as error:
            raise _told(error) from error
        except BrokenPipeError as error:
            silence()
            raise Exit(_BROKEN_PIPE) from error
        except (KeyboardInterrupt, click.Abort) as error:
            click.echo("kg: interrupted", err=True)
            raise Exit(_INTERRUPTED) from error
        return result


def _told(error: KGError) -> Exit:
    """Say what went wrong in one line, and return what ends the program."""
    click.echo(f"kg: {' '.join(str(error).split())}", err=True)
    return Exit(error.exit_code)


class _Lines(logging.Formatter):
    """One line per message; the traceback only where asked for."""

    def __init__(self, *, tracebacks: bool) -> None:
        super().__init__("kg: %(message)s")
        self._tracebacks = tracebacks

    def format(self, record: logging.LogRecord) -> str:
        if self._tracebacks or not record.exc_info:
            return super().format(record)
        kind, error, _ = record.exc_info
        named = f" ({kind.__name__ if kind else 'error'}: {error})"
        return f"kg: {record.getMessage()}{named}"


def _log_to_stderr(*, verbose: bool) -> None:
    root = logging.getLogger()
    for handler in [h for h in root.handlers if isinstance(h.formatter, _Lines)]:
        root.removeHandler(handler)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines(tracebacks=verbose))
    root.addHandler(handler)
    root.setLevel(logging.INFO if verbose else logging.WARNING)


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - Click's form
    if wanted and not ctx.resilient_parsing:
        from kg.resources import Resources
        from kg.settings import Settings

        click.echo(f"kg {__version__}")
        for part, version in Resources(Settings.read()).versions.items():
            click.echo(f"{part} {version}")
        ctx.exit()


@click.group(
    cls=_Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("kg run seeds", "kg report transfers --recipient Venezuela"),
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="Print the versions of program, pipeline and vocabulary.",
)
@click.option("--verbose", is_flag=True, help="Say more, with tracebacks of what went wrong.")
def cli(*, verbose: bool) -> None:
    """News articles in, a knowledge graph of who supplies which military equipment to whom out."""
    _log_to_stderr(verbose=verbose)


for _command in (
    run,
    build,
    remove,
    articles,
    check,
    extract,
    report,
    dossier,
    profile,
    sparql,
    export,
    serve,
    list_,
    explain,
    evaluate,
    names,
    backup,
    restore,
):
    cli.add_command(_command)
