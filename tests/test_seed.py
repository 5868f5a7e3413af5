"""The owner's article, read as a careful analyst would read it: the golden case."""

import datetime as dt
from pathlib import Path

import pytest
import rdflib
from rdflib.compare import isomorphic

import kg
from kg.articles import read_articles
from kg.export import export
from kg.extraction import Reader
from kg.gazetteer import Gazetteer
from kg.model import ArticleClaims, Claim
from kg.output import statement_order, turtle
from kg.settings import shipped
from kg.terms import Mint, Vocabulary
from kg.triples import article_quads

GOLDEN = Path(__file__).parent / "cases" / "seed.ttl"

TRANSFERS = {
    "Su-30MK2": "Sukhoi 30-MK2 fighter planes",
    "Mil helicopter": "Mil helicopters",
    "battle tank": "tanks",
    "armoured personnel vehicle": "armed personnel vehicles",
    "artillery": "artillery",
    "air-defence system": "air defense systems",
    "Kalashnikov rifle": "Kalashnikovs",
}
SENTENCE = (1709, 1992)


@pytest.fixture(scope="module")
def seed(reader: Reader) -> ArticleClaims:
    (read,) = reader.read(read_articles([shipped("seeds") / "000_4ff5dbc356dcc663.txt"]))
    return read


@pytest.fixture(scope="module")
def transfers(seed: ArticleClaims) -> list[Claim]:
    return [claim for claim in seed.claims if claim.type == "ArmsTransfer"]


def _label(claim: Claim, role: str) -> str:
    (entity,) = claim.entities(role)
    return entity.label


def test_the_seed_gives_seven_transfers_from_russia_to_venezuela(transfers: list[Claim]) -> None:
    assert [(_label(c, "supplier"), _label(c, "recipient")) for c in transfers] == [("Russia", "Venezuela")] * 7
    assert {_label(c, "equipment"): c.arguments["equipmentText"][0] for c in transfers} == TRANSFERS


def test_they_are_delivered_asserted_and_said_by_davydenko(transfers: list[Claim]) -> None:
    for claim in transfers:
        assert (claim.status, claim.factuality) == ("Delivered", "Asserted")
        assert [speaker.label for speaker in claim.attributed_to] == ["Vyacheslav Davydenko"]


def test_they_have_no_quantity_of_their_own_and_no_date_but_an_upper_bound(transfers: list[Claim]) -> None:
    for claim in transfers:
        assert "quantityMin" not in claim.arguments
        assert "quantityMax" not in claim.arguments
        assert (claim.date, claim.earliest, claim.latest) == (None, None, dt.date(2019, 3, 30))


def test_their_evidence_is_the_tenth_sentence_and_no_other(seed: ArticleClaims, transfers: list[Claim]) -> None:
    text = seed.article.text
    for claim in transfers:
        (evidence,) = claim.evidence
        assert (evidence.start, evidence.end) == SENTENCE
        assert evidence.sentence == text[slice(*SENTENCE)]
        for mention in evidence.mentions:
            assert evidence.start <= mention.start < mention.end <= evidence.end
            assert text[mention.start : mention.end] == mention.text
        assert {m.role: m.text for m in evidence.mentions}["speaker"] == "He"
        assert {m.role: m.iri for m in evidence.mentions}["speaker"] == claim.attributed_to[0].iri


def test_a_list_of_goods_keeps_its_order(transfers: list[Claim]) -> None:
    assert [_label(claim, "equipment") for claim in transfers] == list(TRANSFERS)


def test_none_of_the_transfer_traps_is_taken(transfers: list[Claim]) -> None:
    """Troops flown in, an S-300 under repair, the training centre and the announcement are no transfers."""
    assert {claim.evidence[0].start for claim in transfers} == {SENTENCE[0]}
    assert "Rosoboronexport" not in {_label(claim, "supplier") for claim in transfers}


def test_who_is_recognised_as_president_does_not_hold_the_office(seed: ArticleClaims) -> None:
    held = {_label(claim, "person"): claim.arguments["role"][0] for claim in seed.claims if claim.type == "Position"}
    assert held["Juan Guaido"] == "opposition leader"


def test_whose_the_firms_are_is_kept_by_kind(seed: ArticleClaims) -> None:
    kinds = {(_label(claim, "owner"), _label(claim, "owned")): claim.arguments["kind"] for claim in seed.claims
             if claim.type == "Ownership"}
    assert kinds["Russia", "Rosoboronexport"] == ("National",)
    assert kinds["Venezuela", "CAVIM"] == ("StateRun",)
    assert kinds["Russia’s arms corporation", "Rosoboronexport"] == ("Subsidiary",)


def test_the_contract_is_about_the_centre_that_was_opened(seed: ArticleClaims) -> None:
    nodes = {
        entity.iri
        for claim in seed.claims
        for role, kind in (("object", "Contract"), ("facility", "Facility")) if claim.type == kind
        for entity in claim.entities(role)
    }
    assert len(nodes) == 1


def test_its_graph_is_the_golden_one(
    seed: ArticleClaims, gazetteer: Gazetteer, vocabulary: Vocabulary, request: pytest.FixtureRequest
) -> None:
    """Compared as graphs; ``pytest --accept`` writes the golden file anew, to be looked at before it is committed."""
    ours = _turtle(seed, gazetteer, vocabulary)
    if request.config.getoption("--accept"):
        GOLDEN.write_bytes(ours)
    golden = rdflib.Graph().parse(GOLDEN, format="turtle")
    assert isomorphic(rdflib.Graph().parse(data=ours, format="turtle"), golden)


def test_two_builds_of_the_seed_export_the_same_bytes(tmp_path: Path) -> None:
    exports = []
    for name in ("one", "two"):
        kg.build([shipped("seeds")], store=tmp_path / name)
        exports.append(b"".join(export(tmp_path / name, format="turtle")))
    assert exports[0] == exports[1]
    assert exports[0].count(b"a at:ArmsTransfer") == 7


def _turtle(seed: ArticleClaims, gazetteer: Gazetteer, vocabulary: Vocabulary) -> bytes:
    quads = article_quads(
        seed, mint=Mint(), vocabulary=vocabulary, versions={"pipeline": "golden"}, known=gazetteer.concepts
    )
    return b"".join(turtle(sorted((quad.triple for quad in quads), key=statement_order)))
