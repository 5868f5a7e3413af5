"""Makes an article of what a door found: mended, and in English.

What comes in: a draft.  What goes out: an ``Article``, or an error that says why there is none.
"""

from kg.articles.article import article_of
from kg.articles.languages import ENGLISH, language_name, language_of
from kg.articles.mending import mended, mended_line
from kg.articles.sources import Draft
from kg.errors import ArticleError
from kg.model import Article

__all__ = ["admitted", "read_language"]


def admitted(draft: Draft) -> Article:
    """Return the article that a draft becomes.

    Raises:
        ArticleError: it is empty, too long, no text or not English, or its date or address is none.
    """
    text = mended(draft.text)
    return article_of(
        text,
        key=draft.key or None,
        date=draft.date or None,
        title=mended_line(draft.title),
        url=draft.url or None,
        source=draft.place,
        publisher=mended_line(draft.publisher),
        author=mended_line(draft.author),
        language=read_language(text, draft.place, draft.language),
    )


def read_language(text: str, place: str, declared: str | None = None) -> str | None:
    """Return the language of a text that can be read; None where it is too short to tell.

    Raises:
        ArticleError: it is in another language than English, which is named.
    """
    language = language_of(text, declared)
    if language in {ENGLISH, None}:
        return language
    raise ArticleError(f"is in {language_name(language or '')}", place=place, advice="articles in English are read")
