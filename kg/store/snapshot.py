"""Opens what was published, for reading.

What comes in: the folder of a store.  What goes out: a read-only database that nobody changes.

A reader holds a shared flock on its snapshot's folder, and a snapshot that is held is not deleted.
Hard links alone would not do: RocksDB keeps 16 files open and opens the others when a query needs
them; one that finds them gone takes the process with it.
"""

import fcntl
import os
import weakref
from pathlib import Path

import pyoxigraph as ox

from kg.errors import StoreError, StoreMissingError
from kg.store import layout

__all__ = ["Snapshot", "delete_unless_held", "generation", "newest", "open_snapshot"]

_ATTEMPTS = 10


class Snapshot:
    """A published graph; keep it for as long as its ``store`` is in use.

    Attributes:
        store: the database, read-only.
        generation: its number; every publication of something new counts one up.
    """

    def __init__(self, store: ox.Store, generation: int, hold: int) -> None:
        self.store = store
        self.generation = generation
        self._release = weakref.finalize(self, os.close, hold)

    def __enter__(self) -> "Snapshot":
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the snapshot go: it may be deleted from now on."""
        self._release()


def open_snapshot(folder: Path) -> Snapshot:
    """Open what was last published.

    Raises:
        StoreMissingError: nothing was published yet.
        StoreFormatError: the folder is no store, or one of another format.
        StoreError: it cannot be read.
    """
    with layout.in_words(folder):
        for _ in range(_ATTEMPTS):
            number = generation(folder)
            path = layout.generations(folder) / str(number)
            hold = _hold(path)
            if hold is not None:
                return _open(path, number, hold)
    raise StoreError(f"{folder}: its newest snapshot is gone; build again to make a new one")


def generation(folder: Path) -> int:
    """Return the number of the newest snapshot.

    Raises:
        StoreMissingError: nothing was published yet.
        StoreFormatError: the folder is no store, or one of another format.
        StoreError: it cannot be read.
    """
    with layout.in_words(folder):
        number = layout.current(folder) if layout.check_format(folder) else None
    if number is None:
        raise StoreMissingError(
            f"{folder}: there is no graph here yet; run 'kg build' first, or name another --store"
        )
    return number


def newest(folder: Path | str) -> int | None:
    """Return the number of the newest snapshot, None where there is none; costs next to nothing."""
    try:
        return int(os.readlink(f"{folder}/current").rpartition("/")[2])  # noqa: PTH115 - ten times as fast
    except (OSError, ValueError):
        return None


def delete_unless_held(path: Path) -> None:
    """Delete a snapshot; one that a reader holds stays, for a later writer to delete."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        layout.delete(path)
    except BlockingIOError:
        pass
    finally:
        os.close(handle)


def _open(path: Path, number: int, hold: int) -> Snapshot:
    try:
        return Snapshot(ox.Store.read_only(str(path)), number, hold)
    except BaseException:
        os.close(hold)
        raise


def _hold(path: Path) -> int | None:
    """Return a handle that keeps a snapshot from being deleted; None if it already is."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    fcntl.flock(handle, fcntl.LOCK_SH)
    try:
        if os.path.samestat(os.fstat(handle), path.stat()):
            return handle
    except FileNotFoundError:
        pass
    os.close(handle)
    return None
