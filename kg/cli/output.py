"""Writes: results to standard output or a whole file, what is said about them to standard error.

What comes in: text, bytes, tables.  What goes out: characters on a stream, files.
"""

import os
import re
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.terms import PREFIXES

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

__all__ = [
    "STDOUT",
    "console",
    "counted",
    "note",
    "rendered",
    "short",
    "show",
    "silence",
    "words",
    "write",
]

STDOUT = "-"
"""The file name that means standard output."""
_PIPE_WIDTH = 160  # columns of a table where no terminal says how wide it is


def note(message: str) -> None:
    """Say something about the result on standard error."""
    click.echo(f"kg: {message}", err=True)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where there is not one.

    >>> counted(1, "claim"), counted(1200, "article")
    ('1 claim', '1,200 articles')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def short(iri: str) -> str:
    """Return an IRI with its prefix, as Turtle writes it, or the IRI itself."""
    for prefix, namespace in PREFIXES.items():
        name = iri.removeprefix(namespace)
        if name != iri and re.fullmatch(r"[\w.-]+", name):
            return f"{prefix}:{name}"
    return iri


def words(name: str) -> str:
    """Return a name in camel case as words.

    >>> words("supplierState"), words("ArmsTransfer")
    ('supplier state', 'arms transfer')
    """
    return re.sub(r"_|(?<=[a-z])(?=[A-Z])", " ", name).lower()


def console(*, stderr: bool = False) -> "Console":
    """Return a rich console as wide as the terminal, or wide enough for a table in a pipe."""
    from rich.console import Console

    class Unbroken(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # told quietly by the root command, as for all output

    width = shutil.get_terminal_size((_PIPE_WIDTH, 50)).columns
    return Unbroken(width=width, stderr=stderr, highlight=False)


def rendered(renderable: "RenderableType") -> str:
    """Return a table as text: styled on a terminal, plain elsewhere."""
    screen = console()
    with screen.capture() as captured:
        screen.print(renderable)
    return captured.get()


def show(renderable: "RenderableType") -> None:
    """Print a table or styled text."""
    console().print(renderable)


def write(chunks: Iterable[bytes], output: str) -> None:
    """Write bytes to a file, which appears whole or not at all, or to standard output.

    Raises:
        InputError: the file cannot be written.
    """
    if output != STDOUT:
        from kg.output import write_whole

        write_whole(Path(output), chunks)
        return
    stream = click.get_binary_stream("stdout")
    for chunk in chunks:
        stream.write(chunk)
    stream.flush()


def silence() -> None:
    """Send what is still to be written nowhere: the reader of our output has gone away."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
