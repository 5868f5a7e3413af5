"""The records of canned queries: what a report asks, with which parameters, in which columns.

What comes in: nothing.  What goes out: frozen records.  They must not know files or the store.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.canned.names import NAMED_TYPES

__all__ = ["CHARTS", "COLUMN_KINDS", "TYPES", "CannedQuery", "Column", "Parameter"]

TYPES = (*NAMED_TYPES, "source", "date", "year", "integer", "text", "choice")
"""What the value of a parameter may be."""
COLUMN_KINDS = (
    "entity", "code", "text", "sentence", "integer", "number", "date", "article", "claim",
)
"""What a column may hold: decides how its cells are shown and where they lead."""
CHARTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "bar": (("x", "y"), ("group",)),
    "line": (("x", "y"), ("group",)),
    "sankey": (("source", "target"), ("size",)),
    "timeline": (("start", "end", "label"), ("group",)),
    "network": (("source", "target"), ("label",)),
}
"""Kinds of charts: which columns each needs, and which it may have besides."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a report can be asked with.

    Attributes:
        name: its name, in snake_case.
        type: one of ``TYPES``.
        label: what people call it.
        required: whether the report needs it.
        many: whether it takes several values.
        default: the values that hold where none is given, as one would type them.
        example: a value to try it with.
        variable: the variable of the query that takes its values.
        day: for dates, which day a year or a month means: ``first`` or ``last``.
        choices: for a choice, the words that it accepts.
        pick: the type whose names a picker offers; the parameter's own unless the file says more.
    """

    name: str
    type: str
    label: str
    required: bool = False
    many: bool = False
    default: tuple[str, ...] = ()
    example: str = ""
    variable: str = ""
    day: str = "first"
    choices: tuple[str, ...] = ()
    pick: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a report.

    Attributes:
        name: the variable behind it; ``?nameLabel`` holds the label of an entity, if selected.
        title: what its head says.
        kind: one of ``COLUMN_KINDS``.
    """

    name: str
    title: str
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class CannedQuery:
    """A question that is asked often, with its query.

    Attributes:
        name: the file's name without its ending.
        title: what a menu says.
        summary: one sentence of what comes out; ``{parameter}`` stands for what was asked.
        question: what a user wants to know who takes it.
        parameters: what it can be asked with.
        columns: its columns, in order.
        evidence: the variable whose claims stand behind a row; None where none do.
        chart: how to draw it, or None.
        tags: words to sort reports by.
        text: the whole file, which is SPARQL.
        path: the file.
    """

    name: str
    title: str
    summary: str
    question: str
    parameters: tuple[Parameter, ...]
    columns: tuple[Column, ...]
    evidence: str | None
    chart: Mapping[str, str] | None
    tags: tuple[str, ...]
    text: str
    path: Path

    def parameter(self, name: str) -> Parameter | None:
        """Return the parameter of a name, or None."""
        return next((one for one in self.parameters if one.name == name), None)
