"""Building: what is read and what is skipped, what is refused, what readers see meanwhile."""

import datetime as dt
import shutil
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg.builder import BuildSummary, Progress, build, remove
from kg.errors import (
    ArticleError,
    DataFileError,
    StoreLockedError,
    StoreMissingError,
    UnknownNameError,
)
from kg.gazetteer import read_gazetteer
from kg.model import Article, ArticleClaims, Claim, Entity, Evidence, Mention
from kg.settings import shipped
from kg.store import generation, open_snapshot, open_writer
from kg.terms import (
    AT,
    DEFAULT_BASE,
    DERIVED_GRAPH,
    GAZETTEER_GRAPH,
    ID,
    ONTOLOGY_GRAPH,
    PREFIXES,
    Mint,
    Vocabulary,
)

NAMES = f"""
@prefix at: <{AT}> . @prefix id: <{ID}> . @prefix skos: <{PREFIXES["skos"]}> .
id:russia a skos:Concept, at:State ; skos:prefLabel "Russia"@en ; skos:altLabel "RF"@en .
id:peru a skos:Concept, at:State ; skos:prefLabel "Peru"@en .
id:tank a skos:Concept, at:EquipmentClass ; skos:prefLabel "tank"@en .
"""
THINGS = {
    "Russia": Entity("Russia", "Russia", ID + "russia", "State"),
    "Peru": Entity("Peru", "Peru", ID + "peru", "State"),
    "tanks": Entity("tanks", "tank", ID + "tank", "EquipmentClass"),
}
ROLES = ("supplier", "recipient", "equipment")
VERSIONS = {"pipeline": "1", "rules": "1", "vocabulary": "1", "gazetteer": "1"}
KEY = Mint().article("one.txt")


def article(key: str = "one.txt", text: str = "Russia gave Peru tanks .") -> Article:
    return Article(key, text, date=dt.date(2019, 3, 30))


@dataclass
class Words:
    """A reader that knows three words and one kind of sentence; a "?" makes a claim without one."""

    opened: int = 0

    def __call__(self) -> "Words":
        self.opened += 1
        return self

    def read(self, articles: Iterable[Article]) -> Iterator[ArticleClaims]:
        for one in articles:
            yield ArticleClaims(one, tuple(self.claims(one)))

    def claims(self, one: Article) -> Iterator[Claim]:
        if not all(word in one.text for word in THINGS):
            return
        mentions = tuple(
            Mention(role, start, start + len(word), word, thing.iri, "exact")
            for role, (word, thing) in zip(ROLES, THINGS.items(), strict=True)
            for start in [one.text.index(word)]
        )
        evidence = Evidence(one.text, 0, len(one.text), mentions, "give+A1", "gave")
        if "?" in one.text:
            evidence = replace(evidence, end=0, start=len(one.text))
        arguments = {role: (thing,) for role, thing in zip(ROLES, THINGS.values(), strict=True)}
        factuality = "Denied" if "never" in one.text else "Asserted"
        yield Claim("ArmsTransfer", arguments, (evidence,), "Delivered", factuality)


class Builder:
    """Builds into one store with one ontology."""

    def __init__(self, folder: Path) -> None:
        self.store = folder / "kg-store"
        self.ontology = folder / "ontology"
        self.ontology.mkdir()
        for name in ("arms.ttl", "shapes.ttl"):
            shutil.copy(shipped("ontology") / name, self.ontology)
        self.names = [self.ontology / "names.ttl"]
        self.names[0].write_text(NAMES)
        self.reader = Words()

    def __call__(self, *articles: Article, **more: Any) -> BuildSummary:
        given: dict[str, Any] = {
            "articles": articles,
            "folder": self.store,
            "ontology": self.ontology,
            "gazetteer": read_gazetteer(self.names),
            "vocabulary": Vocabulary.read(self.ontology / "arms.ttl"),
            "base": DEFAULT_BASE,
            "versions": VERSIONS,
            "open_reader": self.reader,
        }
        return build(**{**given, **more})

    def ask(self, query: str) -> list[tuple[str, ...]]:
        with open_snapshot(self.store) as snapshot:
            rows = snapshot.store.query(
                query, prefixes=dict(PREFIXES), use_default_graph_as_union=True
            )
            assert isinstance(rows, ox.QuerySolutions)
            return sorted(tuple(str(value) for value in row) for row in rows)

    def graph(self, iri: str) -> set[ox.Quad]:
        with open_snapshot(self.store) as snapshot:
            return set(snapshot.store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))

    def shortcuts(self) -> set[tuple[str, ...]]:
        said = self.ask(f"SELECT ?s ?p ?o {{ GRAPH <{DERIVED_GRAPH}> {{ ?s ?p ?o }} }}")
        return {row for row in said if row[0] != f"<{DERIVED_GRAPH}>"}


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    return Builder(tmp_path)


