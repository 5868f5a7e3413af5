"""Finds firms as articles describe them: ``state-run Venezuelan company Cavim``, ``Russia's arms export company``.

What comes in: a reading.  What goes out: ``Firm`` records: the words, the name in them or beside them, whose firm they
say it is, and by which word.  It is read off the words in their order.  What such a description makes of an ownership,
its extractor says.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.reading import Reading
from kg.extraction.roles import is_word
from kg.extraction.syntax import children
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = [
    "POSSESSIVES",
    "Firm",
    "find_firms",
    "firm_at",
    "is_arms_firm",
    "is_firm",
    "named_at",
    "named_before",
]

POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_HYPHENS = frozenset({"-", "‐"})
_MOST_SUFFIXES = 3
_TRADES = frozenset({"ArmsFirm", "Shipyard", "DesignBureau", "ExportAgency"})
_KINDS = {"export": "ExportAgency", "exporter": "ExportAgency", "shipbuilder": "Shipyard", "shipyard": "Shipyard",
          "yard": "Shipyard"}


@dataclass(frozen=True, slots=True)
class Firm:
    """A description of a firm.

    Attributes:
        start: index of the first token of the words, its owner included.
        end: index behind the last.
        head: the noun that says what it is, or the head of its name.
        marker: the word list that it is marked by (``ownership-national`` …), "" for a mere possessive.
        cue: the words that mark it.
        owner: the state or organisation named in it, or None.
        named: the organisation that it names or describes, or None.
    """

    start: int
    end: int
    head: "Token"
    marker: str
    cue: str
    owner: Party | None
    named: Linked | None


def find_firms(reading: Reading, sent: "Span | None" = None) -> Iterator[Firm]:
    """Yield the descriptions that say whose firm it is, in an article or in one sentence of it."""
    done = -1
    for token in reading.doc if sent is None else sent:
        if token.i < done:
            continue
        for find in (_marked, _possessed):
            firm = find(reading, token.i)
            if firm:
                done = firm.end
                yield firm
                break


def is_firm(linked: Linked | None) -> bool:
    """Return whether somebody may own it: an organisation that is no ministry, service or medium."""
    if linked is None or linked.kind != "Organization" or linked.reason == "title":
        return False
    kinds = linked.concept.facts.get("organizationKind", ()) if linked.concept else ()
    return not kinds or not _TRADES.isdisjoint(kinds)


def is_arms_firm(linked: Linked) -> bool:
    """Return whether somebody is known as a firm of the trade."""
    kinds = linked.concept.facts.get("organizationKind", ()) if linked.concept else ()
    return not _TRADES.isdisjoint(kinds)


def named_at(reading: Reading, index: int) -> Linked | None:
    """Return the firm whose name begins at a token."""
    linked = reading.mentions.at(index) if 0 <= index < len(reading.doc) else None
    return linked if linked and linked.start == index and is_firm(linked) else None


def named_before(reading: Reading, index: int) -> Linked | None:
    """Return the firm whose name ends right before a token, or a word of its kind before (``GIAT Industries``)."""
    for end in range(index, max(index - _MOST_SUFFIXES, 0), -1):
        linked = reading.mentions.at(end - 1)
        if linked:
            return linked if linked.end == end and is_firm(linked) else None
        if reading.doc[end - 1].pos_ != "PROPN":
            return None
    return None


def _marked(reading: Reading, index: int) -> Firm | None:
    """``state-run Venezuelan company Cavim``, ``the Spanish national shipbuilder``."""
    found = _marker_at(reading, index)
    if found is None:
        return None
    marker, behind = found
    end, named, noun = _run(reading, behind)
    if named is None and noun is None:
        return _predicate(reading, index, marker, behind)
    owner, start = _owner_beside(reading, index)
    inner = next((m for m in reading.mentions.within(behind, noun.i if noun else end) if _may_own(m)), None)
    if owner is None and inner and inner is not named:
        owner = Party(reading.doc[inner.head], inner, inner.reason, inner.text)
    return _finished(reading, Firm(
        start, end, noun or reading.doc[end - 1], marker, reading.doc[index:behind].text, owner, named))


def _marker_at(reading: Reading, index: int) -> tuple[str, int] | None:
    """Return the word list that a marker at a token is in, and where the marker ends."""
    doc = reading.doc
    hyphened = index + 2 < len(doc) and doc[index + 1].text in _HYPHENS and not doc[index].whitespace_
    word = f"{doc[index].lower_}-{doc[index + 2].lower_}" if hyphened else doc[index].lower_
    end = index + 3 if hyphened else index + 1
    for name in ("ownership-state-owned", "ownership-state-run", "ownership-national"):
        if word in reading.lexicon.words[name] and reading.mentions.at(index) is None:
            return name, end
    return None


def _run(reading: Reading, index: int) -> tuple[int, Linked | None, "Token | None"]:
    """Return where the noun phrase from a token on ends, the firm that it names, and the noun that says it is one."""
    doc, noun, start = reading.doc, None, index
    while (index < len(doc) and not doc[index].is_sent_start) or index == start:
        named = named_at(reading, index)
        if named:
            return named.end, named, noun
        token = doc[index]
        if token.pos_ not in {"NOUN", "PROPN", "ADJ"} and token.text not in _HYPHENS and token.tag_ != "VBN":
            break
        if is_word(token, reading.lexicon.words["ownership-firms"]):
            noun = token
        index += 1
    if noun is None or not _is_of_the_trade(reading, start, noun):
        return index, None, None
    return noun.i + 1, None, noun


def _is_of_the_trade(reading: Reading, start: int, noun: "Token") -> bool:
    words = reading.lexicon.words
    said = {token.lower_ for token in reading.doc[start : noun.i]}
    if not said.isdisjoint(words["ownership-not"]) or noun.lower_.endswith("s"):
        return False
    vague = noun.lower_ in {"agency", "group", "trader", "bureau", "concern", "contractor"}
    known = noun.dep_ == "appos" and is_firm(reading.mentions.headed(noun.head.i))  # "Norinco, the state-owned group"
    return not vague or known or not said.isdisjoint(words["ownership-agencies"])


def _may_own(linked: Linked) -> bool:
    return linked.kind in {"State", "Territory"}


def _owner_beside(reading: Reading, index: int) -> tuple[Party | None, int]:
    """Return the state in front of a marker (``India's state-owned``), and where it begins."""
    place = index - 1
    while place >= 0 and (reading.doc[place].text in POSSESSIVES or reading.doc[place].pos_ == "ADJ") and (
        reading.mentions.at(place) is None):
        place -= 1
    linked = reading.mentions.at(place) if place >= 0 else None
    if linked and _may_own(linked) and linked.end == place + 1:
        return Party(reading.doc[linked.head], linked, linked.reason, linked.text), linked.start
    return None, index


def _predicate(reading: Reading, index: int, marker: str, behind: int) -> Firm | None:
    """``Cavim is state-owned``."""
    for token in reading.doc[index:behind]:
        if children(token, "cop"):
            for subject in children(token, "nsubj"):
                linked = reading.mentions.headed(subject.i)
                if linked and is_firm(linked):
                    return Firm(index, behind, token, marker, reading.doc[index:behind].text, None, linked)
    return None


def _possessed(reading: Reading, index: int) -> Firm | None:
    """``Russia's arms export company``; a name alone (``Brazil's Embraer``) says only where the firm is at home."""
    linked = reading.mentions.at(index)
    if linked is None or linked.start != index or linked.kind != "State" or linked.reason == "demonym":
        return None
    behind = linked.end
    if behind >= len(reading.doc) or reading.doc[behind].text not in POSSESSIVES or _is_one_of(reading, index):
        return None
    end, named, noun = _run(reading, behind + 1)
    marks = (_marker_at(reading, place) for place in range(behind + 1, end))
    marker = next((mark[0] for mark in marks if mark), "")
    if noun is None and not (named and marker):
        return None
    owner = Party(reading.doc[linked.head], linked, linked.reason, linked.text)
    cue = reading.doc[index : (noun.i + 1 if noun else end)].text
    return _finished(reading, Firm(index, end, noun or reading.doc[end - 1], marker, cue, owner, named))


def _is_one_of(reading: Reading, index: int) -> bool:
    return index >= 2 and reading.doc[index - 2 : index].text.lower() == "one of"


def _finished(reading: Reading, firm: Firm) -> Firm:
    """Return a description with the name that stands beside it, or that it means."""
    if firm.named:
        return firm
    doc, left = reading.doc, firm.start
    while left > 0 and (doc[left - 1].dep_ == "det" or doc[left - 1].lower_ in {"the", "a", "an"}):
        left -= 1
    beside = firm_at(reading, firm.end + 1) if firm.end < len(doc) and doc[firm.end].text in ",(" else None
    closes = beside is not None and (beside.end >= len(doc) or doc[beside.end].is_punct)
    if beside and closes:
        return replace(firm, named=beside)
    before = _any_before(reading, left - 1) if left > 1 and doc[left - 1].text in ",(" else None
    return replace(firm, named=before or _copula_subject(reading, firm.head) or _meant(reading, firm))


def firm_at(reading: Reading, index: int) -> Linked | None:
    """Return the firm whose name begins at a token, also if nobody knows the name as a firm's."""
    linked = reading.mentions.at(index) if index < len(reading.doc) else None
    return named_at(reading, index) or (_as_firm(linked) if linked and linked.start == index else None)


def _any_before(reading: Reading, index: int) -> Linked | None:
    linked = reading.mentions.at(index - 1) if index else None
    return named_before(reading, index) or (_as_firm(linked) if linked and linked.end == index else None)


def _as_firm(linked: Linked) -> Linked | None:
    """Return a name that nobody knows as a firm's: what is called a firm is one, whatever it was guessed to be."""
    unknown = linked.reason == "unknownName" and linked.kind in {"Place", "Organization"}
    return replace(linked, kind="Organization") if unknown else None


def _copula_subject(reading: Reading, head: "Token") -> Linked | None:
    for subject in children(head, "nsubj") if children(head, "cop") else ():
        linked = reading.mentions.headed(subject.i)
        if linked and is_firm(linked):
            return linked
    return None


def _meant(reading: Reading, firm: Firm) -> Linked | None:
    """Return the one firm of that state and kind that the article names, before or behind."""
    said = [token.lower_ for token in reading.doc[firm.start : firm.end]]
    kind = next((_KINDS[word] for word in said if word in _KINDS), None)
    state = firm.owner.linked.iri if firm.owner else ""
    fits = {m.iri: m for m in reversed(reading.mentions.all) if kind and m.concept and m.country == state
            and kind in m.concept.facts.get("organizationKind", ())}
    return next(iter(fits.values())) if len(fits) == 1 else None
