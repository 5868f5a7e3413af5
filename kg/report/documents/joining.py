"""Joins reports to a document: asks each, leaves out what is empty, numbers quotations and sources.

What comes in: a plan, what was typed for its subjects, an endpoint.  What goes out: a ``Document``.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from kg.canned import Column, Page, Report, run
from kg.canned.values import read_values
from kg.errors import LimitError
from kg.query import Endpoint
from kg.report.cells import Cell, cells
from kg.report.documents.plans import Part, Plan
from kg.report.documents.references import Quotation, References, Source, told_in_quotations
from kg.report.links import address
from kg.report.pictures import picture_html

__all__ = ["MOST_ROWS", "Document", "Section", "Shown", "join"]

MOST_ROWS = 200
"""How many rows a part of a document shows where nothing else is said."""
_AT_ONCE = 500
_ABOUT_SOURCES = """\
PREFIX schema: <https://schema.org/>
SELECT ?article ?title ?publisher ?day ?address WHERE {{
  VALUES ?article {{ {articles} }}
  OPTIONAL {{ ?article schema:headline ?title }}
  OPTIONAL {{ ?article schema:publisher ?publisher }}
  OPTIONAL {{ ?article schema:datePublished ?day }}
  OPTIONAL {{ ?article schema:url ?address }}
}}"""
_ABOUT_GRAPH = """\
PREFIX schema: <https://schema.org/>
SELECT (COUNT(DISTINCT ?article) AS ?articles) (MIN(?day) AS ?first) (MAX(?day) AS ?last) WHERE {
  ?article a schema:NewsArticle . OPTIONAL { ?article schema:datePublished ?day }
}"""


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of a table: its cells, and the quotations that it leads to."""

    cells: tuple[Cell, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A report in a document.

    Attributes:
        heading: what stands above it.
        summary: what the report says of itself; ``""`` where it was asked for a part of that only.
        report: the report.
        columns: the columns of its table: those that say something that no quotation says.
        rows: its rows.
        quotations: those that no section before it has.
    """

    heading: str
    summary: str
    report: Report
    columns: tuple[Column, ...]
    rows: tuple[Shown, ...]
    quotations: tuple[Quotation, ...]

    def picture(self, link: Callable[[str], str | None] = address) -> str:
        """Return its picture as ``<svg>``; ``""`` where that would show no more than one thing."""
        return picture_html(self.report, link=link, least=2)


@dataclass(frozen=True, slots=True)
class Document:
    """Reports joined, about one or more subjects.

    Attributes:
        name: the plan's name.
        title: its title.
        summary: what it holds.
        sections: the reports that have rows.
        empty: headings of those that have none.
        stopped: headings of those that a limit stopped, with what it was.
        sources: the articles that are quoted, by number.
        generations: the generations of the graph that were asked; more than one where it changed meanwhile.
        facts: how many articles the graph has, and the days of its oldest and newest, or ``""``.
    """

    name: str
    title: str
    summary: str
    sections: tuple[Section, ...]
    empty: tuple[str, ...]
    stopped: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    generations: tuple[int, ...]
    facts: tuple[int, str, str]

    def html(self, link: Callable[[str], str | None] = address) -> str:
        """Return it as one HTML page that needs no other file, with pictures.

        Args:
            link: gives the address that shows an IRI, or None where there is none.
        """
        from kg.report.documents.pages import document_html

        return document_html(self, link)

    def markdown(self) -> str:
        """Return it as Markdown, without pictures."""
        from kg.report.documents.markdown import document_md

        return document_md(self)


def join(plan: Plan, typed: Mapping[str, str], endpoint: Endpoint, *, most: int = MOST_ROWS) -> Document:
    """Ask the reports of a plan and join them.

    Args:
        plan: the plan.
        typed: subject → what was typed for it: a name, alias or IRI.
        endpoint: what answers.
        most: how many rows a part shows.

    Raises:
        ParameterError: a subject is unknown or missing.
        LimitError: what was typed, or the sources, could not be looked up within the limits.
    """
    read = read_values(plan.question, {name: [text] for name, text in typed.items()}, endpoint)
    names = {name: " or ".join(dict.fromkeys(value.label for value in values)) for name, values in read.items()}
    references = References()
    sections, empty, stopped = [], [], []
    generations = set()
    for part in plan.parts:
        heading = _filled(part.heading, names)
        report = _asked(part, typed, endpoint, most)
        if isinstance(report, LimitError):  # the other parts are worth having, too
            stopped.append((heading, str(report)))
            continue
        generations.add(report.solutions.generation)
        if report.solutions.rows:
            summary = "" if part.given else report.summary
            sections.append(_section(heading, summary, report, references))
        else:
            empty.append(heading)
    _look_up(references.sources, endpoint)
    return Document(
        plan.name,
        _filled(plan.title, names),
        _filled(plan.summary, names),
        tuple(sections),
        tuple(empty),
        tuple(stopped),
        tuple(references.sources.values()),
        tuple(sorted(generations)),
        _facts(endpoint),
    )


def _asked(part: Part, typed: Mapping[str, str], endpoint: Endpoint, most: int) -> Report | LimitError:
    values: dict[str, Sequence[str]] = {parameter: [typed[subject]] for parameter, subject in part.subjects.items()}
    try:
        return run(part.query, {**values, **part.given}, endpoint, page=Page(limit=most))
    except LimitError as error:
        return error


def _filled(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda found: names.get(found[1], found[0]), text)


def _section(heading: str, summary: str, report: Report, references: References) -> Section:
    columns, rows = report.query.columns, cells(report)
    known = set(references.quotations)
    quoted = [references.quote(columns, row) for row in rows]
    new = tuple(one for key, one in references.quotations.items() if key not in known)
    has_quotations = any(quoted)
    hidden = told_in_quotations(columns) if has_quotations else set()
    kept = [
        n for n, column in enumerate(columns)
        if column.name not in hidden and any(row[n].text for row in rows)
    ]  # fmt: skip
    shown = [Shown(tuple(row[n] for n in kept), tuple(found)) for row, found in zip(rows, quoted, strict=True)]
    return Section(heading, summary, report, tuple(columns[n] for n in kept), tuple(shown), new)


def _look_up(sources: Mapping[str, Source], endpoint: Endpoint) -> None:
    """Fill in what the graph knows of the sources."""
    iris = list(sources)
    for start in range(0, len(iris), _AT_ONCE):
        articles = " ".join(str(ox.NamedNode(iri)) for iri in iris[start : start + _AT_ONCE])
        for row in endpoint.select(_ABOUT_SOURCES.format(articles=articles)).rows:
            source = sources[row["article"].value]
            said = {name: Cell(term.value).text for name, term in row.items()}
            source.title = said.get("title", source.title)
            source.publisher = said.get("publisher", source.publisher)
            source.day = said.get("day", source.day)
            source.address = address(said.get("address", "")) or ""


def _facts(endpoint: Endpoint) -> tuple[int, str, str]:
    rows = endpoint.select(_ABOUT_GRAPH).rows
    said = {name: term.value for name, term in rows[0].items()} if rows else {}
    return int(said.get("articles", 0)), said.get("first", ""), said.get("last", "")
