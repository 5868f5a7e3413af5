"""Writes what leaves this program: sorted Turtle, safe CSV, and files that are whole or not there.

What comes in: triples, cells, chunks of bytes.  What goes out: bytes that are the same whenever
the input is the same.  It must not know claims, reports or the store.
"""

import csv
import io
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg.errors import KGError, UsageError
from kg.terms import PREFIXES

__all__ = [
    "RDF_FORMATS",
    "csv_row",
    "document",
    "harmless",
    "serialized",
    "statement_order",
    "turtle",
    "turtle_prologue",
    "write_whole",
]

RDF_FORMATS: Mapping[str, ox.RdfFormat] = {
    "turtle": ox.RdfFormat.TURTLE,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
    "trig": ox.RdfFormat.TRIG,
    "nquads": ox.RdfFormat.N_QUADS,
}
"""The forms in which triples are given, by the names that options and addresses have for them."""

_TYPE = PREFIXES["rdf"] + "type"
_LOCAL_NAME = re.compile(r"[\w.-]*")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_INDENT = re.compile(rb"^\t+")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def statement_order(triple: ox.Triple) -> tuple[str, bool, str, str]:
    """Return what Turtle is sorted by: subject, the type first, then predicate and object."""
    predicate = triple.predicate.value
    subject = triple.subject
    name = str(subject) if isinstance(subject, ox.Triple) else subject.value
    return name, predicate != _TYPE, predicate, str(triple.object)


def turtle(triples: Iterable[ox.Triple]) -> Iterator[bytes]:
    """Yield Turtle, prefixed, one block per subject; the triples come in ``statement_order``."""
    yield turtle_prologue()
    for _, block in groupby(triples, key=lambda triple: triple.subject):
        yield b"\n" + serialized(block, ox.RdfFormat.TURTLE)


def turtle_prologue() -> bytes:
    """Return the prefixes that every Turtle and TriG file of ours begins with."""
    return "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()).encode()


def document(triples: Sequence[ox.Triple], form: str, prefixes: Mapping[str, str]) -> bytes:
    """Return triples as they come as one document of a named form, with those of the prefixes that occur."""
    used = {prefix: iri for prefix, iri in prefixes.items() if any(iri in str(triple) for triple in triples)}
    whole = ox.serialize(triples, format=RDF_FORMATS[form], prefixes=used) or b""
    return _with_context(whole, used) if form == "jsonld" else whole


def _with_context(expanded: bytes, prefixes: Mapping[str, str]) -> bytes:
    """Return JSON-LD with its names shortened, and the context that says how."""
    text = expanded.decode()
    # a prefix ends in a delimiter, and nothing may already be written as if it had one
    fit = {name: iri for name, iri in prefixes.items() if iri[-1] in ":/?#[]@" and f'"{name}:' not in text}

    def short(iri: str) -> str:
        for name, start in fit.items():
            if iri.startswith(start) and _LOCAL_NAME.fullmatch(iri, len(start)):
                return f"{name}:{iri[len(start) :]}"
        return iri

    def shortened(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {short(name): shortened(one, name) for name, one in value.items()}
        if isinstance(value, list):
            return [shortened(one, key) for one in value]
        return short(value) if key in {"@id", "@type"} else value

    document_ = {"@context": fit, "@graph": shortened(json.loads(text))}
    return json.dumps(document_, ensure_ascii=False, separators=(",", ":")).encode()


def serialized(statements: Iterable[ox.Triple] | Iterable[ox.Quad], form: ox.RdfFormat) -> bytes:
    """Return statements in a format that has them in order: no prologue, four spaces for a tab."""
    whole = ox.serialize(statements, format=form, prefixes=dict(PREFIXES)) or b""
    lines = whole.splitlines(keepends=True)
    body = [line for line in lines if not line.startswith(b"@prefix ")]
    return b"".join(_INDENT.sub(lambda tabs: b"    " * len(tabs[0]), line) for line in body)


def harmless(text: str) -> str:
    r"""Return a text with what would steer a terminal made visible.

    >>> harmless("red \x1b[31m, and on")
    'red \\x1b[31m, and on'
    """
    return _STEERING.sub(lambda mark: ascii(mark[0])[1:-1], text)


def csv_row(cells: Iterable[str | float | None]) -> str:
    """Return one line of CSV (RFC 4180) that a spreadsheet shows as it is.

    A text that a spreadsheet would run as a formula gets an apostrophe in front; plain numbers
    stay numbers.  Line breaks and what would steer a terminal become spaces.
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow([_inert(cell) for cell in cells])
    return buffer.getvalue()


def _inert(cell: str | float | None) -> str | float | None:
    if not isinstance(cell, str):
        return cell
    text = _CONTROL.sub(" ", cell)
    is_formula = cell.startswith(_FORMULA_STARTS) and not _NUMBER.fullmatch(cell)
    return f"'{text}" if is_formula else text


def write_whole(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file so that it is whole or as it was: beside it first, then put in its place.

    Pipes and devices are written to directly.

    Raises:
        UsageError: there can be no file at this place.
        KGError: writing failed (a full disk, say); an old file is as it was.
    """
    path = path.resolve()
    if path.exists() and not path.is_file():
        _write(path, path, chunks)
        return
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        _write(part, path, chunks)
        part.replace(path)
    except OSError as error:
        raise _unwritten(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _write(part: Path, path: Path, chunks: Iterable[bytes]) -> None:
    try:
        file = part.open("wb")
    except OSError as error:
        raise UsageError(f"{path}: no file can be written here: {error.strerror}") from error
    try:
        with file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            if path != part:
                os.fsync(file.fileno())
    except OSError as error:
        raise _unwritten(path, error) from error


def _unwritten(path: Path, error: OSError) -> KGError:
    return KGError(f"{path}: the file was not written and is as it was: {error.strerror}")
