"""The progress bar of a build: on a terminal with rate and time left, in a pipe nothing at all.

What comes in: how many articles there are, and how far the build is.  What goes out: a bar on
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
def progress_bar(
    count: Callable[[], int | None],
) -> "Iterator[tuple[_Report | None, int | None]]":
    """Give what a build reports to, and how many articles there are; no bar outside a terminal.

    Args:
        count: counts the articles; called only where a bar is shown, for it reads them all once.
    """
    if not sys.stderr.isatty():
        yield None, None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed:,.0f}/{task.fields[of]} articles"),
        TextColumn("{task.fields[claims]:,} claims"),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
    )
    total = count()
    with Progress(*columns, console=console(stderr=True), transient=True) as bar:
        of = "?" if total is None else f"{total:,}"
        task = bar.add_task("reading", total=total, of=of, claims=0, rate="")

        def report(now: "Step") -> None:
            speed = bar.tasks[0].speed
            rate = f"{speed:,.1f}/s" if speed else ""
            bar.update(task, completed=now.done, claims=now.claims, rate=rate)

        yield report, total
