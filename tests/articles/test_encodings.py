"""Bytes become the text that was meant; what nobody sees is gone, typography stays."""

from pathlib import Path

import pytest

from kg.articles.mending import mended
from tests.articles.reading import read_all, written

TEXT = "Russia’s navy said – “yes” – that São Paulo’s firm sold jets."


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.encode("mac_roman"),
        TEXT.encode().decode("latin-1").encode(),  # decoded wrongly once
        TEXT.encode().replace("ã".encode(), b"\xe3"),  # one Windows letter in UTF-8
    ],
    ids=["utf-8", "mark", "windows", "utf-16", "le", "be", "utf-32", "mac", "mojibake", "mixed"],
)
def test_a_text_comes_in_any_encoding(tmp_path: Path, raw: bytes) -> None:
    (article,), failures = read_all(written(tmp_path / "a.txt", raw))
    assert (article.text, failures) == (TEXT, [])


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (TEXT, TEXT),
        ("Rosobo\u00adron\u200bexport", "Rosoboronexport"),
        ("It\x92s \x93so\x94", "It’s “so”"),
        ("Itâ€™s 5 Â°C", "It’s 5 °C"),
        ("a\x1b[31mb\x07\x7f", "a [31mb  "),
        ("\u202egnp.exe\u202c", "gnp.exe"),
        ("one\x0ctwo\r\nthree\tfour", "one\ntwo\r\nthree\tfour"),
        ("Guaidó’s naïve façade — €5", "Guaidó’s naïve façade — €5"),
    ],
)
def test_characters_are_put_right(text: str, right: str) -> None:
    assert mended(text) == right


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"Russia\x00 said.", "a NUL character in its text at 6"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\xff\x81", "a NUL byte at 8; this is no text"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, raw: bytes, reason: str) -> None:
    read, (error,) = read_all(written(tmp_path / "a.txt", raw))
    assert (read, error.reason.split(";")[0]) == ([], reason.split(";", maxsplit=1)[0])


def test_a_page_says_its_encoding(tmp_path: Path) -> None:
    prose = "Россия поставила самолёты. " * 9
    page = f'<html><head><meta charset="koi8-r"></head><body><article><p>{prose}</p></article>'
    _, (error,) = read_all(written(tmp_path / "a.html", page.encode("koi8-r")))
    assert error.reason == "is in Russian"
