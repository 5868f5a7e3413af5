"""Finds client relationships: who is a regular customer of whom, without any one deal.

Example:
    "Venezuela, Russia's largest client in Latin America" → ClientRelationship(Russia, Venezuela, "largest")

Needs the UD tree and mentions.  Emits ``ClientRelationship``.  Misses, on purpose: ranks in the world ("the largest
importer"), launch customers of a type, and trade in anything but arms.  The words are in
``ontology/lexicon-clients.yaml``.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.claims import Part, Told, claim_of, party_part, standing, words_part
from kg.extraction.fillers import Filler
from kg.extraction.modality import Stance
from kg.extraction.partners import led_by
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import found_by, is_word, near_ways, openings
from kg.extraction.syntax import case_of, children, governor
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["clients"]

_SIDES = frozenset({"State", "Territory", "Organization", "ArmedGroup", "InternationalOrganization"})
_BECOMING = frozenset("become remain be emerge rank stay constitute represent".split())


@extractor(emits=("ClientRelationship",))
def clients(reading: Reading) -> Iterator[Claim]:
    """Yield client relationships."""
    for trigger, frame in openings(reading, "ClientRelationship"):
        if frame.part == "noun":
            yield from _named(reading, trigger, frame)
        else:
            yield from _traded(reading, trigger, frame)


def _named(reading: Reading, noun: "Token", frame: Frame) -> Iterator[Claim]:
    """``Algeria, Russia's largest client``, ``the main arms supplier of Japan``."""
    if not _trades_arms(reading, noun) or any(c.lower_ == "launch" for c in noun.children):
        return
    one, other = ("client", "supplier") if frame.id == "client-of" else ("supplier", "client")
    ways = [*near_ways(noun, ()), *_beside(noun)]
    others, other_way = _sides(reading, ways, frame.roles[other], ())
    ones, one_way = _sides(reading, ways, frame.roles[one], others)
    if one_way is None or other_way is None:
        return
    stance = Stance("Ongoing", "Asserted", noun.text)
    predicate = bool(children(noun, "cop")) or noun.dep_ == "xcomp"
    if predicate:
        stance = standing(reading, noun)
    path = (*one_way.path, *other_way.path)
    told = Told(noun, stance, f"{frame.id}+{one_way.construction}", path, reading.voices(noun))
    for side in ones:
        for partner in others:
            parts = [party_part(reading, one, side), party_part(reading, other, partner)]
            yield _claim(reading, [*parts, *_rank(reading, noun), *_region(reading, noun)], told)


def _claim(reading: Reading, parts: list[Part], told: Told) -> Claim:
    day = reading.article.date
    dated = [Part("asOf", day.isoformat())] if day else []
    return claim_of(reading, "ClientRelationship", [*parts, *dated], told, extractor="clients")


def _beside(noun: "Token") -> Iterator[Filler]:
    """Yield who is said to be it, where the noun's own arguments do not tell."""
    head = governor(noun)
    if head is None:
        return
    if noun.dep_ in {"xcomp", "obj", "obl"} and (head.lemma_.lower() in _BECOMING or case_of(noun) == "as"):
        yield from (_subject(noun, subject) for subject in children(head, "nsubj"))
    if noun.dep_ == "nsubj" and children(head, "cop"):  # "the biggest buyer of Israeli weapons is Azerbaijan"
        yield _subject(noun, head)
    if noun.dep_ == "conj":  # "Saudi Arabia, the largest importer and Washington's biggest customer"
        described = head.head if head.dep_ == "appos" else head
        if described is not head or children(head, "appos"):
            yield _subject(noun, described)
    if noun.dep_ == "nmod" and case_of(noun) == "of" and head.lemma_.lower() == "one":  # "is one of the largest buyers"
        yield from (_subject(noun, subject) for subject in children(head, "nsubj"))
        if head.dep_ == "appos":
            yield _subject(noun, head.head)
    yield from _adjoining(noun, head)


def _subject(noun: "Token", subject: "Token") -> Filler:
    return Filler(subject, "copula-subject", "H1", (f"{noun.text} is said of {subject.text}",))


def _adjoining(noun: "Token", head: "Token") -> Iterator[Filler]:
    """Yield the name behind a noun: ``Russia's top client Algeria``."""
    names = [head] if noun.dep_ in {"compound", "nmod:desc", "flat"} else []
    names += [child for child in children(noun, "flat", "nmod:desc") if child.i > noun.i]
    yield from (Filler(name, "governor", "J3", (f"{noun.text} {name.text}",)) for name in names)


def _sides(
    reading: Reading, ways: Sequence[Filler], functions: Sequence[str], taken: Sequence[Party]
) -> tuple[list[Party], Filler | None]:
    """Return the parties on one side, also in front of what is traded: ``a buyer of [Russian] arms``."""
    others = {party.linked.iri or party.linked.label for party in taken}
    for way in found_by(ways, functions):
        parties = reading.arguments.parties(way.token) or _of_origin(reading, way) or led_by(reading, way.token)
        parties = [p for p in parties if p.linked.kind in _SIDES and (p.linked.iri or p.linked.label) not in others]
        if parties:
            return parties, way
    return [], None


