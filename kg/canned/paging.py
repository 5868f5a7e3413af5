"""Asks for a part of a report: some of its rows, in another order, or only those that say something.

What comes in: a query with its values filled in, a ``Page``.  What goes out: SPARQL for that page.
The rows of a page are counted off where the query has the comment ``#page``: behind the ``ORDER BY``
of an inner ``SELECT`` that finds what the rows are about, one for each row, so that only the rows
that are shown are looked up.  A query without it is cut at its end::

    SELECT ?claim ?sentence WHERE {
      { SELECT ?claim WHERE { … } ORDER BY ?claim
        #page
      }
      ?claim at:evidence/prov:value ?sentence
    } ORDER BY ?claim

A ``LIMIT`` right before ``#page`` gives way to the page: it tells an engine how few rows there are.

It must not know the store.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pyoxigraph as ox

from kg.canned.clauses import Clauses, find_page_mark, read_clauses
from kg.canned.names import near
from kg.canned.queries import CannedQuery, Column
from kg.errors import ParameterError
from kg.terms import AT

__all__ = ["Page", "check_page", "paged"]

_UNCUT = re.compile(r"LIMIT\s+\d+\s*\Z", re.IGNORECASE)
_NUMBERS = frozenset({"integer", "number", "date"})


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows of a report are asked for.

    Attributes:
        limit: most rows; None for all of them.
        offset: rows that are passed over.
        sort: columns to sort by, the first before the others, each with whether the greatest come
            first; none for the order of the query itself.
        where: columns, each with a text that its cells must contain in any case.
    """

    limit: int | None = None
    offset: int = 0
    sort: tuple[tuple[str, bool], ...] = ()
    where: tuple[tuple[str, str], ...] = ()


def check_page(query: CannedQuery, page: Page) -> None:
    """Refuse a page that cannot be had of a report.

    Raises:
        ParameterError: a number is negative, or a column is none of the report's.
    """
    if page.limit is not None and page.limit < 1:
        raise ParameterError("limit", f"it is {page.limit}, but accepts 1 or more rows", accepted="1 or more rows")
    if page.offset < 0:
        raise ParameterError("offset", f"it is {page.offset}, but accepts 0 or more rows", accepted="0 or more rows")
    names = [column.name for column in query.columns]
    for parameter, asked in (("sort", page.sort), ("where", page.where)):
        for name, _ in asked:
            if name not in names:
                has = ", ".join(names)
                told = f"report {query.name} has no column {name!r}; it has {has}"
                raise ParameterError(parameter, told, accepted=has, nearest=near(name, names))


def paged(query: CannedQuery, text: str, page: Page) -> str:
    """Return the query for a page with one row more, which tells whether there is a next one.

    Rows that are alike in what they are sorted by are told apart by their columns, so that each row
    is on one page only.

    Args:
        query: says the columns.
        text: its SPARQL with the values filled in.
        page: the page; ``check_page`` has nothing against it.
    """
    if page == Page():
        return text
    clauses = read_clauses(text)
    if page.sort or page.where or clauses.has_limit:
        return _around(query, clauses, page)
    mark = find_page_mark(text)
    order = f"{clauses.order or 'ORDER BY'}\n{_ties(query)}\n"
    if mark is None or mark > clauses.group_end:
        return f"{clauses.prologue}{clauses.select}{order}{_slice(page)}\n{clauses.rest}"
    before, inside = _UNCUT.sub("", text[:mark]), text[mark : clauses.group_end]
    return before + _slice(page) + inside + clauses.grouping + order + clauses.rest


def _ties(query: CannedQuery) -> str:
    """Return what tells rows apart that are alike in all else that they are ordered by."""
    return " ".join(f"?{column.name}" for column in query.columns)


def _slice(page: Page) -> str:
    offset = f"OFFSET {page.offset} " if page.offset else ""
    return offset if page.limit is None else f"{offset}LIMIT {page.limit + 1} "


def _around(query: CannedQuery, clauses: Clauses, page: Page) -> str:
    """Return the query inside another one that sorts, sifts and cuts its rows."""
    columns = {column.name: column for column in query.columns}
    selected = clauses.selected()
    keys = [key for name, down in page.sort for key in _keys(columns[name], selected, down=down)]
    own_order = clauses.order_of_columns(selected)
    if keys:
        inner, order = clauses.unordered(), f"ORDER BY {' '.join(keys)}"
    elif own_order:
        inner, order = clauses.unordered(), own_order
    else:
        inner, order = clauses.ordered(), ""
    if order:
        order += f"\n{_ties(query)}"
    filters = "".join(
        f"  FILTER(CONTAINS(LCASE({_shown(columns[name], selected)}), LCASE({ox.Literal(wanted)})))\n"
        for name, wanted in page.where
        if wanted
    )
    variables = " ".join(f"?{name}" for name in selected)
    return (
        f"{clauses.prologue}SELECT {variables} WHERE {{\n{{\n{inner}\n}}\n{filters}}}\n{order}\n{_slice(page)}\n"
    )


def _shown(column: Column, selected: tuple[str, ...]) -> str:
    """Return the expression for what a cell says."""
    name, label = f"?{column.name}", f"{column.name}Label"
    value = f"IF(STRSTARTS(STR({name}), {ox.Literal(AT)}), STRAFTER(STR({name}), {ox.Literal(AT)}), STR({name}))"
    return f"COALESCE(STR(?{label}), {value})" if label in selected else value


def _keys(column: Column, selected: tuple[str, ...], *, down: bool) -> Iterator[str]:
    """Yield what sorts a column: empty cells last either way, numbers and days by value, the rest by its letters."""
    shown = _shown(column, selected)
    yield f'(COALESCE({shown}, "") = "")'
    key = f"?{column.name}" if column.kind in _NUMBERS else f"LCASE({shown})"
    yield f"DESC({key})" if down else f"ASC({key})"
