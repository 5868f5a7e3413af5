"""Writes what was published to one file, and makes a store of such a file again.

What comes in: the folder of a store, a file.  What goes out: the file (a tar archive: the format of the
store, a list of the database's files with their digests, then these files), or a new generation that
holds what it held.  Neither stops readers or the service.
"""

import hashlib
import json
import os
import tarfile
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

import pyoxigraph as ox

from kg.errors import InputError
from kg.store import layout
from kg.store.lock import free_lock, take_lock
from kg.store.snapshot import open_snapshot

__all__ = ["back_up", "restore"]

_CONTENTS = "contents.json"
_PIECE = 1 << 20


def back_up(folder: Path, file: Path) -> int:
    """Write the newest snapshot of a store to a file, which is whole or not there; return its generation.

    Raises:
        StoreMissingError: nothing was published yet.
        StoreError: the store cannot be read, or the file cannot be written.
    """
    with layout.in_words(folder), open_snapshot(folder) as snapshot:
        database = layout.generations(folder) / str(snapshot.generation)
        half_done = file.with_name(f"{file.name}.{os.getpid()}.tmp")
        try:
            with tarfile.open(half_done, "w") as archive:
                _write(archive, database)
            layout.sync(half_done)
            half_done.replace(file)
        finally:
            half_done.unlink(missing_ok=True)
        return snapshot.generation


def restore(folder: Path, file: Path) -> int:
    """Make a store hold what a backup holds, as its next generation; return the number of that.

    What the store held is gone for writers; who reads sees the old generation until the new one is there.

    Raises:
        InputError: the file is no backup, or is damaged; the store is as it was.
        StoreLockedError: another process is writing.
        StoreFormatError: the folder holds something else.
        StoreError: the folder cannot be written to.
    """
    with layout.in_words(folder):
        layout.make(folder)
        lock = take_lock(folder)
        try:
            number = (layout.current(folder) or 0) + 1
            half_done = layout.generations(folder) / f"{number}.tmp"
            layout.delete(half_done)
            half_done.mkdir()
            try:
                _read(file, half_done)
            except BaseException:
                layout.delete(half_done)
                raise
            _take_over(folder, half_done, number)
            return number
        finally:
            free_lock(lock)


def _write(archive: tarfile.TarFile, database: Path) -> None:
    files = sorted(path for path in database.iterdir() if path.name != "LOCK")
    digests = {path.name: _digest(path) for path in files}
    contents = json.dumps({"format": layout.FORMAT, "files": digests}).encode()
    about = tarfile.TarInfo(_CONTENTS)
    about.size = len(contents)
    archive.addfile(about, BytesIO(contents))
    for path in files:
        archive.add(path, f"graph/{path.name}", recursive=False)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read(file: Path, to: Path) -> None:
    """Copy the database of a backup to a folder, and see that all of it is there and can be opened."""
    try:
        with tarfile.open(file, "r") as archive:
            wanted = _contents(archive, file)
            for member in archive:
                name = PurePosixPath(member.name).name
                stream = archive.extractfile(member) if member.isfile() and name in wanted else None
                if stream is not None:
                    _copy(stream, to / name)
        damaged = [name for name, digest in wanted.items() if not (to / name).is_file() or _digest(to / name) != digest]
        if damaged:
            raise InputError(f"{file}: is damaged, at {min(damaged)!r}; take another backup")
        ox.Store.read_only(str(to))
    except FileNotFoundError as error:
        raise InputError(f"{file}: there is no such file") from error
    except (tarfile.TarError, ValueError, EOFError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{file}: is no backup of a graph store: {error}") from error


def _contents(archive: tarfile.TarFile, file: Path) -> dict[str, str]:
    """Return the names of the files with their digests."""
    first = archive.next()
    stream = archive.extractfile(first) if first is not None and first.name == _CONTENTS else None
    if stream is None:
        raise InputError(f"{file}: is no backup of a graph store")
    contents = json.loads(stream.read())
    if contents["format"] != layout.FORMAT:
        raise InputError(f"{file}: was made by a kg whose stores have another format; restore it with that one")
    names: dict[str, str] = contents["files"]
    if any(name != PurePosixPath(name).name or name in {"", ".", ".."} for name in names):
        raise InputError(f"{file}: is no backup of a graph store: it names files elsewhere")
    return names


def _copy(stream: IO[bytes], path: Path) -> None:
    with path.open("xb") as out:
        while piece := stream.read(_PIECE):
            out.write(piece)
    layout.sync(path)


def _take_over(folder: Path, database: Path, number: int) -> None:
    """Publish a database; the next writer copies it, as the one that it would write to is gone.

    Killed before the link is switched, the next writer copies what was published before.
    """
    layout.sync(database)
    published = layout.generations(folder) / str(number)
    layout.delete(published)
    database.replace(published)
    layout.sync(layout.generations(folder))
    layout.delete(layout.live(folder))
    layout.switch(folder, number)
    layout.unpublished(folder).unlink(missing_ok=True)
