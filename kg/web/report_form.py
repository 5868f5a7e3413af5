"""Lays out the form of a report: its parameters, and the columns by which rows can be sifted.

What comes in: what was asked, what is wrong with it.  What goes out: fields, each with what was typed.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from kg.canned import CannedQuery, Column, Parameter
from kg.canned.names import NAMED_TYPES
from kg.errors import ParameterError
from kg.web.asking import WHERE, Asked
from kg.web.vocabulary import CODES, codes

__all__ = ["Field", "Sieve", "choices_of", "example_of", "fields_of", "sieves_of"]

_HINTS = {
    "date": "YYYY-MM-DD, YYYY-MM or YYYY",
    "year": "four digits",
    "integer": "a whole number",
    "equipment": "a name, alias or IRI; includes all kinds of it",
    "class": "a name, alias or IRI; includes all that belongs to it",
    "source": "a publisher, or the key, address or headline of an article",
}
_NAME = "a name, alias or IRI"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a report's form.

    Attributes:
        parameter: the parameter behind it.
        values: what was typed, or else the default.
        codes: what can be chosen, for parameters that take codes.
        names: the type of names to offer while somebody types, or ``""``.
        hint: what it accepts, in words.
        wrong: what is wrong with what was typed, or ``""``.
        nearest: names that are nearly spelled so, each with the end of the address that asks with it.
        aside: whether it may stand behind the others: nothing is said by it, and the report can do without.
    """

    parameter: Parameter
    values: tuple[str, ...]
    codes: tuple[str, ...]
    names: str
    hint: str
    wrong: str
    nearest: tuple[tuple[str, str], ...]
    aside: bool


@dataclass(frozen=True, slots=True)
class Sieve:
    """A field that sifts the rows by a column: the parameter of the address, the text, what is wrong with it."""

    column: Column
    name: str
    text: str
    wrong: str


def fields_of(asked: Asked, faults: Iterable[ParameterError]) -> list[Field]:
    """Return the fields of a report's parameters."""
    wrong = {fault.parameter: fault for fault in faults}
    return [_field(asked, parameter, wrong.get(parameter.name)) for parameter in asked.query.parameters]


def sieves_of(asked: Asked, faults: Iterable[ParameterError]) -> list[Sieve]:
    """Return the fields that sift the rows."""
    wrong = {fault.parameter: fault.reason for fault in faults}
    named = [(column, WHERE + column.name) for column in asked.query.columns if column.kind != "claim"]
    return [Sieve(column, name, asked.sifted_by(column.name), wrong.get(name, "")) for column, name in named]


def example_of(query: CannedQuery) -> dict[str, str]:
    """Return parameters to try a report with: those that it needs, or else the first."""
    shown = [parameter for parameter in query.parameters if parameter.required] or query.parameters[:1]
    return {parameter.name: parameter.example for parameter in shown if parameter.example}


def choices_of(parameter: Parameter) -> tuple[str, ...]:
    """Return all that a parameter accepts, where that is a list of codes."""
    return tuple(codes(parameter.type)) if parameter.type in CODES else parameter.choices


def _field(asked: Asked, parameter: Parameter, fault: ParameterError | None) -> Field:
    choices = choices_of(parameter)
    kind = parameter.pick or parameter.type
    names = kind if kind in NAMED_TYPES and not choices else ""
    example = f"for example {parameter.example}" if parameter.example else ""
    hint = "; ".join(filter(None, (_HINTS.get(parameter.type, _NAME if names else ""), example)))
    values = _spelled(tuple(asked.values.get(parameter.name, parameter.default)), choices)
    is_main = parameter.required or f"{{{parameter.name}}}" in asked.query.summary
    aside = not (is_main or fault or values != parameter.default)
    nearest = _nearest(asked, parameter, fault) if fault else ()
    return Field(parameter, values, choices, names, hint, fault.reason if fault else "", nearest, aside)


def _nearest(asked: Asked, parameter: Parameter, fault: ParameterError) -> tuple[tuple[str, str], ...]:
    """Return the names that may have been meant, where it is plain what was wrong."""
    typed = asked.values.get(parameter.name, ())
    wrong = [text for text in typed if repr(text) in fault.reason] if len(typed) > 1 else typed
    if len(wrong) != 1:
        return ()
    return tuple((name, asked.instead(parameter.name, wrong[0], name).tail) for name in fault.nearest)


def _spelled(typed: tuple[str, ...], choices: tuple[str, ...]) -> tuple[str, ...]:
    """Return what was typed, as the choices are spelled where it is one of them."""
    by_lower = {choice.lower(): choice for choice in choices}
    return tuple(by_lower.get(text.lower(), text) for text in typed)
