"""``kg names unknown``: the names that the gazetteers lack, counted, and as entries that can be used at once."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kg.cli import cli
from kg.model import Article, ArticleClaims, UnknownName
from kg.names import Form, as_turtle, unknown_forms
from kg.settings import SETTINGS


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for setting in SETTINGS:
        monkeypatch.delenv(setting.variable, raising=False)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, [*words], catch_exceptions=False)


def read(key: str, text: str, *names: tuple[str, str]) -> ArticleClaims:
    """Return an article in which these (kind, words) are unknown."""
    places = ((kind, text.index(words), words) for kind, words in names)
    unknown = tuple(UnknownName(kind, start, start + len(words), words) for kind, start, words in places)
    return ArticleClaims(Article(key, text, 0), (), unknown)


def test_spellings_of_one_name_are_one_form_with_its_commonest_kind() -> None:
    articles = [
        read("b", "He flew to Al-Ixar.", ("Place", "Al-Ixar")),
        read("a", "Tanks reached Al Ixar.", ("Organization", "Al Ixar")),
        read("c", "Al-Ixar fell.", ("Place", "Al-Ixar")),
    ]
    (form,) = unknown_forms(articles)
    assert (form.text, form.kind, form.count, form.articles) == ("Al-Ixar", "Place", 3, 3)
    assert (form.article, form.example) == ("a", "Tanks reached Al Ixar.")


def test_the_order_of_articles_does_not_matter() -> None:
    articles = [read(str(n), f"Ixar {n} and Yxar", ("Place", "Ixar"), ("Person", "Yxar")) for n in range(4)]
    assert unknown_forms(articles) == unknown_forms(reversed(articles))


def test_kinds_and_least_choose() -> None:
    articles = [read("a", "Ixar, Yxar", ("Place", "Ixar"), ("Person", "Yxar")), read("b", "Ixar", ("Place", "Ixar"))]
    assert [form.text for form in unknown_forms(articles, kinds=["Person"])] == ["Yxar"]
    assert [form.text for form in unknown_forms(articles, least=2)] == ["Ixar"]


def test_a_quote_or_line_break_breaks_no_turtle() -> None:
    form = Form('Ix "ar\\', "Place", 1, 1, "in\nIx", "a\nb")
    lines = "\n".join(as_turtle([form], {})).splitlines()
    assert lines[-1] == '    skos:prefLabel "Ix \\"ar\\\\"@en .'
    assert "# once, as in a b: in Ix" in lines


def test_what_is_listed_can_be_pasted_and_is_known_from_then_on() -> None:
    Path("a.txt").write_text("Peru ordered six Zorkan-7 howitzers from Italy. The Zorkan-7 howitzers were new.")
    listed = run("names", "unknown", "a.txt", "--kind", "EquipmentType")
    assert "# 2 times in 1 article, as in a.txt: Peru ordered six Zorkan-7" in listed.stdout
    Path("mine.ttl").write_text(listed.stdout)
    assert run("names", "check", "mine.ttl").stdout == ""
    again = run("names", "unknown", "a.txt", "--kind", "EquipmentType", "--gazetteer", "mine.ttl")
    assert "prefLabel" not in again.stdout
    assert "0 names that no gazetteer knows" in again.stderr
    claims = [json.loads(line) for line in run("extract", "a.txt", "--gazetteer", "mine.ttl").stdout.splitlines()]
    assert "https://example.org/arms/id/zorkan-7-howitzers" in {claim["equipment"]["iri"] for claim in claims}


def test_lines_and_tables() -> None:
    Path("a.txt").write_text("Peru ordered six Zorkan-7 howitzers from Italy.")
    (line,) = run("names", "unknown", "a.txt", "--format", "jsonl").stdout.splitlines()
    told = json.loads(line)
    assert (told["text"], told["kind"], told["count"]) == ("Zorkan-7 howitzers", "EquipmentType", 1)
    assert told["equipment_class"].endswith("/howitzer")
    assert "Zorkan-7 howitzers" in run("names", "unknown", "a.txt", "--format", "table").stdout


def test_a_file_of_ones_own_adds_overrides_and_retires() -> None:
    Path("a.txt").write_text("France sold six Rafale jets to Freedonia. Freedonia sold tanks to Peru.")
    Path("mine.ttl").write_text(
        "@prefix at: <https://example.org/arms/ns#> .\n@prefix id: <https://example.org/arms/id/> .\n"
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        'id:freedonia a at:State, skos:Concept ; skos:inScheme id:states ; skos:prefLabel "Freedonia"@en .\n'
        'id:rafale skos:prefLabel "Dassault Rafale"@en ; skos:altLabel "Rafale"@en .\nid:peru at:ignore true .\n'
    )
    assert run("names", "check", "mine.ttl").stdout == ""
    claims = [json.loads(line) for line in run("extract", "a.txt", "--gazetteer", "mine.ttl").stdout.splitlines()]
    sold = next(claim for claim in claims if claim["supplier"]["label"] == "France")
    assert (sold["recipient"]["iri"], sold["equipment"]["label"]) == (
        "https://example.org/arms/id/freedonia", "Dassault Rafale",
    )
    assert not any((claim["recipient"] or {}).get("iri", "").endswith("/id/peru") for claim in claims)
