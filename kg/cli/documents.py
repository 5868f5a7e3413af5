"""``kg dossier`` and ``kg profile``: reports joined to one document.

What comes in: names.  What goes out: Markdown or HTML, in a file or on standard output.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

import click

from kg.cli.options import QUERYING, example, output_option, takes_settings
from kg.cli.output import STDOUT, note, write
from kg.errors import LimitError
from kg.resources import Resources
from kg.settings import Settings

__all__ = ["dossier", "profile"]

_FORMATS = ("md", "html")
_ENDINGS = {".html": "html", ".htm": "html"}


def _document_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options that say how a document is written."""
    for option in (
        click.option("--rows", type=click.IntRange(min=1), default=200, show_default=True, help="Most rows of a part."),
        output_option(),
        click.option(
            "--format",
            "layout",
            type=click.Choice(_FORMATS),
            help="md is text; html has pictures, and needs no other file.  "
            "[default what the ending of the file says, else md]",
        ),
        takes_settings(*QUERYING),
    ):
        command = option(command)
    return command


@click.command(epilog=example("kg dossier Russia Venezuela", "kg dossier Russia Venezuela -o dossier.html"))
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@_document_options
def dossier(settings: Settings, a: str, b: str, layout: str | None, output: str, rows: int) -> None:
    """Join all that the graph has of two actors to one document.

    A and B are names, aliases or IRIs of states, organisations, armed groups or people.  What is joined is in
    queries/dossier.yaml.
    """
    _write("dossier", settings, {"a": a, "b": b}, layout or _guessed(output), output, rows)


@click.command(epilog=example("kg profile Venezuela", "kg profile Venezuela -o venezuela.html"))
@click.argument("state", metavar="STATE")
@_document_options
def profile(settings: Settings, state: str, layout: str | None, output: str, rows: int) -> None:
    """Join all that the graph has of a state to one document.

    STATE is a name, alias or IRI.  What is joined is in queries/profile.yaml.
    """
    _write("profile", settings, {"state": state}, layout or _guessed(output), output, rows)


def _guessed(output: str) -> str:
    return _ENDINGS.get(Path(output).suffix.lower(), "md") if output != STDOUT else "md"


def _write(name: str, settings: Settings, subjects: Mapping[str, str], layout: str, output: str, rows: int) -> None:
    from kg.report.documents import join

    resources = Resources(settings)
    document = join(resources.plan(name), subjects, resources.endpoint(many=True), most=rows)
    text = document.html() if layout == "html" else document.markdown()
    write([text.encode()], output)
    for heading, why in document.stopped:
        note(f"missing in the document: {heading}; {why}")
    if document.stopped:
        click.get_current_context().exit(LimitError.exit_code)
