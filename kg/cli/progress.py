"""The progress bar of a build: on a terminal with the time left, in a pipe nothing at all.

What comes in: how many files there are, and how far the build is.  What goes out: a bar on
standard error.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from kg.cli.output import console

if TYPE_CHECKING:
    from kg.builder import Progress as Step

__all__ = ["progress_bar"]

_Report: TypeAlias = "Callable[[Step], None]"


@contextmanager
def progress_bar(count: Callable[[], int]) -> "Iterator[tuple[_Report | None, Callable[[], None] | None]]":
    """Give what a build reports to, and what is called after each file; no bar outside a terminal.

    Args:
        count: counts the files; called only where a bar is shown.
    """
    if not sys.stderr.isatty():
        yield None, None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=20),
        TextColumn("{task.completed:,.0f}/{task.total:,.0f} files"),
        TextColumn("{task.fields[articles]:,} articles"),
        TextColumn("{task.fields[claims]:,} claims"),
        TimeRemainingColumn(),
    )
    total = count()
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=total, articles=0, claims=0)

        def report(now: "Step") -> None:
            bar.update(task, articles=now.done, claims=now.claims)

        yield report, lambda: bar.advance(task)
