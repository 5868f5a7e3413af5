"""Says what a browser may do with an answer of ours (https://www.w3.org/TR/CSP3/).

What comes in: a response.  What goes out: the same with its policy.
"""

from flask import Response

__all__ = ["HEADERS", "POLICY", "with_script"]

# No scripts at all; the one style sheet, the icon and the pictures are our own.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""What holds for every answer that says nothing else."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    # Everything here is public to read, so a page elsewhere may read it too.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Arms-KG-Generation, Arms-KG-Limits, Arms-KG-Truncated, ETag, Link, Location, Retry-After"
    ),
}
"""Headers of every answer that does not say something else."""


def with_script(response: Response) -> Response:
    """Let a page run scripts that are files of ours, and let these ask this service."""
    response.headers["Content-Security-Policy"] = f"{POLICY}; script-src 'self'; connect-src 'self'"
    return response
