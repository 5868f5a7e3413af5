"""Runs the web service on waitress: its limits, and an end that lets answers be finished.

What comes in: the app and a listening socket.  What goes out: answers, until it is told to stop.
Waitress is pure Python, the same on every system, and buffers requests and answers apart from the
threads: a client that is slow holds a connection, never a query.  It tells when a client goes away.
"""

import logging
import socket
import threading
import time
from functools import partial

from flask import Flask
from waitress import create_server
from waitress.wasyncore import close_all, loop

from kg.query import Lane
from kg.web.app import MOST_BYTES
from kg.web.channel import Channel
from kg.web.ears import Ears
from kg.web.graph_store import MOST_BYTES_OF_A_GRAPH
from kg.web.plain import PlainQueries
from kg.web.services import KEY, Services

__all__ = ["MOST_BYTES_OF_HEADERS", "Server"]

MOST_BYTES_OF_HEADERS = 64 * 1024
"""Longest head of a request, address and all."""
_CONNECTIONS = 1000
_IDLE = 60  # seconds after which a connection that nothing happens on is closed
_SPARE = 4  # threads for what needs no worker, and to tell clients that all are busy
_AHEAD = 1 << 20  # bytes of an answer that are made before the client has taken them
_GLANCE = 1.0  # seconds between two looks whether it is over, and which clients are too slow
_MOMENT = 0.02  # seconds between two looks at answers that are being made
_GRACE = 1.0  # seconds beyond the time of a query in which an answer may be finished


class Server:
    """Serves an app on a socket, in the thread that calls ``run``."""

    def __init__(self, app: Flask, listener: socket.socket) -> None:
        """Take over a listening socket."""
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits a moment is no news
        shared = app.extensions[KEY]
        assert isinstance(shared, Services)  # noqa: S101 - create_app put it there
        settings = shared.settings
        self._shared = shared
        self._listener = listener
        self._longest = settings.timeout + _GRACE
        self._ends: float | None = None
        self._next_glance = 0.0
        self._open, self._closed = threading.RLock(), False  # a signal may come while the lock is held
        self._server = server = create_server(
            app,
            sockets=[listener],
            ident="kg",
            threads=settings.workers + settings.waiting + _SPARE,
            channel_request_lookahead=1,  # tells when a client goes away
            connection_limit=_CONNECTIONS,
            channel_timeout=_IDLE,
            max_request_header_size=MOST_BYTES_OF_HEADERS,
            max_request_body_size=(MOST_BYTES_OF_A_GRAPH if settings.updates else MOST_BYTES) + 1,
            outbuf_high_watermark=_AHEAD,
        )
        self._ears = Ears(server._map, server.pull_trigger)  # noqa: SLF001 - as its own loop does
        self._lane = Lane(shared.journal, shared.cache, shared.pool, self._ears)
        server.channel_class = partial(Channel, lane=self._lane, plain=PlainQueries(shared, server))

    def run(self) -> None:
        """Serve until ``stop`` was called and the answers are finished that were begun before."""
        self._shared.pool.start()
        try:
            self._ears.run()
            while not self._is_over():
                timeout = _MOMENT if self._lane.is_busy else _GLANCE
                loop(timeout=timeout, map=self._server._map, use_poll=True, count=1)  # noqa: SLF001 - as its own run does
                self._ears.run()
                self._lane.look()
                self._drop_slow_clients()
        finally:
            self._shared.pool.close()  # ends what is still asked, so that no thread waits for it
            self._lane.end()
            self._server.task_dispatcher.shutdown()
            with self._open:
                self._closed = True
                close_all(self._server._map)  # noqa: SLF001 - as above

    def stop(self) -> None:
        """Take no more connections, and end when all is answered; called again: end now.

        May be called from a handler of a signal, and from any thread.
        """
        if self._ends is not None:
            self._ends = 0.0
        else:
            self._ends = time.monotonic() + self._longest
        with self._open:
            if not self._closed:
                self._server.pull_trigger()

    def _drop_slow_clients(self) -> None:
        """Close what slow clients keep open: there is room for so many connections only."""
        now = time.monotonic()
        if now >= self._next_glance:
            self._next_glance = now + _GLANCE
            for channel in self._server.active_channels.values():
                channel.will_close = channel.will_close or channel.is_too_slow()

    def _is_over(self) -> bool:
        if self._ends is None:
            return False
        if self._listener.fileno() >= 0:
            self._server.del_channel()
            self._listener.close()
        channels = list(self._server.active_channels.values())
        return time.monotonic() >= self._ends or not any(c.is_busy for c in channels)
