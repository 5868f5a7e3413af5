"""How endpoint and worker talk: frames of a kind, a length and content, over a pipe.

What comes in and goes out: frames.  Frames rather than a stream that ends, so that a worker that
dies half way is told from one that is done, and so that a worker can answer many queries.
"""

import os
import select
import struct
from collections.abc import Callable
from typing import BinaryIO, Final, TypeAlias

__all__ = ["DATA", "DONE", "FAILED", "HEAD", "READY", "Frame", "FrameReader", "write_frame"]

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

Frame: TypeAlias = tuple[bytes, bytes]
_LENGTH = struct.Struct(">cQ")
_MOST = 1 << 18  # bytes taken from the pipe at once


def write_frame(pipe: BinaryIO, kind: bytes, content: bytes) -> None:
    """Write one frame; what is to go out at once has to be flushed."""
    pipe.write(_LENGTH.pack(kind, len(content)))
    pipe.write(content)


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
        while (frame := self._take()) is None:
            while not self._poll.poll(patience() * 1000):
                pass
            read = os.read(self._handle, _MOST)
            if not read:
                return None
            self._unread += read
        return frame

    def _take(self) -> Frame | None:
        if len(self._unread) < _LENGTH.size:
            return None
        kind, length = _LENGTH.unpack_from(self._unread)
        end = _LENGTH.size + length
        if len(self._unread) < end:
            return None
        content = bytes(memoryview(self._unread)[_LENGTH.size : end])
        del self._unread[:end]
        return kind, content
