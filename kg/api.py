"""The Python API: what ``import kg`` offers, in the words of the command line.

What comes in: texts, paths, SPARQL, names of reports.  What goes out: claims as typed records,
rows, and claims as a pandas table.  Everything here is a few lines over the rooms that do the work.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.articles import article_of, read_language
from kg.errors import UsageError
from kg.model import Argument, Claim, Entity
from kg.resources import Resources
from kg.settings import Settings

if TYPE_CHECKING:
    import pandas as pd

    from kg.articles import OnError
    from kg.builder import BuildSummary
    from kg.canned import Report
    from kg.query import Solutions
    from kg.report.documents import Document

__all__ = ["Graph", "build", "extract", "open_graph", "row_of", "to_pandas"]

_FIRST_ROLES = ("supplier", "recipient", "equipment")
_DETAILS = (
    "status",
    "factuality",
    "said_by",
    "reported_by",
    "date",
    "earliest",
    "latest",
    "score",
    "passages",
    "start",
    "end",
    "sentence",
)


def extract(
    text: str, date: str | dt.date | None = None, title: str | None = None, **settings: object
) -> list[Claim]:
    """Read the claims of one text.

    Args:
        text: an article; its first line may be a ``date YYYY-MM-DD`` header.
        date: when it was published; "last month" is reckoned from it.
        title: its headline.
        settings: values for rows of ``kg list settings``, such as ``gazetteer="names.ttl"``.

    Raises:
        ArticleError: the text is empty, no text or not English, or the date is none.
    """
    read_language(text, "the text")
    reader = _resources(tuple(sorted(_typed(settings).items()))).reader
    (read,) = reader.read([article_of(text, date=date, title=title)])
    return list(read.claims)


@lru_cache(maxsize=2)
def _resources(typed: tuple[tuple[str, str], ...]) -> Resources:
    """Return resources for settings; kept, because loading a pipeline takes seconds."""
    return Resources(Settings.read(dict(typed)))


def _typed(settings: dict[str, object]) -> dict[str, str]:
    """Return keyword arguments as what one would type for the options of that name."""
    return {
        name.replace("_", "-"): str(value) for name, value in settings.items() if value is not None
    }


def build(
    paths: str | Path | Iterable[str | Path],
    *,
    store: str | Path | None = None,
    columns: Mapping[str, str] | None = None,
    on_error: "OnError | None" = None,
    **settings: object,
) -> "BuildSummary":
    """Read articles into the graph; its summary tells what the shapes refused.

    Args:
        paths: files or folders of articles.
        store: folder of the store.
        columns: field of an article (``text``, ``date`` …) → the column or key of an export that holds it.
        on_error: called with what cannot be read, and building goes on; None raises it.
        settings: values for rows of ``kg list settings``.

    Raises:
        ArticleError: an article cannot be read, and ``on_error`` is None.
        StoreError: the store cannot be written to, or another process is writing to it.
    """
    listed = [paths] if isinstance(paths, str | Path) else list(paths)
    resources = Resources(Settings.read(_typed({"store": store, **settings})))
    return resources.build(listed, columns=columns, on_error=on_error)


def open_graph(store: str | Path | None = None, **settings: object) -> "Graph":
    """Open a graph for asking; ``kg.open`` is this function.

    Raises:
        StoreMissingError: there is no graph yet; ``kg.build`` first.
    """
    return Graph(Settings.read(_typed({"store": store, **settings})))


class Graph:
    """A graph that was built; it shows the newest state at each question.

    Attributes:
        settings: the settings in force.
    """

    def __init__(self, settings: Settings) -> None:
        from kg.store import generation

        self.settings = settings
        self._resources = Resources(settings)
        generation(settings.store)

    def query(self, sparql: str) -> "Solutions":
        """Answer a SELECT query; ``.rows`` are dictionaries of RDF terms.

        Raises:
            QueryError: it is no SPARQL, or asks for what is refused.
            LimitError: it ran into a limit.
        """
        return self._resources.endpoint().select(sparql)

    def report(self, name: str, **values: str | Sequence[str]) -> "Report":
        """Answer a canned query; values are those of ``kg report NAME --help``.

        Raises:
            UnknownNameError: there is no such report.
            ParameterError: a parameter is unknown, missing or has a value that is not accepted.
        """
        from kg.canned import run

        given = {key: [v] if isinstance(v, str) else list(v) for key, v in values.items()}
        return run(self._resources.query(name), given, self._resources.endpoint())

    def dossier(self, a: str, b: str, *, rows: int | None = None) -> "Document":
        """Join all that the graph has of two actors; ``.html()`` and ``.markdown()`` write it.

        Args:
            a: one actor, by name, alias or IRI.
            b: the other.
            rows: most rows that a part shows; None for as many as ``kg dossier``.

        Raises:
            ParameterError: an actor is unknown.
        """
        return self._document("dossier", {"a": a, "b": b}, rows)

    def profile(self, state: str, *, rows: int | None = None) -> "Document":
        """Join all that the graph has of a state; ``.html()`` and ``.markdown()`` write it.

        Args:
            state: the state, by name, alias or IRI.
            rows: most rows that a part shows; None for as many as ``kg profile``.

        Raises:
            ParameterError: the state is unknown.
        """
        return self._document("profile", {"state": state}, rows)

    def _document(self, name: str, subjects: Mapping[str, str], rows: int | None) -> "Document":
        from kg.report.documents import MOST_ROWS, join

        return join(self._resources.plan(name), subjects, self._resources.endpoint(many=True), most=rows or MOST_ROWS)

    def claims(self) -> list[Claim]:
        """Return all claims as typed records, by article and place in it."""
        from kg.recall import recall
        from kg.store import open_snapshot

        with open_snapshot(self.settings.store) as snapshot:
            return [recalled.claim for recalled in recall(snapshot.store)]


def to_pandas(claims: Iterable[Claim]) -> "pd.DataFrame":
    """Return claims as a pandas table: a row each, a column for each role that is filled.

    Raises:
        UsageError: pandas is not installed.
    """
    try:
        import pandas as pd
    except ImportError as error:
        raise UsageError("pandas is missing; pip install 'arms-kg[pandas]' adds it") from error
    rows = [row_of(claim) for claim in claims]
    columns = dict.fromkeys(key for row in rows for key in row if key not in _DETAILS)
    return pd.DataFrame(rows, columns=[*columns, *_DETAILS])


def row_of(claim: Claim) -> dict[str, Any]:
    """Return a claim as one flat row: its roles in words, then what is told about it."""
    roles = [role for role in _FIRST_ROLES if role in claim.arguments]
    roles += [role for role in claim.arguments if role not in roles]
    first = claim.evidence[0]
    told = (
        claim.status,
        claim.factuality,
        _in_words(claim.attributed_to),
        claim.reported_by.label if claim.reported_by else "",
        claim.date,
        claim.earliest,
        claim.latest,
        claim.score,
        len(claim.evidence),
        first.start,
        first.end,
        first.sentence,
    )
    return {
        "type": claim.type,
        **{role: _in_words(claim.arguments[role]) for role in roles},
        **dict(zip(_DETAILS, told, strict=True)),
    }


def _in_words(values: Sequence[Argument]) -> str | int | float:
    """Return what fills a role: one number as it is, all else in words."""
    if len(values) == 1 and isinstance(values[0], int | float):
        return values[0]
    return ", ".join(v.label if isinstance(v, Entity) else str(v) for v in values)
