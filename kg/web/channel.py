"""A connection of waitress that answers plain queries by itself, without a thread or Flask.

What comes in: bytes of a client.  What goes out: to most queries the same bytes that the long way would give, several
times sooner.  Whatever is not the plainest of requests, or has no short answer, takes the long way: waitress's own,
through a thread and the app.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from waitress.channel import HTTPChannel
from waitress.task import WSGITask

from kg.query import Begun, Lane, Stream
from kg.query.process import Gone
from kg.web.plain import PlainQueries, PlainQuery

__all__ = ["RESUME", "Channel"]

RESUME = "kg.resume"
"""Where the environment of a request has what gives an answer that has begun already: ``Gone`` → ``Stream``."""

_PATIENCE = 30.0  # seconds in which every client can send or take something
_SLOWEST = 1 << 14  # bytes a second, on average, that are slow enough for the worst of lines


class Channel(HTTPChannel):  # type: ignore[misc]  # waitress has no types
    """One connection of a client."""

    task_class: Any  # set below, as it needs this class

    def __init__(self, *args: Any, lane: Lane, plain: PlainQueries, **more: Any) -> None:
        """Take what waitress gives, where queries are asked, and what reads them."""
        self._lane = lane
        self._plain = plain
        self._asking: Begun | None = None
        self._begun: Begun | None = None
        self._early = b""  # what came before the answer to what came before it
        self._coming: _Slowness | None = None
        self._going: _Slowness | None = None
        super().__init__(*args, **more)

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to be made or sent."""
        return bool(self._asking or self.requests or self.total_outbufs_len)

    def readable(self) -> bool:
        """Tell whether more of the client is wanted now."""
        return not self._early and bool(super().readable())

    def received(self, data: bytes) -> bool:
        """Take what the client sent."""
        if self._asking is not None:
            self._early = data
            return True
        if self.request is None and not self.requests and not self.total_outbufs_len:
            plain = self._plain.read(data)
            if plain is not None:
                self._ask(plain, data)
                return True
        taken = bool(super().received(data))
        self._coming = None if self.request is None else self._coming or _Slowness()
        if self._coming is not None:
            self._coming.size += len(data)
        return taken

    def is_too_slow(self) -> bool:
        """Tell whether the client sends a request, or takes the end of an answer, so slowly that it must be on purpose.

        To be asked once in a while.
        """
        if self.requests or not self.total_outbufs_len:  # while a thread writes, the time of the query is the limit
            self._going = None
        elif self._going is None:
            self._going = _Slowness(self.total_outbufs_len)
        return any(one is not None and one.is_too_much for one in (self._coming, self._going))

    def _ask(self, plain: PlainQuery, data: bytes) -> None:
        told = False

        def tell(begun: Begun) -> None:
            nonlocal told
            told, self._asking = True, None
            try:
                self._answer(plain, begun, data)
            except BaseException:
                self.will_close = True  # rather than leave the client waiting; who called us notes what it was
                raise

        begun = self._lane.ask(plain.request, tell)
        if not told:
            self._asking = begun

    def _answer(self, plain: PlainQuery, begun: Begun, data: bytes) -> None:
        answer = plain.answer(begun) if begun.complete else None
        if not self.connected:
            self._lane.abandon(begun)
            return
        if answer is not None:
            self._send(answer)
        else:
            self._begun = begun
            super().received(data)
        if self._early:
            data, self._early = self._early, b""
            self.received(data)

    def _send(self, answer: bytes) -> None:
        sent = self.send(answer)
        if sent < len(answer) and self.connected:
            with self.outbuf_lock:
                self.outbufs[-1].append(answer[sent:])
                self.current_outbuf_count += len(answer) - sent
                self.total_outbufs_len += len(answer) - sent

    def handle_close(self) -> None:
        """Forget the client, which has gone away."""
        if self._asking is not None:
            self._asking.left = True
        super().handle_close()

    def service(self) -> None:
        """Give an answer the long way."""
        try:
            super().service()
        finally:
            self._drop_begun()

    def cancel(self) -> None:
        """Give no answer: the service ends."""
        super().cancel()
        self._drop_begun()

    def _drop_begun(self) -> None:
        begun, self._begun = self._begun, None
        if begun is not None:
            self._lane.close(begun)

    def resumed(self) -> Callable[[Gone], Stream] | None:
        """Return what continues the answer that has begun, None where there is none."""
        return None if self._begun is None else self._resume

    def _resume(self, gone: Gone) -> Stream:
        begun, self._begun = self._begun, None
        assert begun is not None  # noqa: S101 - it is resumed once
        return Stream(begun.request, self._lane.follow(begun, gone))


@dataclass(slots=True)
class _Slowness:
    """How much passes in how long."""

    size: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def is_too_much(self) -> bool:
        return time.monotonic() - self.began > _PATIENCE + self.size / _SLOWEST


class _Task(WSGITask):  # type: ignore[misc]  # waitress has no types
    """A request on the long way."""

    def get_environment(self) -> dict[str, Any]:
        """Return what the app is told of the request."""
        environ: dict[str, Any] = super().get_environment()
        resume = self.channel.resumed()
        if resume is not None:
            environ[RESUME] = resume
        return environ


Channel.task_class = _Task
