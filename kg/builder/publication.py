"""Shows readers what a store holds, with what follows from the claims.

What comes in: a writer.  What goes out: the number of the snapshot that readers see.
"""

from kg.store import Writer
from kg.terms import DERIVED_GRAPH
from kg.triples import DERIVE_DIGEST, DERIVE_UPDATE

__all__ = ["publish"]


def publish(writer: Writer) -> int:
    """Rebuild what is derived from the claims, if it may be another now, and publish.

    It may be where any graph has changed (an article, the vocabulary, the shapes), or where what is there was derived
    by another update: its digest stands with it.
    """
    if writer.unpublished or writer.digests().get(DERIVED_GRAPH) != DERIVE_DIGEST:
        writer.update(DERIVE_UPDATE)
    return writer.publish()
