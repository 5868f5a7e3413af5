"""News articles in, a knowledge graph of who supplies which military equipment to whom out.

An article walks through the rooms in this order::

    articles → language → extractors (run by extraction) → resolve → triples → check → store
    → query → canned → report

``builder`` wires them, ``cli``, ``web`` and ``api`` are the edges, ``model`` and ``terms`` what
they share.  What is imported from here comes out of ``api`` when it is first used, so that
``import kg`` costs nothing.

Example:
    >>> import kg
    >>> claims = kg.extract("Russia delivered 12 Su-35 fighters to Egypt.", date="2020-07-01")
    >>> kg.build("seeds", store="kg-store")                                       # doctest: +SKIP
    >>> graph = kg.open("kg-store")                                               # doctest: +SKIP
    >>> graph.query("SELECT * WHERE { ?claim a at:ArmsTransfer } LIMIT 5").rows   # doctest: +SKIP
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, build, extract, to_pandas
    from kg.api import open_graph as open  # noqa: A004 - kg.open, as in gzip.open
    from kg.errors import KGError
    from kg.model import Article, Claim, Entity, Evidence, Mention

__all__ = [
    "Article",
    "Claim",
    "Entity",
    "Evidence",
    "Graph",
    "KGError",
    "Mention",
    "__version__",
    "build",
    "extract",
    "open",
    "to_pandas",
]

__version__ = "0.1.0"

_PLACES = {
    "Article": ("kg.model", "Article"),
    "Claim": ("kg.model", "Claim"),
    "Entity": ("kg.model", "Entity"),
    "Evidence": ("kg.model", "Evidence"),
    "Graph": ("kg.api", "Graph"),
    "KGError": ("kg.errors", "KGError"),
    "Mention": ("kg.model", "Mention"),
    "build": ("kg.api", "build"),
    "extract": ("kg.api", "extract"),
    "open": ("kg.api", "open_graph"),
    "to_pandas": ("kg.api", "to_pandas"),
}
"""Public name → module and name that it comes from."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, found = _PLACES[name]
    value = getattr(importlib.import_module(module), found)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, also those not imported yet."""
    return sorted({*globals(), *__all__})
