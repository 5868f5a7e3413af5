"""Exports of news databases: tables and lists of records, whatever their columns are called."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from kg.articles import FIELDS, read_columns
from kg.cli.options import map_option
from kg.errors import UsageError
from tests.articles.reading import SAID, read_all, written

ROWS = [
    ["link", "headline", "body", "published", "paper"],
    ["https://news.example/1", "Jets, and more", f'{SAID} "We are glad," he said.\nSo.', "30 March 2019", "Post"],
    ["https://news.example/2", "", "Egypt bought ships.", "", ""],
]
MAP = {"text": "body", "url": "link", "title": "headline", "date": "published", "publisher": "paper"}


def table(separator: str, end: str = "\r\n") -> str:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if set(text) & {separator, '"', "\n"} else text

    return "".join(separator.join(map(cell, row)) + end for row in ROWS)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("a.csv", table(",").encode()),
        ("a.csv", b"\xef\xbb\xbf" + table(";").encode()),
        ("a.csv", b"sep=;\r\n" + table(";").encode()),
        ("a.csv", table(",").encode("utf-16")),
        ("a.tsv", table("\t", "\n").encode()),
        ("a.json", json.dumps([dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]).encode()),
        ("a.json", json.dumps({"n": 2, "hits": [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]}).encode()),
        ("a.jsonl", "\n".join(json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]).encode()),
        ("a.json", "\n".join(json.dumps(dict(zip(ROWS[0], row, strict=True))) for row in ROWS[1:]).encode()),
    ],
)
def test_the_mapping_says_what_the_columns_hold(tmp_path: Path, name: str, raw: bytes) -> None:
    (one, two), failures = read_all(written(tmp_path / name, raw), **MAP)
    assert failures == []
    assert (one.key, one.title, one.publisher) == ("https://news.example/1", "Jets, and more", "Post")
    assert (one.text, one.date) == (ROWS[1][2], dt.date(2019, 3, 30))
    assert (two.key, two.title, two.publisher, two.date) == ("https://news.example/2", None, None, None)


def test_a_column_inside_another_one_is_named_with_a_dot(tmp_path: Path) -> None:
    record = {"uuid": 12, "content": {"body": SAID}}
    read, _ = read_all(written(tmp_path / "a.jsonl", json.dumps(record)), text="content.body", id="uuid")
    assert [(one.key, one.text) for one in read] == [("12", SAID)]


@pytest.mark.parametrize(
    ("name", "raw", "place", "reason", "advice"),
    [
        ("a.csv", "id,body\n1,x\n", ":2", "no text under 'text', but 'id', 'body'", "--map text=COLUMN"),
        ("a.csv", "text,body\nx,y\n", ":2", "has neither 'id' nor 'url'", "--map id=COLUMN"),
        ("a.csv", "id,text\n1,x,y\n", ":2", "has 3 columns, but the first row has 2", "in quotes"),
        ("a.csv", 'id,text\n1,x\n2,"\n', ":3", "has an empty text", "some text"),
        ("a.csv", "id,text,date\n1,x,3/4/2019\n", ":2", "'3/4/2019' is no date", "YYYY-MM-DD"),
        ("a.json", '[{"id": 1, "text": "x"}, {"id"]', "#2", "is no JSON", "a record is an object"),
        ("a.json", '[{"id": 1, "text": "x"}', "#1", "the list is not closed", "a record is an object"),
        ("a.json", "[" * 100_000, "#1", "is no JSON that can be read", "a record is an object"),
        ("a.json", "[1]", "#1", "is no article but of type int", "a record is an object"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_to_do(
    tmp_path: Path, name: str, raw: str, place: str, reason: str, advice: str
) -> None:
    path = written(tmp_path / name, raw)
    _, (error,) = read_all(path)
    assert error.place == f"{path}{place}"
    assert reason in error.reason
    assert advice in error.advice


def test_a_bad_row_costs_only_itself(tmp_path: Path) -> None:
    rows = ["id,text", "1,Russia said.", "2,x,y,z", "3,Egypt said.", "", "4,", "5,China said."]
    read, failures = read_all(written(tmp_path / "a.csv", "\n".join(rows)))
    assert [one.key for one in read] == ["1", "3", "5"]
    assert [error.place.rpartition(":")[2] for error in failures] == ["3", "6"]


def test_a_list_is_read_record_by_record_however_large_it_is(tmp_path: Path) -> None:
    records: list[Any] = [{"id": str(n), "text": f"Russia said {n}. " + "é" * 500} for n in range(1000)]
    raw = json.dumps(records, ensure_ascii=False, indent=1).encode()
    read, failures = read_all(written(tmp_path / "a.json", raw))
    assert (len(read), failures) == (1000, [])
    assert read[-1].text == records[-1]["text"]


@pytest.mark.parametrize("typed", ["text", "text=", "=body", "body=text", "text=body,colour=red"])
def test_a_mapping_that_is_none_is_told_with_the_fields_that_there_are(typed: str) -> None:
    with pytest.raises(UsageError, match="it takes FIELD=COLUMN,… with the fields text, id, url"):
        read_columns([typed])


def test_mappings_add_up() -> None:
    columns = read_columns(["text=body, date=published", "url=link"])
    assert columns == {"text": "body", "date": "published", "url": "link"}


def test_the_help_names_all_fields() -> None:
    (option,) = map_option(lambda: None).__click_params__  # type: ignore[attr-defined]  # of click
    assert all(field in option.help for field in FIELDS)
