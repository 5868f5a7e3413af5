"""Gazetteers of equipment and of its classes: whole, consistent, no rival labels, UNROCA categories in place."""

from collections import Counter, defaultdict
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from kg.gazetteer import Gazetteer
from kg.language.mentions import fold
from kg.model import Concept
from kg.settings import shipped
from kg.terms import ID, PREFIXES, Vocabulary

OURS = ("equipment", "equipment-classes")
MAKERS = ("Antonov", "Glock", "Ilyushin", "Kalashnikov", "Kamov", "Sukhoi", "Tupolev")
PLACES = {
    "unroca-I": {"battle-tank", "light-tank"},
    "unroca-II": {"vehicle", "military-vehicle"},
    "unroca-III": {"artillery"},
    "unroca-IV": {"aircraft"},
    "unroca-V": {"attack-helicopter"},
    "unroca-VI": {"ship"},
    "unroca-VII": {"missile", "rocket"},
    "unroca-SALW": {"small-arms-and-light-weapons"},
}
"""UNROCA category → the classes under one of which whatever falls into it stands."""
WITHOUT_CATEGORY = {
    "transport-helicopter",
    "utility-helicopter",
    "training-helicopter",
    "trainer-aircraft",
    "transport-aircraft",
    "military-truck",
    "air-defence-system",
    "air-to-air-missile",
    "radar",
    "engine",
}
"""Classes of whose things none falls into a category, as the register defines them."""


def of(gazetteer: Gazetteer, *schemes: str) -> Iterator[Concept]:
    return (concept for concept in gazetteer.concepts.values() if concept.scheme in schemes)


def labels(concept: Concept) -> list[str]:
    given = [label for name in concept.labels for label in concept.labels[name]]
    return [concept.label, *given]


def categories(concept: Concept) -> tuple[str, ...]:
    return concept.facts.get("unrocaCategory", ())


def above(gazetteer: Gazetteer, concept: Concept) -> Iterator[Concept]:
    """Yield an entry and whatever is broader, step by step; fails where that leads in a circle."""
    seen: set[str] = set()
    ways = [concept]
    while ways:
        concept = ways.pop()
        assert concept.iri not in seen, f"{concept.iri} is its own ancestor"
        seen.add(concept.iri)
        yield concept
        ways.extend(gazetteer.concepts[iri] for iri in concept.links.get("broader", ()))


def classes(gazetteer: Gazetteer, concept: Concept) -> set[str]:
    """Return the local names of the class of an entry and of all classes above it."""
    name = concept.iri if concept.scheme == "equipment-classes" else concept.links["equipmentClass"][0]
    return {found.iri.removeprefix(ID) for found in above(gazetteer, gazetteer.concepts[name])}


@pytest.fixture(scope="module")
def holders(gazetteer: Gazetteer) -> dict[str, set[str]]:
    """Return folded label → IRIs of the entries of all gazetteers that have it; templates are no names."""
    found: dict[str, set[str]] = defaultdict(set)
    for concept in gazetteer.concepts.values():
        if concept.scheme != "services":
            for label in labels(concept):
                found[fold(label)].add(concept.iri)
    return found


@pytest.mark.parametrize(
    ("scheme", "kind", "least"),
    [("equipment-classes", "EquipmentClass", 150), ("equipment", "EquipmentType", 700)],
)
def test_a_scheme_holds_enough_entries_of_its_class(gazetteer: Gazetteer, scheme: str, kind: str, least: int) -> None:
    entries = list(of(gazetteer, scheme))
    assert len(entries) >= least
    assert {entry.kinds for entry in entries} == {(kind,)}


@pytest.mark.parametrize("scheme", OURS)
def test_every_entry_has_exactly_one_preferred_label(gazetteer: Gazetteer, scheme: str) -> None:
    triples = ox.parse(path=str(shipped("ontology") / f"{scheme}.ttl"), format=ox.RdfFormat.TURTLE)
    preferred = ox.NamedNode(PREFIXES["skos"] + "prefLabel")
    counts = Counter(str(triple.subject) for triple in triples if triple.predicate == preferred)
    assert {name for name, count in counts.items() if count != 1} == set()
    assert {f"<{entry.iri}>" for entry in of(gazetteer, scheme)} == set(counts) - {f"<{ID}{scheme}>"}


def test_every_designation_has_one_class_and_a_state_of_its_design(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, "equipment"):
        (name,) = entry.links["equipmentClass"]
        assert gazetteer.concepts[name].scheme == "equipment-classes", entry.iri
        assert entry.links["designedIn"], entry.iri
        for state in entry.links["designedIn"]:
            assert gazetteer.concepts[state].scheme == "states", f"{entry.iri}: {state}"


def test_what_is_broader_exists_in_the_same_scheme_and_leads_in_no_circle(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, *OURS):
        assert {found.scheme for found in above(gazetteer, entry)} == {entry.scheme}, entry.iri


def test_the_classes_are_one_tree(gazetteer: Gazetteer) -> None:
    tops = {entry.iri for entry in of(gazetteer, "equipment-classes") if not entry.links.get("broader")}
    assert tops == {ID + "military-equipment"}
    for entry in of(gazetteer, "equipment-classes"):
        assert len(entry.links.get("broader", ())) <= 1, entry.iri


def test_every_class_has_a_definition_and_an_example(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, "equipment-classes"):
        assert entry.facts.get("definition"), entry.iri
        assert entry.facts.get("example"), entry.iri


