"""Looks at the text of a query before it runs, and explains what the parser says of it.

What comes in: a query.  What goes out: nothing, or a ``QueryError`` with line and column.

Oxigraph's parser knows no tokens: ``5SERVICE<…>``, ``SERVICEex:a`` and ``?a<?b)SERVICE#>`` all call
a service.  So the letters *service* are refused wherever they could be read as the keyword, and a
few harmless queries (those with a prefix named ``service``) are refused with them.  This makes the
message; that nothing goes out is the work of ``confinement``.  Calls of services that are listed are told apart by
their plain form alone; ``federation`` takes them out.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.errors import QueryError

__all__ = [
    "REFUSED_SERVICE",
    "Call",
    "Load",
    "answers_alike",
    "blanked",
    "calls_of",
    "check_allowed",
    "loads_of",
    "names_its_graphs",
    "syntax_error",
]

REFUSED_SERVICE = "SERVICE is refused: queries see this graph and nothing else"
_NOT_LISTED = "SERVICE is refused but in the form SERVICE [SILENT] <IRI> { … }, not inside another, for "
_REFUSED_LOAD = "LOAD is refused: nothing is fetched from elsewhere; send the triples"
_NOT_LISTED_LOAD = "LOAD is refused but in the form LOAD [SILENT] <IRI> [INTO GRAPH <IRI>], for documents of "

_STRING = (
    r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"""'
    r"|'''(?:[^'\\]|\\.|'{1,2}(?!'))*'''"
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"
)
_IRI = r'<[^<>"{}|^`\\\x00-\x20]*>'
_IRI_NO_OPERATOR = r'<[^<>"{}|^`\\()\x00-\x20]*>'  # what "less than" in brackets cannot be read as
_READINGS = tuple(
    re.compile(rf"{_STRING}|{iri}|\\.|#[^\n\r]*", re.DOTALL) for iri in (_IRI, _IRI_NO_OPERATOR)
)
_SERVICE = re.compile("service", re.IGNORECASE)
_LISTED = re.compile(rf"service\s*(silent)?\s*({_IRI})\s*(?={{)", re.IGNORECASE)
_LISTED_LOAD = re.compile(
    rf"load\s*(silent)?\s*({_IRI})(?:\s*into\s+graph\s*({_IRI}|[\w-]*:[\w-]*(?:\.[\w-]+)*))?\s*(?=;|#|$)", re.IGNORECASE
)
_LOAD = re.compile("load", re.IGNORECASE)
_PREFIXED = re.compile(r"([\w-]*):\S*\s*$")
_BEFORE = re.compile(r"([?$:/]?)([\w-]*)$")
_LOOKED_BACK = 200  # characters; a bound, so that a long query cannot keep us busy
_NAME = re.compile(r"(?!true|false)[^\W\d]", re.IGNORECASE)
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})")
_FROM = re.compile(r"(?<![?$:\w-])from(?=\s)", re.IGNORECASE)
_OTHERWISE_EACH_TIME = re.compile(r"(?:now|rand|uuid)\s*\(", re.IGNORECASE)
_FIRST_WORD = re.compile(
    r"\s*(?:(?:prefix\s+[^\s:]*:|base|version)\s*)*([a-z]*)", re.IGNORECASE
)
_QUERY = re.compile(r"\s*(?:select|ask|construct|describe)(?![\w:-])", re.IGNORECASE)
_UPDATES = frozenset(
    ("add", "clear", "copy", "create", "delete", "drop", "insert", "load", "move", "with")
)
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_CHARACTERS = re.compile(r"\[(?:'(?:\\.|[^'\\])[^']*'|[^\]'])*\]")


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a service.

    Attributes:
        service: the address of its endpoint.
        silent: whether the query goes on without it.
        start: where the word SERVICE begins.
        end: behind the brace that closes its group.
        group: what is asked, with its braces.
        prologue: the declarations of the whole query.
    """

    service: str
    silent: bool
    start: int
    end: int
    group: str
    prologue: str


@dataclass(frozen=True, slots=True)
class Load:
    """A document that an update loads.

    Attributes:
        document: its address.
        silent: whether the update goes on without it.
        graph: into which, as the update writes it; empty for the default graph.
        start: where the word LOAD begins.
        end: behind the operation.
    """

    document: str
    silent: bool
    graph: str
    start: int
    end: int


def check_allowed(query: str, services: Collection[str] = ()) -> None:
    """Refuse updates, and calls of services that are not listed.

    Raises:
        QueryError: the query is one; with the place of the word.
    """
    first = None if _QUERY.match(query) else _FIRST_WORD.match(blanked(query))
    if first and first.group(1).lower() in _UPDATES:
        word = first.group(1).upper()
        raise _error(
            query,
            first.start(1),
            f"{word} is refused: queries cannot change the graph; 'kg build' and 'kg remove' do",
        )
    calls_of(query, services)


def calls_of(query: str, services: Collection[str]) -> list[Call]:
    """Return the calls of listed services, from the first to the last.

    Raises:
        QueryError: there is another call; with the place of the word.
    """
    plain = None
    calls: list[Call] = []
    if _SERVICE.search(query) is None and "\\" not in query:
        return calls  # most queries, found out in no time
    for place in sorted(set(_calls(query, _SERVICE))):
        if not services:
            raise _error(query, place, REFUSED_SERVICE)
        plain = blanked(query) if plain is None else plain
        call = _call(query, plain, place, services)
        if call is None or (calls and place < calls[-1].end):
            raise _error(query, place, _NOT_LISTED + ", ".join(f"<{service}>" for service in sorted(services)))
        calls.append(call)
    return calls


def _call(query: str, plain: str, place: int, services: Collection[str]) -> Call | None:
    """Return the call at a place, or None where it has not the plain form ``SERVICE [SILENT] <LISTED> { … }``."""
    found = _LISTED.match(query, place)
    service = found[2][1:-1] if found else ""
    if found is None or service not in services or _ESCAPE.search(query):
        return None
    depth, start = 0, found.end()
    for end in range(start, len(plain)):
        depth += {"{": 1, "}": -1}.get(plain[end], 0)
        if depth == 0:
            first = _FIRST_WORD.match(plain)
            prologue = query[: first.start(1)] if first else ""
            return Call(service, found[1] is not None, place, end + 1, query[start : end + 1], prologue)
    return None


def loads_of(update: str, origins: Collection[str] = ()) -> list[Load]:
    """Return the documents that an update loads from listed origins, from the first to the last.

    Raises:
        QueryError: it loads others, or calls services; with the place of the word.
    """
    for place in _calls(update, _SERVICE):
        raise _error(update, place, REFUSED_SERVICE)
    loads = []
    for place in sorted(set(_calls(update, _LOAD))):
        load = _load(update, place, origins)
        if load is None:
            listed = ", ".join(f"<{origin}/>" for origin in sorted(origins))
            raise _error(update, place, _NOT_LISTED_LOAD + listed if origins else _REFUSED_LOAD)
        loads.append(load)
    return loads


def _load(update: str, place: int, origins: Collection[str]) -> Load | None:
    """Return what is loaded at a place, or None where that has not the plain form, or is not listed."""
    found = _LISTED_LOAD.match(update, place)
    if found is None or _ESCAPE.search(update):
        return None
    document = found[2][1:-1]
    parts = urlsplit(document)
    if f"{parts.scheme}://{parts.netloc}" not in origins:
        return None
    return Load(document, found[1] is not None, found[3] or "", place, found.end())


def blanked(text: str) -> str:
    """Return a query with its strings, IRIs and comments blanked out, everything in its place."""
    return _blanked(text, _READINGS[0])


def names_its_graphs(query: str) -> bool:
    """Return whether a query says itself, with FROM, which graphs it is about."""
    # most queries do not hold the word at all, which is found out in no time
    return _FROM.search(query) is not None and _FROM.search(blanked(query)) is not None


def answers_alike(query: str) -> bool:
    """Return whether a query has the same answer each time it is put to the same graph, and to nothing else."""
    unescaped = _ESCAPE.sub(lambda m: _character(m[1] or m[2]), query) if "\\" in query else query
    return _OTHERWISE_EACH_TIME.search(unescaped) is None and (
        _SERVICE.search(unescaped) is None or next(_calls(query, _SERVICE), None) is None
    )


def syntax_error(query: str, said: str, prefixes: Iterable[str]) -> QueryError:
    """Return what Oxigraph's parser says of a query as one sentence with its place."""
    found = _PLACE.match(said)
    if not found:
        return QueryError(f"the query is no valid SPARQL: {said}")
    line, column, expected = int(found[1]), int(found[2]), found[3]
    where = f"the query is no valid SPARQL at line {line}, column {column}"
    why = _why(query, line, column, expected, prefixes)
    return QueryError(f"{where}: {why}", line=line, column=column)


