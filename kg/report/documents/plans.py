"""Reads which reports a document joins: ``queries/dossier.yaml``, ``queries/profile.yaml``.

What comes in: a YAML file, the canned queries.  What goes out: a ``Plan``.  A mistake in a file is named with
file and place, so that an analyst can mend it without reading this.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import yaml

from kg.canned import TYPES, CannedQuery, Parameter
from kg.errors import DataFileError

__all__ = ["Part", "Plan", "read_plan"]

_PLAN_KEYS = ("title", "summary", "subjects", "parts")
_SUBJECT_KEYS = ("type", "label", "example")
_PART_KEYS = ("heading", "report", "with", "given")


@dataclass(frozen=True, slots=True)
class Part:
    """One report of a document.

    Attributes:
        heading: what stands above it; ``{subject}`` stands for the name of a subject.
        query: the report.
        subjects: parameter of the report → the subject that it is asked with.
        given: parameter of the report → values that are the same whatever the document is about.
    """

    heading: str
    query: CannedQuery
    subjects: Mapping[str, str]
    given: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What a document is about, and which reports it joins.

    Attributes:
        name: the file's name without its ending.
        title: its title; ``{subject}`` stands for the name of a subject.
        summary: one sentence of what it holds.
        subjects: what it is asked for, as parameters.
        parts: its reports, in order.
        path: the file.
    """

    name: str
    title: str
    summary: str
    subjects: tuple[Parameter, ...]
    parts: tuple[Part, ...]
    path: Path

    @property
    def question(self) -> CannedQuery:
        """The subjects as those of a query without rows, by which what is typed for them is read."""
        return CannedQuery(self.name, self.title, self.summary, "", self.subjects, (), None, None, (), "", self.path)


def read_plan(path: Path, queries: Mapping[str, CannedQuery]) -> Plan:
    """Read which reports a document joins.

    Args:
        path: the file.
        queries: the canned queries by name.

    Raises:
        DataFileError: it has a mistake; names file and place.
    """
    try:
        said = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataFileError(f"{path}: the document's plan cannot be read: {error}") from error
    plan = _mapping(path, "the plan", said, _PLAN_KEYS, needed=_PLAN_KEYS)
    subjects = tuple(_subject(path, name, one) for name, one in _names(path, "subjects", plan["subjects"]))
    names = [subject.name for subject in subjects]
    if not isinstance(plan["parts"], list):
        raise DataFileError(f"{path}: parts must be a list")
    parts = tuple(_part(path, n, one, names, queries) for n, one in enumerate(plan["parts"], start=1))
    for where, text in (("title", str(plan["title"])), *((part.query.name, part.heading) for part in parts)):
        _check_names(path, where, text, names)
    return Plan(path.stem, str(plan["title"]), str(plan["summary"]), subjects, parts, path)


def _subject(path: Path, name: str, said: object) -> Parameter:
    where = f"subject {name}"
    keys = _mapping(path, where, said, _SUBJECT_KEYS, needed=("type",))
    if keys["type"] not in TYPES:
        raise DataFileError(f"{path}: {where}: type is {keys['type']!r}, but accepts one of {', '.join(TYPES)}")
    label = str(keys.get("label", name.capitalize()))
    return Parameter(name, str(keys["type"]), label, required=True, example=str(keys.get("example", "")), variable=name)


def _part(
    path: Path, number: int, said: object, subjects: Sequence[str], queries: Mapping[str, CannedQuery]
) -> Part:
    where = f"part {number}"
    keys = _mapping(path, where, said, _PART_KEYS, needed=("heading", "report"))
    query = queries.get(str(keys["report"]))
    if query is None:
        near = get_close_matches(str(keys["report"]), queries, n=3) or sorted(queries)
        raise DataFileError(f"{path}: {where}: there is no report {keys['report']!r}; there is {', '.join(near)}")
    asked = {parameter: str(subject) for parameter, subject in _names(path, f"with of {where}", keys.get("with", {}))}
    given = {parameter: _texts(value) for parameter, value in _names(path, f"given of {where}", keys.get("given", {}))}
    for parameter in (*asked, *given):
        if not query.parameter(parameter):
            accepted = ", ".join(one.name for one in query.parameters)
            raise DataFileError(f"{path}: {where}: {query.name} has no parameter {parameter!r}; it has {accepted}")
    for subject in asked.values():
        if subject not in subjects:
            raise DataFileError(f"{path}: {where}: {subject!r} is no subject; there is {', '.join(subjects)}")
    for one in query.parameters:
        if one.required and one.name not in {*asked, *given}:
            raise DataFileError(f"{path}: {where}: {query.name} needs the parameter {one.name}")
    return Part(str(keys["heading"]), query, asked, given)


def _mapping(
    path: Path, where: str, said: object, keys: Sequence[str], *, needed: Sequence[str]
) -> dict[str, Any]:
    if not isinstance(said, dict):
        raise DataFileError(f"{path}: {where} must be a mapping with the keys {', '.join(keys)}")
    for key in said:
        if key not in keys:
            raise DataFileError(f"{path}: {where}: unknown key {key!r}: accepted are {', '.join(keys)}")
    for key in needed:
        if not said.get(key):
            raise DataFileError(f"{path}: {where} needs the key {key!r}")
    return said


def _names(path: Path, where: str, said: object) -> Iterator[tuple[str, object]]:
    if not isinstance(said, dict):
        raise DataFileError(f"{path}: {where} must be a mapping of names to values")
    yield from ((str(name), value) for name, value in said.items())


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _check_names(path: Path, where: str, text: str, subjects: Sequence[str]) -> None:
    for name in re.findall(r"\{([^}]*)\}", text):
        if name not in subjects:
            raise DataFileError(f"{path}: the heading of {where} names {{{name}}}, which is no subject")
