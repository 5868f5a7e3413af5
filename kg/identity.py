"""Says which names that no gazetteer knows are the same thing in several articles, and why.

What comes in: the names of all articles.  What goes out: ``Identity`` records.  Nothing is matched by similarity, and
nothing by a word that many share: a surname, an abbreviation, a description.  The order of names never matters, so the
whole can be thrown away and made again.  It must not know the store.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.terms import slug

__all__ = ["Identity", "NamedThing", "identities"]

_REASONS = {
    "Person": "sameFullName",
    "Organization": "sameFullName",
    "EquipmentType": "sameDesignation",
    "Place": "samePlace",
}
_PARTICLES = frozenset("al el ul bin ibn ben de del della da di do dos du la le van von der den ter of the and".split())
_LEGAL = frozenset("inc inc. llc ltd ltd. limited plc ag gmbh sa s.a. spa s.p.a. co co. corp corp. corporation".split())
_PLURAL = re.compile(r"(?<=[^s])s$")


@dataclass(frozen=True, slots=True, order=True)
class NamedThing:
    """A thing that one article names, and no gazetteer.

    Attributes:
        iri: its IRI, within that article.
        kind: local name of its class.
        label: the article's own fullest name for it.
        article: IRI of the article.
        state: IRI of the state behind it, ``""`` if unknown.
    """

    iri: str
    kind: str
    label: str
    article: str
    state: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Identity:
    """What several articles name.

    Attributes:
        key: its kind and name, for an IRI: ``person/vyacheslav-davydenko``.
        label: the commonest of its names.
        reason: code of ``at:IdentityReason``.
        members: IRIs of the names, sorted.
    """

    key: str
    label: str
    reason: str
    members: tuple[str, ...]


def identities(names: Iterable[NamedThing]) -> list[Identity]:
    """Return what is named in more than one article, sorted."""
    groups: dict[tuple[str, str], list[NamedThing]] = {}
    for name in sorted(set(names)):
        key = _key(name)
        if key:
            groups.setdefault((name.kind, key), []).append(name)
    found = [_identity(kind, key, part) for (kind, key), group in groups.items() for part in _by_state(kind, group)]
    return sorted(identity for identity in found if identity)


def _key(name: NamedThing) -> str:
    """Return what names of the same thing have in common, ``""`` where the name is too little to tell."""
    words = name.label.split()
    if name.kind == "EquipmentType":
        return slug(_PLURAL.sub("", name.label)) if any(char.isdigit() for char in name.label) else ""
    if name.kind not in _REASONS or not all(word[:1].isupper() or word.lower() in _PARTICLES for word in words):
        return ""
    if name.kind == "Organization":
        while len(words) > 1 and words[-1].lower() in _LEGAL:
            words.pop()
    enough = 1 if name.kind == "Place" else 2
    return slug(" ".join(words)) if sum(word.lower() not in _PARTICLES for word in words) >= enough else ""


def _by_state(kind: str, group: Sequence[NamedThing]) -> list[list[NamedThing]]:
    """Divide names by the states behind them: two firms of one name in two states are two.

    A place without a known state may be anywhere.  Anything else without one belongs to the one state that is known.
    """
    states = {name.state for name in group if name.state}
    if kind == "Place" or len(states) > 1:
        return [[name for name in group if name.state == state] for state in sorted(states)]
    return [list(group)]


def _identity(kind: str, key: str, names: Sequence[NamedThing]) -> Identity | None:
    if len({name.article for name in names}) < 2:
        return None
    counts = Counter(name.label for name in names)
    label = min(counts, key=lambda text: (-counts[text], text))
    states = {name.state for name in names if name.state}
    place = "".join("/" + state.rsplit("/", 1)[-1] for state in sorted(states))
    return Identity(f"{slug(kind)}/{key}{place}", label, _REASONS[kind], tuple(sorted({name.iri for name in names})))