def _calls(query: str, word: re.Pattern[str]) -> Iterator[int]:
    """Yield where the text may have a keyword, in either reading of ``<``, and unescaped too."""
    unescaped = _ESCAPE.sub(lambda m: _character(m[1] or m[2]), query)
    for text in dict.fromkeys((query, unescaped)):
        for reading in _READINGS:
            plain = _blanked(text, reading)
            for found in word.finditer(plain):
                start = found.start()
                before = _BEFORE.search(plain[max(0, start - _LOOKED_BACK) : start])
                if not before or not (before[1] or _NAME.match(before[2])):
                    yield min(start, len(query))


def _character(code: str) -> str:
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else ""


def _blanked(text: str, reading: re.Pattern[str]) -> str:
    return reading.sub(lambda found: re.sub(r"[^\n\r]", " ", found[0]), text)


def _error(query: str, place: int, message: str) -> QueryError:
    before = query[:place]
    line, column = before.count("\n") + 1, place - before.rfind("\n")
    return QueryError(f"{message} (line {line}, column {column})", line=line, column=column)


def _why(query: str, line: int, column: int, expected: str, prefixes: Iterable[str]) -> str:
    """Return what is wrong: the parser's own sentence if it has one, else what it stumbled over.

    What it expected instead is of no use: it tells of characters, and of the last thing it tried.
    """
    before, after = _split(query, line, column)
    words = [word.strip() for word in _CHARACTERS.sub("", expected).split(",")]
    sentences = [word for word in words if " " in word]
    prefix = _PREFIXED.search(before[-_LOOKED_BACK:])
    if "Prefix not found" in sentences and prefix:
        known = ", ".join(prefixes)
        return f"the prefix {prefix[1]!r} is not declared; known without that are {known}"
    if sentences:
        return "; ".join(sentences)
    return f"{after.split()[0][:40]!r} was not expected" if after.split() else "it ends too early"


def _split(query: str, line: int, column: int) -> tuple[str, str]:
    lines = query.split("\n")
    start = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
    return query[:start], query[start:]
