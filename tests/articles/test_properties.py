"""Whatever comes in: no crash but a named error, and offsets point at their sentence."""

import csv
import html
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.articles import KINDS
from kg.errors import ArticleError
from kg.extraction import Reader
from tests.articles.reading import SAID, read_all, written

CASES = Path(__file__).parent.parent / "cases" / "articles"
QUIET = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
STRANGE = st.text(st.characters(codec="utf-8", categories=["L", "P", "Zs", "Cc", "Cf", "S"]), max_size=60)


@QUIET
@given(st.binary(max_size=400), st.sampled_from(KINDS))
def test_any_bytes_through_any_door_are_read_or_refused(tmp_path: Path, raw: bytes, kind: str) -> None:
    read, failures = read_all(written(tmp_path / f"any{kind}", raw))
    assert all(one.text.strip() and one.key for one in read)
    assert all(isinstance(error, ArticleError) and error.place and error.reason for error in failures)


@QUIET
@given(st.data(), st.sampled_from(sorted(CASES.iterdir())))
def test_a_damaged_file_is_read_or_refused(tmp_path: Path, data: st.DataObject, path: Path) -> None:
    raw = bytearray(path.read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(0, len(raw) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(raw)))
    read, failures = read_all(written(tmp_path / f"any{''.join(path.suffixes)}", bytes(raw[:cut] if cut % 2 else raw)))
    assert all(one.text.strip() and one.key for one in read)
    assert all(error.place and error.reason for error in failures)


def through(door: str, text: str) -> bytes:
    """Return a text as a file of a kind."""
    if door == ".csv":
        rows = io.StringIO()
        csv.writer(rows).writerows([["id", "text"], ["a", text]])
        return rows.getvalue().encode()
    if door == ".html":
        return f"<html><body><article><p>{html.escape(text)}</p></article></body></html>".encode()
    return text.encode("utf-16") if door == ".txt" else text.encode()


@pytest.mark.parametrize("door", [".txt", ".csv", ".html"])
@settings(QUIET, max_examples=15)
@given(before=STRANGE, between=STRANGE)
def test_offsets_point_at_the_sentence_through_every_door(
    tmp_path: Path, reader: Reader, door: str, before: str, between: str
) -> None:
    text = f"{before}\n\n{SAID}\n\nThe Rosobo\u00adronexport {between} sold jets. Itâ€™s so.\n\n{SAID}"
    read, failures = read_all(written(tmp_path / f"a{door}", through(door, text)))
    assert len(read) + len(failures) == 1
    for article in read:
        (claims,) = reader.read([article])
        passages = [evidence for claim in claims.claims for evidence in claim.evidence]
        assert passages
        for one in passages:
            assert article.text[one.start : one.end] == one.sentence
            assert all(article.text[m.start : m.end] == m.text for m in one.mentions)
