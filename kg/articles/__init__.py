"""Reads articles from files, folders and standard input, and gives each its key.

What comes in: paths.  What goes out: ``Article`` records; their text is exactly what the file
holds, so that offsets are code points of the file.  One unreadable article costs nothing but itself
where the caller says so.  ``article`` makes one of a text, ``files`` finds and opens them.
"""

from kg.articles.article import article_of
from kg.articles.files import SUFFIXES, OnError, read_articles

__all__ = ["SUFFIXES", "OnError", "article_of", "read_articles"]
