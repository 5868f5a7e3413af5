"""Changes the graph in a process of its own, which can be killed without harm.

What comes in: one change on standard input, then the order to publish it.  What goes out: frames on
standard output.  Every change is one transaction of the store: killed before its end, it never was.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any, BinaryIO

import pyoxigraph as ox

from kg.derivation import publish
from kg.errors import KGError, QueryError, ServiceError, UnknownNameError, UsageError
from kg.output import RDF_FORMATS
from kg.query.change import Change, Loaded
from kg.query.confinement import lift_memory_limit, limit_memory, limit_time, shut_network
from kg.query.frames import DONE, FAILED, READY, write_frame
from kg.query.inspection import syntax_error
from kg.query.worker import error_record
from kg.store import Writer, open_writer
from kg.terms import SUMMARY_GRAPH

__all__ = ["main"]

_GRACE = 1.0  # seconds after which a worker ends by itself what its parent did not


def main() -> None:
    """Make the change that stands on standard input, and publish it if that follows."""
    shut_network()
    out = sys.stdout.buffer
    _say(out, READY, {})
    try:
        change = Change.decoded(sys.stdin.buffer.readline())
        limit_time(change.timeout + _GRACE)
        with open_writer(change.path) as writer:
            limit_memory(change.memory)
            _say(out, DONE, {"existed": _apply(change, writer)})
            limit_time(0)
            lift_memory_limit()
            if sys.stdin.buffer.readline():
                _say(out, DONE, {"generation": _publish(writer)})
    except KGError as error:
        _say(out, FAILED, error_record(error))


def _publish(writer: Writer) -> int:
    """Publish, with what follows from the claims where a build has made a graph of claims."""
    return publish(writer) if SUMMARY_GRAPH in writer.graph_names() else writer.publish()


def _say(out: BinaryIO, kind: bytes, record: dict[str, Any]) -> None:
    write_frame(out, kind, json.dumps(record).encode())
    out.flush()


def _apply(change: Change, writer: Writer) -> bool:
    """Do it; return whether the graph that it is about was there before."""
    try:
        if change.deed == "update":
            writer.update(_with_documents(change), base=change.base, prefixes=dict(change.prefixes))
            return True
        return _store(change, writer)
    except SyntaxError as error:
        raise syntax_error(change.update, str(error), change.prefixes) from error
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"the change cannot be made: {error}") from error
    except MemoryError as error:
        raise change.too_large() from error


def _with_documents(change: Change) -> str:
    """Return the update with triples in the place of LOAD.

    Raises:
        ServiceError: a document is not what it says to be, and is not loaded with SILENT.
    """
    update = change.update
    for one in reversed(change.loaded):  # so that the places of those in front still hold
        lines = "\n" * update.count("\n", one.start, one.end)  # so that mistakes are told of the right line
        update = f"{update[: one.start]}INSERT DATA {{ {_inserted(one)} }}{lines}{update[one.end :]}"
    return update


def _inserted(one: Loaded) -> str:
    if one.encoded is None:
        return ""
    try:
        triples = _parsed(one.form, one.content, one.address)
    except UsageError as error:
        if one.silent:
            return ""
        raise ServiceError(f"the document <{one.address}> is of no use: {error}") from error
    written = " ".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)
    return f"GRAPH {one.graph} {{ {written} }}" if one.graph else written


def _store(change: Change, writer: Writer) -> bool:
    existed = _exists(change, writer)
    if change.deed == "delete" and not existed:
        raise UnknownNameError(f"there is no graph {change.graph}")
    steps = [f"DROP SILENT {_name(change)}"] if change.deed in {"put", "delete"} else []
    if change.deed != "delete":
        if change.graph:
            steps.append(f"CREATE SILENT {_name(change)}")
        steps.append(f"INSERT DATA {{ {_group(change, _triples(change))} }}")
    writer.update(" ;\n".join(steps))
    return existed


def _exists(change: Change, writer: Writer) -> bool:
    return change.graph is None or bool(writer.query(f"SELECT (1 AS ?x) {{ {_name(change)} {{}} }}"))


def _name(change: Change) -> str:
    return f"GRAPH {ox.NamedNode(change.graph)}" if change.graph else "DEFAULT"


def _group(change: Change, triples: Iterable[ox.Quad]) -> str:
    lines = "\n".join(f"{t.subject} {t.predicate} {t.object} ." for t in triples)
    return f"{_name(change)} {{ {lines} }}" if change.graph else lines


def _triples(change: Change) -> list[ox.Quad]:
    """Return the triples that were sent.

    Raises:
        UsageError: they are not in the format that was said, or in graphs of their own.
    """
    return [triple for name, text in change.parts for triple in _parsed(name, text, change.base)]


def _parsed(name: str, content: str | bytes, base: str | None) -> list[ox.Quad]:
    try:
        found = list(ox.parse(content, format=RDF_FORMATS[name], base_iri=base, rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"the graph is no valid {name}: {error}") from error
    if any(not isinstance(quad.graph_name, ox.DefaultGraph) for quad in found):
        raise UsageError("the triples are in graphs of their own, but only one graph can be given")
    return found
