"""Keeps short answers for as long as the graph stays as it is.

What comes in: requests on their way to who answers them.  What goes out: the same answers, those that
were given before without asking again.  An answer belongs to the generation that gave it: when a new
one is published, nothing of the old one is found any more, and it makes room in time.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from kg.query.frames import DONE, FAILED, HEAD, Frame, record_of
from kg.query.inspection import answers_alike
from kg.query.process import Answering, Gone
from kg.query.request import Request
from kg.store import newest

__all__ = ["Cache"]

Key: TypeAlias = tuple[object, ...]
_PART = 8  # no answer may take more than this part of the room
_OVERHEAD = 1000  # bytes that an entry takes beside its texts, about


class Cache:
    """Stands before who answers; any number of threads may share one.

    Attributes:
        size: bytes in use, about.
    """

    def __init__(self, source: Answering, room: int) -> None:
        """Keep what a source says, in so many bytes; 0 keeps nothing."""
        self._source = source
        self._room = room
        self._kept: OrderedDict[Key, list[Frame]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what the source says to a request, or said before.

        Raises:
            KGError: as the source.
        """
        key = self.key(request)
        if kept := self.find(key):
            yield from kept
        else:
            yield from self.keeping(key, self._source.converse(request, gone))

    def key(self, request: Request) -> Key | None:
        """Return under what the answer to a request is kept, None where it is not."""
        if not self._room or not answers_alike(request.query):
            return None
        number = newest(request.folder)
        return None if number is None else (number, *request.identity)

    def find(self, key: Key | None) -> list[Frame] | None:
        """Return what is kept under a key, None where nothing is."""
        if key is None:
            return None
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def keeping(self, key: Key | None, frames: Iterable[Frame]) -> Iterator[Frame]:
        """Yield an answer, and keep it where there is a key, and enough room."""
        if key is None:
            yield from frames
            return
        seen: list[Frame] = []
        size = 0
        for kind, content in frames:
            size += len(content)
            if size <= self._room // _PART and kind != FAILED:
                seen.append((kind, content))
                if kind == DONE:
                    self._keep(key, seen)
            else:
                seen.clear()  # too long; what follows has no head, and is not kept either
                size = self._room
            yield kind, content

    def _keep(self, key: Key, frames: list[Frame]) -> None:
        kind, content = frames[0]
        head = record_of(content) if kind == HEAD else {}
        if head.get("generation") != key[0]:
            return  # a new one was published meanwhile
        frames = [(HEAD, json.dumps({**head, "cached": True}).encode()), *frames[1:]]
        with self._lock:
            self.size += _size(key, frames) - _size(key, self._kept.pop(key, None))
            self._kept[key] = frames
            while self.size > self._room:
                oldest, dropped = self._kept.popitem(last=False)
                self.size -= _size(oldest, dropped)


def _size(key: Key, frames: list[Frame] | None) -> int:
    if frames is None:
        return 0
    return _OVERHEAD + 2 * len(str(key[2])) + sum(len(content) for _, content in frames)
