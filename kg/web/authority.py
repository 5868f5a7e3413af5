"""Decides who may change the graph or stop queries.

What comes in: a request.  What goes out: nothing, or a refusal.  A token is compared in a time that
tells nothing of it.
"""

from hmac import compare_digest

from flask import request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from kg.web.services import services

__all__ = ["require_token", "require_token_of_updates"]


def require_token_of_updates() -> None:
    """Refuse the request unless updates are on and it has the token.

    Raises:
        Forbidden: updates are off.
        Unauthorized: it has no token, or another one.
    """
    if not services().settings.updates:
        raise Forbidden("This service only reads; it accepts no updates.")
    require_token()


def require_token() -> None:
    """Refuse the request unless it has the token.

    Raises:
        Forbidden: the service has none, so that nobody may.
        Unauthorized: it has no token, or another one.
    """
    settings = services().settings
    if not settings.token:
        raise Forbidden("This service has no token (KG_TOKEN), so nobody may do this.")
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not compare_digest(token.strip().encode(), settings.token.encode()):
        raise Unauthorized(
            "This needs the token of the service, as Authorization: Bearer.",
            www_authenticate=WWWAuthenticate("bearer"),
        )
