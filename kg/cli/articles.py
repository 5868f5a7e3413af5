"""``kg articles``: what is in the graph, article by article.

What comes in: a store, what to show and in which order.  What goes out: a table, CSV or lines of JSON.
"""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from kg.cli.options import example, output_option, takes_settings
from kg.cli.output import counted, note, rendered, table_of, write
from kg.settings import Settings

if TYPE_CHECKING:
    from kg.recall import ArticleRecord

__all__ = ["articles"]

_COLUMNS = ("date", "date_source", "publisher", "language", "claims", "title", "key", "author", "url", "iri")
_SHOWN = _COLUMNS[:7]  # in a terminal; the others are too long
_SORTS = ("date", "key", "title", "publisher", "language", "claims")


def _day(_context: click.Context, option: click.Parameter, typed: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise click.BadParameter(f"{typed!r} is no date; a date is YYYY-MM-DD", param=option) from error


@click.command(
    epilog=example("kg articles --publisher Reuters --sort claims", "kg articles --undated --format csv -o undated.csv")
)
@click.argument("words", nargs=-1, metavar="[WORD...]")
@click.option("--from", "first", metavar="DATE", callback=_day, help="Only those published on or after this day.")
@click.option("--to", "last", metavar="DATE", callback=_day, help="Only those published on or before this day.")
@click.option("--undated", is_flag=True, help="Only those without a publication date.")
@click.option("--publisher", metavar="WORDS", help="Only those whose publisher has these words in its name.")
@click.option("--without-claims", is_flag=True, help="Only those from which nothing was read.")
@click.option("--sort", type=click.Choice(_SORTS), default="date", show_default=True, help="What to sort by.")
@click.option("--reverse", is_flag=True, help="The last first.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "csv", "jsonl"]),
    default="table",
    show_default=True,
    help="How articles are laid out.",
)
@output_option()
@takes_settings("store")
def articles(words: tuple[str, ...], sort: str, layout: str, output: str, settings: Settings, **wanted: Any) -> None:
    """List the articles in the graph: date and where it came from, publisher, language, claims, title.

    With WORDs, only those that have all of them in title, key or address.
    """
    from kg.recall import recall_articles
    from kg.store import open_snapshot

    reverse = wanted.pop("reverse")
    with open_snapshot(settings.store) as snapshot:
        found = [one for one in recall_articles(snapshot.store) if _is_wanted(one, words, **wanted)]
    found.sort(key=_order(sort), reverse=reverse)
    write(_laid_out(found, layout, output), output)
    note(counted(len(found), "article"))


def _is_wanted(  # noqa: PLR0913 - all by name: an option each
    one: "ArticleRecord",
    words: Sequence[str],
    *,
    first: dt.date | None,
    last: dt.date | None,
    undated: bool,
    publisher: str | None,
    without_claims: bool,
) -> bool:
    named = f"{one.title}\n{one.key}\n{one.url}".casefold()
    return (
        all(word.casefold() in named for word in words)
        and (publisher or "").casefold() in one.publisher.casefold()
        and not (undated and one.date)
        and not (without_claims and one.claims)
        and not (first and (one.date is None or one.date < first))
        and not (last and (one.date is None or one.date > last))
    )


def _order(sort: str) -> "Callable[[ArticleRecord], tuple[int, str, str]]":
    """Return what articles are sorted by: a number, then words, then the key; those without a value come first."""

    def order(one: "ArticleRecord") -> tuple[int, str, str]:
        value = getattr(one, sort)
        return (value, "", one.key) if sort == "claims" else (0, str(value or "").casefold(), one.key)

    return order


def _laid_out(found: Iterable["ArticleRecord"], layout: str, output: str) -> Iterator[bytes]:
    rows = ({name: _plain(getattr(one, name)) for name in _COLUMNS} for one in found)
    if layout == "jsonl":
        for row in rows:
            yield json.dumps(row, ensure_ascii=False).encode() + b"\n"
    elif layout == "csv":
        from kg.output import csv_row

        yield csv_row(_COLUMNS).encode()
        for row in rows:
            yield csv_row(row.values()).encode()
    else:
        names = [name.replace("_", " ").capitalize() for name in _SHOWN]
        yield from rendered(table_of(names, [[row[name] for name in _SHOWN] for row in rows]), output)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
