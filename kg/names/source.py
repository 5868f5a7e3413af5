"""A gazetteer file as its author wrote it: what it says of each entry, and in which line.

What comes in: a Turtle file.  What goes out: a ``Source``.  Parsers tell no lines of what they read; the lines are
found by the names that begin them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.errors import DataFileError
from kg.terms import short

__all__ = ["Source"]

_BEGINS = re.compile(r"(<[^>\s]*>|[\w.-]*:[\w.-]+)\s")
_LINE = re.compile(r"\bline (\d+)")


class _NoTurtleError(DataFileError):
    """A file is no Turtle; ``line`` says from where on."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class Source:
    """A gazetteer file.

    Attributes:
        path: the file.
        said: subject → property → values.
        lines: its lines.
        begins: subject, as the file writes it → index of the line in which it begins.
    """

    path: Path
    said: Mapping[str, Mapping[str, tuple[str, ...]]]
    lines: tuple[str, ...]
    begins: Mapping[str, int]

    @classmethod
    def read(cls, path: Path) -> "Source":
        """Read a file.

        Raises:
            DataFileError: it cannot be read, or is no Turtle.
        """
        try:
            text = path.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise DataFileError(f"cannot be read: {error}") from error
        said: dict[str, dict[str, list[str]]] = {}
        try:
            for triple in ox.parse(text, format=ox.RdfFormat.TURTLE):
                if isinstance(triple.subject, ox.NamedNode) and not isinstance(triple.object, ox.BlankNode | ox.Triple):
                    values = said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, [])
                    values.append(triple.object.value)
        except SyntaxError as error:
            found = _LINE.search(str(error))
            line = error.lineno or (int(found[1]) if found else 1)
            raise _NoTurtleError(f"is no Turtle: {error.msg or error}", line) from error
        lines = tuple(text.splitlines())
        frozen = {s: {p: tuple(values) for p, values in told.items()} for s, told in said.items()}
        return cls(path, frozen, lines, _beginnings(lines))

    def line(self, subject: str, words: str = "") -> int:
        """Return the line of an entry, from 1; that of some words within it, if they are there."""
        begin = self.begins.get(short(subject), self.begins.get(f"<{subject}>", 0))
        if words:
            following = min((start for start in self.begins.values() if start > begin), default=len(self.lines))
            for number in range(begin, following):
                if re.search(rf"{re.escape(words)}(?![\w-])", self.lines[number]):
                    return number + 1
        return begin + 1


def _beginnings(lines: tuple[str, ...]) -> dict[str, int]:
    begins: dict[str, int] = {}
    for number, line in enumerate(lines):
        begin = _BEGINS.match(line)
        if begin:
            begins.setdefault(begin[1], number)
    return begins
