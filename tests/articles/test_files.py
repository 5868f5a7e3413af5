"""Reading articles: nothing of a file is lost or moved, and one bad article costs only itself."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.articles import article, article_of, read_articles, sources
from kg.articles.mending import mended_line
from kg.errors import ArticleError
from kg.model import Article
from kg.settings import shipped


def read_all(*paths: object) -> tuple[list[Article], list[str]]:
    failures: list[str] = []
    read = read_articles(map(str, paths), on_error=lambda error: failures.append(str(error)))
    return list(read), failures


def lines(path: Path, *records: Any) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    return path


class Stdin:
    """Standard input that holds some bytes."""

    def __init__(self, raw: bytes) -> None:
        self.buffer = io.BufferedReader(io.BytesIO(raw))


# --- one text ---------------------------------------------------------------------------------


def test_the_seed_keeps_every_character_and_its_header_gives_the_date() -> None:
    (path,) = shipped("seeds").glob("*.txt")
    (article,) = read_articles([path])
    assert article.text == path.read_bytes().decode()
    assert article.key == path.name
    assert article.date == dt.date(2019, 3, 30)
    assert article.text[: article.body_start] == " date 2019-03-30 "
    assert article.text[article.body_start :].startswith(
        "Russia\N{RIGHT SINGLE QUOTATION MARK}s arms export company"
    )


def test_a_given_date_beats_the_header_which_is_no_prose_all_the_same() -> None:
    article = article_of("date 2019-03-30 Russia said.", key="a", date="2020-01-02")
    assert article.date == dt.date(2020, 1, 2)
    assert article.text[article.body_start :] == "Russia said."


@pytest.mark.parametrize(
    "text", ["The date 2019-03-30 was late.", "dated 2019-03-30 x", "date 2019-3-30 x"]
)
def test_only_a_header_at_the_start_is_a_header(text: str) -> None:
    article = article_of(text, key="a")
    assert (article.date, article.body_start) == (None, 0)


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2019-03-30T23:59:00Z", dt.date(2019, 3, 30)),
        ("2019-03-30 10:00", dt.date(2019, 3, 30)),
        (dt.date(2019, 3, 30), dt.date(2019, 3, 30)),
        (dt.datetime(2019, 3, 30, 12, tzinfo=dt.UTC), dt.date(2019, 3, 30)),
        (None, None),
    ],
)
def test_a_date_may_carry_a_time_that_is_not_kept(date: Any, day: dt.date | None) -> None:
    article = article_of("Russia said.", key="a", date=date)
    assert article.date == day
    assert type(article.date) is type(day)


@pytest.mark.parametrize(
    "date", ["2019-02-30", "2019-W13-6", "2019-03-30x", "", "3/4/2019", "31 June 2019", "soon", "0000-01-01"]
)
def test_what_is_no_date_is_refused_with_the_form_of_one(date: str) -> None:
    with pytest.raises(ArticleError, match="is no date; a date is YYYY-MM-DD"):
        article_of("Russia said.", key="a", date=date)


def test_a_header_with_an_impossible_day_is_refused() -> None:
    with pytest.raises(ArticleError, match="'2019-13-01' is no date"):
        article_of("date 2019-13-01 Russia said.", key="a")


@pytest.mark.parametrize(
    "text", ["", " \n\t", "date 2019-03-30 ", "date 2019-03-30", "\ufeff", "\ufeff \n"]
)
def test_a_text_without_words_is_refused(text: str) -> None:
    with pytest.raises(ArticleError, match="is empty"):
        article_of(text, key="a")


def test_a_byte_order_mark_is_no_prose(tmp_path: Path) -> None:
    text = article_of("\ufeffRussia said.", key="a")
    assert text.text[text.body_start :] == "Russia said."
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffRussia said.".encode())
    (article,) = read_articles([path])
    assert (article.text, article.body_start) == ("Russia said.", 0)
    path.write_bytes("\ufeff date 2019-03-30 Russia said.".encode())
    (article,) = read_articles([path])
    assert article.date == dt.date(2019, 3, 30)


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"Russia said.\r\nEgypt did not.\r\n")
    (article,) = read_articles([path])
    assert article.text == "Russia said.\r\nEgypt did not.\r\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\x00b", "a NUL character in its text at 1"),
        ("a\ud800", "half a surrogate pair in its text"),
    ],
)
def test_what_no_file_could_hold_is_no_text(text: str, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        article_of(text, key="a")


def test_a_text_that_is_too_long_is_refused_with_both_numbers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(article, "LARGEST", 10)
    with pytest.raises(ArticleError, match="11 characters; an article has at most 10"):
        article_of("x" * 11, key="a")


def test_a_text_without_a_key_is_known_by_its_digest() -> None:
    one, same, other = (
        article_of(text) for text in ("Russia said.", "Russia said.", "Egypt said.")
    )
    assert one.key == same.key != other.key


# --- addresses --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "iri"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d"),
        ("https://example.org/süd", "https://example.org/süd"),
        ("https://example.org/a b|c", "https://example.org/a%20b%7Cc"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a%20b", "https://example.org/a%20b"),
        (" https://example.org:8080 ", "https://example.org:8080"),
    ],
)
def test_an_address_becomes_an_iri_and_the_key_stays_as_delivered(
    tmp_path: Path, url: str, iri: str
) -> None:
    (article,) = read_articles([lines(tmp_path / "a.jsonl", {"url": url, "text": "Russia said."})])
    assert article.url == iri
    assert article.key == url


@pytest.mark.parametrize(
    "url", ["example.org/a", "ftp://example.org/a", "https://", "http://a::b/"]
)
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(ArticleError, match="is no URL; a URL is http"):
        article_of("Russia said.", key="a", url=url)


@given(st.one_of(st.text(), st.from_regex(r"https?://[a-z@:/?#\[\]%\w]+")))
def test_every_accepted_address_is_an_iri(url: str) -> None:
    try:
        article = article_of("Russia said.", key="a", url=url)
    except ArticleError:
        return
    if article.url is not None:
        assert ox.NamedNode(article.url).value == article.url


# --- records ----------------------------------------------------------------------------------


def test_a_record_gives_all_it_has_and_other_keys_are_ignored(tmp_path: Path) -> None:
    record = {"id": 7, "text": "Russia said.", "date": "2019-03-30", "title": "T", "transfers": []}
    (article,) = read_articles([lines(tmp_path / "a.jsonl", record)])
    assert (article.key, article.title, article.url) == ("7", "T", None)
    assert article.date == dt.date(2019, 3, 30)


def test_the_url_is_the_key_where_there_is_one(tmp_path: Path) -> None:
    record = {"id": "7", "url": "https://example.org/7", "text": "Russia said."}
    (article,) = read_articles([lines(tmp_path / "a.jsonl", record)])
    assert article.key == "https://example.org/7"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "is no JSON: .* at column"),
        (b"[]", "is no article but of type list; a record is an object with a 'text'"),
        (b'{"id": "a"}', "is no article"),
        (b'{"id": "a", "text": 3}', "is no article"),
        (b'{"text": "x"}', "has neither 'id' nor 'url'"),
        (b'{"id": "", "text": "x"}', "has neither 'id' nor 'url'"),
        (b'{"id": true, "text": "x"}', "'id' is of type bool; it is a text"),
        (b'{"id": "a", "text": "x", "date": 2019}', "'date' is of type int; it is a text"),
        (b'{"id": "a", "text": "\\ud800"}', "half a surrogate pair"),
        (b'{"id": "a\\u0000", "text": "x"}', "a NUL character in its key"),
        (b'{"id": "a", "text": "x", "n": ' + b"9" * 5000 + b"}", "is no JSON that can be read"),
        (b"[" * 200_000, "is no JSON that can be read"),
        (b'{"id": "a", "text": "\x00"}', "is no JSON: Invalid control character"),
    ],
)
def test_a_bad_record_is_named_with_its_line_and_costs_only_itself(
    tmp_path: Path, line: bytes, reason: str
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(
        b'{"id": "one", "text": "Russia said."}\n\n'
        + line
        + b'\n{"id": "two", "text": "Egypt said."}'
    )
    read, failures = read_all(path)
    assert [article.key for article in read] == ["one", "two"]
    assert len(failures) == 1
    with pytest.raises(ArticleError, match=f"a.jsonl:3: .*{reason}"):
        list(read_articles([path]))


def test_a_byte_order_mark_before_the_first_record_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": "a", "text": "Russia said."}\n')
    assert read_all(path)[0][0].key == "a"


def test_a_line_that_is_too_long_is_cut_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "LARGEST_LINE", 64)
    path = lines(
        tmp_path / "a.jsonl", {"id": "long", "text": "x" * 200}, {"id": "short", "text": "x"}
    )
    read, failures = read_all(path)
    assert [article.key for article in read] == ["short"]
    assert "a.jsonl:1: the line is longer than 64 bytes" in failures[0]


# --- files, folders, standard input -----------------------------------------------------------


def test_a_folder_gives_its_articles_in_order_with_those_of_its_sub_folders(tmp_path: Path) -> None:
    for name in ("b.txt", "a.TXT", "sub/c.txt", "notes.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"Russia said {name}.", "utf-8")
    lines(tmp_path / "d.jsonl", {"id": "d1", "text": "x"}, {"id": "d2", "text": "y"})
    read, failures = read_all(tmp_path)
    assert [article.key for article in read] == ["a.TXT", "b.txt", "d1", "d2", "sub/c.txt"]
    assert not failures


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("nothing", "cannot be read: No such file"),
        ("notes.md", r"is of no known kind; accepted are \.txt, \.jsonl, "),
        ("empty", "holds no articles"),
        ("x" * 300 + ".txt", "cannot be read: File name too long"),
        ("bad.txt", "a NUL byte at 3"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_is_read(
    tmp_path: Path, name: str, reason: str
) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "notes.md").write_text("x", "utf-8")
    (tmp_path / "bad.txt").write_bytes(b"abc\x00\xff")
    (tmp_path / "good.txt").write_text("Russia said.", "utf-8")
    with pytest.raises(ArticleError, match=reason):
        list(read_articles([tmp_path / name]))
    read, failures = read_all(tmp_path / name, tmp_path / "good.txt")
    assert [article.key for article in read] == ["good.txt"]
    assert len(failures) == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x\n" * (sources.LARGEST_TEXT // 2 + 1), "utf-8")
    with pytest.raises(ArticleError, match="has more than 8,000,000 bytes"):
        list(read_articles([tmp_path / "a.txt"]))


def test_the_same_article_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Russia said.", "utf-8")
    read, failures = read_all(path, path, tmp_path)
    assert len(read) == 1
    assert not failures


@pytest.mark.parametrize(
    "change", [{"text": "Egypt said."}, {"date": "2020-01-01"}, {"title": "T"}]
)
def test_two_articles_under_one_key_are_told_apart_and_the_first_one_stays(
    tmp_path: Path, change: dict[str, str]
) -> None:
    record = {"id": "a", "text": "Russia said."}
    read, failures = read_all(lines(tmp_path / "a.jsonl", record, record | change))
    assert [article.text for article in read] == ["Russia said."]
    assert "a.jsonl:2: the key 'a' already stands for another article, in" in failures[0]


def test_standard_input_is_a_text_or_records(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", Stdin(b"date 2019-03-30 Russia said."))
    (article,) = read_articles(["-"])
    assert (article.date, article.key[:5]) == (dt.date(2019, 3, 30), "text-")
    for start in (b"", b"\n ", b"\xef\xbb\xbf"):
        monkeypatch.setattr("sys.stdin", Stdin(start + b'{"id": "a", "text": "Russia said."}\n'))
        (article,) = read_articles(["-"])
        assert article.key == "a"
    monkeypatch.setattr("sys.stdin", Stdin(b""))
    assert read_all("-") == ([], ["-: is empty; an article has some text"])


# --- properties -------------------------------------------------------------------------------


@given(st.text())
def test_a_text_is_kept_as_it_is_or_refused(text: str) -> None:
    try:
        article = article_of(text, key="a")
    except ArticleError:
        return
    assert article.text == text
    assert text[article.body_start :].strip()
    assert 0 <= article.body_start < len(text)


@settings(deadline=None)  # the first one that is no UTF-8 loads what guesses encodings
@given(st.binary(max_size=200), st.sampled_from([".txt", ".jsonl"]))
def test_any_bytes_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("any") / f"a{suffix}"
    path.write_bytes(raw)
    read, failures = read_all(path)
    if suffix == ".txt":
        assert len(read) + len(failures) == 1
        assert all(article.text[article.body_start :].strip() for article in read)
    assert all(str(path) in failure for failure in failures)


_TEXTS = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1).filter(str.strip)


@given(
    st.fixed_dictionaries(
        {"id": _TEXTS, "text": _TEXTS.map(lambda text: "Russia said. " + text)},
        optional={"title": _TEXTS, "date": st.dates().map(str), "more": st.integers()},
    )
)
def test_a_record_comes_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, record: dict[str, Any]
) -> None:
    path = lines(tmp_path_factory.mktemp("records") / "a.jsonl", record)
    (article,) = read_articles([path])
    assert (article.key, article.text) == (record["id"], record["text"])
    assert article.title == mended_line(record.get("title"))
    assert str(article.date or "") == record.get("date", "")
