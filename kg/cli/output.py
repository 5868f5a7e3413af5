"""Writes: results to standard output or a whole file, what is said about them to standard error.

What comes in: text, bytes, tables.  What goes out: characters on a stream, files.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from kg.errors import UsageError
from kg.output import harmless, write_whole

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.table import Table

__all__ = [
    "STDOUT",
    "console",
    "counted",
    "note",
    "note_cut",
    "rendered",
    "show",
    "silence",
    "table_of",
    "write",
]

STDOUT = "-"
"""The file name that means standard output."""
_PIPE_WIDTH = 160  # columns of a table where no terminal says how wide it is


def note(message: str) -> None:
    """Say something about the result on standard error."""
    click.echo(f"kg: {harmless(message)}", err=True)


def note_cut(most: int) -> None:
    """Say that an answer has more rows than it may."""
    note(f"the answer was cut after {most:,} rows; --max-rows sets how many it may have")


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural where there is not one.

    >>> counted(1, "claim"), counted(1200, "article")
    ('1 claim', '1,200 articles')
    """
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def console(*, stderr: bool = False, plain: bool = False) -> "Console":
    """Return a rich console as wide as the terminal, or wide enough for a table in a pipe.

    What it shows may come from anybody's article, and cannot steer the terminal.
    """
    from rich.console import Console
    from rich.segment import Segment

    class Unbroken(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # told quietly by the root command, as for all output

        def render(self, *args: Any, **more: Any) -> Iterator[Segment]:
            for segment in super().render(*args, **more):
                yield segment if segment.control else Segment(harmless(segment.text), segment.style)

    width = _PIPE_WIDTH if plain else shutil.get_terminal_size((_PIPE_WIDTH, 50)).columns
    terminal = False if plain else None  # None: look
    return Unbroken(width=width, stderr=stderr, highlight=False, force_terminal=terminal, no_color=plain or None)


def rendered(renderable: "RenderableType", output: str) -> Iterator[bytes]:
    """Yield a table as text: styled for a terminal, plain for a file."""
    screen = console(plain=output != STDOUT)
    with screen.capture() as captured:
        screen.print(renderable)
    yield captured.get().encode()


def table_of(columns: Sequence[str], rows: Iterable[Iterable[object]], title: str | None = None) -> "Table":
    """Return a table of plain cells; None is an empty one."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table(*columns, title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*(Text("" if cell is None else harmless(str(cell))) for cell in row))
    return table


def show(renderable: "RenderableType") -> None:
    """Print a table or styled text."""
    console().print(renderable)


def write(chunks: Iterable[bytes], output: str) -> None:
    """Write bytes to a file, which appears whole or not at all, or to standard output.

    Raises:
        UsageError: the file cannot be written.
    """
    if output == STDOUT:
        sys.stdout.flush()
        _pour(chunks, sys.stdout.buffer)
        return
    path = Path(output)
    if path.exists() and not path.is_file():  # a device or a pipe: nothing to put in its place
        with _opened(path) as stream:
            _pour(chunks, stream)
        return
    write_whole(path, chunks)


def _opened(path: Path) -> IO[bytes]:
    try:
        return path.open("wb")
    except OSError as error:
        raise UsageError(f"{path}: cannot be written: {error.strerror}") from error


def _pour(chunks: Iterable[bytes], stream: IO[bytes]) -> None:
    for chunk in chunks:
        stream.write(chunk)
    stream.flush()


def silence() -> None:
    """Send what is still to be written nowhere: the reader of our output has gone away."""
    devnull = os.open(os.devnull, os.O_WRONLY)
    with suppress(OSError, ValueError):
        os.dup2(devnull, sys.stdout.fileno())
    os.close(devnull)
