"""The options of ``kg report`` that ask for a part of a report.

What comes in: what was typed for them.  What goes out: a ``Page``.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from kg.cli.output import note
from kg.errors import UsageError

if TYPE_CHECKING:
    from kg.canned import Ending, Page

__all__ = ["note_more", "takes_page"]


def takes_page(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options for a page of its rows; it gets them as ``page``."""

    @wraps(command)
    def paged(
        limit: int | None, offset: int, sort: Sequence[str], where: Sequence[str], **others: Any
    ) -> None:
        command(page=_page(limit, offset, sort, where), **others)

    taking: Callable[..., None] = paged
    for option in (
        _repeated("--where", "COLUMN=TEXT", "Only rows whose column contains the text, in any case"),
        _repeated("--sort", "COLUMN|-COLUMN", "Sort by a column, with - the greatest first"),
        click.option("--offset", type=int, default=0, metavar="N", help="Pass over so many rows."),
        click.option("--limit", type=int, metavar="N", help="Most rows to show."),
    ):
        taking = option(taking)
    return taking


def _repeated(name: str, metavar: str, told: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option(name, multiple=True, metavar=metavar, help=f"{told}; may be given several times.")


def _page(limit: int | None, offset: int, sort: Sequence[str], where: Sequence[str]) -> "Page":
    from kg.canned import Page

    orders = tuple((_column(name.removeprefix("-")), name.startswith("-")) for name in sort)
    return Page(limit, offset, orders, tuple(map(_condition, where)))


def _column(name: str) -> str:
    """Return the name of a column as a header has it: options have hyphens where it has underscores."""
    return name.strip().replace("-", "_")


def _condition(typed: str) -> tuple[str, str]:
    name, sign, text = typed.partition("=")
    if not sign:
        raise UsageError(f"--where is {typed!r}, but accepts COLUMN=TEXT")
    return _column(name), text


def note_more(page: "Page", ending: "Ending") -> None:
    """Say that there are rows behind those that were shown, and how to get them."""
    shown = page.offset + ending.shown
    first = page.offset + 1
    note(f"these are rows {first:,} to {shown:,}; there are more: --offset {shown} shows what follows")