def test_no_label_belongs_to_two_entries(gazetteer: Gazetteer, holders: dict[str, set[str]]) -> None:
    ours = {entry.iri for entry in of(gazetteer, *OURS)}
    rivals = {key: iris & ours for key, iris in holders.items() if len(iris & ours) > 1}
    assert rivals == {}


def test_a_label_shared_with_another_gazetteer_is_marked_as_ambiguous_on_one_side(
    gazetteer: Gazetteer, holders: dict[str, set[str]]
) -> None:
    ours = {entry.iri for entry in of(gazetteer, *OURS)}
    shared = {key: iris for key, iris in holders.items() if len(iris) > 1 and iris & ours}
    assert {fold(maker) for maker in MAKERS} <= set(shared)
    unmarked = {
        key for key, iris in shared.items() if not any(_marked(gazetteer.concepts[iri], key) for iri in iris)
    }
    assert unmarked == set()


def _marked(concept: Concept, key: str) -> bool:
    named = {fold(label) for label in concept.facts.get("ambiguousLabel", ())}
    return "true" in concept.facts.get("ambiguous", ()) or key in named


def test_an_ambiguous_label_is_one_of_the_entry_s_labels(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, *OURS):
        assert set(entry.facts.get("ambiguousLabel", ())) <= set(labels(entry)), entry.iri


def test_a_class_is_lower_case_but_for_names_and_a_designation_is_not_all_lower_case(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, "equipment-classes"):
        assert entry.label[0].islower(), entry.iri
    for entry in of(gazetteer, "equipment"):
        assert entry.label != entry.label.lower() or entry.label[0].isdigit(), entry.iri


def test_a_category_is_one_of_the_vocabulary_s_codes(gazetteer: Gazetteer, vocabulary: Vocabulary) -> None:
    used = {code for entry in of(gazetteer, *OURS) for code in categories(entry)}
    assert used == {term for term in vocabulary.terms if term.startswith("unroca-")} == set(PLACES)
    assert all(len(categories(entry)) <= 1 for entry in of(gazetteer, *OURS))


def test_a_category_stands_only_where_its_things_do(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, *OURS):
        for code in categories(entry):
            assert classes(gazetteer, entry) & PLACES[code], f"{entry.iri}: {code}"


def test_a_designation_has_the_category_of_its_class_or_none(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, "equipment"):
        theirs = categories(gazetteer.concepts[entry.links["equipmentClass"][0]])
        if theirs:
            assert categories(entry) in {theirs, ()}, entry.iri


def test_transport_helicopters_trainers_trucks_and_radars_have_no_category(gazetteer: Gazetteer) -> None:
    for entry in of(gazetteer, *OURS):
        if classes(gazetteer, entry) & WITHOUT_CATEGORY:
            assert categories(entry) == (), entry.iri


def test_of_the_surface_to_air_missiles_only_portable_ones_have_a_category(gazetteer: Gazetteer) -> None:
    portable = 0
    for entry in of(gazetteer, *OURS):
        names = classes(gazetteer, entry)
        if "portable-air-defence-missile" in names:
            portable += 1
            assert categories(entry) == ("unroca-VII",), entry.iri
        elif "surface-to-air-missile" in names:
            assert categories(entry) == (), entry.iri
    assert portable > 20


@pytest.mark.parametrize(
    ("label", "name", "group"),
    [
        ("Sukhoi 30-MK2", "su-30mk2", "fighter-aircraft"),
        ("Flanker", "su-27", "fighter-aircraft"),
        ("F-16 C/D", "f-16c", "fighter-aircraft"),
        ("Mil helicopter", "mil-helicopter", "helicopter"),
        ("Mi-17", "mi-17", "transport-helicopter"),
        ("AH-64 Apache", "ah-64", "attack-helicopter"),
        ("Leopard 2A4", "leopard-2a4", "battle-tank"),
        ("S-400 Triumf", "s-400", "ground-to-air-missile-system"),
        ("SA-18", "igla", "portable-air-defence-missile"),
        ("Scud-B", "scud", "ballistic-missile"),
        ("RS-24 Yars", "rs-24", "ballistic-missile"),
        ("Bayraktar TB2", "tb2", "combat-drone"),
        ("HIMARS", "himars", "multiple-rocket-launcher"),
        ("Exocet", "exocet", "anti-ship-missile"),
        ("Javelin", "javelin", "anti-tank-missile"),
        ("AK-47", "ak-47", "assault-rifle"),
        ("Kilo-class", "kilo", "submarine"),
        ("Sovremenny", "sovremenny-class", "destroyer"),
        ("KamAZ truck", "kamaz-truck", "military-truck"),
        ("fighter jet", "fighter-aircraft", "combat-aircraft"),
        ("armored personnel carrier", "armoured-personnel-carrier", "armoured-combat-vehicle"),
        ("air defense system", "air-defence-system", "weapon"),
    ],
)
def test_a_label_belongs_to_the_entry_that_news_means(
    gazetteer: Gazetteer, holders: dict[str, set[str]], label: str, name: str, group: str
) -> None:
    assert holders[fold(label)] == {ID + name}
    assert group in classes(gazetteer, gazetteer.concepts[ID + name])


@pytest.mark.parametrize(
    ("variant", "family"),
    [
        ("su-30mk2", "su-30"),
        ("f-16v", "f-16"),
        ("leopard-2a7", "leopard-tank"),
        ("mq-9b", "mq-9"),
        ("akm", "kalashnikov-rifle"),
    ],
)
def test_a_variant_is_found_under_its_family(gazetteer: Gazetteer, variant: str, family: str) -> None:
    assert ID + family in {found.iri for found in above(gazetteer, gazetteer.concepts[ID + variant])}
