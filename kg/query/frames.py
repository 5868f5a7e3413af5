"""How endpoint and worker talk: frames of a kind, a length and content, over a pipe.

What comes in and goes out: frames.  Frames rather than a stream that ends, so that a worker that
dies half way is told from one that is done, and so that a worker may one day answer many queries.
"""

import struct
from collections.abc import Iterator
from typing import BinaryIO, Final, TypeAlias

__all__ = ["DATA", "DONE", "FAILED", "HEAD", "Frame", "read_frames", "write_frame"]

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


def write_frame(pipe: BinaryIO, kind: bytes, content: bytes) -> None:
    """Write one frame and flush."""
    pipe.write(_LENGTH.pack(kind, len(content)) + content)
    pipe.flush()


def read_frames(pipe: BinaryIO) -> Iterator[Frame]:
    """Yield frames until the other side is done or dead; one that was cut short is left out."""
    while len(start := pipe.read(_LENGTH.size)) == _LENGTH.size:
        kind, length = _LENGTH.unpack(start)
        content = pipe.read(length)
        if len(content) < length:
            return
        yield kind, content
        if kind in {DONE, FAILED}:
            return
