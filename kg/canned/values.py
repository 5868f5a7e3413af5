"""Turns what people type for a parameter into RDF terms, or says what is wrong with it.

What comes in: parameters, texts.  What goes out: values as RDF terms, which is the only form in
which anything typed enters a query.  Each error names the parameter and what it accepts.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.canned.names import NAMED_TYPES, Value, find_sources, find_things, near, nearest_things
from kg.canned.queries import CannedQuery, Parameter
from kg.errors import ParameterError
from kg.terms import PREFIXES

if TYPE_CHECKING:
    from kg.query import Endpoint

__all__ = ["read_values"]

_XSD = PREFIXES["xsd"]
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_INTEGER = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
_SHOWN = 80  # characters of a refused value that a message repeats


def read_values(
    query: CannedQuery, values: Mapping[str, Sequence[str]], endpoint: "Endpoint"
) -> dict[str, tuple[Value, ...]]:
    """Return what was typed for a report as RDF terms: parameter → values.

    Parameters for which nothing was typed are absent; so are empty texts, which forms send.

    Raises:
        ParameterError: a parameter is unknown, missing, given too often, or has a value that it
            does not accept.
    """
    typed = {
        name: [text.strip() for text in texts if text.strip()] for name, texts in values.items()
    }
    parameters = [_declared(query, name) for name, texts in typed.items() if texts]
    _check_numbers(query, typed)
    names = [
        (parameter.type, text)
        for parameter in parameters
        if parameter.type in NAMED_TYPES
        for text in typed[parameter.name]
    ]
    things = find_things(names, endpoint)
    sources = [text for p in parameters if p.type == "source" for text in typed[p.name]]
    found = find_sources(sources, endpoint)
    things |= {("source", text): values for text, values in found.items()}
    return {
        parameter.name: tuple(
            value
            for text in dict.fromkeys(typed[parameter.name])
            for value in _meaning(parameter, text, things, endpoint)
        )
        for parameter in parameters
    }


def _declared(query: CannedQuery, name: str) -> Parameter:
    parameter = query.parameter(name)
    if parameter:
        return parameter
    names = [one.name for one in query.parameters]
    has = ", ".join(names) or "none"
    reason = f"report {query.name} has no such parameter; it has {has}"
    raise ParameterError(name, reason, accepted=has, nearest=near(name, names))


def _check_numbers(query: CannedQuery, typed: Mapping[str, Sequence[str]]) -> None:
    """Refuse a parameter that is missing or has more values than it takes."""
    for parameter in query.parameters:
        given = typed.get(parameter.name, ())
        if parameter.required and not given:
            example = f", for example {parameter.example}" if parameter.example else ""
            accepted = _accepts(parameter) + example
            raise ParameterError(parameter.name, f"report {query.name} needs it: {accepted}", accepted=accepted)
        if len(given) > 1 and not parameter.many:
            raise ParameterError(parameter.name, f"it takes one value, not {len(given)}")


def _meaning(
    parameter: Parameter,
    text: str,
    things: Mapping[tuple[str, str], tuple[Value, ...]],
    endpoint: "Endpoint",
) -> tuple[Value, ...]:
    if parameter.type not in {*NAMED_TYPES, "source"}:
        return (Value(_literal(parameter, text), text),)
    found = things.get((parameter.type, text), ())
    if not found:
        known = parameter.type in NAMED_TYPES
        nearest = nearest_things(parameter.type, text, endpoint) if known else ()
        raise _refused(parameter, text, nearest)
    return found


def _literal(parameter: Parameter, text: str) -> ox.Literal:
    """Return a text as a literal of its parameter's type."""
    if parameter.type == "date":
        return _typed(_day(parameter, text).isoformat(), "date")
    if parameter.type == "integer" and _INTEGER.fullmatch(text):
        return _typed(str(int(text)), "integer")
    if parameter.type == "year" and _YEAR.fullmatch(text):
        return _typed(str(int(text)), "integer")
    if parameter.type == "text":
        return ox.Literal(text)
    if parameter.type == "choice" and text.lower() in parameter.choices:
        return ox.Literal(text.lower())
    raise _refused(parameter, text)


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(_XSD + datatype))


def _day(parameter: Parameter, text: str) -> dt.date:
    """Return the day that a date means, the first or last of a year or month."""
    found = _DATE.fullmatch(text)
    if not found:
        raise _refused(parameter, text)
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        if parameter.day == "first" or day:
            return dt.date(year, month or 1, day or 1)
        following = dt.date(year, month + 1, 1) if 0 < month < 12 else dt.date(year + 1, 1, 1)
        return following - dt.timedelta(days=1)
    except (ValueError, OverflowError) as error:  # the year 0 has no days
        raise _refused(parameter, text) from error


def _accepts(parameter: Parameter) -> str:
    """Return in words what a parameter accepts."""
    words = {
        "date": "a date as YYYY-MM-DD, YYYY-MM or YYYY",
        "year": "a year of four digits",
        "integer": "a whole number",
        "text": "any text",
        "type": "a type of claim, by name",
        "status": "a status, by name",
        "factuality": "a factuality, by name",
        "category": "a category of the UN register, by name or number",
        "source": "the name of a publisher, or the key, address, headline or IRI of an article",
        "choice": f"one of {', '.join(parameter.choices)}",
    }
    kinds = {
        "class": "an equipment class",
        "equipment": "equipment",
        "organization": "an organisation",
        "office": "an office",
    }
    kind = kinds.get(parameter.type, f"a {parameter.type}")
    return words.get(parameter.type, f"the name, an alias or the IRI of {kind}")


def _refused(parameter: Parameter, text: str, nearest: Sequence[str] = ()) -> ParameterError:
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
    accepted = _accepts(parameter)
    return ParameterError(
        parameter.name, f"{shown!r} is not accepted; it takes {accepted}", accepted=accepted, nearest=nearest
    )
