"""The names that a field offers while somebody types."""

import time

import pytest
from flask.testing import FlaskClient

from kg.web.name_index import NamedThing, NameIndex, folded


def thing(label: str, claims: int = 0, iri: str = "", **names: tuple[str, ...]) -> NamedThing:
    return NamedThing(iri or f"x:{label}", label, "state", {"prefLabel": (label,), **names}, claims)


INDEX = NameIndex(
    [
        thing("Russia", 9, demonym=("Russian",), capital=("Moscow",), iso3=("RUS",)),
        thing("Russell Arms", 1),
        thing("Belarus", 4, altLabel=("White Russia",)),
        thing("Su-30MK2"),
        thing("Su-35", 3),
        thing("Côte d’Ivoire", altLabel=("Ivory Coast",)),
        thing("Nørdland"),
        thing("same", 1, "x:less"),
        thing("same", 2, "x:more"),
    ]
)


def found(typed: str, limit: int = 10) -> list[str]:
    return [suggestion.thing.label for suggestion in INDEX.find(typed, limit)[0]]


@pytest.mark.parametrize(
    ("typed", "labels"),
    [
        ("russ", ["Russia", "Russell Arms", "Belarus"]),
        ("RUSSIAN", ["Russia"]),
        ("rus", ["Russia", "Russell Arms", "Belarus"]),
        ("mosc", ["Russia"]),
        ("su30", ["Su-30MK2"]),
        ("SU 3", ["Su-35", "Su-30MK2"]),
        ("cote", ["Côte d’Ivoire"]),
        ("coast", ["Côte d’Ivoire"]),
        ("ivo", ["Côte d’Ivoire"]),
        ("nor", ["Nørdland"]),
        ("ussia", []),
        ("same", ["same"]),
    ],
)
def test_a_name_is_found_by_how_it_or_a_word_of_it_begins(typed: str, labels: list[str]) -> None:
    assert found(typed) == labels


def test_a_whole_name_comes_before_one_that_only_begins_so() -> None:
    index = NameIndex([thing("Niger"), thing("Nigeria", 50)])
    assert [one.thing.label for one in index.find("niger", 5)[0]] == ["Niger", "Nigeria"]


def test_what_was_found_is_told_with_what_kind_of_name_it_is() -> None:
    [demonym] = INDEX.find("russian", 1)[0]
    assert (demonym.name, demonym.match) == ("Russian", "demonym")
    [plain] = INDEX.find("russia", 1)[0]
    assert (plain.name, plain.match) == ("Russia", "name")


def test_of_things_called_the_same_the_one_with_most_claims_stands_for_all() -> None:
    [one] = INDEX.find("same", 5)[0]
    assert one.thing.iri == "x:more"


def test_nothing_typed_offers_what_most_claims_name() -> None:
    assert found("", 2) == ["Russia", "Belarus"]
    assert INDEX.find("", 2)[1]
    assert not INDEX.find("", 50)[1]


def test_case_accents_and_signs_do_not_count() -> None:
    assert folded("  Česká-Zbrojovka (CZ) ") == "ceska zbrojovka cz"


def test_names_are_given_with_what_they_mean(client: FlaskClient) -> None:
    answer = client.get("/names?type=party&q=russ&limit=3").get_json()
    [first] = [name for name in answer["names"] if name["label"] == "Russia"]
    assert first["iri"] == "https://example.org/arms/id/russia"
    naming = (
        "SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE "
        "{ ?claim at:supplier|at:recipient|at:attributedTo|at:party|at:client id:russia }"
    )
    counted = client.get("/sparql", query_string={"query": naming}).get_json()["results"]["bindings"][0]["n"]["value"]
    assert first["claims"] == int(counted) > 0
    assert first["kind"] == "state"
    assert first["match"] in {"name", "demonym"}
    assert answer["more"] is False


def test_who_is_named_by_articles_only_is_offered_too(client: FlaskClient) -> None:
    [ministry] = client.get("/names?type=organization&q=defence").get_json()["names"]
    assert ministry["label"] == "Egypt’s defence ministry"
    assert ministry["claims"] == 1


@pytest.mark.parametrize("asked", ["", "?type=prty", *(f"?type=party&limit={limit}" for limit in ("0", "51", "x"))])
def test_what_names_does_not_accept_is_told(client: FlaskClient, asked: str) -> None:
    answer = client.get(f"/names{asked}")
    assert answer.status_code == 422
    assert answer.get_json()["parameter"] == ("limit" if "limit" in asked else "type")


def test_names_are_kept_until_the_graph_changes(client: FlaskClient) -> None:
    answer = client.get("/names?type=party&q=russ")
    assert answer.headers["Cache-Control"] == "no-cache"
    tag = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/names?type=party&q=russ", headers=tag).status_code == 304
    assert client.get("/names?type=party&q=rus", headers=tag).status_code == 200


def test_a_large_gazetteer_answers_while_one_types() -> None:
    index = NameIndex(thing(f"Firm {n} of town {n % 97}", n) for n in range(20_000))
    start = time.perf_counter()
    for typed in ("f", "firm 1", "town 9", "of"):
        assert len(index.find(typed, 10)[0]) == 10
    assert (time.perf_counter() - start) / 4 < 0.5, "half a second on a loaded machine; 30 ms on a free one"
