"""``kg build --map --errors`` and ``kg articles``: what came in is listed, what did not is told, and nothing steers."""

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.model import Article, ArticleClaims
from kg.settings import SETTINGS
from kg.store import open_writer
from kg.terms import Mint, Vocabulary
from kg.triples import article_quads
from tests.articles.reading import SAID, written

Run = Callable[..., Result]
VERSIONS = dict.fromkeys(("pipeline", "rules", "vocabulary", "gazetteer"), "1")
RECORDS = [
    Article("https://news.example/1", "x", date=None, title="=1+1", url="https://news.example/1", publisher="Post"),
    Article("two.txt", "y", title="<b>Jets</b> \x1b[31m", publisher="The Courier", language="en"),
    Article("a.txt", "z", title="Ships"),
]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)
    return lambda *words: CliRunner().invoke(cli, [str(word) for word in words], catch_exceptions=False)


@pytest.fixture
def store(tmp_path: Path, vocabulary: Vocabulary) -> Path:
    """A store of three articles, without any language."""
    import datetime as dt
    from dataclasses import replace

    records = [replace(one, date=dt.date(2019, 3, 28 + n) if n else None) for n, one in enumerate(RECORDS)]
    with open_writer(tmp_path / "kg-store") as writer:
        for one in records:
            quads = article_quads(ArticleClaims(one, ()), mint=Mint(), vocabulary=vocabulary, versions=VERSIONS)
            writer.replace_graph(Mint().article(one.key), quads)
        writer.publish()
    return tmp_path / "kg-store"


def keys(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return [row["key"] for row in csv.DictReader(io.StringIO(result.stdout))]


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ([], ["https://news.example/1", "two.txt", "a.txt"]),
        (["--sort", "key"], ["a.txt", "https://news.example/1", "two.txt"]),
        (["--sort", "publisher", "--reverse"], ["two.txt", "https://news.example/1", "a.txt"]),
        (["--from", "2019-03-30"], ["a.txt"]),
        (["--to", "2019-03-29"], ["two.txt"]),
        (["--undated"], ["https://news.example/1"]),
        (["--publisher", "courier"], ["two.txt"]),
        (["jets", "TWO"], ["two.txt"]),
        (["nothing"], []),
        (["--without-claims", "--sort", "claims"], ["a.txt", "https://news.example/1", "two.txt"]),
    ],
)
def test_articles_are_filtered_and_sorted(run: Run, words: list[str], found: list[str]) -> None:
    assert keys(run("articles", *words, "--format", "csv")) == found


@pytest.mark.usefixtures("store")
def test_what_looks_like_a_formula_or_steers_a_terminal_does_neither(run: Run) -> None:
    table = run("articles", "--format", "csv").stdout
    assert ",'=1+1," in table
    assert "\x1b" not in table
    shown = run("articles").stdout
    assert "\x1b[31m" not in shown
    assert "<b>Jets</b> \\x1b[31m" in shown
    lines = [json.loads(line) for line in run("articles", "--format", "jsonl").stdout.splitlines()]
    assert [line["title"] for line in lines if line["key"] == "two.txt"] == ["<b>Jets</b> \x1b[31m"]


def test_a_list_of_articles_needs_a_graph_and_a_date_that_is_one(run: Run) -> None:
    assert run("articles").exit_code == 4
    wrong = run("articles", "--from", "March")
    assert (wrong.exit_code, "a date is YYYY-MM-DD" in wrong.stderr) == (2, True)


def test_what_is_left_out_is_gathered_with_file_reason_and_advice(run: Run, tmp_path: Path) -> None:
    bad = "\x1b[31m=1+1.pdf"
    rows = f'link,body,published\nhttps://news.example/1,"{SAID}",30 March 2019\n,x,\n'
    written(tmp_path / "in" / "export.csv", rows)
    written(tmp_path / "in" / bad, b"no document")
    german = "Die Regierung hat am Montag den Export von Panzern nach Riad genehmigt. "
    written(tmp_path / "in" / "deutsch.txt", german * 5)
    result = run("build", "in", "--map", "text=body,url=link", "--map", "date=published", "--errors", "out.jsonl")
    assert result.exit_code == 1
    assert "read 1 article (0 replaced), 0 unchanged, 3 left out" in result.stderr
    assert "\x1b" not in result.stderr
    told = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    refused = {line["file"]: (line["reason"], line["advice"]) for line in told if line["refused"]}
    assert set(refused) == {f"in/{bad}", "in/deutsch.txt", "in/export.csv:3"}
    assert refused["in/deutsch.txt"] == ("is in German", "articles in English are read")
    assert all(reason for reason, _ in refused.values())
    assert keys(run("articles", "--format", "csv")) == ["https://news.example/1"]
    assert SAID in run("report", "transfers", "--format", "csv").stdout


def test_a_file_whose_name_is_no_unicode_costs_only_itself(run: Run, tmp_path: Path) -> None:
    written(tmp_path / "in" / "good.txt", SAID)
    (tmp_path / "in" / os.fsdecode(b"\xff.txt")).write_text(SAID, "utf-8")
    result = run("build", "in", "--errors", "out.jsonl")
    assert (result.exit_code, "read 1 article" in result.stderr) == (1, True)
    told = json.loads((tmp_path / "out.jsonl").read_text("utf-8").splitlines()[0])["file"]
    assert os.fsencode(told) == b"in/\xff.txt"


def test_a_mapping_that_is_none_is_wrong_usage(run: Run) -> None:
    result = run("build", "in", "--map", "body")
    assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    assert "--map 'body' is no mapping; it takes FIELD=COLUMN" in result.stderr


def test_one_bad_line_among_hundreds_costs_one_article(run: Run, tmp_path: Path) -> None:
    lines = [json.dumps({"id": str(n), "text": "Nothing new."}) for n in range(300)]
    lines[150] = "{bad"
    written(tmp_path / "a.jsonl", "\n".join(lines))
    result = run("build", "a.jsonl")
    assert (result.exit_code, "read 299 articles" in result.stderr, "1 left out" in result.stderr) == (1, True, True)
