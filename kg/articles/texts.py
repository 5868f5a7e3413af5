"""Reads an article from a plain text.

What comes in: a source.  What goes out: one draft.
"""

from collections.abc import Iterator

from kg.articles.encodings import decoded
from kg.articles.sources import Draft, Found, Source, whole

__all__ = ["read_text"]


def read_text(source: Source) -> Iterator[Found]:
    """Yield the article that a text is; its first line may be a ``date YYYY-MM-DD`` header."""
    text = decoded(whole(source), source.place, declared=source.charset)
    yield Draft(text=text, place=source.place, key=source.key, named_by_file=True)
