"""What lies where in the folder of a store, and how to change it so that nobody sees it half done.

What comes in: the folder.  What goes out: paths, and complaints in words.  It must not know RDF.
"""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.errors import StoreError, StoreFormatError

__all__ = [
    "FORMAT",
    "check_format",
    "copy",
    "current",
    "delete",
    "generations",
    "in_words",
    "live",
    "make",
    "switch",
    "sync",
    "unpublished",
    "write",
]

FORMAT = "1"
"""Version of this layout."""
_FULL = os.strerror(errno.ENOSPC)
_FORBIDDEN = os.strerror(errno.EACCES)


def live(folder: Path) -> Path:
    """Return where the writer's database lies."""
    return folder / "live"


def generations(folder: Path) -> Path:
    """Return where the snapshots lie, each under its number."""
    return folder / "generations"


def unpublished(folder: Path) -> Path:
    """Return the file that says that the writer's database is ahead of the snapshots."""
    return folder / "unpublished"


def current(folder: Path) -> int | None:
    """Return the number of the newest snapshot, None before the first."""
    try:
        return int((folder / "current").readlink().name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except ValueError as error:
        raise StoreFormatError(
            f"{folder / 'current'}: is no link to a generation; build into a new folder"
        ) from error


def switch(folder: Path, number: int) -> None:
    """Point ``current`` to a snapshot, so that readers find either the one before or this one."""
    new = folder / "current.tmp"
    new.unlink(missing_ok=True)
    new.symlink_to(Path("generations") / str(number))
    new.replace(folder / "current")
    sync(folder)


def check_format(folder: Path) -> bool:
    """Return whether the folder is a store; False where nothing is there yet.

    Raises:
        StoreFormatError: it holds something else, or a store of another format.
    """
    try:
        version = (folder / "format").read_text("utf-8", "replace").strip()
    except FileNotFoundError:
        return _is_made_meanwhile(folder)
    except NotADirectoryError:
        raise StoreFormatError(
            f"{folder}: is a file, but a graph store is a folder; name another --store"
        ) from None
    if version != FORMAT:
        raise StoreFormatError(
            f"{folder}: is a graph store of format {version[:20]!r}, but this kg reads format"
            f" {FORMAT}; build into a new folder, or use the kg that made it"
        )
    return True


def _is_made_meanwhile(folder: Path) -> bool:
    """Return whether another process has just made the store; refuse a folder of other files."""
    names = [path.name for path in folder.iterdir()] if folder.is_dir() else []
    foreign = [name for name in names if not name.endswith(".tmp")]
    if foreign and not (folder / "format").exists():
        raise StoreFormatError(
            f"{folder}: holds {min(foreign)!r} but is no graph store; nothing in it was touched,"
            " name a new or empty folder"
        )
    return bool(foreign)


def make(folder: Path) -> None:
    """Make the folder a store unless it is one.

    Raises:
        StoreFormatError: it holds something else, or a store of another format.
    """
    if not check_format(folder):
        folder.mkdir(parents=True, exist_ok=True)
        write(folder / "format", FORMAT + "\n")
    generations(folder).mkdir(exist_ok=True)


def write(path: Path, text: str) -> None:
    """Write a small file, in one step and for good."""
    half_done = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    half_done.write_text(text, "utf-8")
    sync(half_done)
    half_done.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Force a file or folder to disk, so that no power failure takes it back."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def delete(path: Path) -> None:
    """Delete a file, or a folder with all that is in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        import shutil  # slow, and query workers, which start anew for each query, delete nothing

        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def copy(folder: Path, to: Path) -> None:
    """Copy a folder, in one step."""
    import shutil  # slow, as above

    half_done = to.with_name(f"{to.name}.tmp")
    delete(half_done)
    delete(to)
    shutil.copytree(folder, half_done)
    half_done.replace(to)


@contextmanager
def in_words(folder: Path) -> Iterator[None]:
    """Turn what the system and Oxigraph complain about into a sentence.

    Raises:
        StoreError: instead of an OSError.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(f"{folder}: {_words(error)}") from error


def _words(error: OSError) -> str:
    said = str(error)  # Oxigraph passes on the system's words, without its number
    if error.errno in {errno.ENOSPC, errno.EDQUOT} or _FULL in said:
        return "the disk is full; make room and build again, nothing that was published is lost"
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS} or _FORBIDDEN in said:
        return "this user may not read or write here; change that, or name another --store"
    return f"the graph store cannot be read or written: {said}"
