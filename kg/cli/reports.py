"""``kg report``: each canned query is a command, and its parameters are the command's options.

What comes in: the headers of ``queries/*.rq``.  What goes out: commands made of them; rows.
"""

import sys
from collections.abc import Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import QUERYING, example, output_option, takes_settings
from kg.cli.output import STDOUT, note_cut, rendered, write
from kg.cli.paging import note_more, takes_page
from kg.errors import NotAcceptableError, UsageError
from kg.resources import Resources
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.canned import CannedQuery, Page, Parameter

__all__ = ["LAYOUTS", "report"]

LAYOUTS = ("table", "csv", "json", "md", "html", "ttl", "svg", "png")
"""How the rows of a report are laid out; ``ttl`` is the claims behind them, ``svg`` and ``png`` its picture."""
_ENDINGS = {**{f".{name}": name for name in LAYOUTS}, ".htm": "html", ".markdown": "md", ".turtle": "ttl"}
"""What the ending of a file says of its format; ``.txt`` and all others are tables."""


class _Reports(click.Group):
    """A group with one command for each canned query."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the canned queries."""
        del ctx
        return sorted(_shipped().queries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of a canned query.

        Raises:
            UnknownNameError: there is none of this name; the message lists near ones.
        """
        del ctx
        return _command(_shipped().query(cmd_name))


@cache
def _shipped() -> Resources:
    """Return the resources whose queries are the commands; their files are read once."""
    return Resources(Settings.read())


@click.group(
    cls=_Reports,
    subcommand_metavar="NAME [--PARAMETER VALUE]...",
    epilog=example("kg report transfers --recipient Venezuela", "kg report transfers --help"),
)
def report() -> None:
    """Answer a canned query; each has a --help of its own."""


class _Layout(click.Choice[str]):
    """A format by name; ``turtle`` is what ``ttl`` was called first."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the format that was typed."""
        return super().convert("ttl" if value == "turtle" else value, param, ctx)


def _guessed(output: str) -> str:
    """Return the format that the ending of a file says."""
    return _ENDINGS.get(Path(output).suffix.lower(), "table") if output != STDOUT else "table"


def _command(query: "CannedQuery") -> click.Command:
    @takes_settings(*QUERYING)
    def answer(settings: Settings, layout: str | None, output: str, page: "Page", **values: Any) -> None:
        _answer(query, settings, layout or _guessed(output), output, values, page)

    options = [_option(parameter) for parameter in query.parameters]
    layout = click.Option(
        ["--format", "layout"],
        type=_Layout(LAYOUTS),
        help="How the rows are laid out; ttl is the claims behind them, svg and png are a picture.  "
        "[default what the ending of the file says, else table]",
    )
    command: click.Command = click.command(
        query.name, help=_help(query), short_help=query.title, epilog=example(_typed(query))
    )(output_option()(takes_page(answer)))
    command.params = [*options, layout, *command.params]
    return command


def _help(query: "CannedQuery") -> str:
    return f"{query.question or query.title}\n\n{query.summary}"


def _typed(query: "CannedQuery") -> str:
    """Return how a report is typed, with the examples of the parameters that it needs."""
    shown = [p for p in query.parameters if p.required] or list(query.parameters)[:1]
    words = (f" {_flag(p)} {_quoted(p.example)}" for p in shown if p.example)
    return f"kg report {query.name}{''.join(words)}"


def _quoted(word: str) -> str:
    return f'"{word}"' if " " in word else word


def _flag(parameter: "Parameter") -> str:
    return "--" + parameter.name.replace("_", "-")


def _option(parameter: "Parameter") -> click.Option:
    default = f"default {' '.join(parameter.default)}" if parameter.default else ""
    told = [
        f"{parameter.type}, such as {parameter.example}" if parameter.example else "",
        "may be given several times" if parameter.many else "",
        "required" if parameter.required else default,
    ]
    return click.Option(
        [_flag(parameter), f"parameter_{parameter.name}"],
        multiple=parameter.many,
        metavar=parameter.type.upper(),
        help=f"{parameter.label}.  [{'; '.join(filter(None, told))}]",
    )


def _answer(
    query: "CannedQuery", settings: Settings, layout: str, output: str, values: dict[str, Any], page: "Page"
) -> None:
    from kg.canned import run, stream
    from kg.report import FLOWING, chunks, to_table

    _check_layout(query, layout, output)
    endpoint = Resources(settings).endpoint()
    if layout in FLOWING:
        with closing(stream(query, _given(values), endpoint, page=page)) as flow:
            write(chunks(flow.report, layout, endpoint, flow), output)
            ending = flow.ending
    else:
        answered = run(query, _given(values), endpoint, page=page)
        ending = answered.ending
        laid_out = rendered(to_table(answered), output) if layout == "table" else chunks(answered, layout, endpoint)
        write(laid_out, output)
    if ending.truncated:
        note_cut(settings.max_rows)
    elif ending.more:
        note_more(page, ending)


def _check_layout(query: "CannedQuery", layout: str, output: str) -> None:
    """Refuse what cannot be drawn, or be shown where it would go, before anything is asked."""
    from kg.report import PICTURES, formats_of

    if layout not in formats_of(query):
        accepted = ", ".join(formats_of(query))
        raise NotAcceptableError(f"report {query.name} has no chart to draw as {layout}; its formats are {accepted}")
    if layout in PICTURES and layout != "svg" and output == STDOUT and sys.stdout.isatty():
        raise UsageError(f"{layout} is no text for a terminal; -o FILE.{layout} writes it to a file")


def _given(values: dict[str, Any]) -> dict[str, Sequence[str]]:
    """Return what was typed, by parameter; what was not typed is left out."""
    typed = {key.removeprefix("parameter_"): value for key, value in values.items() if value}
    return {key: [value] if isinstance(value, str) else list(value) for key, value in typed.items()}
