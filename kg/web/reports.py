"""The canned reports: a form, its table, and the same rows in the forms that programs read.

What comes in: ``/reports/NAME``, with parameters, and a suffix or ``Accept``.  What goes out:
the report.  What is typed reaches a query only through ``kg.canned``, which binds it as RDF
terms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from flask import Blueprint, Response, jsonify, render_template, request

from kg.canned import CannedQuery, Parameter, Report, run
from kg.errors import ParameterError, UnknownNameError
from kg.report import render
from kg.web.errors import problem
from kg.web.negotiation import HTML, Form, by_suffix, content_type
from kg.web.report_table import table_of
from kg.web.services import services
from kg.web.vocabulary import codes

__all__ = ["blueprint"]

blueprint = Blueprint("reports", __name__)

_FORMS = (
    HTML,
    Form("json", ".json", ("application/json",), "JSON"),
    Form("csv", ".csv", ("text/csv",), "CSV"),
    Form("md", ".md", ("text/markdown",), "Markdown"),
    Form("turtle", ".ttl", ("text/turtle",), "Turtle"),
)


_CODES = frozenset({"type", "status", "factuality"})
_HINTS = {
    "date": "YYYY-MM-DD, YYYY-MM or YYYY",
    "year": "four digits",
    "integer": "a whole number",
    "party": "a name, alias or IRI",
    "state": "a name, alias or IRI",
    "organization": "a name, alias or IRI",
    "person": "a name, alias or IRI",
    "equipment": "a name, alias or IRI; includes all kinds of it",
    "class": "a name, alias or IRI; includes all that belongs to it",
}


@blueprint.get("/reports")
def index() -> Response | str:
    """List the reports."""
    queries = services().queries
    _, choice = by_suffix("reports", request.accept_mimetypes, _FORMS[:2])
    if choice.form is HTML:
        return render_template("reports.html", queries=queries.values())
    return jsonify([_described(query) for query in queries.values()])


def _described(query: CannedQuery) -> dict[str, object]:
    """Return what a program needs to ask a report."""
    return {
        "name": query.name,
        "title": query.title,
        "summary": query.summary,
        "question": query.question,
        "parameters": [
            {
                "name": p.name,
                "type": p.type,
                "label": p.label,
                "required": p.required,
                "many": p.many,
                "default": list(p.default),
                "example": p.example,
            }
            for p in query.parameters
        ],
        "columns": [{"name": c.name, "title": c.title, "kind": c.kind} for c in query.columns],
    }


@blueprint.get("/reports/<name>")
def report(name: str) -> Response:
    """Give a report."""
    name, choice = by_suffix(name, request.accept_mimetypes, _FORMS)
    query = _query(name)
    values = {parameter: texts for parameter, texts in request.args.lists() if any(texts)}
    if choice.form is HTML:
        return _page(query, values)
    answer = run(query, values, services().reader)
    body = render(answer, choice.form.name, services().reader)
    return _with_facts(Response(body, content_type=content_type(choice.media_type)), answer)


def _query(name: str) -> CannedQuery:
    queries = services().queries
    if name not in queries:
        near = get_close_matches(name, queries, n=3) or list(queries)
        raise UnknownNameError(f"there is no report {name!r}; there is {', '.join(near)}")
    return queries[name]


def _page(query: CannedQuery, values: Mapping[str, Sequence[str]]) -> Response:
    """Show the form with what was typed, and the table below it or what is wrong."""
    answer, trouble, at_fault, status = None, None, None, 200
    # Who comes to a report that needs something has not done anything wrong yet.
    missing = [
        parameter.name for parameter in query.parameters if parameter.required and not values.get(parameter.name)
    ]
    if values or not missing:
        try:
            answer = run(query, values, services().reader)
        except ParameterError as error:
            trouble, at_fault, status = problem(error), error.parameter, error.http_status
    page = render_template(
        "report.html",
        query=query,
        fields=[_field(parameter, values, at_fault) for parameter in query.parameters],
        report=answer,
        table=table_of(answer, services().label) if answer else None,
        problem=trouble,
        asked=request.query_string.decode("ascii", "replace"),
        forms=_FORMS[1:],
        most=services().settings.max_rows,
    )
    response = Response(page, status, content_type="text/html; charset=utf-8")
    return _with_facts(response, answer) if answer else response


def _with_facts(response: Response, answer: Report) -> Response:
    response.headers["Arms-KG-Generation"] = str(answer.solutions.generation)
    if answer.solutions.truncated:
        response.headers["Arms-KG-Truncated"] = f"rows={len(answer.solutions.rows)}"
    return response


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a report's form.

    Attributes:
        parameter: the parameter behind it.
        values: what was typed, or else the default.
        codes: what can be chosen, for parameters that take codes.
        hint: what it accepts, in words.
        wrong: whether the value is at fault.
    """

    parameter: Parameter
    values: tuple[str, ...]
    codes: tuple[str, ...]
    hint: str
    wrong: bool


def _field(parameter: Parameter, values: Mapping[str, Sequence[str]], at_fault: str | None) -> Field:
    typed = tuple(text for text in values.get(parameter.name, ()) if text) or parameter.default
    choices = tuple(codes(parameter.type)) if parameter.type in _CODES else ()
    example = f"for example {parameter.example}" if parameter.example else ""
    hint = "; ".join(filter(None, (_HINTS.get(parameter.type, ""), example)))
    return Field(parameter, typed, choices, hint, parameter.name == at_fault)
