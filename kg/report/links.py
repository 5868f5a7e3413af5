"""Says where an IRI can be looked at.

What comes in: IRIs.  What goes out: addresses.
"""

__all__ = ["address"]

_OUR_NAMES = "https://example.org/"


def address(iri: str) -> str | None:
    """Return the web address behind an IRI; names under example.org have none."""
    is_web = iri.startswith(("http://", "https://"))
    return iri if is_web and not iri.startswith(_OUR_NAMES) else None
