"""Turns IRIs into addresses of this service, and back.

What comes in: IRIs of the graph.  What goes out: the path under which this service shows them,
the web address of a thing elsewhere, or nothing where following a link could do harm.
"""

import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from kg.terms import AT, ID

__all__ = ["Links", "is_iri"]

_PLACES = re.compile(r"(?:article|claim|run)/[^/].*")


@dataclass(frozen=True, slots=True)
class Links:
    """Where IRIs are shown.

    Attributes:
        base: IRI under which articles, claims and runs are named.
    """

    base: str

    def path(self, iri: str) -> str | None:
        """Return the path on this service that shows an IRI, or None if none does."""
        if iri.startswith(ID) and iri != ID:
            return "/id/" + iri.removeprefix(ID)
        if iri.startswith(AT):
            return "/ns#" + iri.removeprefix(AT) if iri != AT else "/ns"
        rest = iri.removeprefix(self.base)
        if rest != iri and _PLACES.fullmatch(rest):
            return "/" + rest
        return None

    def address(self, iri: str) -> str | None:
        """Return where a link to an IRI leads: here, to the web, or nowhere (``javascript:``)."""
        path = self.path(iri)
        if path is not None:
            return path
        return iri if urlsplit(iri).scheme in {"http", "https"} else None

    def iris(self, path: str) -> tuple[str, ...]:
        """Return the IRIs that a path may stand for: as it came, and percent-encoded."""
        namespace = ID if path.startswith("id/") else self.base
        name = path.removeprefix("id/")
        return tuple(dict.fromkeys((namespace + name, namespace + quote(name))))


def is_iri(text: str) -> bool:
    """Tell whether a text can stand as an IRI."""
    try:
        ox.NamedNode(text)
    except ValueError:
        return False
    return True