def _of_origin(reading: Reading, way: Filler) -> list[Party]:
    if way.function not in {"of", "for"}:
        return []
    found = [reading.arguments.named_party(child) for child in children(way.token, "amod", "compound", "nmod:poss")]
    return [party for party in found if party is not None]


def _trades_arms(reading: Reading, noun: "Token") -> bool:
    """Return whether the trade is in arms, where the article says in what."""
    words = reading.lexicon.words
    said: list[Token] = []
    for child in children(noun, "compound", "nmod"):
        if child.dep_ == "compound" or case_of(child) in {"of", "for"}:
            linked = reading.mentions.headed(child.i)
            if linked is None or not linked.is_party or linked.head != child.i:
                said.append(child)
    return all(
        (is_word(word, words["client-goods"]) and _is_of_arms(word, words))
        or reading.arguments.items(word) or reading.arguments.parties(word)
        for word in said
    )


def _is_of_arms(word: "Token", words: Mapping[str, frozenset[str]]) -> bool:
    """Return whether an industry is that of arms: ``the Russian arms industry``; other goods need no such word."""
    own = [c for c in children(word, "compound", "amod") if is_word(c, words["client-goods"])]
    return bool(own) or not is_word(word, words["client-industries"])


def _rank(reading: Reading, noun: "Token") -> Iterator[Part]:
    """Yield how large the client or supplier is, in the words used: ``second-largest``, ``one of the largest``."""
    ranks = reading.lexicon.words["client-ranks"]
    found = [t for t in noun.doc[max(noun.sent.start, noun.i - 6) : noun.i] if is_word(t, ranks)]
    found = [t for t in found if t.head.i in {noun.i, *(f.i for f in found), *(f.head.i for f in found)}]
    if not found:
        return
    start, end = found[0].i, found[-1].i + 1
    above = governor(noun)
    between = noun.doc[above.i + 1 : start].text.lower() if above is not None and above.i < start else ""
    if above is not None and above.lower_ == "one" and between in {"of", "of the", "of its", "of their"}:
        start = above.i
    yield words_part(reading, "rank", start, end)


def _region(reading: Reading, noun: "Token") -> Iterator[Part]:
    for child in children(noun, "nmod", "obl"):
        linked = reading.mentions.headed(child.i)
        if case_of(child) in {"in", "across", "within"} and linked and linked.kind == "Region":
            yield party_part(reading, "region", Party(child, linked, linked.reason, linked.text))
            return


def _traded(reading: Reading, verb: "Token", frame: Frame) -> Iterator[Claim]:
    """``Angola buys most of its weapons from Russia``, ``Russia accounts for 60 percent of India's arms imports``."""
    ways = near_ways(verb, ("from", "for", "on"))
    trade = next((way for way in found_by(ways, frame.roles["trade"]) if _is_share(reading, way.token)), None)
    if trade is None:
        return
    suppliers, supplier_way = _sides(reading, ways, frame.roles.get("supplier", ()), ())
    if frame.id == "accounts-for" and any(is_word(t, {"export"}) for t in trade.token.subtree):
        yield from _takes_exports(reading, verb, (suppliers, supplier_way), trade)
        return
    buyers, client_way = _sides(reading, ways, frame.roles.get("client", ()), suppliers)
    if not buyers:
        buyers, client_way = _owners_of_trade(reading, trade, suppliers)
    stance = standing(reading, verb)
    if supplier_way is None or client_way is None or stance.status == "None":
        return
    told = Told(verb, stance, frame.id, (*supplier_way.path, *client_way.path), reading.voices(verb))
    for supplier in suppliers:
        for client in buyers:
            parts = [party_part(reading, "supplier", supplier), party_part(reading, "client", client)]
            yield _claim(reading, parts, told)


def _takes_exports(
    reading: Reading, verb: "Token", subject: tuple[Sequence[Party], Filler | None], trade: Filler
) -> Iterator[Claim]:
    """Yield whose exports go to whom: ``Vietnam accounts for most of Russia's arms exports``."""
    buyers, way = subject
    suppliers, _ = _owners_of_trade(reading, trade, buyers)
    told = Told(verb, standing(reading, verb), "takes-exports", way.path if way else (), reading.voices(verb))
    for supplier in suppliers:
        for client in buyers:
            parts = [party_part(reading, "supplier", supplier), party_part(reading, "client", client)]
            yield _claim(reading, parts, told)


def _is_share(reading: Reading, token: "Token") -> bool:
    """Return whether a phrase says a share of somebody's arms: ``most of its weapons``."""
    words = reading.lexicon.words
    inside = [token, *token.subtree]
    shares = any(is_word(t, words["client-shares"]) for t in inside)
    return shares and any(is_word(t, words["client-trades"]) for t in inside) and any(
        is_word(t, words["client-goods"]) for t in inside)


def _owners_of_trade(
    reading: Reading, trade: Filler, suppliers: Sequence[Party]
) -> tuple[list[Party], Filler | None]:
    taken = {party.linked.iri for party in suppliers}
    for token in trade.token.subtree:
        for child in children(token, "nmod:poss", "amod"):
            found = [p for p in reading.arguments.parties(child) if p.linked.iri not in taken]
            if found:
                return found, Filler(child, "poss", "F3", (f"{token.text} >{child.dep_} {child.text}",))
    return [], None
