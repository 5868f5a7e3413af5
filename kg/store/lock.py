"""Sees to it that only one process writes to a store.

What comes in: the folder of a store.  What goes out: an open file that holds the lock.  The lock is
the kernel's: a writer that is killed frees it.
"""

import fcntl
import os
from pathlib import Path

from kg.errors import StoreLockedError

__all__ = ["free_lock", "take_lock"]

_held: set[int] = set()


def take_lock(folder: Path) -> int:
    """Take the lock and write our process id into it.

    Raises:
        StoreLockedError: another process, which the message names, has it.
    """
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = os.pread(handle, 32, 0).decode("ascii", "replace").strip()
        os.close(handle)
        raise StoreLockedError(
            f"{folder}: {f'process {holder}' if holder else 'another process'} is writing to this"
            " store; wait until it is done, or name another --store"
        ) from None
    _held.add(handle)
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
    return handle


def free_lock(handle: int) -> None:
    """Give the lock back; a forked child has none to give."""
    if handle in _held:
        _held.remove(handle)
        os.ftruncate(handle, 0)
        os.close(handle)


def _forget() -> None:
    """Close the lock in a forked child, which might outlive a killed writer and keep it locked."""
    for handle in _held:
        os.close(handle)
    _held.clear()


os.register_at_fork(after_in_child=_forget)
