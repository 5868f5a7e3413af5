"""Says in OpenAPI what programs may ask (https://spec.openapis.org/oas/v3.1.0).

What comes in: ``openapi.yaml``, and the headers of the reports.  What goes out: the description; a report that is
added to ``queries/`` is in it.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, TypeAlias

import yaml
from flask import Blueprint, Response, jsonify

from kg.canned import CannedQuery, Column, Parameter
from kg.canned.names import NAMED_TYPES
from kg.web.asking import WHERE
from kg.web.names import MOST
from kg.web.report_answers import forms_of
from kg.web.report_form import choices_of
from kg.web.services import services

__all__ = ["blueprint"]

blueprint = Blueprint("openapi", __name__)
Schema: TypeAlias = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TYPES: Mapping[str, Schema] = {
    "date": {"type": "string", "pattern": r"^\d{4}(-\d\d(-\d\d)?)?$"},
    "year": {"type": "integer", "minimum": 1000, "maximum": 9999},
    "integer": {"type": "integer", "minimum": -(10**17), "maximum": 10**17},
}
_HEADERS = {
    "ETag": {"schema": _TEXT, "description": "Holds until the graph changes."},
    "Link": {"schema": _TEXT, "description": "The canonical address, and the first, previous and next rows."},
    "Arms-KG-Generation": {"schema": {"type": "integer"}, "description": "The snapshot of the graph that was asked."},
    "Arms-KG-Limits": {"schema": _TEXT, "description": "The most rows and bytes of an answer."},
    "Arms-KG-Truncated": {
        "schema": _TEXT,
        "description": "The limit that left rows out; absent where none did. A long CSV or JSON says it at its end.",
    },
}
_CELLS: Mapping[str, Schema] = {
    "thing": {"type": ["object", "null"], "properties": {"iri": {"type": ["string", "null"]}, "label": _TEXT}},
    "number": {"type": ["number", "string", "null"]},
    "text": {"type": ["string", "null"]},
}
_KINDS = {"entity": "thing", "code": "thing", "article": "thing", "integer": "number", "number": "number"}


@blueprint.get("/openapi.json")
def description() -> Response:
    """Say in OpenAPI what programs may ask."""
    said, queries = _file(), services().queries.values()
    paths = {f"/reports/{query.name}": {"get": _report(query)} for query in queries}
    return jsonify(said | {"paths": {**said["paths"], **paths, "/names": {"get": _names()}}})


@cache
def _file() -> dict[str, Any]:
    text = resources.files("kg.web").joinpath("openapi.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def _report(query: CannedQuery) -> Schema:
    """Return what there is to say of a report."""
    contents: Schema = {form.media_types[0]: {} for form in forms_of(query)}
    contents["application/json"] = {"schema": _answer(query)}
    return {
        "operationId": f"report-{query.name}",
        "summary": query.title,
        "description": f"{query.question} {query.summary}".strip(),
        "tags": list(query.tags),
        "parameters": [*map(_parameter, query.parameters), *_of_page(query)],
        "responses": {
            "200": {"description": query.summary, "headers": _HEADERS, "content": contents},
            "304": {"description": "What the client has still holds."},
            "422": {"$ref": "#/components/responses/Wrong"},
            **{status: {"$ref": "#/components/responses/Problem"} for status in ("406", "503", "504", "507")},
        },
    }


def _parameter(parameter: Parameter) -> Schema:
    """Return a parameter of a report."""
    choices = choices_of(parameter)
    one = {"type": "string", "enum": list(choices)} if choices else _TYPES.get(parameter.type, _TEXT)
    schema: Schema = {"type": "array", "items": one} if parameter.many else dict(one)
    if parameter.default:
        schema["default"] = list(parameter.default) if parameter.many else _typed(parameter, parameter.default[0])
    said: Schema = {"name": parameter.name, "in": "query", "required": parameter.required, "schema": schema}
    if parameter.type in NAMED_TYPES and not choices:
        said["description"] = f"{parameter.label}: a name, alias or IRI; /names?type={parameter.pick} offers them."
    else:
        said["description"] = parameter.label
    if parameter.example:
        example = _typed(parameter, parameter.example)
        said["example"] = [example] if parameter.many else example
    return said


def _typed(parameter: Parameter, text: str) -> str | int:
    return int(text) if _TYPES.get(parameter.type, _TEXT)["type"] == "integer" else text


def _of_page(query: CannedQuery) -> Iterator[Schema]:
    """Yield the parameters that say which rows."""
    names = [column.name for column in query.columns]
    order = {"type": "array", "items": {"type": "string", "enum": [*names, *(f"-{name}" for name in names)]}}
    told = "Columns to sort by, the first before the others; with - the greatest first."
    yield {"name": "sort", "in": "query", "schema": order, "description": told}
    for column in query.columns:
        told = f"Only rows whose column {column.title} contains this text, in any case."
        yield {"name": WHERE + column.name, "in": "query", "schema": _TEXT, "description": told}
    yield {"$ref": "#/components/parameters/limit"}
    yield {"$ref": "#/components/parameters/offset"}


def _answer(query: CannedQuery) -> Schema:
    """Return the shape of a report as JSON."""
    row = {"type": "object", "properties": {column.name: _cell(column) for column in query.columns}}
    return {
        "type": "object",
        "required": ["report", "summary", "parameters", "columns", "rows", "truncated", "generation"],
        "properties": {
            "report": {"const": query.name},
            "summary": _TEXT,
            "parameters": {"type": "object", "additionalProperties": {"type": "array", "items": _TEXT}},
            "columns": {"type": "array", "items": {"type": "object"}},
            "rows": {"type": "array", "items": row},
            "truncated": {"type": "boolean"},
            "generation": {"type": "integer"},
        },
    }


def _cell(column: Column) -> Schema:
    return _CELLS[_KINDS.get(column.kind, "text")]


def _names() -> Schema:
    """Return what there is to say of the names that a field offers."""
    name = {
        "type": "object",
        "required": ["label", "name", "match", "iri", "kind", "claims"],
        "properties": {
            **dict.fromkeys(("label", "name", "match", "iri", "kind"), _TEXT),
            "claims": {"type": ["integer", "null"]},
        },
    }
    answer = {
        "type": "object",
        "required": ["names", "more", "generation"],
        "properties": {"names": {"type": "array", "items": name}, "more": {"type": "boolean"}},
    }
    limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": 10}
    return {
        "operationId": "findNames",
        "summary": "The names that begin like what was typed, the likeliest first.",
        "parameters": [
            {"name": "type", "in": "query", "required": True, "schema": {"type": "string", "enum": list(NAMED_TYPES)}},
            {"name": "q", "in": "query", "schema": _TEXT, "example": "russ", "description": "What was typed."},
            {"name": "limit", "in": "query", "schema": limit, "description": "Most names."},
        ],
        "responses": {
            "200": {
                "description": "The names.",
                "headers": {"ETag": _HEADERS["ETag"]},
                "content": {"application/json": {"schema": answer}},
            },
            "304": {"description": "What the client has still holds."},
            **{status: {"$ref": "#/components/responses/Problem"} for status in ("422", "503", "504", "507")},
        },
    }