def test_an_article_becomes_a_graph_with_its_claims(builder: Builder) -> None:
    summary = builder(article())
    assert (summary.read, summary.unchanged, summary.replaced, summary.claims) == (1, 0, 0, 1)
    assert (summary.generation, summary.problems) == (1, ())
    assert summary.seconds > 0
    found = builder.ask(
        "SELECT ?g ?supplier { GRAPH ?g { ?c a at:ArmsTransfer ; at:supplier ?supplier } }"
    )
    assert found == [(f"<{KEY}>", f"<{ID}russia>")]


def test_vocabulary_shapes_and_names_are_in_graphs_of_their_own(builder: Builder) -> None:
    builder()
    for graph, thing in ((ONTOLOGY_GRAPH, "at:ArmsTransfer"), (GAZETTEER_GRAPH, "id:peru")):
        assert builder.ask(f"SELECT ?g {{ GRAPH ?g {{ {thing} a ?kind }} }}")[0] == (f"<{graph}>",)
    assert builder.ask("SELECT ?g { GRAPH ?g { at:ArticleShape a ?kind } }") == [
        (f"<{ONTOLOGY_GRAPH}>",)
    ]


def test_an_unchanged_article_is_not_read_again_and_no_reader_is_opened(builder: Builder) -> None:
    builder(article(), article("two.txt"))
    again = builder(article("two.txt"), article())
    assert (again.read, again.unchanged, again.claims, again.generation) == (0, 2, 0, 1)
    assert builder.reader.opened == 1


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "Russia never gave Peru tanks ."},
        {"date": dt.date(2020, 1, 1)},
        {"title": "Tanks"},
        {"url": "https://news.example/tanks"},
    ],
)
def test_a_changed_article_replaces_itself(builder: Builder, changed: dict[str, Any]) -> None:
    builder(article(), article("two.txt"))
    before = builder.graph(Mint().article("two.txt"))
    summary = builder(replace(article(), **changed), article("two.txt"))
    assert (summary.read, summary.unchanged, summary.replaced) == (1, 1, 1)
    assert builder.ask("SELECT (COUNT(?a) AS ?n) { ?a a schema:NewsArticle }")[0][0].startswith(
        '"2"'
    )
    assert builder.graph(Mint().article("two.txt")) == before


def test_another_version_of_the_rules_reads_everything_again(builder: Builder) -> None:
    builder(article())
    summary = builder(article(), versions={**VERSIONS, "rules": "2"})
    assert (summary.read, summary.replaced) == (1, 1)
    assert builder.ask("SELECT ?v { ?run at:rulesVersion ?v }") == [('"2"',)]


def test_articles_that_are_not_given_again_stay(builder: Builder) -> None:
    builder(article())
    builder(article("two.txt"))
    assert builder.ask("SELECT ?key { ?a at:key ?key }") == [('"one.txt"',), ('"two.txt"',)]


def test_shortcuts_follow_the_claims(builder: Builder) -> None:
    shortcut = "SELECT * { ?s at:reportedlySuppliedTo ?r }"
    builder(article())
    assert builder.ask(shortcut) == [(f"<{ID}peru>", f"<{ID}russia>")]
    builder(article(text="Russia never gave Peru tanks ."))
    assert builder.ask(shortcut) == []


