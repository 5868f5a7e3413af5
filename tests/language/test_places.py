"""Places by what stands around them, people who are no aircraft, and services of states."""

from collections.abc import Iterator

import pytest

from kg.articles import article_of
from kg.extraction import Reader
from kg.resources import Resources
from kg.settings import Settings
from kg.terms import ID


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Resources(Settings.read({"gazetteer": "", "pipeline": ""})).linking()


def tied(reader: Reader, text: str) -> Iterator[tuple[str, str, str]]:
    """Yield (words, local IRI, kind) of what the words of a text are tied to."""
    for _, links in reader.links([article_of(text, key="a")]):
        for link in links:
            yield link.text, link.iri.removeprefix(ID), link.role


@pytest.mark.parametrize(
    ("text", "words", "iri", "kind"),
    [
        ("Two frigates docked at Haifa on Monday.", "Haifa", "haifa", "Place"),
        ("The plant in Odessa, Texas, makes shells.", "Odessa", "", "Place"),
        ("Shells reached Odessa on Friday.", "Odessa", "odesa", "Place"),
        ("Lockheed builds the aircraft in Marietta, Georgia.", "Georgia", "georgia-us", "Place"),
        ("Georgia ordered Javelin missiles.", "Georgia", "georgia", "State"),
        ("In Washington, Georgia signed a contract.", "Georgia", "georgia", "State"),
        ("Moscow, Minsk and Beijing signed a treaty.", "Moscow", "russia", "State"),
        ("Estonia received 96 Javelin missiles.", "Javelin missiles", "javelin", "EquipmentType"),
        ("Peru leased a Zorkan 7 howitzer.", "Zorkan 7 howitzer", "", "EquipmentType"),
        ("Spain sold Peru 7 howitzers.", "howitzers", "howitzer", "EquipmentType"),
        ("The ship carried eight PAP 104 vehicles.", "PAP", "", ""),
        ("Reutech Defence Industries (RDI) sold radars. RDI is small.", "RDI", "reutech", "Organization"),
        ("Israel sold Merkava Mark 4 tanks.", "Merkava Mark 4 tanks", "merkava", "EquipmentType"),
        ("Israel sold Merkava Mk IV tanks.", "Merkava Mk IV tanks", "merkava", "EquipmentType"),
        ("Kuwait ordered Hawk Mark 64 trainers.", "Hawk Mark 64 trainers", "hawk", "EquipmentType"),
        ("Poland bought Leopard two tanks.", "Leopard two tanks", "leopard-2", "EquipmentType"),
        ("Botswana has nine PC-7 Mark IIs.", "PC-7 Mark IIs", "pc-7-mk-ii", "EquipmentType"),
        ("Egypt wants to buy 24 fighters.", "fighters", "fighter-aircraft", "EquipmentType"),
        ("Rebel fighters seized the town.", "fighters", "", ""),
        ("Fighters from Hamas fired rockets.", "Fighters", "", ""),
        ("Contract N0001919C0055 was changed.", "N0001919C0055", "", ""),
        ("It is worth R64 million.", "R64", "", ""),
    ],
)
def test_words_are_read_by_what_stands_around_them(reader: Reader, text: str, words: str, iri: str, kind: str) -> None:
    found = [(local, told) for surface, local, told in tied(reader, text) if surface == words]
    assert (found or [("", "")])[0] == (iri, kind)


@pytest.mark.parametrize(
    ("text", "words", "iri"),
    [
        ("NIAMEY, Niger - The junta expelled French troops.", "junta", "niger"),
        ("Mali's junta bought tanks from Turkey. The junta paid.", "junta", "mali"),
        ("Mali bought drones from Turkey. The junta has also received helicopters.", "junta", ""),
        ("Sudan's army received drones from Iran. The army had asked.", "army", "sudan-army"),
        ("China sold frigates to Algeria, the foreign ministry said.", "foreign ministry", ""),
        ("A Foreign Ministry spokesman in Peking denied that Israel sold arms.", "Foreign Ministry",
         "china-ministry-of-foreign-affairs"),
        ("Turkey delivered two gunboats to the navy.", "navy", ""),
        ("Pakistan heard of it from a friendly government.", "government", ""),
        ("The Kremlin and Foreign Ministry denied it.", "Foreign Ministry", "russia-ministry-of-foreign-affairs"),
        ("Guam is small. Bombers left Andersen Air Force Base.", "Air Force", ""),
    ],
)
def test_a_nameless_service_is_tied_only_where_its_state_is_certain(
    reader: Reader, text: str, words: str, iri: str
) -> None:
    found = [local for surface, local, _ in tied(reader, text) if surface == words]
    assert (found or [""])[-1] == iri


@pytest.mark.parametrize(
    ("text", "words", "iri"),
    [
        ("He said Peru, Spain's ally, had tanks. This has allowed the country to rest.", "the country", "peru"),
        ("The Nigerian Air Force praised Saab of Sweden. Jets arrived in the country.", "the country", "nigeria"),
        ("General Dynamics builds the tanks and ships them to Poland.", "them", ""),
        ("Poland denied it.", "it", ""),
        ("The Indian Air Force wants more. The Navy has committed itself to tanks.", "itself", "india-navy"),
    ],
)
def test_what_a_description_or_pronoun_stands_for(reader: Reader, text: str, words: str, iri: str) -> None:
    found = [local for surface, local, _ in tied(reader, text) if surface == words]
    assert (found or [""])[0] == iri


@pytest.mark.parametrize(
    ("date", "text", "iri"),
    [
        ("1986-11-09", "Moscow sold tanks to Iraq.", "soviet-union"),
        ("2019-03-30", "Moscow sold tanks to Iraq.", "russia"),
        (None, "Moscow sold tanks to Iraq.", "russia"),
        ("1986-11-09", "The Kremlin sold tanks to Iraq.", "soviet-union"),
        ("1986-11-09", "Belgrade sold tanks to Iraq.", "yugoslavia"),
        ("1999-01-09", "Belgrade sold tanks to Iraq.", "serbia-and-montenegro"),
        ("1986-11-09", "Cairo sold tanks to Iraq.", "egypt"),
    ],
)
def test_a_seat_is_that_of_the_state_of_its_time(reader: Reader, date: str | None, text: str, iri: str) -> None:
    ((_, links),) = reader.links([article_of(text, key="a", date=date)])
    assert links[0].iri.removeprefix(ID) == iri
