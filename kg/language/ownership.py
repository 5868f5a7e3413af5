"""Finds the state that a nameless service belongs to: ``the army``, ``the junta``, ``the foreign ministry``.

What comes in: a parsed ``Doc`` with its mentions.  What goes out: a state's mention, or None.  The sieves go from the
surest to the least sure; where two states are open nothing is tied, because a wrong tie is worse than none.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.language.mentions import Linked, Mentions

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Owners"]

_STATES = frozenset({"State", "Territory"})
_IN_PHRASE = frozenset({"nmod:poss", "amod", "compound", "nmod", "nmod:desc"})
_INDEFINITE = frozenset("a an another any some no every each other foreign friendly neighbouring neighboring".split())
_ORGANS = frozenset({"ArmedService", "Ministry", "Legislature", "IntelligenceService"})
_ANY_STATES = frozenset("federal national central interim transitional provisional".split())
_SEATS = frozenset({"in", "of"})
_DATELINE_ENDS = frozenset({"-", "--", "–", "—", ":"})
_DATELINE_WORDS = 14
_SENTENCES_BACK = 3
_FEWEST, _LEAD = 3, 2  # how often the state is named that an article is about, and how much oftener than any other


class Owners:
    """The states behind the services of one document."""

    def __init__(self, doc: "Doc", mentions: Mentions) -> None:
        """Find the state that the article is dated from, and the one that it is about."""
        self._doc = doc
        self._mentions = mentions
        self._named = [m for m in (self._state_of(linked) for linked in mentions.all) if m]
        self._home = self._dateline()
        self._topic = self._most_named()

    def of(self, token: "Token", service: Linked) -> Linked | None:
        """Return the state whose service a nameless mention is, or None if that is not certain."""
        own = self._in_phrase(token) or self._behind(token, service)
        if own or _is_named(self._doc, service) or any(child.lower_ in _INDEFINITE for child in token.children):
            return own
        return self._told_before(service) or self._home or self._only_one(token) or self._topic

    def state_of_service(self, linked: Linked) -> Linked | None:
        """Return the state whose armed service, ministry or parliament a mention names, else None."""
        if linked.kind != "Organization" or not linked.country:
            return None
        kinds = linked.concept.facts.get("organizationKind", ()) if linked.concept else _ORGANS
        return None if _ORGANS.isdisjoint(kinds) else self._state_of(linked)

    def _state_of(self, linked: Linked) -> Linked | None:
        """Return the state that a mention names or belongs to, at its place."""
        if linked.kind in _STATES:
            return linked
        concept = self._mentions.concepts.get(linked.country)
        if concept is None or linked.is_equipment:
            return None
        return replace(linked, kind="State", iri=concept.iri, label=concept.label, concept=concept, country="")

    def _in_phrase(self, token: "Token") -> Linked | None:
        """Return the state in the service's own phrase: ``Poland's new [government]``, ``the Kremlin and [army]``."""
        for child in token.children:
            linked = self._mentions.headed(child.i)
            if child.dep_ in _IN_PHRASE and linked and linked.kind in _STATES and linked.head == child.i:
                return linked
            if child.lower_ == "whose" and token.head.dep_ == "acl:relcl":
                return self._mentions_state(token.head.head)
        beside = self._mentions.headed(token.head.i) if token.dep_ == "conj" else None
        return beside if beside and beside.reason == "metonymy" and beside.kind in _STATES else None

    def _mentions_state(self, noun: "Token") -> Linked | None:
        """Return the state that a noun is: ``Brazil, from whose [air force]``."""
        linked = self._mentions.headed(noun.i)
        return linked if linked and linked.kind in _STATES else None

    def _behind(self, token: "Token", service: Linked) -> Linked | None:
        """Return the state right behind: ``the government in Tripoli``, ``a foreign ministry spokesman in Peking``."""
        whole = token.head.i + 1 if token.dep_ in _IN_PHRASE and token.head.i >= service.end else service.end
        for place in (service.end, whole):
            if place + 1 < len(self._doc) and self._doc[place].lower_ in _SEATS:
                linked = self._mentions.at(place + 1)
                if linked and linked.kind in _STATES and linked.start == place + 1:
                    return linked
        return None

    def _told_before(self, service: Linked) -> Linked | None:
        """Return the state of the one service of that sort that was told of before: ``Sudan's army … the army``."""
        if service.concept is None:
            return None
        sort = "-" + service.concept.iri.rsplit("/service-", 1)[-1]
        before = [m for m in self._mentions.all if m.end <= service.start]
        alike = [m for m in before if (m.country and m.iri.endswith(sort)) or _is_government(m, service)]
        states = [state for state in map(self._state_of, alike) if state]
        return states[-1] if len({state.iri for state in states}) == 1 else None

    def _only_one(self, token: "Token") -> Linked | None:
        """Return the one state of the nearest sentence that names any.

        Who stands beside the service under the same verb is somebody else: ``Turkey delivered gunboats to the Navy``.
        """
        beside = {child.i for child in token.head.children}
        for sentence in self._sentences_back(token):
            named = [m for m in sentence if m.end <= token.i]
            if named:
                one = len({m.iri for m in named}) == 1 and named[-1].head not in beside
                return named[-1] if one else None
        return None

    def _sentences_back(self, token: "Token") -> Iterator[list[Linked]]:
        """Yield the states named in a token's sentence, then those in the ones before."""
        sentence = token.sent
        for _ in range(_SENTENCES_BACK + 1):
            yield [m for m in self._named if sentence.start <= m.start < sentence.end]
            if sentence.start == 0:
                return
            sentence = self._doc[sentence.start - 1].sent

    def _dateline(self) -> Linked | None:
        """Return the state whose town a wire story is dated from."""
        for token in self._doc[:_DATELINE_WORDS]:
            if token.text in _DATELINE_ENDS:
                return _first(m for m in self._named if m.end <= token.i and m.reason != "demonym")
            if token.pos_ == "VERB":
                return None
        return None

    def _most_named(self) -> Linked | None:
        """Return the state that an article is about: named often, and far oftener than any other."""
        counts: dict[str, int] = {}
        for linked in (m for m in self._named if m.reason != "demonym"):
            counts[linked.iri] = counts.get(linked.iri, 0) + 1
        ranked = sorted(counts.items(), key=lambda item: -item[1])
        if not ranked or ranked[0][1] < _FEWEST or (len(ranked) > 1 and ranked[0][1] < _LEAD * ranked[1][1]):
            return None
        return _first(m for m in self._named if m.iri == ranked[0][0])


def _is_government(linked: Linked, service: Linked) -> bool:
    """Return whether a state was told of by the same word for its government: ``Mali's [junta]``."""
    return linked.reason == "metonymy" and service.text.lower() in linked.text.lower().split()


def _is_named(doc: "Doc", service: Linked) -> bool:
    """Return whether a name in front makes the service that of somebody unknown: ``ex-Royal Navy``."""
    if service.start == 0 or doc[service.start].is_sent_start:
        return False
    word = doc[service.start - 1]
    if word.lower_ in _ANY_STATES:
        return False
    return word.text[:1].isupper() and word.pos_ in {"PROPN", "ADJ"} and not word.is_sent_start


def _first(mentions: Iterable[Linked]) -> Linked | None:
    return next(iter(mentions), None)
