"""Keeps short answers for as long as the graph stays as it is.

What comes in: requests on their way to who answers them.  What goes out: the same answers, those that
were given before without asking again.  An answer belongs to the generation that gave it: when a new
one is published, nothing of the old one is found any more, and it makes room in time.
"""

import json
import threading
from collections import OrderedDict
from collections.abc import Iterator

from kg.query.frames import DONE, FAILED, HEAD, Frame
from kg.query.inspection import answers_alike
from kg.query.process import Answering, Gone
from kg.query.request import Request
from kg.store import newest

__all__ = ["Cache"]

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
        self._kept: OrderedDict[tuple[object, ...], list[Frame]] = OrderedDict()
        self._lock = threading.Lock()
        self.size = 0

    def converse(self, request: Request, gone: Gone | None = None) -> Iterator[Frame]:
        """Yield what the source says to a request, or said before.

        Raises:
            KGError: as the source.
        """
        key = self._key(request)
        if key is None:
            yield from self._source.converse(request, gone)
        elif kept := self._find(key):
            yield from kept
        else:
            yield from self._keeping(key, self._source.converse(request, gone))

    def _key(self, request: Request) -> tuple[object, ...] | None:
        if not self._room or not answers_alike(request.query):
            return None
        number = newest(request.folder)
        return None if number is None else (number, *request.identity)

    def _find(self, key: tuple[object, ...]) -> list[Frame] | None:
        with self._lock:
            kept = self._kept.get(key)
            if kept is not None:
                self._kept.move_to_end(key)
            return kept

    def _keeping(self, key: tuple[object, ...], frames: Iterator[Frame]) -> Iterator[Frame]:
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

    def _keep(self, key: tuple[object, ...], frames: list[Frame]) -> None:
        kind, content = frames[0]
        head = json.loads(content) if kind == HEAD else {}
        if head.get("generation") != key[0]:
            return  # a new one was published meanwhile
        frames = [(HEAD, json.dumps({**head, "cached": True}).encode()), *frames[1:]]
        with self._lock:
            self.size += _size(key, frames) - _size(key, self._kept.pop(key, None))
            self._kept[key] = frames
            while self.size > self._room:
                oldest, dropped = self._kept.popitem(last=False)
                self.size -= _size(oldest, dropped)


def _size(key: tuple[object, ...], frames: list[Frame] | None) -> int:
    if frames is None:
        return 0
    return _OVERHEAD + 2 * len(str(key[2])) + sum(len(content) for _, content in frames)
