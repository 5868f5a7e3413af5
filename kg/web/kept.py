"""Keeps the last few things that took long to make.

What comes in: keys, and how to make what is not there.  What goes out: what was made.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

__all__ = ["Kept"]

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """So many of the things that were asked for last; any number of threads may share one."""

    def __init__(self, most: int) -> None:
        """Keep so many."""
        self._most = most
        self._made: OrderedDict[Hashable, Made] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """Return what was made for a key, or make it; several may be made at once, also the same."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
        made = make()
        with self._lock:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
        return made
