"""What an extractor is, what it sees of an article, and the reader that runs them all.

What comes in: articles.  What goes out: resolved claims.  ``syntax`` walks a tree, ``fillers`` undoes voice, control
and relative clauses; ``arguments`` turns tokens into parties and equipment, ``completion`` fills what stays empty;
``modality`` and ``speakers`` say how far, how sure and who says so; ``registry`` finds the extractors; ``reader`` wires
it all.  It knows no RDF and no store.
"""

from kg.extraction.reader import Reader, open_reader
from kg.extraction.registry import Extractor, extractor, find_extractors
from kg.extraction.versions import reading_versions

__all__ = ["Extractor", "Reader", "extractor", "find_extractors", "open_reader", "reading_versions"]
