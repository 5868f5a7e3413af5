"""The reports on the graph of the seed's article, as an analyst would read them."""

from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.canned import read_query, run
from kg.gazetteer import gazetteer_files
from kg.query import Endpoint
from kg.settings import shipped
from kg.terms import GAZETTEER_GRAPH, ONTOLOGY_GRAPH
from tests.conftest import InProcess

SEED = Path(__file__).parent / "cases" / "seed.ttl"
ARTICLE = "https://example.org/arms/article/45b35f8e99397b0b"


@pytest.fixture(scope="module")
def seed() -> Endpoint:
    store = ox.Store()
    store.load(path=str(SEED), to_graph=ox.NamedNode(ARTICLE))
    store.load(path=str(shipped("ontology") / "arms.ttl"), to_graph=ox.NamedNode(ONTOLOGY_GRAPH))
    for path in gazetteer_files(shipped("ontology")):
        store.load(path=str(path), to_graph=ox.NamedNode(GAZETTEER_GRAPH))
    return InProcess(store)


def said(seed: Endpoint, name: str, columns: str, **values: str) -> list[tuple[str, ...]]:
    """Return what some columns of a report say, row by row; names in a cell in alphabetical order."""
    report = run(read_query(shipped("queries") / f"{name}.rq"), {k: [v] for k, v in values.items()}, seed)
    rows = []
    for row in report.solutions.rows:
        cells = [row.get(f"{column}Label") or row.get(column) for column in columns.split()]
        texts = [cell.value if cell is not None else "" for cell in cells]
        rows.append(tuple(", ".join(sorted(text.split(", "))) for text in texts))
    return rows


ITEMS = {
    "Kalashnikov rifle", "Mil helicopter", "Su-30MK2", "air-defence system", "armoured personnel vehicle",
    "artillery", "battle tank",
}  # fmt: skip


def test_all_items_that_venezuela_has_received(seed: Endpoint) -> None:
    rows = said(seed, "received", "equipment supplier latest date_words said_by", recipient="Venezuela")
    assert {row[0] for row in rows} == ITEMS
    assert {row[1:] for row in rows} == {("Russia", "2019-03-30", "has received", "Vyacheslav Davydenko")}


def test_what_is_in_no_category_of_the_register_has_rows(seed: Endpoint) -> None:
    rows = said(seed, "by-category", "category equipment claims articles")
    assert {row[:2] for row in rows} == {
        ("I battle tanks", "battle tank"),
        ("II armoured combat vehicles", "armoured personnel vehicle"),
        ("III large-calibre artillery systems", "artillery"),
        ("IV combat aircraft", "Su-30MK2"),
        ("SALW small arms and light weapons", "Kalashnikov rifle"),
        ("no category", "Mil helicopter"),
        ("no category", "air-defence system"),
    }
    assert {row[2:] for row in rows} == {("1", "1")}
    assert said(seed, "small-arms", "equipment") == [("Kalashnikov rifle",)]


def test_a_delivery_by_a_day_is_no_delivery_in_its_year(seed: Endpoint) -> None:
    rows = said(seed, "sipri-register", "recipient supplier delivered delivered_flag delivery_years order_year")
    assert len(rows) == 7
    assert set(rows) == {("Venezuela", "Russia", "..", "?", "by 2019", "")}


def test_one_supplier_is_full_concentration(seed: Endpoint) -> None:
    assert said(seed, "concentration", "supplier items share hhi", recipient="Venezuela") == [
        ("Russia", "7", "1", "1")
    ]
    assert said(seed, "top-suppliers", "region supplier recipients items", region="Americas") == [
        ("Americas", "Russia", "1", "7")
    ]


def test_both_holders_of_the_office_stand_under_one_concept(seed: Endpoint) -> None:
    assert said(seed, "recognition", "country office claimant recognised_by", country="Venezuela") == [
        ("Venezuela", "president", "Juan Guaido", "50 other countries, United States"),
        ("Venezuela", "president", "Nicolas Maduro", "China, Russia"),
    ]


def test_what_the_troops_do_and_who_is_president_is_disputed(seed: Endpoint) -> None:
    rows = said(seed, "disputed", "difference type other_said_by")
    assert set(rows) == {
        ("factuality", "deployment", "Venezuela’s military attache"),
        ("office", "recognition", ""),
    }


def test_the_airport_outside_caracas_is_in_venezuela(seed: Endpoint) -> None:
    rows = said(seed, "deployments", "sender destination earliest", host="Venezuela")
    assert ("Russia", "main airport", "2019-03-23") in rows
    assert len(rows) == 3


def test_the_contract_shows_the_chain_from_state_to_state(seed: Endpoint) -> None:
    assert said(seed, "intermediaries", "supplier path hops recipient link") == [
        ("Russia", "Rostec → Rosoboronexport → CAVIM", "3", "Venezuela", "contract")
    ]


def test_who_owns_whom_says_what_an_article_and_what_the_gazetteer_says(seed: Endpoint) -> None:
    assert said(seed, "state-owned", "organization known_from owners", state="Russia") == [
        ("Rosoboronexport", "article, gazetteer", "Rostec, Russia, Russia’s arms corporation"),
        ("Russia’s arms corporation", "article", "Russia"),
    ]
    assert said(seed, "state-owned", "organization owners", state="Venezuela") == [("CAVIM", "Venezuela")]


def test_everything_between_russia_and_venezuela(seed: Endpoint) -> None:
    rows = said(seed, "between", "type role_a role_b factuality", a="Russia", b="Venezuela")
    kinds = sorted(row[0] for row in rows)
    assert kinds.count("arms transfer") == 7
    assert set(kinds) == {
        "arms transfer", "client relationship", "contract", "cooperation", "demand", "deployment",
        "facility claim", "position",
    }  # fmt: skip
    mirrored = said(seed, "between", "type role_b role_a factuality", a="Venezuela", b="Russia")
    assert sorted(mirrored) == sorted(rows)


def test_nothing_is_missing_and_nothing_is_pending_in_this_article(seed: Endpoint) -> None:
    assert said(seed, "missing-party", "claim") == []
    assert said(seed, "pending", "claim") == []


def test_the_gazetteer_may_learn_the_people_and_bodies_of_the_article(seed: Endpoint) -> None:
    rows = said(seed, "unknown-names", "name kind")
    assert rows[0] == ("Vyacheslav Davydenko", "Person")
    assert ("Russia’s arms corporation", "Organization") in rows
    assert not any(name[0].islower() or name.startswith("A ") for name, _ in rows)
    assert ("main airport", "place") in said(seed, "unknown-names", "name kind", names="all")
