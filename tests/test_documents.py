"""Dossier and profile: what reports say, joined, with every sentence quoted once and every source named."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.canned import CannedQuery, read_queries
from kg.errors import DataFileError, ParameterError, QueryTimeoutError
from kg.gazetteer import gazetteer_files
from kg.query import Endpoint, Solutions
from kg.report.documents import Document, Plan, join, read_plan
from kg.settings import shipped
from kg.terms import GAZETTEER_GRAPH, ONTOLOGY_GRAPH
from tests.conftest import CASES, InProcess

_SAID = "title: x\nsummary: x\nsubjects: {a: {type: state}}\nparts: "
PLANS = ("dossier", "profile")
ASKED = {"dossier": {"a": "Russia", "b": "Venezuela"}, "profile": {"state": "Venezuela"}}


@pytest.fixture(scope="module")
def queries() -> dict[str, CannedQuery]:
    return read_queries(shipped("queries"))


@pytest.fixture(scope="module")
def seed() -> InProcess:
    """Return what answers over the seed's graph, the vocabulary and the gazetteers."""
    store = ox.Store()
    store.load(path=str(CASES / "seed.ttl"), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("https://seed.test/"))
    store.load(path=str(shipped("ontology") / "arms.ttl"), to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    for path in gazetteer_files(shipped("ontology")):
        store.load(path=str(path), to_graph=ox.NamedNode(GAZETTEER_GRAPH))
    return InProcess(store)


def plan(name: str, queries: dict[str, CannedQuery]) -> Plan:
    return read_plan(shipped("queries") / f"{name}.yaml", queries)


@pytest.fixture(scope="module", params=PLANS)
def document(request: pytest.FixtureRequest, queries: dict[str, CannedQuery], seed: Endpoint) -> Document:
    return join(plan(request.param, queries), ASKED[request.param], seed)


def test_a_document_says_what_it_said(document: Document, request: pytest.FixtureRequest) -> None:
    """Compared without the order of rows, which is that of the reports, and of names within a cell.

    ``pytest --accept`` writes the golden file anew, to be looked at before it is committed.
    """
    golden = CASES / f"{document.name}.md"
    if request.config.getoption("--accept"):
        golden.write_text(document.markdown(), "utf-8")
    assert _unordered(document.markdown()) == _unordered(golden.read_text("utf-8"))


def _unordered(text: str) -> list[str]:
    lines = re.sub(r"\bQ\d+|#q\d+|\"q\d+\"", "Q", text).splitlines()
    return sorted(" ".join(sorted(re.split(r"[;,| ]+", line))) for line in lines)


def test_every_quotation_is_a_sentence_of_the_seed_with_speaker_and_source(document: Document) -> None:
    whole = " ".join(next(shipped("seeds").glob("*.txt")).read_text("utf-8").split())
    quotations = [one for section in document.sections for one in section.quotations]
    assert [one.number for one in quotations] == list(range(1, len(quotations) + 1))
    assert len({one.text for one in quotations}) == len(quotations), "each is quoted once"
    for one in quotations:
        assert " ".join(one.text.split()) in whole
        assert one.source
        assert one.day == "2019-03-30"
        assert one.voices
        assert set(one.voices) <= {"Asserted", "Hedged", "Denied", "Intended", "Demanded"}
        assert all(voice.speakers and voice.statuses for voice in one.voices.values())


def test_all_parts_are_there_or_said_to_be_empty(document: Document, queries: dict[str, CannedQuery]) -> None:
    parts = plan(document.name, queries).parts
    assert len(document.sections) + len(document.empty) == len(parts)
    assert all(section.report.solutions.rows for section in document.sections)
    text = document.markdown()
    assert all(heading in text for heading in document.empty)
    assert text.count("Nothing found: ") == 1


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inner: list[str] = []
        self.outer: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            if name in {"href", "src", "xlink:href"} and value:
                (self.inner if value.startswith("#") else self.outer).append(value)


def test_the_page_stands_alone_and_all_its_links_lead_somewhere(document: Document) -> None:
    page = _Page()
    page.feed(document.html())
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert {link[1:] for link in page.inner} <= set(page.ids)
    assert len(page.ids) == len(set(page.ids))
    assert page.outer == [], "the seed's article has no address, and our own names have none"
    assert page.tags.count("table") == len(document.sections)
    assert page.tags.count("blockquote") == sum(len(section.quotations) for section in document.sections)


def test_pictures_are_in_the_page_where_there_is_more_than_one_thing_to_see(document: Document) -> None:
    pictures = sum(bool(section.picture()) for section in document.sections)
    assert document.html().count("<svg") == pictures
    assert pictures >= 1


def test_a_link_leads_where_the_page_around_it_wants(document: Document) -> None:
    page = _Page()
    page.feed(document.html(lambda iri: "/at?" + iri.rsplit("/", 1)[-1]))
    assert "/at?venezuela" in page.outer


def test_the_data_say_of_when_they_are(document: Document) -> None:
    text = document.markdown()
    assert "From generation 7 of a graph of 1 article, published 2019-03-30." in text


def test_rows_beyond_the_most_are_said(queries: dict[str, CannedQuery], seed: Endpoint) -> None:
    document = join(plan("dossier", queries), ASKED["dossier"], seed, most=2)
    assert len(document.sections[0].rows) == 2
    assert "Rows 1 to 2; there are more behind them." in document.markdown()
    assert "Rows 1 to 2; there are more behind them." in document.html()


class _Hurried(InProcess):
    """Has no time for one report."""

    def select(self, query: str) -> Solutions:
        if query.startswith("#+ title: Foreign deployments"):
            raise QueryTimeoutError("the query was stopped after 10 seconds")
        return super().select(query)


def test_a_part_that_a_limit_stops_is_missing_and_the_others_are_there(
    queries: dict[str, CannedQuery], seed: InProcess
) -> None:
    whole = join(plan("dossier", queries), ASKED["dossier"], seed)
    document = join(plan("dossier", queries), ASKED["dossier"], _Hurried(seed._store))
    missing = ["Forces of Russia in Venezuela", "Forces of Venezuela in Russia"]
    assert [heading for heading, _ in document.stopped] == missing
    assert len(document.sections) == len(whole.sections) - 1
    told = "Missing: Forces of Russia in Venezuela; the query was stopped after 10 seconds."
    assert told in document.markdown()
    assert told in document.html()


def test_the_order_of_the_actors_does_not_change_what_is_found(queries: dict[str, CannedQuery], seed: Endpoint) -> None:
    asked = ({"a": "RU", "b": "Venezuela"}, {"a": "Venezuela", "b": "Russia"})
    ours, theirs = (join(plan("dossier", queries), one, seed) for one in asked)
    assert _claims(ours) == _claims(theirs)
    assert ours.title == "Russia and Venezuela"


def _claims(document: Document) -> set[str]:
    cells = [cell for section in document.sections for row in section.rows for cell in row.cells]
    return {cell.iri for cell in cells if cell.iri and "/claim/" in cell.iri}


def test_a_name_that_means_nothing_is_refused_by_the_name_of_the_subject(
    queries: dict[str, CannedQuery], seed: Endpoint
) -> None:
    with pytest.raises(ParameterError, match=r"parameter b: 'Venezeula' is not accepted.*nearest: Venezuela"):
        join(plan("dossier", queries), {"a": "Russia", "b": "Venezeula"}, seed)
    with pytest.raises(ParameterError, match=r"parameter state: .*it takes the name, an alias or the IRI of a state"):
        join(plan("profile", queries), {"state": "Rosoboronexport"}, seed)


def test_markup_in_articles_is_text(queries: dict[str, CannedQuery], endpoint: Endpoint) -> None:
    document = join(plan("profile", queries), {"state": "Russia"}, endpoint)
    assert "<script>" not in document.html()
    assert "<script>" not in document.markdown()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("title: x", "the plan needs the key 'summary'"),
        ("- x", "the plan must be a mapping"),
        ("title: [", "cannot be read"),
        ("title: x\nsummary: x\nsubjects: {a: {type: stat}}\nparts: [{}]", "type is 'stat', but accepts one of party"),
        (_SAID + "[{heading: x, report: transfer}]", "there is transfers"),
        (
            _SAID + "[{heading: x, report: transfers, with: {buyer: a}}]",
            "part 1: transfers has no parameter 'buyer'; it has supplier",
        ),
        (
            _SAID + "[{heading: x, report: transfers, with: {supplier: b}}]",
            "part 1: 'b' is no subject; there is a",
        ),
        (
            _SAID + "[{heading: x, report: suppliers-of-recipient}]",
            "part 1: suppliers-of-recipient needs the parameter recipient",
        ),
        (
            _SAID + "[{heading: '{c}', report: transfers}]",
            "names {c}, which is no subject",
        ),
        (
            _SAID + "[{heading: x, report: transfers, whith: {}}]",
            "part 1: unknown key 'whith'",
        ),
    ],
)
def test_a_mistake_in_a_plan_is_named(said: str, told: str, tmp_path: Path, queries: dict[str, CannedQuery]) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(said, "utf-8")
    with pytest.raises(DataFileError, match=re.escape(told)) as error:
        read_plan(path, queries)
    assert str(error.value).startswith(str(path))
