"""The canned reports: a form, its picture and table, and the same rows in the forms that programs read.

What comes in: ``/reports/NAME``, with parameters, and a suffix or ``Accept``.  What goes out:
the report.  What is typed reaches a query only through ``kg.canned``, which binds it as RDF
terms.
"""

from difflib import get_close_matches

from flask import Blueprint, Response, jsonify, render_template, request
from werkzeug.datastructures import MIMEAccept

from kg.canned import CannedQuery
from kg.errors import NotAcceptableError, ParameterError, UnknownNameError
from kg.web.asking import Asked, read_asked
from kg.web.errors import answer_problem
from kg.web.faults import faults_of, told
from kg.web.negotiation import HTML, Choice, by_suffix
from kg.web.policy import with_script
from kg.web.report_answers import FORMS, PICTURES, answered, as_page, forms_of, with_facts
from kg.web.report_form import choices_of, example_of
from kg.web.services import Services, services
from kg.web.versions import unchanged, versioned

__all__ = ["MOST", "USUAL", "blueprint", "groups_of"]

blueprint = Blueprint("reports", __name__)

USUAL = 100
"""Rows of a page, where nothing else is asked for."""
MOST = 1000
"""Most rows of a page; the other forms give as many as are asked for."""


@blueprint.get("/reports")
def index() -> Response | str:
    """List the reports."""
    shared = services()
    _, choice = by_suffix("reports", request.accept_mimetypes, FORMS[:2])
    if choice.form is HTML:
        return render_template("reports.html", groups=groups_of(shared), example_of=example_of)
    return jsonify([_described(query) for query in shared.queries.values()])


def groups_of(shared: Services) -> dict[str, list[CannedQuery]]:
    """Return the reports by the first of their tags, the largest group first."""
    groups: dict[str, list[CannedQuery]] = {}
    for query in shared.queries.values():
        groups.setdefault(query.tags[0] if query.tags else "others", []).append(query)
    return dict(sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])))


def _described(query: CannedQuery) -> dict[str, object]:
    """Return what a program needs to ask a report."""
    return {
        "name": query.name,
        "title": query.title,
        "summary": query.summary,
        "question": query.question,
        "tags": list(query.tags),
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "label": p.label,
                "required": p.required,
                "many": p.many,
                "default": list(p.default),
                "choices": list(choices_of(p)),
                "example": p.example,
            }
            for p in query.parameters
        ],
        "columns": [{"name": c.name, "title": c.title, "kind": c.kind} for c in query.columns],
        "formats": [form.name for form in forms_of(query)],
    }


@blueprint.get("/reports/<name>")
def report(name: str) -> Response:
    """Give a report."""
    query, choice = _wanted(name)
    is_page = choice.form is HTML
    limits = {"usual": USUAL, "most": MOST} if is_page else {"usual": None, "most": None}
    asked = read_asked(query, dict(request.args.lists()), **limits)
    version = (query.name, query.text, asked.tail, choice.media_type, request.path)
    if same := unchanged(services().generation, version):
        return with_script(same) if is_page else same  # a browser takes the policy of the newest answer
    try:
        return _answered(asked, choice, version)
    except ParameterError as error:
        faults = faults_of(asked, services().reader, error)
        return as_page(asked, None, faults) if is_page else answer_problem(told(faults))


def _answered(asked: Asked, choice: Choice, version: object) -> Response:
    if asked.faults:
        raise asked.faults[0]
    is_page = choice.form is HTML
    # Who comes to a report that needs something has not done anything wrong yet.
    if is_page and not asked.values and any(parameter.required for parameter in asked.query.parameters):
        return as_page(asked, None, [])
    answer, response = answered(asked, choice)
    versioned(response, answer.solutions.generation, version)
    return with_facts(response, answer, asked)


def _wanted(name: str) -> tuple[CannedQuery, Choice]:
    """Return the report of a name, and in which form to give it.

    Raises:
        UnknownNameError: there is no such report.
        NotAcceptableError: it cannot be given so.
    """
    queries = services().queries
    bare, _ = by_suffix(name, MIMEAccept(), (*FORMS, *PICTURES))
    if bare not in queries:
        near = get_close_matches(bare, queries, n=3) or list(queries)
        raise UnknownNameError(f"there is no report {bare!r}; there is {', '.join(near)}")
    forms = forms_of(queries[bare])
    path, choice = by_suffix(name, request.accept_mimetypes, forms)
    if path != bare:
        offered = ", ".join(form.suffix for form in forms)
        raise NotAcceptableError(f"report {bare} cannot be drawn; on offer: {offered}")
    return queries[bare], choice
