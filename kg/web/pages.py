"""The start page, and what errors mean.

What comes in: a request.  What goes out: a page.
"""

from dataclasses import dataclass

from flask import Blueprint, render_template

import kg.errors
from kg.errors import KGError, LimitError, StoreMissingError
from kg.terms import AT
from kg.web.errors import title_of
from kg.web.records import ArticleRecord
from kg.web.reports import groups_of
from kg.web.services import Services, services

__all__ = ["blueprint"]

blueprint = Blueprint("pages", __name__)


@dataclass(frozen=True, slots=True)
class Overview:
    """What is in the graph.

    Attributes:
        articles: how many.
        claims: how many.
        by: ``type``, ``status`` and ``factuality`` → code and number of claims, most first.
        newest: the articles published last.
    """

    articles: int
    claims: int
    by: dict[str, list[tuple[str, int]]]
    newest: list[ArticleRecord]


@blueprint.get("/")
def start() -> str:
    """Show what is in the graph and the ways into it."""
    shared = services()
    overview, trouble = None, ""
    try:
        overview = shared.once("overview", lambda: _count(shared))
    except StoreMissingError:
        trouble = "empty"
    except LimitError:
        trouble = "slow"
    if overview and not overview.articles:
        trouble = "empty"
    return render_template(
        "start.html",
        overview=overview,
        trouble=trouble,
        store=shared.store,
        groups=groups_of(shared),
    )


def _count(shared: Services) -> Overview:
    by: dict[str, list[tuple[str, int]]] = {}
    for row in shared.graph.select("overview").rows:
        code = row["value"].value.removeprefix(AT) if "value" in row else ""
        by.setdefault(row["measure"].value, []).append((code, int(row["count"].value)))
    newest = [
        ArticleRecord(
            row["article"].value,
            *(row[name].value if name in row else "" for name in ("key", "headline", "date")),
        )
        for row in shared.graph.select("newest-articles").rows
    ]
    totals = {name: by.pop(name, [("", 0)])[0][1] for name in ("articles", "claims")}
    return Overview(**totals, by=by, newest=newest)


@blueprint.get("/problems")
def problems() -> str:
    """Say what each kind of error means."""
    kinds = [getattr(kg.errors, name) for name in kg.errors.__all__]
    told = [(kind.__name__, kind.http_status, title_of(kind)) for kind in kinds if issubclass(kind, KGError)]
    return render_template("problems.html", problems=told)
