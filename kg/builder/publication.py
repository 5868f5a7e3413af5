"""Shows readers what a store holds, with what follows from the claims.

What comes in: a writer.  What goes out: the number of the snapshot that readers see.
"""

from kg.store import Writer
from kg.triples import DERIVE_UPDATE

__all__ = ["publish"]


def publish(writer: Writer) -> int:
    """Rebuild what is derived from the claims, if they may have changed, and publish."""
    if writer.unpublished:
        writer.update(DERIVE_UPDATE)
    return writer.publish()
