"""Gazetteers of organisations, media, offices and services: whole, consistent, no rival labels."""

from collections import defaultdict
from collections.abc import Iterator

import pytest
import spacy
from spacy.tokens import Doc

from kg.gazetteer import Gazetteer, read_gazetteer
from kg.language.linker import Linker
from kg.language.mentions import fold
from kg.model import Concept
from kg.settings import shipped
from kg.terms import ID, slug

OURS = ("organizations", "media", "offices", "services")
OTHERS = ("states", "regions", "international-organizations", "armed-groups")
MAKERS = ("Mil", "Sukhoi", "Mikoyan", "Tupolev", "Antonov", "Colt", "Beretta", "Kalashnikov")


@pytest.fixture(scope="module")
def names() -> Gazetteer:
    return read_gazetteer([shipped("ontology") / f"{name}.ttl" for name in (*OURS, *OTHERS)])


@pytest.fixture(scope="module")
def linker(names: Gazetteer) -> Linker:
    return Linker(names)


def of(names: Gazetteer, *schemes: str) -> Iterator[Concept]:
    return (concept for concept in names.concepts.values() if concept.scheme in schemes)


def labels(concept: Concept) -> list[str]:
    given = [label for name in concept.labels for label in concept.labels[name]]
    return [concept.label, *given]


def holders(names: Gazetteer) -> dict[str, set[str]]:
    """Return folded label → IRIs of the entries that have it; templates are no names."""
    found: dict[str, set[str]] = defaultdict(set)
    for concept in of(names, *OURS[:3], *OTHERS):
        for label in labels(concept):
            found[fold(label)].add(concept.iri)
    return found


def linked(linker: Linker, text: str) -> set[tuple[str, str]]:
    """Return (words, local IRI) of what the linker finds where every word with a capital may be a name."""
    doc = spacy.blank("en")(text)
    count = len(doc)
    doc = Doc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        pos=["PROPN" if token.text[:1].isupper() else "NOUN" for token in doc],
        heads=[count - 1] * count,
        deps=["dep"] * (count - 1) + ["ROOT"],
    )
    return {(found.text, found.iri.removeprefix(ID)) for found in linker.link(doc).all}


@pytest.mark.parametrize(
    ("scheme", "kind", "least"),
    [
        ("organizations", "Organization", 250),
        ("media", "Medium", 80),
        ("offices", "Office", 80),
        ("services", "ServiceTemplate", 20),
    ],
)
def test_a_scheme_holds_enough_entries_of_its_class(
    names: Gazetteer, scheme: str, kind: str, least: int
) -> None:
    entries = list(of(names, scheme))
    assert len(entries) >= least
    assert {entry.kinds for entry in entries} == {(kind,)}


def test_there_are_250_firms_yards_bureaus_and_agencies_apart_from_the_services(
    names: Gazetteer,
) -> None:
    trade = {"ArmsFirm", "Shipyard", "DesignBureau", "ExportAgency", "ProcurementAgency"}
    kinds = [entry.facts["organizationKind"][0] for entry in of(names, "organizations")]
    assert sum(kind in trade for kind in kinds) >= 250
    assert trade <= set(kinds)


def test_every_entry_has_a_label_and_none_is_listed_with_its_article(names: Gazetteer) -> None:
    for entry in of(names, *OURS):
        assert all(fold(label) for label in labels(entry)), entry.iri
        if entry.iri != ID + "the-hindu":  # its bare word is a faith
            assert not any(label.lower().startswith("the ") for label in labels(entry)), entry.iri


def test_whatever_an_entry_links_to_exists(names: Gazetteer) -> None:
    for entry in of(names, *OURS):
        for name, targets in entry.links.items():
            for target in targets:
                assert target in names.concepts, f"{entry.iri} {name} {target}"


def test_a_country_is_a_state_and_a_parent_is_an_organisation(names: Gazetteer) -> None:
    organisations = {"organizations", "international-organizations"}
    for entry in of(names, "organizations", "media"):
        for country in entry.links.get("country", ()):
            assert names.concepts[country].scheme == "states", entry.iri
        for parent in entry.links.get("parent", ()):
            assert names.concepts[parent].scheme in organisations, entry.iri
            assert parent != entry.iri


def test_nobody_is_its_own_ancestor(names: Gazetteer) -> None:
    for entry in of(names, "organizations", "offices"):
        seen, above = {entry.iri}, entry
        while up := (*above.links.get("parent", ()), *above.links.get("broader", ())):
            assert up[0] not in seen, entry.iri
            seen.add(up[0])
            above = names.concepts[up[0]]


def test_an_organisation_without_a_country_says_why(names: Gazetteer) -> None:
    for entry in of(names, "organizations"):
        assert entry.links.get("country") or entry.facts.get("scopeNote"), entry.iri


