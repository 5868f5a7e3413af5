"""Has a process of its own write the graph, so that pages stay quick and a lost reader costs nothing.

What comes in: a store, a form, which graphs.  What goes out: bytes, as they are written.  Sorting a large graph takes
the interpreter for itself for minutes, which would hold up every other request; a process can be ended at once.
"""

import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path

import kg.errors
from kg.errors import BusyError, KGError

__all__ = ["pieces_of"]

_START = """
import sys
sys.path[:] = sys.argv[4:]
from pathlib import Path
from kg.export import export
store, form, graph = sys.argv[1:4]
sys.stdout.buffer.writelines(export(Path(store), format=form, graph=graph))
"""
_PACKAGE = str(Path(kg.errors.__file__).parent.parent)
_PIECE = 64 * 1024
_AT_ONCE = 2
_slots = threading.BoundedSemaphore(_AT_ONCE)


def pieces_of(store: Path, form: str, graph: str) -> Generator[bytes, None, None]:
    """Yield the graph in pieces; leaving the iterator ends the process that writes it.

    Raises:
        BusyError: other downloads are under way.
        KGError: the graph cannot be written; late, it breaks the connection, so that nobody takes half for whole.
    """
    if not _slots.acquire(blocking=False):
        raise BusyError(f"{_AT_ONCE} downloads are under way already; try again when one is done")
    try:
        yield from _written(store, form, graph)
    finally:
        _slots.release()


def _written(store: Path, form: str, graph: str) -> Generator[bytes, None, None]:
    command = [sys.executable, "-I", "-S", "-c", _START, str(store), form, graph, *sys.path, _PACKAGE]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:  # noqa: S603 - our own code
        assert writer.stdout is not None  # noqa: S101 - it is a pipe
        try:
            while piece := writer.stdout.read(_PIECE):
                yield piece
            if writer.wait():
                raise KGError(f"the graph could not be written as {form}; the log says more")
        finally:
            writer.kill()
