"""Reads articles from tables: CSV with commas, semicolons or tabs, whose first row names the columns.

What comes in: a source.  What goes out: a draft for each row, or an error that names its line.
"""

import csv
import re
from collections.abc import Iterator

from kg.articles.columns import draft_of
from kg.articles.sources import LARGEST_LINE, Draft, Found, Source, lines_of
from kg.errors import ArticleError

__all__ = ["read_table"]

_SEPARATORS = ",;\t|"
_QUOTED = re.compile(r'"(?:[^"]|"")*"')
_EXCEL = re.compile(r'\s*"?sep=(.)"?\s*\Z')  # what Excel writes above a table


def read_table(source: Source) -> Iterator[Found]:
    """Yield the article of each row that is not empty."""
    unread: list[ArticleError] = []
    lines = _readable(source, unread)
    head = next(lines, "")
    stated = _EXCEL.match(head)
    head = next(lines, "") if stated else head
    separator = stated[1] if stated else _separator(head)
    csv.field_size_limit(LARGEST_LINE)  # for all of Python; nothing else here reads CSV
    names = [name.strip() for name in next(csv.reader([head], delimiter=separator), [])]
    above = 2 if stated else 1
    yield from _rows(source, names, csv.reader(lines, delimiter=separator), above)
    yield from unread


def _readable(source: Source, unread: list[ArticleError]) -> Iterator[str]:
    """Yield lines; what is none is told later, since a row may run over several."""
    for _, line in lines_of(source):
        if isinstance(line, ArticleError):
            unread.append(line)
        else:
            yield line.replace("\x00", "\ufffd")  # the parser stops at NUL


def _separator(head: str) -> str:
    bare = _QUOTED.sub("", head)
    return max(_SEPARATORS, key=bare.count)


def _rows(source: Source, names: list[str], rows: "Iterator[list[str]]", above: int) -> Iterator[Found]:
    number = above
    while True:
        number += 1
        place = f"{source.place}:{number}"
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield ArticleError(f"is no row of a table: {error}", place=place, advice="quotes are closed, or doubled")
            continue
        number = above + rows.line_num  # type: ignore[attr-defined]  # of the csv module's reader
        if any(row):
            yield _from_row(source, names, row, place)


def _from_row(source: Source, names: list[str], row: list[str], place: str) -> Found:
    if len(row) > len(names):
        return ArticleError(
            f"has {len(row)} columns, but the first row has {len(names)}",
            place=place,
            advice="a text that holds the separator stands in quotes",
        )
    record = dict(zip(names, row, strict=False))
    found = draft_of(record, source, place)
    if isinstance(found, Draft) and not found.text.strip():
        return ArticleError("has an empty text", place=place, advice="an article has some text")
    return found
