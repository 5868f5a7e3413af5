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
from kg.language.ownership import Owners
from kg.language.phrases import preposition
from kg.language.services import service_of

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

__all__ = ["Antecedents", "StandsFor"]

_PERSONAL = frozenset("he she him her his hers himself herself".split())
_THINGS = frozenset("it its they their them".split())
_REFLEXIVES = frozenset({"itself", "themselves"})
_OF_PARTIES = frozenset("to for from by with".split())  # prepositions of those who give and get
_SEVERAL = frozenset({"they", "them"})
_STATE_NOUNS = frozenset("country nation state republic kingdom government".split())
_CUSTOMER_NOUNS = frozenset({"customer", "buyer", "client", "recipient", "supplier"})
_FIRM_NOUNS = frozenset(
    "company firm group manufacturer shipbuilder yard contractor maker corporation shipyard".split()
)
_DEFINITE = frozenset("the this that these those its their".split())
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
        self._owners = Owners(doc, mentions)
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
        if word in _REFLEXIVES:
            return self._subject(token)
        if word in _THINGS:
            means_none = self._means_goods(token) or _is_bare_object(token)
            return None if means_none else self._nearest_party(token, "pronoun")
        own = self._mentions.headed(token.i)
        if own and own.kind == "Service" and own.head == token.i:
            return self._service(token, own)
        return self._described(token)

    def _service(self, token: "Token", own: Linked) -> StandsFor | None:
        """Tie ``the army`` to its state, where that is certain."""
        state = self._owners.of(token, own)
        return StandsFor(service_of(own, state, "definiteDescription"), "definiteDescription") if state else None

    def _described(self, token: "Token") -> StandsFor | None:
        noun = token.lemma_.lower()
        if noun in _STATE_NOUNS and any(c.lower_ in {"his", "her"} for c in token.children):
            return self._home_of_speaker(token)
        if not any(c.lower_ in _DEFINITE for c in token.children):
            return None
        if noun in _STATE_NOUNS | _CUSTOMER_NOUNS and any(c.lower_ == "same" for c in token.children):
            return self._parallel(token)
        if noun in _STATE_NOUNS:
            return self._state(token)
        if noun in _FIRM_NOUNS:
            owned = any(c.lower_ in {"its", "their"} for c in token.children)  # "its sister yard" is another one
            return None if owned else self._firm(token)
        return self._equipment(token)

    def _state(self, token: "Token") -> StandsFor | None:
        """Tie ``the country`` to the first state that acts in the same sentence, else to the nearest one.

        A state may be told of by its forces; one that owns somebody (``Peru, [Spain]'s ally``) or seats a firm is not.
        """
        here = [m for m in self._before(token) if m.kind == "State" and m.start >= token.sent.start]
        acting = [m for m in here if self._doc[m.head].dep_ == "nsubj" and m.reason != "demonym"]
        if acting:
            return StandsFor(acting[-1], "definiteDescription")
        for linked in self._before(token):
            land = linked.kind in {"State", "Territory"} and linked.reason != "demonym"
            if land and self._doc[linked.head].dep_ != "nmod:poss" and not self._is_seat(linked):
                return StandsFor(linked, "definiteDescription")
            state = self._owners.state_of_service(linked)
            if state:
                return StandsFor(state, "definiteDescription")
        return None

    def _is_seat(self, linked: Linked) -> bool:
        """Return whether a state only tells where a firm sits: ``Alenia Aermacchi of [Italy]``."""
        head = self._doc[linked.head]
        firm = self._mentions.headed(head.head.i)
        return head.dep_ == "nmod" and preposition(head) in {"of", "in"} and firm is not None and firm.is_firm

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
                whose = self._owners.state_of_service(linked) if token.lemma_.lower() in _STATE_NOUNS else None
                return StandsFor(whose or linked, "definiteDescription")
        return None

    def _firm(self, token: "Token") -> StandsFor | None:
        """Tie ``the company`` to the nearest organisation that is a subject and no service of a state, else to any."""
        doc = token.doc
        firms = [m for m in self._before(token) if m.kind == "Organization" and m.reason != "demonym"]
        firms = [m for m in firms if m.is_firm] or firms
        subjects = [m for m in firms if doc[m.head].dep_.startswith("nsubj")]
        return next((StandsFor(m, "definiteDescription") for m in subjects or firms), None)

    def _equipment(self, token: "Token") -> StandsFor | None:
        """Tie ``the jets`` to the one earlier designation of that class, ``the Flankers`` to its alias."""
        own = self._mentions.headed(token.i)
        if own is None or own.reason != "classNoun" or any(c.lower_ == "own" for c in token.children):
            return None  # "its own aircraft" are others
        earlier = [m for m in self._before(token) if m.is_equipment and m.reason != "classNoun"]
        alike = [m for m in earlier if m.head != own.head and _last_word(m.text) == _last_word(own.text)]
        loose = own.concept.links.get("broader", ()) if own.concept and _last_word(own.text) in _LOOSE else ()
        meant = {own.iri, *loose}
        of_class = (m for m in earlier if m.equipment_class and meant & self._mentions.classes_above(m.equipment_class))
        found = next(iter(alike), None) or next(of_class, None)
        return StandsFor(found, "definiteDescription") if found else None

    def _person(self, token: "Token") -> StandsFor | None:
        return self._nearest(token, {"Person"}, "pronoun")

    def _nearest(self, token: "Token", kinds: Iterable[str], reason: str) -> StandsFor | None:
        wanted = set(kinds)
        for linked in self._before(token):
            if linked.kind in wanted and linked.reason != "demonym":
                return StandsFor(linked, reason)
        return None

    def _subject(self, token: "Token") -> StandsFor | None:
        """Tie ``itself`` to the subject of its own verb."""
        for child in token.head.children:
            linked = self._mentions.headed(child.i) if child.dep_.startswith("nsubj") else None
            if linked and linked.kind == "Service":
                return self._service(child, linked)
            if linked and linked.is_party:
                return StandsFor(linked, "pronoun")
        return None

    def _means_goods(self, token: "Token") -> bool:
        """Return whether ``them`` are several goods: ``builds the tanks and ships [them] to Poland``."""
        if token.lower_ not in _SEVERAL or token.dep_ not in {"obj", "nsubj:pass"}:
            return False
        here = self._sentence[token.i]
        goods = (m for m in self._before(token) if m.is_equipment and here - self._sentence[m.start] <= 1)
        return any(self._doc[m.head].tag_ in {"NNS", "NNPS"} for m in goods)

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


def _is_bare_object(token: "Token") -> bool:
    """Return whether a pronoun is what something is done to, or a part of (``deny it``, ``two of them``).

    A party is given, sold or provided with something, or made to do it.
    """
    if token.lower_ in {"its", "their"} or token.dep_ in {"nsubj", "nsubj:pass", "iobj"}:
        return False
    if token.dep_ == "obj":
        if token.head.dep_ == "acl:relcl":
            return False  # "jets that Britain sold it"
        beside = [child for child in token.head.children if child.i > token.i]
        given = any(c.dep_ == "obl" and preposition(c) == "with" for c in beside)
        return not given and not any(c.dep_ in {"obj", "iobj", "xcomp", "ccomp"} for c in beside)
    return token.dep_ in {"nmod", "obl"} and preposition(token) not in _OF_PARTIES - {"with"}


def _co_arguments(token: "Token") -> set[int]:
    """Return the heads of what stands under the same verb, and of the noun that a relative clause describes."""
    verb = token.head
    beside = {child.i for child in verb.children if child.i != token.i}
    return beside | {verb.head.i} if verb.dep_ == "acl:relcl" else beside


def _last_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1].lower().removesuffix("s") if text.split() else ""
