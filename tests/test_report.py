"""Reports laid out for people, spreadsheets and programs."""

import csv
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import cast

import pyoxigraph as ox
import pytest
from rich.console import Console

from kg.canned import Report, read_query, run
from kg.errors import NotAcceptableError
from kg.query import Endpoint
from kg.report import (
    FORMATS,
    render,
    to_csv,
    to_html,
    to_html_fragment,
    to_json,
    to_md,
    to_table,
    to_turtle,
)
from kg.settings import shipped
from kg.terms import AT, ID, PREFIXES

CLAIM = "https://example.org/arms/claim/"


def ask(endpoint: Endpoint, name: str = "transfers", **values: str) -> Report:
    given = {parameter: [value] for parameter, value in values.items()}
    return run(read_query(shipped("queries") / f"{name}.rq"), given, endpoint)


def cut_short(report: Report) -> Report:
    return replace(report, solutions=replace(report.solutions, truncated=True))


def printed(report: Report, width: int) -> str:
    console = Console(width=width, file=io.StringIO(), color_system=None)
    console.print(to_table(report))
    return cast("io.StringIO", console.file).getvalue()


def spreadsheet(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160, 200])
def test_a_table_fits_the_terminal(width: int, endpoint: Endpoint) -> None:
    lines = printed(ask(endpoint), width).splitlines()
    assert max(map(len, lines)) <= width
    head = " ".join(lines[:5])
    assert "Supplier" in head


def test_a_narrow_terminal_keeps_what_matters_and_says_what_it_leaves_out(
    endpoint: Endpoint,
) -> None:
    narrow = printed(ask(endpoint, supplier="Russia"), 80)
    head, _, _ = narrow.partition("─")
    assert head.splitlines()[-1].split() == [
        "Supplier", "Recipient", "Equipment", "Status", "Sentence",
    ]  # fmt: skip
    assert "No room for Quantity," in narrow
    assert "--format csv" in narrow


def test_a_wide_terminal_shows_every_column_that_says_something(endpoint: Endpoint) -> None:
    wide = printed(ask(endpoint, equipment="Su-30MK2"), 250)
    assert "No room" not in wide
    assert "Earliest" not in wide, "no row has a value there"
    assert "Vyacheslav Davydenko" in wide
    assert "000000000001" in wide, "the end of the claim's IRI, which kg explain takes"


def test_a_sentence_that_stands_above_is_not_repeated(endpoint: Endpoint) -> None:
    wide = printed(ask(endpoint, "denied-or-hedged"), 250)
    assert wide.count("Russia may deliver") == 1
    assert "″" in wide


def test_a_table_steers_no_terminal(endpoint: Endpoint) -> None:
    shown = printed(ask(endpoint, supplier="=cmd"), 200)
    assert "\x1b" not in shown
    assert "<img src=x>" in shown


def test_no_rows_are_told(endpoint: Endpoint) -> None:
    nothing = ask(endpoint, supplier="Congo")
    told = "No claim in this graph answers that."
    assert told in printed(nothing, 80)
    assert told in to_html(nothing)
    assert len(spreadsheet(to_csv(nothing))) == 0
    assert to_csv(nothing).startswith("\ufeffSupplier,Recipient,")


def test_csv_has_titles_labels_and_the_claim(endpoint: Endpoint) -> None:
    text = to_csv(ask(endpoint, equipment="Su-30MK2"))
    assert text.endswith("\r\n")
    (row,) = spreadsheet(text)
    assert row == {
        "Supplier": "Rosoboronexport",
        "Recipient": "Venezuela",
        "Equipment": "Su-30MK2",
        "Quantity": "24",
        "Status": "Delivered",
        "Earliest": "",
        "Latest": "2019-03-30",
        "Said by": "Vyacheslav Davydenko",
        "Factuality": "Asserted",
        "Sentence": "Venezuela got Su-30MK2 jets, he said.",
        "Passages": "2",
        "Article": "seed.txt",
        "Published": "2019-03-30",
        "Claim": f"{CLAIM}1111111111111111-000000000001",
    }


def test_csv_holds_no_formula(endpoint: Endpoint) -> None:
    (row,) = spreadsheet(to_csv(ask(endpoint, supplier="=cmd")))
    assert row["Supplier"] == "'=cmd"
    assert row["Equipment"] == "'@rockets"
    assert row["Sentence"].startswith("'=cmd|' /C calc'!A0 sold")
    assert row["Passages"] == "1"


