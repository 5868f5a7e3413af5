"""Hostile input: bounded time and memory, and an error that says what is wrong."""

import io
import time
import zipfile
from pathlib import Path

import pytest

from kg.articles import KINDS, article_of
from kg.articles.article import LONGEST
from kg.errors import ArticleError
from tests.articles.reading import PAGE, SAID, read_all, written

PAGES = {
    "deep": "<div>" * 200_000 + SAID,
    "deep lists": "<ul><li>" * 200_000 + SAID,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(300_000)) + ">" + SAID,
    "open": "<" * 4_000_000,
    "comments": "<!--" * 1_000_000,
    "entities": "&amp;" * 900_000,
    "script": "<script>" + '{"a":' * 800_000 + "</script>",
    "data": '<script type="application/ld+json">' + "[" * 2_000_000 + "</script>",
    "titles": "<title>" + "a - " * 500_000 + "</title>",
    "dates": "<p>" + "2019-03-30 " * 400_000,
    "large": "<p>" + SAID * 80_000,
}
FEEDS = {
    "laughs": '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "' + "ha" * 50 + '">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 20}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss version='2.0'><channel><item><link>https://a.example/</link><description>&i;</description></item></channel>"
    "</rss>",
    "deep": "<rss version='2.0'><channel>" + "<item>" * 100_000,
    "file": '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel>'
    "<item><link>https://a.example/</link><description>Russia said. &x;</description></item></channel></rss>",
    "none": "<html><p>x</p></html>",
}


@pytest.mark.parametrize("name", PAGES)
def test_a_monstrous_page_is_read_or_refused_in_bounded_time(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / "a.html", PAGES[name])
    started = time.process_time()
    read, failures = read_all(path)
    assert time.process_time() - started < 30
    assert len(read) + len(failures) == 1
    assert all(error.place == str(path) for error in failures)


@pytest.mark.parametrize("name", FEEDS)
def test_a_monstrous_feed_is_read_or_refused_in_bounded_time(tmp_path: Path, name: str) -> None:
    started = time.process_time()
    read, failures = read_all(written(tmp_path / "a.xml", FEEDS[name]))
    assert time.process_time() - started < 30
    assert failures or read
    assert all("root:" not in one.text and len(one.text) < 10_000 for one in read)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if not kind.endswith(("gz", ".zip"))])
def test_a_line_of_megabytes_is_no_article_through_any_door(tmp_path: Path, kind: str) -> None:
    read, failures = read_all(written(tmp_path / f"a{kind}", b"a" * 30_000_000), written(tmp_path / "good.txt", SAID))
    assert [one.key for one in read] == ["good.txt"]
    assert failures


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_is_told_through_any_door(tmp_path: Path, kind: str) -> None:
    read, failures = read_all(written(tmp_path / f"a{kind}", b""))
    assert read == []
    assert len(failures) <= 1  # a table or list without rows has no articles, and is none the worse for it


def test_a_sentence_of_megabytes_is_no_prose() -> None:
    with pytest.raises(ArticleError, match="characters without the end of a sentence or line; this is no prose"):
        article_of("and " * (LONGEST // 4 + 1), key="a")
    assert article_of(("and " * (LONGEST // 8) + ".\n") * 4, key="a").text


def docx(document: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("word/document.xml", document)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.pdf", b"%PDF-1.7\n" + b"1 0 obj << /A " * 10_000, "is a PDF that cannot be read"),
        ("a.pdf", b"no document", "is a PDF that cannot be read"),
        ("a.docx", b"no document", "is a DOCX that cannot be read"),
        ("a.docx", docx(b"<w:document/>"), "is a DOCX that cannot be read"),
        ("a.docx", docx(b" " * 300_000_000), "unpacks to 300,000,000 bytes"),
    ],
)
def test_a_broken_document_is_told(tmp_path: Path, name: str, raw: bytes, reason: str) -> None:
    _, (error,) = read_all(written(tmp_path / name, raw))
    assert error.reason.startswith(reason)


@pytest.mark.parametrize(("name", "module"), [("a.pdf", "pypdf"), ("a.docx", "docx")])
def test_a_document_without_its_library_says_how_to_get_it(
    tmp_path: Path, name: str, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, module, None)
    _, (error,) = read_all(written(tmp_path / name, b"x"))
    assert "arms-kg[documents]" in error.advice


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>.txt", "=cmd|' /C calc'!A0.txt", "\x1b[31mred.txt", "a\nb.txt"]
)
def test_a_name_that_looks_like_markup_is_but_a_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name.replace("/", "\u2215")
    (article,), failures = read_all(written(path, PAGE.partition("<p>")[2].partition("</p>")[0]))
    assert failures == []
    assert article.key.isprintable()


def test_a_name_that_is_no_unicode_is_told(tmp_path: Path) -> None:
    path = Path(str(tmp_path).encode().decode() + "/\udcff.txt")
    _, (error,) = read_all(written(path, SAID))
    assert "half a surrogate pair in its key" in error.reason


def test_what_a_library_stumbles_over_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: object, **__: object) -> None:
        raise AssertionError("no such luck")

    monkeypatch.setattr("feedparser.parse", stumble)
    read, (error,) = read_all(written(tmp_path / "a.rss", "<rss/>"), written(tmp_path / "good.txt", SAID))
    assert [one.key for one in read] == ["good.txt"]
    assert error.reason == "is broken: AssertionError: no such luck"
