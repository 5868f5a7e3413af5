"""Writes unknown forms as entries of a gazetteer, ready to be pasted and looked over.

What comes in: ``Form`` records.  What goes out: Turtle that ``kg names check`` accepts; each entry stands behind a
comment that says how often the form was read, and where.
"""

from collections.abc import Iterable, Iterator, Mapping

from kg.model import Concept
from kg.names.unknown import Form
from kg.terms import ID, PREFIXES, short, slug

__all__ = ["as_turtle"]

_SCHEMES = {
    "Place": ("at:Place", "places"),
    "Organization": ("org:Organization", "organizations"),
    "EquipmentType": ("at:EquipmentType", "equipment"),
    "Person": ("foaf:Person", "persons"),
}
_ANY_CLASS = ID + "military-equipment"


def as_turtle(forms: Iterable[Form], concepts: Mapping[str, Concept]) -> Iterator[str]:
    """Yield the lines of a Turtle file with an entry for each form.

    Args:
        forms: the forms.
        concepts: the gazetteer, by IRI: no entry takes an IRI that it has.
    """
    for prefix in ("at", "foaf", "id", "org", "skos"):
        yield f"@prefix {prefix + ':':<5} <{PREFIXES[prefix]}> ."
    taken = set(concepts)
    for form in forms:
        iri = _free(ID + slug(form.text), taken)
        taken.add(iri)
        yield ""
        yield from _entry(form, iri, concepts)


def _free(iri: str, taken: set[str]) -> str:
    number, free = 1, iri
    while free in taken:
        number += 1
        free = f"{iri}-{number}"
    return free


def _entry(form: Form, iri: str, concepts: Mapping[str, Concept]) -> Iterator[str]:
    kind, scheme = _SCHEMES.get(form.kind, _SCHEMES["Place"])
    times = "once" if form.count == 1 else f"{form.count} times in {form.articles} article{'s'[: form.articles > 1]}"
    yield f"# {times}, as in {_plain(form.article)}: {_plain(form.example)}"
    facts = [f"skos:inScheme id:{scheme}", f'skos:prefLabel "{_quoted(_name(form, concepts))}"@en']
    if kind == "at:EquipmentType":
        facts.append(f"at:equipmentClass {short(form.equipment_class or _ANY_CLASS)}")
    if form.country:
        facts.append(f"at:country {short(form.country)}")
    yield f"{short(iri)} a {kind}, skos:Concept ;"
    yield "    " + " ;\n    ".join(facts) + " ."


def _name(form: Form, concepts: Mapping[str, Concept]) -> str:
    """Return the form without the class noun behind it: ``Orkan rocket launchers`` → ``Orkan``."""
    concept = concepts.get(form.equipment_class)
    if concept is None:
        return form.text
    nouns = (concept.label, *concept.labels.get("altLabel", ()))
    endings = sorted((noun + plural for noun in nouns for plural in ("", "s")), key=len, reverse=True)
    lower = form.text.lower()
    longest = next((ending for ending in endings if lower.endswith(" " + ending.lower())), "")
    return form.text[: len(form.text) - len(longest)].strip() if longest else form.text


def _plain(text: str) -> str:
    return " ".join(text.split())


def _quoted(text: str) -> str:
    return _plain(text).replace("\\", "\\\\").replace('"', '\\"')
