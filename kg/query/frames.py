"""How endpoint and worker talk: frames of a kind, a length and content, over a pipe.

What comes in and goes out: frames.  Frames rather than a stream that ends, so that a worker that
dies half way is told from one that is done, and so that a worker can answer many queries.
"""

import fcntl
import json
import os
import select
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import lru_cache
from typing import Any, BinaryIO, Final, TypeAlias, cast

__all__ = [
    "DATA",
    "DONE",
    "ENDS",
    "FAILED",
    "HEAD",
    "READY",
    "Frame",
    "FrameReader",
    "record_of",
    "widen",
    "write_frame",
]

READY: Final = b"R"
"""The worker has started; sent once."""
HEAD: Final = b"H"
"""What the answer is, as JSON; first."""
DATA: Final = b"D"
"""A piece of the answer; any number of them."""
DONE: Final = b"E"
"""The answer is complete; JSON says whether rows were left out."""
FAILED: Final = b"X"
"""There is no answer; JSON names the error.  May follow data, which is void then."""

ENDS: Final = frozenset((DONE, FAILED))
"""What nothing of the same answer follows."""

Frame: TypeAlias = tuple[bytes, bytes]
_LENGTH = struct.Struct(">cQ")
_MOST = 1 << 18  # bytes taken from the pipe at once
_WIDE = 1 << 20  # bytes that a pipe is to hold; Linux grants so many to everybody


def write_frame(pipe: BinaryIO, kind: bytes, *content: bytes) -> None:
    """Write one frame, of several parts; what is to go out at once has to be flushed."""
    pipe.write(_LENGTH.pack(kind, sum(map(len, content))))
    pipe.writelines(content)


def widen(handle: int) -> None:
    """Let more wait in a pipe, where the system lets us, so that its two sides take turns less often."""
    with suppress(OSError, AttributeError):
        fcntl.fcntl(handle, fcntl.F_SETPIPE_SZ, _WIDE)


@lru_cache(maxsize=1024)  # short answers have few heads and ends, and each is looked at more than once
def record_of(content: bytes) -> Mapping[str, Any]:
    """Return what a frame says in JSON; not to be changed."""
    return cast("Mapping[str, Any]", json.loads(content))


class FrameReader:
    """Reads frames from a pipe, and looks up from waiting now and then."""

    def __init__(self, handle: int) -> None:
        """Read from an open file, which stays the caller's to close."""
        self._handle = handle
        self._poll = select.poll()
        self._poll.register(handle, select.POLLIN)
        self._unread = bytearray()

    def next(self, patience: Callable[[], float]) -> Frame | None:
        """Return the next frame, None where the other side is dead.

        Args:
            patience: asked how many seconds to wait before it is asked again; raises to give up.
        """
        while (frame := self.take()) is None:
            while not self._poll.poll(patience() * 1000):
                pass
            if not self.read():
                return None
        return frame

    def read(self) -> bool:
        """Read what has come; return False where the other side is dead.  Waits if nothing has come."""
        read = os.read(self._handle, _MOST)
        self._unread += read
        return bool(read)

    def take(self) -> Frame | None:
        """Return the next frame of what was read, None where it is not there as a whole."""
        if len(self._unread) < _LENGTH.size:
            return None
        kind, length = _LENGTH.unpack_from(self._unread)
        end = _LENGTH.size + length
        if len(self._unread) < end:
            return None
        content = bytes(memoryview(self._unread)[_LENGTH.size : end])
        del self._unread[:end]
        return kind, content
