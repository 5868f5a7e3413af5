"""Takes articles out of a store.

What comes in: the key or IRI of an article.  What goes out: a published graph without it.
"""

import difflib
from pathlib import Path

import pyoxigraph as ox

from kg.builder.records import Removal
from kg.derivation import publish
from kg.errors import UnknownNameError
from kg.store import Writer, generation, open_writer
from kg.terms import AT

__all__ = ["remove"]

_NEAR = 0.5  # how alike two names are, from 0 to 1, that one may be meant for the other


def remove(folder: Path, article: str) -> Removal:
    """Take an article, named by its key or IRI, out of a store with all that was derived from it.

    Raises:
        UnknownNameError: it is not in the store; the message lists near names.
        StoreError: the store is locked, is none, or cannot be written to.
    """
    generation(folder)  # a folder that is no store stays none
    with open_writer(folder) as writer:
        graph = _graph(writer, article)
        claims = _count_claims(writer, graph)
        writer.remove_graph(graph)
        return Removal(graph, claims, publish(writer))


def _graph(writer: Writer, article: str) -> str:
    """Return the graph of an article.

    Raises:
        UnknownNameError: there is none.
    """
    keyed = f"SELECT ?article {{ GRAPH ?article {{ ?article <{AT}key> {ox.Literal(article)} }} }}"
    for row in writer.query(keyed):
        return _value(row["article"])
    rows = writer.query(f"SELECT ?article ?key {{ GRAPH ?article {{ ?article <{AT}key> ?key }} }}")
    articles = {_value(row["article"]): _value(row["key"]) for row in rows}
    if article in articles:
        return article
    near = difflib.get_close_matches(article, [*articles.values(), *articles], cutoff=_NEAR)
    hint = f"near names are {', '.join(near)}" if near else f"it holds {len(articles)} articles"
    raise UnknownNameError(f"there is no article {article!r} in this store; {hint}")


def _count_claims(writer: Writer, graph: str) -> int:
    query = f"SELECT DISTINCT ?claim {{ GRAPH <{graph}> {{ ?claim <{AT}evidence> ?passage }} }}"
    return len(writer.query(query))


def _value(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
