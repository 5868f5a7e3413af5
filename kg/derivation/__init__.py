"""Works out what follows from all claims together, and publishes it with them.

What comes in: a writer, or what answers queries.  What goes out: three graphs that are made anew whenever the claims
have changed, and are published with them: ``at:derived`` (shortcuts), ``at:identities`` (which names are the same) and
``at:summary`` (counts and comparisons that reports read).  It must not know queries or reports.
"""

from kg.derivation.publication import publish
from kg.derivation.summary import SUMMARY_DIGEST, summary_quads

__all__ = ["SUMMARY_DIGEST", "publish", "summary_quads"]
