"""Reads articles in several processes, and gives the claims in the order of the articles.

What comes in: a function that opens a reader, and articles.  What goes out: what one reader would
give.  Each process opens a reader of its own, so it pays where there are more articles than it
takes to load a pipeline.
"""

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from kg.model import Article, ArticleClaims

if TYPE_CHECKING:
    from kg.extraction import Reader

__all__ = ["ParallelReader"]

_BATCH = 8  # articles that travel together
_AHEAD = 2  # batches per process that wait to be read or taken

_Opener: TypeAlias = Callable[[], "Reader"]
_Batch: TypeAlias = list[ArticleClaims]


@dataclass(frozen=True, slots=True)
class ParallelReader:
    """Reads articles as ``Reader`` does, in several processes.

    Attributes:
        opener: opens a reader; must be picklable, so a function of a module or a partial of one.
        processes: how many there are.
    """

    opener: _Opener
    processes: int

    def read(self, articles: Iterable[Article]) -> Iterator[ArticleClaims]:
        """Yield the claims of each article, in the order in which the articles came."""
        stream, waiting = iter(articles), deque[Future[_Batch]]()
        spawn = multiprocessing.get_context("spawn")  # a fork would copy the store's open files
        pool = ProcessPoolExecutor(self.processes, spawn, initializer=_leave_interrupts_to_parent)
        try:
            while batch := list(islice(stream, _BATCH)):
                waiting.append(pool.submit(_read, self.opener, batch))
                if len(waiting) > _AHEAD * self.processes:
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _leave_interrupts_to_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


_readers: list["Reader"] = []
"""The reader of this process, once it is open; the pool's processes have one opener each."""


def _read(opener: _Opener, articles: list[Article]) -> _Batch:
    if not _readers:
        _readers.append(opener())
    return list(_readers[0].read(articles))
