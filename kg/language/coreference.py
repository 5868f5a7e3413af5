"""Finds what pronouns and definite descriptions stand for, by the precise sieves of the rule-based literature.

What comes in: a parsed ``Doc`` with its mentions. What goes out: ``Antecedents``: token → mention, with the reason.
After Raghunathan et al. 2010 (multi-pass sieve): exact and head matches, apposition, then definite descriptions by
their class noun, then pronouns by type, to the nearest compatible subject. Where two readings are open, nothing is
resolved.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.language.mentions import Linked, Mentions
from kg.language.phrases import preposition
from kg.language.services import service_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Antecedents", "StandsFor"]

_PERSONAL = frozenset("he she him her his hers himself herself".split())
_THINGS = frozenset("it its itself they their them".split())
_STATE_NOUNS = frozenset("country nation state republic kingdom government".split())
_CUSTOMER_NOUNS = frozenset({"customer", "buyer", "client", "recipient", "supplier"})
_FIRM_NOUNS = frozenset(
    "company firm group manufacturer shipbuilder yard contractor maker corporation shipyard".split()
)
_DEFINITE = frozenset("the this that these those its their".split())
_DATELINE_ENDS = frozenset({"-", "--", "–", "—", ":"})
_LOOSE = frozenset({"jet", "boat"})  # said of any aircraft and of any ship or submarine
_SENTENCES_BACK = 3


@dataclass(frozen=True, slots=True)
class StandsFor:
    """What a word stands for, and why.

    Attributes:
        linked: the mention it goes back to.
        reason: ``pronoun``, ``definiteDescription``, ``apposition`` or ``headWord``.
    """

    linked: Linked
    reason: str


class Antecedents:
    """The antecedents of one document."""

    def __init__(self, doc: "Doc", mentions: Mentions) -> None:
        """Number the sentences, so that distance can be counted in them."""
        self._doc = doc
        self._mentions = mentions
        self._named = list(mentions.all)
        self._starts = [linked.start for linked in self._named]
        self._descriptions: dict[int, Linked] = {}
        self._home = _dateline_state(doc, mentions)
        self._sentence = [0] * len(doc)
        for number, sent in enumerate(doc.sents):
            for index in range(sent.start, sent.end):
                self._sentence[index] = number

    def learn(self, described: Iterable[Linked]) -> None:
        """Take descriptions whose meaning is known into account: their head stands for it, and pronouns may mean it."""
        self._descriptions |= {linked.head: linked for linked in described}
        self._named = sorted([*self._mentions.all, *self._descriptions.values()], key=lambda m: (m.start, -m.end))
        self._starts = [linked.start for linked in self._named]

    def of(self, token: "Token") -> StandsFor | None:
        """Return what a pronoun or definite description stands for, or None if that is not certain."""
        if token.i in self._descriptions:
            return StandsFor(self._descriptions[token.i], "definiteDescription")
        word = token.lower_
        if word in _PERSONAL:
            return self._person(token)
        if word in _THINGS:
            return self._nearest_party(token, "pronoun")
        own = self._mentions.headed(token.i)
        if own and own.kind == "Service" and own.head == token.i:
            return self._service(token, own)
        return self._described(token)

    def _service(self, token: "Token", own: Linked) -> StandsFor | None:
        """Tie ``the army`` to the state behind it, else to the dateline's, else to the nearest state before it."""
        state = self._behind(own) or self._home or next((m for m in self._before(token) if m.kind == "State"), None)
        return StandsFor(service_of(own, state, "definiteDescription"), "definiteDescription") if state else None

    def _behind(self, own: Linked) -> Linked | None:
        """Return the state right behind a service: ``the government in Tripoli``."""
        doc, place = self._doc, own.end
        if place + 1 >= len(doc) or doc[place].lower_ not in {"in", "of"}:
            return None
        linked = self._mentions.at(place + 1)
        return linked if linked and linked.kind == "State" and linked.start == place + 1 else None

    def _described(self, token: "Token") -> StandsFor | None:
        noun = token.lemma_.lower()
        if noun in _STATE_NOUNS and any(c.lower_ in {"his", "her"} for c in token.children):
            return self._home_of_speaker(token)
        if not any(c.lower_ in _DEFINITE for c in token.children):
            return None
        if noun in _STATE_NOUNS | _CUSTOMER_NOUNS and any(c.lower_ == "same" for c in token.children):
            return self._parallel(token)
        if noun in _STATE_NOUNS:
            return self._nearest(token, {"State", "Territory"}, "definiteDescription")
        if noun in _FIRM_NOUNS:
            return self._firm(token)
        return self._equipment(token)

    def _home_of_speaker(self, token: "Token") -> StandsFor | None:
        """Tie ``his country`` to the nearest state that is no party to the same clause."""
        beside = _co_arguments(token)
        states = (m for m in self._before(token) if m.kind == "State" and m.head not in beside)
        return next((StandsFor(m, "definiteDescription") for m in states), None)

    def _parallel(self, token: "Token") -> StandsFor | None:
        """Tie ``to the same country`` to the nearest party behind the same preposition."""
        marker = preposition(token)
        for linked in self._before(token):
            if linked.is_party and linked.reason != "demonym" and preposition(token.doc[linked.head]) == marker != "":
                return StandsFor(linked, "definiteDescription")
        return None

    def _firm(self, token: "Token") -> StandsFor | None:
        """Tie ``the company`` to the nearest organisation that is a subject and no service of a state, else to any."""
        doc = token.doc
        firms = [m for m in self._before(token) if m.kind == "Organization" and m.reason != "demonym"]
        firms = [m for m in firms if m.concept or not m.country] or firms
        subjects = [m for m in firms if doc[m.head].dep_.startswith("nsubj")]
        return next((StandsFor(m, "definiteDescription") for m in subjects or firms), None)

    def _equipment(self, token: "Token") -> StandsFor | None:
        """Tie ``the jets`` to the one earlier designation of that class, ``the Flankers`` to its alias."""
        own = self._mentions.headed(token.i)
        if own is None or own.reason != "classNoun":
            return None
        loose = own.concept.links.get("broader", ()) if own.concept and _last_word(own.text) in _LOOSE else ()
        meant = {own.iri, *loose}
        for linked in self._before(token):
            same_class = linked.equipment_class and meant & self._classes_above(linked.equipment_class)
            same_head = linked.head != own.head and _last_word(linked.text) == _last_word(own.text)
            if linked.is_equipment and linked.reason != "classNoun" and (same_class or same_head):
                return StandsFor(linked, "definiteDescription")
        return None

    def _classes_above(self, iri: str) -> set[str]:
        """Return a class of equipment with all that it is a kind of."""
        above: set[str] = set()
        waiting = [iri]
        while waiting:
            concept = self._mentions.concepts.get(waiting[-1])
            above.add(waiting.pop())
            waiting.extend(set(concept.links.get("broader", ())) - above if concept else ())
        return above

    def _person(self, token: "Token") -> StandsFor | None:
        return self._nearest(token, {"Person"}, "pronoun")

    def _nearest(self, token: "Token", kinds: Iterable[str], reason: str) -> StandsFor | None:
        wanted = set(kinds)
        for linked in self._before(token):
            if linked.kind in wanted and linked.reason != "demonym":
                return StandsFor(linked, reason)
        return None

    def _nearest_party(self, token: "Token", reason: str) -> StandsFor | None:
        """Return the nearest earlier party that is a subject, else the only one named in this sentence and the last.

        What stands beside a pronoun under the same verb is someone else (principle B of binding).
        """
        doc, beside = token.doc, _co_arguments(token)
        parties = [m for m in self._before(token) if m.is_party and m.reason != "demonym" and m.head not in beside]
        services = [m for m in self._before(token) if m.kind == "Service" and m.head not in beside]
        for linked in sorted([*parties, *services], key=lambda m: -m.start):
            if doc[linked.head].dep_.startswith("nsubj"):
                whose = self._service(doc[linked.head], linked) if linked.kind == "Service" else None
                return replace(whose, reason=reason) if whose else StandsFor(linked, reason)
        near = [m for m in parties if self._sentence[token.i] - self._sentence[m.start] <= 1]
        return StandsFor(near[0], reason) if len({m.iri or m.label for m in near}) == 1 else None

    def _before(self, token: "Token") -> Iterable[Linked]:
        """Yield earlier mentions, nearest first, from at most a few sentences back."""
        here = self._sentence[token.i]
        for linked in reversed(self._named[: bisect_left(self._starts, token.i)]):
            if here - self._sentence[linked.start] > _SENTENCES_BACK:
                return
            if linked.end <= token.i:
                yield linked


def _co_arguments(token: "Token") -> set[int]:
    """Return the heads of what stands under the same verb, and of the noun that a relative clause describes."""
    verb = token.head
    beside = {child.i for child in verb.children if child.i != token.i}
    return beside | {verb.head.i} if verb.dep_ == "acl:relcl" else beside


def _dateline_state(doc: "Doc", mentions: Mentions) -> Linked | None:
    """Return the state whose city a wire story is dated from."""
    first = next(iter(doc.sents), None)
    if first is None or first[-1].text not in _DATELINE_ENDS or any(t.pos_ == "VERB" for t in first):
        return None
    return next((m for m in mentions.within(first.start, first.end) if m.kind == "State"), None)


def _last_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1].lower().removesuffix("s") if text.split() else ""