def test_no_label_belongs_to_two_entries(names: Gazetteer) -> None:
    ours = {entry.iri for entry in of(names, *OURS)}
    rivals = {key: iris for key, iris in holders(names).items() if len(iris) > 1 and iris & ours}
    assert rivals == {}


def test_an_ambiguous_label_is_one_of_the_entry_s_labels(names: Gazetteer) -> None:
    for entry in of(names, *OURS):
        assert set(entry.facts.get("ambiguousLabel", ())) <= set(labels(entry)), entry.iri


def test_no_head_noun_belongs_to_two_templates_or_is_longer_than_four_words(
    names: Gazetteer,
) -> None:
    tokenizer = spacy.blank("en")
    found: dict[str, str] = {}
    for template in of(names, "services"):
        for noun in template.facts["headNoun"]:
            assert noun == noun.lower()
            assert len(tokenizer(noun)) <= 4, noun
            assert found.setdefault(noun, template.iri) == template.iri, noun


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Cavim", "cavim"),
        ("Rosoboroneksport", "rosoboronexport"),
        ("Rostec", "rostec"),
        ("DCNS", "naval-group"),
        ("Finmeccanica", "leonardo"),
        ("Daewoo Shipbuilding and Marine Engineering", "hanwha-ocean"),
        ("Thomson-CSF", "thales"),
        ("UkrOboronProm", "ukroboronprom"),
        ("Jugoimport SDPR", "yugoimport"),
        ("Belspetsvneshtekhnika", "belspetsvneshtechnika"),
        ("Sukhoi", "sukhoi-company"),
        ("China North Industries Corp.", "norinco"),
        ("DRDO", "defence-research-and-development-organisation"),
        ("IAF", "india-air-force"),
        ("PLAAF", "china-air-force"),
        ("RAF", "united-kingdom-air-force"),
        ("ITAR-TASS", "tass"),
        ("Interfax news agency", "interfax"),
        ("Jane's", "janes"),
        ("AFP", "agence-france-presse"),
        ("defense minister", "defence-minister"),
        ("military attache", "military-attache"),
        ("spokeswoman", "spokesman"),
    ],
)
def test_a_label_belongs_to_the_entry_that_news_means(
    names: Gazetteer, label: str, name: str
) -> None:
    assert holders(names)[fold(label)] == {ID + name}


def test_rosoboronexport_is_state_owned_russian_and_a_part_of_rostec(names: Gazetteer) -> None:
    entry = names.concepts[ID + "rosoboronexport"]
    assert entry.links["country"] == (ID + "russia",)
    assert entry.links["parent"] == (ID + "rostec",)
    assert entry.facts["ownership"] == ("StateOwned",)
    assert entry.facts["organizationKind"] == ("ExportAgency",)


@pytest.mark.parametrize("label", MAKERS)
def test_a_maker_whose_name_is_on_its_things_is_ambiguous_and_says_so(
    names: Gazetteer, label: str
) -> None:
    (iri,) = holders(names)[fold(label)]
    entry = names.concepts[iri]
    assert label in entry.facts["ambiguousLabel"]
    assert "maker's name inside a designation is equipment" in entry.facts["scopeNote"][0]


def test_an_interim_president_is_a_president(names: Gazetteer) -> None:
    assert names.concepts[ID + "interim-president"].links["broader"] == (ID + "president",)
    assert names.concepts[ID + "interim-president"].facts["officeKind"] == ("HeadOfState",)


@pytest.mark.parametrize(
    ("state", "service", "label"),
    [
        ("India", "Air Force", "Indian Air Force"),
        ("China", "Armed Forces", "People's Liberation Army"),
        ("United States", "Ministry of Foreign Affairs", "US State Department"),
        ("Russia", "Parliament", "State Duma"),
        ("Germany", "Armed Forces", "Bundeswehr"),
    ],
)
def test_a_service_with_a_name_of_its_own_has_the_iri_that_the_rule_makes(
    names: Gazetteer, state: str, service: str, label: str
) -> None:
    assert service in {template.label for template in of(names, "services")}
    assert holders(names)[fold(label)] == {f"{ID}{slug(state)}-{slug(service)}"}


def test_the_rule_finds_a_service_before_and_behind_its_state(linker: Linker) -> None:
    assert ("Indian Navy", "india-navy") in linked(linker, "The Indian Navy paid Rosoboroneksport")
    behind = linked(linker, "the Navy of India and the Ministry of Defence of Venezuela")
    assert behind == {
        ("Navy of India", "india-navy"),
        ("Ministry of Defence of Venezuela", "venezuela-ministry-of-defence"),
    }


def test_a_government_is_its_state(linker: Linker) -> None:
    assert linked(linker, "the British government") == {("British government", "united-kingdom")}


def test_a_ministry_keeps_its_state_before_a_spokesman(linker: Linker) -> None:
    assert linked(linker, "Russian Defense Ministry spokesman said") == {
        ("Russian Defense Ministry", "russia-ministry-of-defence"),
        ("spokesman", "spokesman"),
    }