def test_shortcuts_are_rebuilt_where_another_update_made_them(
    builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.derivation.publication.DERIVE_UPDATE", f"CLEAR SILENT GRAPH <{DERIVED_GRAPH}>")
    builder(article())
    assert builder.shortcuts() == set()
    monkeypatch.undo()
    assert (builder(article()).unchanged, len(builder.shortcuts())) == (1, 2)
    assert builder(article()).generation == 2


def test_shortcuts_are_rebuilt_where_the_shapes_have_changed(
    builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder(article())
    shapes = builder.ontology / "shapes.ttl"
    shapes.write_text(shapes.read_text("utf-8") + "\n<urn:one> a <urn:more> .\n", "utf-8")
    monkeypatch.setattr("kg.derivation.publication.DERIVE_UPDATE", f"CLEAR SILENT GRAPH <{DERIVED_GRAPH}>")
    assert builder(article()).unchanged == 1
    assert builder.shortcuts() == set()


def test_an_article_that_breaks_the_shapes_is_refused_and_its_old_version_stays(
    builder: Builder,
) -> None:
    builder(article())
    before = builder.graph(KEY)
    summary = builder(article(text="Russia gave Peru tanks ?"), article("two.txt"))
    assert (summary.read, summary.claims) == (1, 1)
    refused = [problem for problem in summary.problems if problem.refused]
    assert {problem.article for problem in refused} == {"one.txt"}
    assert any("violation in" in problem.message for problem in refused)
    assert builder.graph(KEY) == before
    assert builder(article(text="Russia gave Peru tanks ?")).problems == summary.problems


def test_an_article_with_warnings_is_stored_and_they_are_told(builder: Builder) -> None:
    summary = builder(replace(article(), date=None))
    assert summary.read == 1
    assert [problem.refused for problem in summary.problems] == [False]
    assert "no publication date" in summary.problems[0].message


def test_changed_names_are_loaded_and_unchanged_ones_are_not(
    builder: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder(article())
    label = "SELECT ?l { id:peru skos:prefLabel ?l }"
    builder.names[0].write_text(NAMES.replace('"Peru"', '"Republic of Peru"'))
    assert builder(article()).generation == 2
    assert builder.ask(label) == [('"Republic of Peru"@en',)]

    def unexpected(*_: object) -> list[ox.Quad]:
        raise AssertionError("the file was read although it has not changed")

    monkeypatch.setattr("kg.builder.curated.file_quads", unexpected)
    assert builder(article()).generation == 2


def test_a_later_file_of_names_overrides_and_retires_what_an_earlier_one_says(
    builder: Builder,
) -> None:
    mine = builder.ontology / "mine.ttl"
    mine.write_text(
        NAMES.split("id:russia", maxsplit=1)[0]
        + 'id:russia skos:altLabel "Moscow"@en . id:peru at:ignore true .'
    )
    builder.names.append(mine)
    builder()
    assert builder.ask("SELECT ?l { id:russia skos:altLabel ?l }") == [('"Moscow"@en',)]
    assert builder.ask("SELECT ?l { id:russia skos:prefLabel ?l }") == [('"Russia"@en',)]
    assert builder.ask("SELECT ?p { id:peru ?p ?o }") == []


def test_progress_counts_up_to_the_end(builder: Builder) -> None:
    builder(article())
    told: list[Progress] = []
    given = (article(), article("two.txt"), article("three.txt", "nothing here"))
    builder(*given, progress=told.append)
    assert [progress.done for progress in told] == [1, 2, 3]
    assert told[-1] == Progress(done=3, total=3, claims=1)
    builder(articles=iter(given), progress=told.append)
    assert told[-1] == Progress(done=3, total=None, claims=0)


def test_a_long_build_publishes_as_it_goes(builder: Builder) -> None:
    seen: list[int] = []

    def look(_: Progress) -> None:
        try:
            seen.append(len(builder.ask("SELECT ?a { ?a a schema:NewsArticle }")))
        except StoreMissingError:
            seen.append(-1)

    builder(*[article(f"{n}.txt") for n in range(3)], progress=look, publish_every=0)
    assert seen == [-1, 1, 2]


def test_what_was_stored_before_a_build_broke_off_is_kept(builder: Builder) -> None:
    def broken() -> Iterator[Article]:
        yield article()
        raise ArticleError("two.txt: is empty")

    with pytest.raises(ArticleError):
        builder(articles=broken())
    summary = builder(article(), article("two.txt"))
    assert (summary.read, summary.unchanged) == (1, 1)
    assert len(builder.ask("SELECT * { ?s at:reportedlySuppliedTo ?r }")) == 1


def test_building_twice_from_nothing_gives_the_same_graph(tmp_path: Path) -> None:
    dumps = []
    for name, order in (("a", 1), ("b", -1)):
        (tmp_path / name).mkdir()
        one = Builder(tmp_path / name)
        one(*[article(f"{n}.txt") for n in range(3)][::order])
        with open_snapshot(one.store) as snapshot:
            dumps.append(sorted(map(str, snapshot.store)))
    assert dumps[0] == dumps[1]


def test_a_second_build_at_the_same_time_is_refused(builder: Builder) -> None:
    with open_writer(builder.store), pytest.raises(StoreLockedError, match="is writing"):
        builder(article())


def test_a_missing_vocabulary_is_told(builder: Builder) -> None:
    with pytest.raises(DataFileError, match=r"arms.ttl: cannot be read"):
        builder(
            ontology=builder.ontology / "nowhere",
            vocabulary=Vocabulary("1", frozenset(), {}, {}),
        )


@pytest.mark.parametrize("name", ["one.txt", KEY])
def test_a_removed_article_is_gone_with_what_was_derived_from_it(
    builder: Builder, name: str
) -> None:
    builder(article(), article("two.txt", "nothing here"))
    removal = remove(builder.store, name)
    assert (removal.article, removal.claims, removal.generation) == (KEY, 1, 2)
    assert builder.graph(KEY) == set()
    assert builder.shortcuts() == set()
    assert builder.ask("SELECT ?key { ?a at:key ?key }") == [('"two.txt"',)]
    assert builder(article()).read == 1


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("on.txt", "near names are one.txt"),
        ("wholly different", "it holds 1 articles"),
        (GAZETTEER_GRAPH, "there is no article"),
        ('" } ; DROP ALL #', "there is no article"),
    ],
)
def test_an_article_that_is_not_there_cannot_be_removed(
    builder: Builder, name: str, hint: str
) -> None:
    builder(article())
    with pytest.raises(UnknownNameError, match=hint):
        remove(builder.store, name)
    assert generation(builder.store) == 1


def test_removing_from_nothing_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        remove(tmp_path / "none", "one.txt")
    assert not (tmp_path / "none").exists()


def test_the_builder_is_imported_without_spacy_and_shacl() -> None:
    import subprocess

    path = [entry for entry in sys.path if entry]
    code = f"import sys; sys.path[:0] = {path!r}; import kg.builder, kg.query; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"spacy", "pyshacl", "rdflib", "flask"} & set(done.stdout.split())
