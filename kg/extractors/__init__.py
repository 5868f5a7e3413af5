"""One extractor per file; none knows another.  ``extraction.registry`` finds them by folder."""
