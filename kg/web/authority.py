"""Decides who may change the graph.

What comes in: a request.  What goes out: nothing, or a refusal.  A token is compared in a time that
tells nothing of it.
"""

from hmac import compare_digest

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from kg.web.services import services

__all__ = ["require_token"]


def require_token() -> None:
    """Refuse the request unless updates are on and it has the token.

    Raises:
        Forbidden: updates are off.
        Unauthorized: it has no token, or another one.
    """
    settings = services().settings
    if not settings.updates:
        raise Forbidden("This service only reads; it accepts no updates.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not compare_digest(token.strip().encode(), settings.token.encode()):
        raise Unauthorized(
            "Changes need the token of this service, as Authorization: Bearer.",
            www_authenticate=WWWAuthenticate("bearer"),
        )