def test_json_keeps_iris_labels_numbers_and_gaps_apart(endpoint: Endpoint) -> None:
    document = json.loads(to_json(ask(endpoint, supplier="RU", recipient="Venezuela")))
    assert document["report"] == "transfers"
    assert document["parameters"]["supplier"] == ["Russia"]
    assert document["parameters"]["factuality"] == ["Asserted", "Hedged"]
    assert document["parameters"]["from"] == []
    assert document["columns"][0] == {"name": "supplier", "title": "Supplier", "kind": "entity"}
    assert (document["truncated"], document["generation"]) == (False, 7)
    (row,) = document["rows"]
    assert list(row) == [column["name"] for column in document["columns"]]
    assert row["supplier"] == {"iri": ID + "rosoboronexport", "label": "Rosoboronexport"}
    assert row["status"] == {"iri": AT + "Delivered", "label": "Delivered"}
    assert row["article"]["label"] == "seed.txt"
    assert row["passages"] == 2
    assert row["earliest"] is None
    assert row["claim"] == f"{CLAIM}1111111111111111-000000000001"


def test_json_keeps_words_for_which_there_is_no_iri_and_sentences_as_they_are(
    endpoint: Endpoint,
) -> None:
    (row,) = json.loads(to_json(ask(endpoint, supplier="=cmd")))["rows"]
    assert row["equipment"] == {"iri": None, "label": "@rockets"}
    assert row["recipient"] is None
    assert row["sentence"].endswith('"arms"\nto all.')


def test_markdown_cells_hold_no_markup(endpoint: Endpoint) -> None:
    text = to_md(ask(endpoint))
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1
    assert "Cairo denies \\| Su-35" in text
    assert "\\<script\\>" in text
    assert f"[claim](<{CLAIM}1111111111111111-000000000001>)" in text
    assert "4 rows, generation 7." in text


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.rows = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.rows += tag == "tr"
        self.links += [value for name, value in attrs if name in {"href", "src"} and value]


def parsed(html: str) -> _Page:
    page = _Page()
    page.feed(html)
    return page


def test_a_page_stands_alone_and_runs_nothing(endpoint: Endpoint) -> None:
    html = to_html(ask(endpoint))
    page = parsed(html)
    assert html.startswith("<!doctype html>")
    assert {"title", "h1", "h2", "caption", "main"} <= set(page.tags)
    assert not {"script", "img", "link", "iframe"} & set(page.tags)
    assert page.links == [], "names under example.org have no address"
    assert page.rows == 5
    assert f'title="{CLAIM}1111111111111111-000000000001"' in html


def test_a_fragment_links_as_the_page_around_it_wants(endpoint: Endpoint) -> None:
    report = ask(endpoint, equipment="Su-30MK2")
    html = to_html_fragment(report, link=lambda iri: iri.replace("https://example.org/arms", ""))
    assert html.startswith("<section")
    assert "/claim/1111111111111111-000000000001" in parsed(html).links
    assert "/id/venezuela" in parsed(html).links


def test_turtle_holds_the_claims_with_their_evidence_and_labels(endpoint: Endpoint) -> None:
    text = to_turtle(ask(endpoint, equipment="Su-30MK2"), endpoint)
    triples = [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]
    subjects = [triple.subject.value for triple in triples if not isinstance(triple.subject, ox.Triple)]
    claims = {subject for subject in subjects if subject.startswith(CLAIM) and "#" not in subject}
    assert claims == {f"{CLAIM}1111111111111111-000000000001"}
    said = {(triple.predicate.value, str(triple.object)) for triple in triples}
    assert (PREFIXES["skos"] + "prefLabel", '"Rosoboronexport"@en') in said
    assert (PREFIXES["prov"] + "value", '"Venezuela got Su-30MK2 jets, he said."') in said
    assert (AT + "cue", '"has received"') in said
    assert (AT + "key", '"seed.txt"') in said
    assert '\nid:venezuela skos:prefLabel "Venezuela"@en .\n' in text
    assert "@prefix at:" in text


def test_turtle_of_a_report_that_counts_holds_the_claims_that_it_counts(
    endpoint: Endpoint,
) -> None:
    text = to_turtle(ask(endpoint, "suppliers-of-recipient", recipient="Venezuela"), endpoint)
    found = set(re.findall(r"<" + CLAIM + r"([^>#]*)> a ", text))
    assert found == {"1111111111111111-000000000001", "1111111111111111-000000000002"}


@pytest.mark.parametrize("layout", [layout for layout in FORMATS if layout != "png"])
def test_every_layout_says_that_rows_were_left_out(layout: str, endpoint: Endpoint) -> None:
    whole = ask(endpoint)
    report = cut_short(whole)
    if layout == "table":
        text, complete = printed(report, 200), printed(whole, 200)
    else:
        text, complete = render(report, layout, endpoint), render(whole, layout, endpoint)
    told = '"truncated": true' if layout == "json" else "Cut short after 4 rows"
    assert told in text
    assert told not in complete


def test_a_layout_that_does_not_exist_is_refused(endpoint: Endpoint) -> None:
    with pytest.raises(NotAcceptableError, match="csv, json, md, html, ttl, svg"):
        render(ask(endpoint), "pdf", endpoint)
