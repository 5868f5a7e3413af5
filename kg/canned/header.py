"""Reads the canned queries: SPARQL files with a header of ``#+`` lines that hold YAML.

What comes in: ``queries/*.rq``.  What goes out: ``CannedQuery`` records.  A mistake in a file is
named with file and line, so that an analyst can mend it without reading this.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from kg.canned.lint import mistakes_in
from kg.canned.names import near
from kg.canned.queries import CHARTS, COLUMN_KINDS, TYPES, CannedQuery, Column, Parameter
from kg.errors import DataFileError

__all__ = ["read_queries", "read_query", "try_query"]

_HEADER_KEYS = (
    "title", "summary", "question", "parameters", "columns", "evidence", "chart", "tags",
)
_PARAMETER_KEYS = (
    "type", "label", "required", "many", "default", "example", "variable", "day", "choices", "pick",
)
_COLUMN_KEYS = ("title", "kind")
_LOADER: type[yaml.BaseLoader] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # C is ten times faster
_DAYS = ("first", "last")
_TAKEN = ("format", "limit", "offset", "sort", "where")
"""What every report is asked with besides its own parameters."""
_NAME = re.compile(r"[a-z][a-z0-9_]*")


def read_queries(folder: Path) -> dict[str, CannedQuery]:
    """Read all canned queries of a folder: name → query, sorted by name.

    Only the headers are looked over, which is quick; ``read_query`` looks over the SPARQL as well.

    Raises:
        DataFileError: a header has a mistake; names file and line.
    """
    queries = {}
    for path in sorted(folder.glob("*.rq")):
        header = _Header(path, _text_of(path))
        queries[path.stem] = header.query()
        if header.mistakes:
            raise header.mistakes[0]
    return queries


def read_query(path: Path) -> CannedQuery:
    """Read one canned query.

    Raises:
        DataFileError: it has a mistake; names file and line of the first.
    """
    query, mistakes = try_query(path)
    if mistakes:
        raise mistakes[0]
    return query


def try_query(path: Path) -> tuple[CannedQuery, list[DataFileError]]:
    """Read one canned query, whatever is wrong with it.

    Returns:
        The query, and all mistakes that header and SPARQL have, in the order of their lines; each
        names file and line.  A query with mistakes is good for nothing but finding more of them.

    Raises:
        DataFileError: it is no text, or its header is no YAML.
    """
    header = _Header(path, _text_of(path))
    query = header.query()
    header.mistakes += mistakes_in(query, header.error)
    return query, sorted(header.mistakes, key=_line_of)


def _line_of(mistake: DataFileError) -> int:
    found = re.search(r":(\d+): ", str(mistake))
    return int(found[1]) if found else 0


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: the query cannot be read: {error}") from error


class _Header:
    """The header of one file; knows the line of each key."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.text = text
        self.mistakes: list[DataFileError] = []
        lines = text.splitlines()
        source = "\n".join(line[2:].removeprefix(" ") if line[:2] == "#+" else "" for line in lines)
        try:
            loader = _LOADER(source)  # all scalars as they are typed: NO is Norway
            tree = loader.get_single_node()
            self.said: object = loader.construct_document(tree) if tree else {}
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            what = getattr(error, "problem", None) or str(error)
            line = mark.line + 1 if mark else 1
            raise DataFileError(f"{path}:{line}: the #+ header is no YAML: {what}") from error
        self.lines = dict(_key_lines(tree))

    def error(self, place: tuple[str, ...], message: str) -> DataFileError:
        while place and place not in self.lines:
            place = place[:-1]
        return DataFileError(f"{self.path}:{self.lines.get(place, 1)}: {message}")

    def note(self, place: tuple[str, ...], message: str) -> None:
        """Keep a mistake: all of a file are told at once."""
        self.mistakes.append(self.error(place, message))

    def query(self) -> CannedQuery:
        self._accept((), _HEADER_KEYS, needed=("title", "summary", "columns"))
        columns = self._mapping("columns")
        return CannedQuery(
            name=self.path.stem,
            title=self._text("title"),
            summary=self._text("summary"),
            question=self._text("question"),
            parameters=tuple(self._parameter(name) for name in self._mapping("parameters")),
            columns=tuple(self._column(name) for name in columns),
            evidence=self._text("evidence") or None,
            chart=self._chart(columns),
            tags=tuple(map(str, self._list("tags"))),
            text=self.text,
            path=self.path,
        )

    def _parameter(self, name: str) -> Parameter:
        place = ("parameters", name)
        self._accept(place, _PARAMETER_KEYS, needed=("type",))
        if not _NAME.fullmatch(name):
            self.note(place, f"parameter {name!r} is no name in snake_case")
        if name in _TAKEN:
            self.note(place, f"parameter {name!r} needs another name: every report has {', '.join(_TAKEN)} already")
        kind = self._one_of((*place, "type"), TYPES)
        choices = tuple(map(str, self._list(*place, "choices")))
        if (kind == "choice") != bool(choices):
            self.note(place, f"parameter {name} must be of type choice and have choices, or neither")
        return Parameter(
            name=name,
            type=kind,
            label=self._text(*place, "label") or name.replace("_", " ").capitalize(),
            required=self._switch(*place, "required"),
            many=self._switch(*place, "many"),
            default=tuple(map(str, self._list(*place, "default"))),
            example=self._text(*place, "example"),
            variable=self._text(*place, "variable") or name,
            day=self._one_of((*place, "day"), _DAYS),
            choices=choices,
            pick=self._one_of((*place, "pick"), TYPES) if self._at((*place, "pick")) else kind,
        )

    def _column(self, name: str) -> Column:
        place = ("columns", name)
        self._accept(place, _COLUMN_KEYS, needed=("title", "kind"))
        kind = self._one_of((*place, "kind"), COLUMN_KINDS)
        return Column(name, self._text(*place, "title"), kind)

    def _chart(self, columns: Mapping[str, object]) -> Mapping[str, str] | None:
        chart = self._mapping("chart")
        if not chart:
            return None
        kind = self._one_of(("chart", "kind"), tuple(CHARTS))
        needed, possible = CHARTS[kind]
        self._accept(("chart",), ("kind", *needed, *possible), needed=("kind", *needed))
        for key, column in chart.items():
            if key in {*needed, *possible} and column not in columns:
                self.note(("chart", key), f"{key} of the chart is no column: {column!r}")
        return {key: str(value) for key, value in chart.items()}

    def _accept(
        self, place: tuple[str, ...], keys: tuple[str, ...], needed: tuple[str, ...]
    ) -> None:
        """Refuse what is no mapping, has keys that are unknown, or lacks one that is needed."""
        said = self._at(place)
        what = " of ".join(reversed(place)) or "the header"
        if not isinstance(said, dict):
            self.note(place, f"{what} must be a mapping with the keys {', '.join(keys)}")
            return
        for key in said:
            if key not in keys:
                nearest = f"; nearest is {found[0]!r}" if (found := near(str(key), keys)) else ""
                accepted = f"accepted are {', '.join(keys)}"
                self.note((*place, str(key)), f"unknown key {key!r}: {accepted}{nearest}")
        for key in needed:
            if not said.get(key):
                self.note(place, f"{what} needs the key {key!r}")

    def _at(self, place: tuple[str, ...]) -> object:
        value = self.said
        for key in place:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def _mapping(self, *place: str) -> dict[str, object]:
        value = self._at(place)
        if not value:
            return {}
        if not isinstance(value, dict):
            self.note(place, f"{place[-1]} must be a mapping of names to descriptions")
            return {}
        return {str(key): one for key, one in value.items()}

    def _list(self, *place: str) -> list[object]:
        value = self._at(place)
        if not value:
            return []
        return value if isinstance(value, list) else [value]

    def _text(self, *place: str) -> str:
        value = self._at(place)
        if isinstance(value, dict | list):
            self.note(place, f"{place[-1]} must be a text")
            return ""
        return "" if value in {None, "null", "~"} else str(value)

    def _switch(self, *place: str) -> bool:
        value = self._at(place)
        if value not in (None, "true", "false"):
            self.note(place, f"{place[-1]} is {value!r}, but accepts true or false")
        return value == "true"

    def _one_of(self, place: tuple[str, ...], accepted: tuple[str, ...]) -> str:
        value = self._at(place)
        if value is None:
            return accepted[0]
        if value not in accepted:
            self.note(place, f"{place[-1]} is {value!r}, but accepts one of {', '.join(accepted)}")
            return accepted[0]
        return str(value)


def _key_lines(
    node: yaml.Node | None, place: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield where each key of a YAML tree stands, with its line."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*place, str(key.value))
            yield inner, key.start_mark.line + 1
            yield from _key_lines(value, inner)
