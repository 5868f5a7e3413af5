"""Turns the head of an argument into the things that fill a role: parties, and items of equipment.

What comes in: a token and the mentions of its document. What goes out: ``Party`` and ``Item`` records. Coordination
is distributed (E2), measure heads are descended (J1), lists with *including* opened (J2), apposition followed (J3),
a definite description or pronoun replaced by what it stands for, with the reason kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extraction.syntax import case_of, children, conjuncts
from kg.language.coreference import Antecedents
from kg.language.mentions import Linked, Mentions
from kg.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["LISTERS", "Arguments", "Item", "Party"]

LISTERS = frozenset({"including", "such as", "like", "among", "namely"})
"""Prepositions that open a list of what the word in front of them means."""
_COUNTERS = frozenset(
    "more other additional further extra first second third fourth fifth last next several many few same".split()
)
_UNITS = frozenset("mm cm m km metre meter foot ton tonne inch".split())
_PIECES = frozenset({"part", "component"})
_ARMED = frozenset({"arm", "armed", "equip", "equipped"})
_MOST_DEPTH = 4
_OF = 5  # tokens from a number to the goods behind its "of"


@dataclass(frozen=True, slots=True)
class Party:
    """A state, organisation or group that fills a role.

    Attributes:
        token: the head of the words.
        linked: what they name.
        reason: code of the link reason.
        words: the words in the article.
    """

    token: "Token"
    linked: Linked
    reason: str
    words: str


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of equipment in an argument.

    Attributes:
        token: the head of the words.
        linked: what they name.
        words: the words in the article, without determiner and number.
        start: index of the first token of the words.
        end: index behind the last.
        counted: tokens that may carry its number (its own and those of measure heads above it), nearest first.
        reason: code of the link reason.
    """

    token: "Token"
    linked: Linked
    words: str
    start: int
    end: int
    counted: tuple["Token", ...]
    reason: str


