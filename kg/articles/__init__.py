"""Reads articles: texts, exports, web pages, feeds, documents, web archives, and zip and gz of all these.

What comes in: paths.  What goes out: ``Article`` records with a key, a date and its source, a language.  A file
goes through a door (``texts``, ``records``, ``tables``, ``pages``, ``feeds``, ``documents``; archives are opened by
``archives`` and ``warcs``) that makes drafts of it; ``kinds`` knows which.  ``admission`` mends a draft, refuses what
is not English, and makes the article; ``files`` finds files and gives each key once.  One unreadable article costs
nothing but itself where the caller says so.  Offsets are code points of the text that the record holds.
"""

from kg.articles.admission import read_language
from kg.articles.article import article_of
from kg.articles.columns import FIELDS, read_columns
from kg.articles.files import OnError, count_files, read_articles
from kg.articles.kinds import KINDS

__all__ = ["FIELDS", "KINDS", "OnError", "article_of", "count_files", "read_articles", "read_columns", "read_language"]
