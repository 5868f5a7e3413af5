"""Reads files for the tests of articles."""

from pathlib import Path

from kg.articles import read_articles
from kg.errors import ArticleError
from kg.model import Article

SAID = "Russia delivered 12 Su-35 fighters to Egypt, officials said on Friday."
PAGE = f"<html><head><title>Jets</title></head><body><article><h1>Jets</h1><p>{SAID}</p></article></body></html>"


def read_all(*paths: Path, **columns: str) -> tuple[list[Article], list[ArticleError]]:
    """Return the articles of files, and what could not be read."""
    failures: list[ArticleError] = []
    return list(read_articles(paths, columns=columns, on_error=failures.append)), failures


def written(path: Path, raw: bytes | str) -> Path:
    """Return a file with these contents."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(raw.encode() if isinstance(raw, str) else raw)
    return path