class Arguments:
    """Finds parties and equipment in the arguments of one document."""

    def __init__(self, mentions: Mentions, antecedents: Antecedents, lexicon: Lexicon) -> None:
        """Keep what the document's words name, and what its pronouns stand for."""
        self._mentions = mentions
        self._antecedents = antecedents
        self._words = lexicon.words

    def parties(self, token: "Token") -> list[Party]:
        """Return the parties that an argument names, one for each conjunct; none if it names something else."""
        named = [party for part in conjuncts(token) if not _is_gapped(part) for party in self._party(part)]
        return named + [party for party in self._others_meant(token, named) if party not in named]

    def _others_meant(self, token: "Token", named: list[Party]) -> list[Party]:
        """Return whom *they* means besides: all of a list (``Peru and Chile said that [they] would buy``)."""
        if token.lower_ not in {"they", "them"} or len(named) != 1:
            return []
        first = token.doc[named[0].linked.head]
        while first.dep_ == "conj":
            first = first.head
        heads = (self._mentions.headed(part.i) for part in conjuncts(first) if part.dep_ == "conj" or part.i == first.i)
        return [Party(token, m, named[0].reason, m.text) for m in heads
                if m and m.is_party and m.label != named[0].linked.label]

    def _party(self, token: "Token", depth: int = 0) -> list[Party]:
        linked = self._mentions.headed(token.i)
        if linked and linked.is_party and linked.head == token.i:
            return [Party(token, linked, linked.reason, linked.text)]
        if linked and linked.kind == "Medium":
            return []
        stands_for = self._antecedents.of(token)
        if stands_for and stands_for.linked.is_party:
            return [Party(token, stands_for.linked, stands_for.reason, _noun_words(token))]
        if depth < _MOST_DEPTH:
            return self._party_inside(token, depth)
        return []

    def _party_inside(self, token: "Token", depth: int) -> list[Party]:
        """Look below a general head: ``the Turkish side``, ``the government of Thailand``, ``a group of states``."""
        if token.lemma_.lower() not in self._words["party-head"]:
            return []
        for child in children(token, "appos", "flat", "nmod:desc"):
            named = [self._mentions.headed(part.i) for part in conjuncts(child)]
            found = [Party(child, n, n.reason, n.text) for n in named if n and n.is_party and n.reason != "demonym"]
            if found:
                return [replace(party, token=token.doc[party.linked.head]) for party in found]
        for child in children(token, "nmod", "amod", "compound", "nmod:poss"):
            if child.dep_ == "nmod" and case_of(child) not in {"of", "in", "for", ""}:
                continue
            inner = self._mentions.headed(child.i)
            if inner and inner.is_party and inner.kind != "Region" and inner.head == child.i:
                return [Party(token, inner, "headWord", inner.text)]
            if child.dep_ in {"nmod", "nmod:poss"}:
                found = self._party(child, depth + 1)
                if found:
                    return found
        return []

    def named_party(self, token: "Token") -> Party | None:
        """Return the party of a demonym or compound in front of a noun (``Russian arms sales``), or None."""
        linked = self._mentions.headed(token.i)
        if linked and linked.is_party and linked.head == token.i:
            return Party(token, linked, linked.reason, linked.text)
        return None

    def items(self, token: "Token") -> list[Item]:
        """Return the items of equipment that an argument names, most specific ones only."""
        found = [item for part in conjuncts(token) for item in self._item(part, ())]
        return found + [weapon for item in found for weapon in self._armament(item)]

    def _armament(self, item: Item) -> Iterator[Item]:
        """Yield what goods are armed with: goods of the same deal (J5), as in ``jets armed with missiles``."""
        for clause in children(item.token, "acl", "amod"):
            if clause.lemma_.lower() in _ARMED:
                for child in children(clause, "obl"):
                    if case_of(child) == "with":
                        yield from (weapon for part in conjuncts(child) for weapon in self._item(part, ()))

    def _item(self, token: "Token", above: tuple["Token", ...]) -> list[Item]:
        if len(above) > _MOST_DEPTH:
            return []
        listed = list(self._listed(token, above))
        own = self._own(token, above)
        beside = [part for child in children(token, "appos") for part in conjuncts(child)]
        design = [item for part in beside for item in self._item(part, (token, *above)[-_MOST_DEPTH:])]
        if own and own[0].reason == "classNoun" and any(item.reason == "designation" for item in design):
            return design  # "its entire artillery, [19 Caesar howitzers]"
        if listed and (not own or own[0].linked.fact("generic") or token.lemma_.lower() in self._words["measure"]):
            return listed
        return own + [item for item in listed if item.linked.iri not in {o.linked.iri for o in own}]

    def _own(self, token: "Token", above: tuple["Token", ...]) -> list[Item]:
        if token.lemma_.lower() in self._words["measure"] or token.pos_ in {"NUM", "DET", "PRON"}:
            below = [c for c in children(token, "nmod", "obl") if case_of(c) == "of"]
            found = [item for c in below for part in conjuncts(c) for item in self._item(part, (token, *above))]
            found = found or self._behind_of(token, above)
            if found:
                return found
        linked = self._mentions.headed(token.i)
        if linked and linked.is_equipment and linked.head == token.i:
            known = self._told_before(token, linked, above)
            return known or [_item_of(token, self._designated(token, linked), above)]
        inner = self._modifier_item(token, above)
        if inner:
            return inner
        return self._told_before(token, None, above)

    def _told_before(self, token: "Token", named: Linked | None, above: tuple["Token", ...]) -> list[Item]:
        """Return the goods told of before that a pronoun or ``the jets`` stand for."""
        definite = any(child.lower_ in {"the", "these", "those"} for child in token.children)
        if named and not (named.reason == "classNoun" and definite):
            return []
        stands_for = self._antecedents.of(token)
        if stands_for is None or not stands_for.linked.is_equipment:
            return []
        return [replace(_item_of(token, stands_for.linked, above), words=_noun_words(token),
                        start=_leftmost(token), end=token.i + 1, reason=stands_for.reason)]

    def _behind_of(self, count: "Token", above: tuple["Token", ...]) -> list[Item]:
        """Return what stands behind a number's *of* where the parser hung it elsewhere: ``took [28 of its jets]``."""
        doc, end = count.doc, min(count.i + _OF, count.sent.end)
        if count.i + 1 >= end or doc[count.i + 1].lower_ != "of":
            return []
        named = next((self._mentions.at(i) for i in range(count.i + 2, end) if self._mentions.at(i)), None)
        return self._item(doc[named.head], (count, *above)) if named and named.is_equipment else []

    def _designated(self, noun: "Token", linked: Linked) -> Linked:
        """Return the design that a class noun is told with: ``Yak-130 combat [trainer jets]``."""
        for child in children(noun, "compound") if linked.reason == "classNoun" else ():
            design = self._mentions.headed(child.i)
            if design and design.is_equipment and design.reason != "classNoun" and design.head == child.i:
                words = noun.doc[design.start : linked.end].text
                return replace(design, end=linked.end, head=noun.i, text=words)
        return linked

    def _modifier_item(self, token: "Token", above: tuple["Token", ...]) -> list[Item]:
        """Return equipment named in front of a noun that nobody knows: ``S-300PMU-2 fire units``."""
        piece = token.lemma_.lower() in _PIECES
        if token.pos_ not in {"NOUN", "PROPN"} or (token.lemma_.lower() in self._words["not-equipment"] and not piece):
            return []
        for child in children(token, "compound", "nmod:desc", "appos", "flat"):
            linked = self._mentions.headed(child.i)
            if linked and linked.is_equipment and linked.head == child.i:
                if child.dep_ == "appos":
                    return [_item_of(child, linked, (token, *above))]
                span = token.doc[linked.start : token.i + 1]
                joined = replace(linked, end=token.i + 1, head=token.i, text=span.text)
                if piece:  # "F-35 parts" are no F-35
                    joined = Linked(linked.start, token.i + 1, token.i, span.text, "EquipmentType", "", span.text)
                return [_item_of(token, joined, above)]
        return []

    def _listed(self, token: "Token", above: tuple["Token", ...]) -> Iterator[Item]:
        """Yield the items of a list behind *including*, *such as* or a colon (J2)."""
        for child in token.children:
            lister = child.dep_.split(":")[0] in {"nmod", "obl"} and case_of(child) in LISTERS
            clause = child.dep_ in {"acl", "advcl"} and child.lemma_.lower() == "include"
            heads = [child] if lister else children(child, "obj") if clause else []
            if child.dep_ in {"appos", "parataxis", "list"} and not self._mentions.headed(token.i):
                heads = [child]
            for head in heads:
                for part in conjuncts(head):
                    yield from self._item(part, (token, *above)[-_MOST_DEPTH:])


