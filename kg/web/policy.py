"""Says what a browser may load for a page of ours (https://www.w3.org/TR/CSP3/).

What comes in: a response.  What goes out: the same with its policy.
"""

from flask import Response

__all__ = ["POLICY", "with_script"]

# No scripts at all; the one style sheet, the icon and the pictures are our own.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What holds for every answer that says nothing else."""


def with_script(response: Response) -> Response:
    """Let a page run scripts that are files of ours, and let these ask this service."""
    response.headers["Content-Security-Policy"] = f"{POLICY}; script-src 'self'; connect-src 'self'"
    return response
