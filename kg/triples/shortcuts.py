"""Holds the update that rebuilds the shortcuts: what follows from the claims that something was delivered.

What comes in: nothing.  What goes out: a SPARQL update, and the digest by which one tells whether the shortcuts of a
store were made by it.
"""

import hashlib

__all__ = ["DERIVE_DIGEST", "DERIVE_UPDATE"]

_SHORTCUTS = """
PREFIX at: <https://example.org/arms/ns#>
CLEAR SILENT GRAPH at:derived ;
INSERT { GRAPH at:derived {
  ?supplier at:reportedlySuppliedTo ?recipient .
  ?recipient at:reportedlyReceived ?equipment } }
WHERE {
  GRAPH ?article {
    ?claim a at:ArmsTransfer ; at:recipient ?recipient ;
           at:status at:Delivered ; at:factuality ?factuality .
    OPTIONAL { ?claim at:supplier ?supplier }
    OPTIONAL { ?claim at:equipment ?equipment } }
  FILTER (?factuality IN (at:Asserted, at:Hedged)) }
"""
DERIVE_DIGEST = hashlib.sha256(_SHORTCUTS.encode()).hexdigest()
"""What tells this update from an earlier one."""
DERIVE_UPDATE = f'{_SHORTCUTS};\nINSERT DATA {{ GRAPH at:derived {{ at:derived at:inputDigest "{DERIVE_DIGEST}" }} }}\n'
"""The update that rebuilds the shortcuts.  What is denied, intended or demanded never makes one.

::

    id:russia at:reportedlySuppliedTo id:venezuela .
    id:venezuela at:reportedlyReceived id:su-30mk2 .
    at:derived at:inputDigest "…" .
"""