def _is_gapped(token: "Token") -> bool:
    """Return whether a name begins a clause whose verb is left out: ``Norway gives Ukraine 19 jets and [Spain 42]``."""
    numbers = [c for c in token.children if c.i == token.i + 1 and c.like_num and c.dep_ in {"flat", "nummod", "appos"}]
    return token.dep_ == "conj" and bool(numbers)


def _item_of(token: "Token", linked: Linked, above: tuple["Token", ...]) -> Item:
    start = linked.start
    if linked.reason == "classNoun":
        # "fast patrol craft": adjectives and names in front of a class noun belong to the words, its number does not
        while start and _belongs(token.doc[start - 1], token):
            start -= 1
        start -= _is_measured(token.doc[start - 1], token.doc[start]) if start else 0
    words = token.doc[start : linked.end].text
    return Item(token, linked, words, start, linked.end, (token, *above), linked.reason)


def _belongs(word: "Token", noun: "Token") -> bool:
    """Return whether a word in front of a class noun tells which kind it is, and not how many."""
    made = word.pos_ == "VERB" and word.i > 0 and word.nbor(-1).text in {"-", "‐"}  # "French-built jets" are jets
    return word.head.i == noun.i and word.dep_ in {"amod", "compound"} and word.lower_ not in _COUNTERS and not made


def _is_measured(number: "Token", unit: "Token") -> bool:
    """Return whether a number belongs to a unit of measure (``[105 mm] guns``, ``[31-metre] craft``)."""
    return number.like_num and number.head.i == unit.i and unit.dep_ == "compound" and unit.lower_ in _UNITS


def _noun_words(token: "Token") -> str:
    """Return the words of a noun phrase without what hangs behind its head."""
    return token.doc[_leftmost(token) : token.i + 1].text


def _leftmost(token: "Token") -> int:
    return min([token.i, *(c.i for c in token.children if c.i < token.i and c.dep_ not in {"case", "cc", "punct"})])
