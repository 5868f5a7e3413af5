"""Reports joined to one document: a dossier of two actors, a profile of a state.

What comes in: ``/dossier?a=…&b=…``, ``/profile/STATE``; with ``.html`` or ``.md`` behind, a file.  What goes out:
the documents of ``kg.report.documents``, in which claims and things lead to their pages here; a form where a name
is missing.
"""

import re
from collections.abc import Callable, Mapping

from flask import Blueprint, Response, current_app, render_template, request, url_for

from kg.errors import ParameterError
from kg.report.documents import Document, Plan, join, read_plan
from kg.report.templating import template
from kg.settings import shipped
from kg.web.asking import Asked, read_asked
from kg.web.errors import answer_problem
from kg.web.faults import faults_of, told
from kg.web.kept import Kept
from kg.web.negotiation import HTML, Choice, Form, by_suffix, content_type
from kg.web.policy import with_script
from kg.web.report_form import fields_of
from kg.web.services import Services, services
from kg.web.versions import unchanged, versioned

__all__ = ["blueprint"]

blueprint = Blueprint("documents", __name__)

_FORMS = (HTML, Form("md", ".md", ("text/markdown",), "Markdown"))
_HEADINGS = {"dossier": "Dossier of two actors", "profile": "Profile of a state"}
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)
_documents: Kept[Document] = Kept(16)
_pages: Kept[str] = Kept(16)  # drawing their pictures takes long


@blueprint.get("/dossier", defaults={"suffix": ""})
@blueprint.get("/dossier<any('.html', '.md'):suffix>")
def dossier(suffix: str) -> Response:
    """Join what the graph has of two actors."""
    return _give("dossier", {name: request.args.get(name, "") for name in ("a", "b")}, suffix)


@blueprint.get("/profile", defaults={"suffix": ""})
@blueprint.get("/profile<any('.html', '.md'):suffix>")
def profile(suffix: str) -> Response:
    """Join what the graph has of a state."""
    return _give("profile", {"state": request.args.get("state", "")}, suffix)


@blueprint.get("/profile/<state>")
def profile_of(state: str) -> Response:
    """Join what the graph has of the state in the address."""
    bare, _ = by_suffix(state, request.accept_mimetypes, _FORMS)
    return _give("profile", {"state": bare}, state.removeprefix(bare))


@blueprint.get("/document.css")
def style() -> Response:
    """Give the style that documents have inside, as a page of ours accepts none there."""
    text = template("style.html").render().replace("<style>", "").replace("</style>", "")
    return Response(text, content_type="text/css; charset=utf-8")


def _give(name: str, typed: Mapping[str, str], suffix: str) -> Response:
    shared = services()
    plan = shared.once(f"plan {name}", lambda: read_plan(shipped("queries") / f"{name}.yaml", shared.queries))
    _, choice = by_suffix(name + suffix, request.accept_mimetypes, _FORMS)
    asked = read_asked(plan.question, {key: [text] for key, text in typed.items()}, usual=None, most=None)
    if choice.form is HTML and not suffix and len(asked.values) < len(plan.subjects):
        return _form(plan, asked, [])
    version = (plan, asked.tail, choice.media_type, suffix)
    if same := unchanged(shared.generation, version):
        return same
    try:
        document = _joined(shared, plan, asked)
    except ParameterError as error:
        faults = faults_of(asked, shared.reader, error)
        return _form(plan, asked, faults) if choice.form is HTML else answer_problem(told(faults))
    response = _written(document, asked, choice, suffix)
    response.headers["Arms-KG-Generation"] = str(document.generations[-1])
    return versioned(response, document.generations[-1], version)


def _joined(shared: Services, plan: Plan, asked: Asked) -> Document:
    subjects = {name: texts[0] for name, texts in asked.values.items()}
    key = (shared.store, shared.generation, plan.name, asked.tail)
    return _documents.get(key, lambda: join(plan, subjects, shared.reader))


def _form(plan: Plan, asked: Asked, faults: list[ParameterError]) -> Response:
    queries = {part.query.name: part.query for part in plan.parts}
    page = render_template(
        "documents.html",
        plan=plan,
        heading=_HEADINGS[plan.name],
        told=re.sub(r"\{(\w+)\}", lambda found: _label(plan, found[1]), plan.summary),
        queries=queries.values(),
        fields=fields_of(asked, faults),
        faults=faults,
    )
    status = faults[0].http_status if faults else 200
    return with_script(Response(page, status, content_type="text/html; charset=utf-8"))


def _label(plan: Plan, name: str) -> str:
    return next((subject.label.lower() for subject in plan.subjects if subject.name == name), name)


def _written(document: Document, asked: Asked, choice: Choice, suffix: str) -> Response:
    if choice.form is not HTML:
        return Response(document.markdown(), content_type=content_type(choice.media_type))
    if suffix:
        response = Response(document.html(), content_type=content_type(choice.media_type))
        response.headers["Content-Disposition"] = f'attachment; filename="{document.name}.html"'
        return response
    address: Callable[[str], str | None] = current_app.jinja_env.filters["address"]
    key = (services().store, document.generations, document.name, asked.tail, request.script_root)
    page = _pages.get(key, lambda: _as_page(document.html(address), document, asked))
    return Response(page, content_type=content_type(choice.media_type))


def _as_page(text: str, document: Document, asked: Asked) -> str:
    """Return a document as a page of this service: its style in files, and the ways on above it."""
    files = {form.name: url_for(f"documents.{document.name}", suffix=form.suffix) + asked.tail for form in _FORMS}
    bar = render_template("document_bar.html", files=files)
    sheets = (url_for("documents.style"), url_for("static", filename="pictures.css"))
    links = "".join(f'\n<link rel="stylesheet" href="{sheet}">' for sheet in sheets)
    links += f'\n<link rel="icon" type="image/svg+xml" href="{url_for("static", filename="icon.svg")}">'
    bare = _STYLE.sub("", text)
    return bare.replace("</title>", f"</title>{links}", 1).replace("<body>", f"<body>\n{bar}", 1)
