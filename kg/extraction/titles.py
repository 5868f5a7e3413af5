"""Finds titles: the phrases that say what somebody is, with whose title it is and where its holder is posted.

What comes in: a reading.  What goes out: ``Title`` records.  A title is read off the words in their order, not off the
tree: names and titles are where parsers fail most, and what stands in front of what hardly varies.  It must not know
who holds the title.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.extraction.arguments import Party
from kg.extraction.reading import Reading
from kg.extraction.roles import is_word
from kg.language.mentions import Linked

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Title", "capitals", "find_titles", "is_rank"]

_POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
_OWNING = frozenset({"of", "for", "at", "with", "from"})
_POSTING = frozenset({"to", "for", "in"})
_MOST_PHRASES = 3
_MOST_NAME = 4


@dataclass(frozen=True, slots=True)
class Title:
    """What somebody is.

    Attributes:
        start: index of the first token of the title's own words.
        end: index behind the last.
        left: index of the first token of the whole phrase, with determiner and owner.
        right: index behind the last token of the whole phrase, with "of …" and "to …".
        head: the last word of the title's core.
        office: the gazetteer's office, or None.
        organization: whose title it is, or None.
        posted_to: where its holder is accredited, or None.
        mark: the word that ends it or leaves it open (``former``, ``self-proclaimed``), or None.
    """

    start: int
    end: int
    left: int
    right: int
    head: "Token"
    office: Linked | None
    organization: Party | None
    posted_to: Party | None
    mark: "Token | None"

    @property
    def is_plural(self) -> bool:
        """Whether several persons hold it."""
        word = self.head.lower_
        return word.endswith(("men", "women")) or (word.endswith("s") and not word.endswith("ss"))


def find_titles(reading: Reading) -> list[Title]:
    """Return the titles of an article in their order."""
    cores = list(_cores(reading))
    return [_widened(reading, start, end, office) for start, end, office in cores]


def is_rank(reading: Reading, linked: Linked | None) -> bool:
    """Return whether words name a rank and no post: a general is one, an army chief is not."""
    kinds = linked.concept.facts.get("officeKind", ()) if linked and linked.concept else ()
    if linked is None or "MilitaryRank" not in kinds:
        return False
    last = linked.text.lower().rstrip(".").split()[-1].split("-")[-1]
    return last in reading.lexicon.words["position-ranks"]


def _cores(reading: Reading) -> Iterator[tuple[int, int, Linked | None]]:
    """Yield the offices that the gazetteer knows, and the nouns that end other titles."""
    heads = reading.lexicon.words["position-heads"]
    index = 0
    while index < len(reading.doc):
        token, linked = reading.doc[index], reading.mentions.at(index)
        if linked and linked.kind == "Office" and linked.start == index:
            yield linked.start, linked.end, linked
            index = linked.end
            continue
        if linked is None and is_word(token, heads) and token.pos_ in {"NOUN", "PROPN", "ADJ"}:
            yield index, index + 1, None
        index += 1


def _widened(reading: Reading, start: int, end: int, office: Linked | None) -> Title:
    """Return a title with all that belongs to its phrase."""
    doc = reading.doc
    first = doc[start].sent.start
    core = doc[end - 1]
    while start > first and not is_rank(reading, office) and _belongs(reading, start - 1, core):
        start -= 1
    owner, left, mark = _owner_in_front(reading, start, first)
    if mark is None and end - start > 1 and doc[start].lower_ in reading.lexicon.words["position-ended"]:
        mark, start = doc[start], start + 1  # "Former prime minister" at the head of a sentence
    own_end, right, organization, posted = _phrases_behind(reading, end, core)
    return Title(start, own_end, left, right, core, office, owner or organization, posted, mark)


def _belongs(reading: Reading, index: int, core: "Token") -> bool:
    """Return whether a word in front belongs to the title itself: ``deputy``, ``procurement``, ``F-35 programme``."""
    token, linked, words = reading.doc[index], reading.mentions.at(index), reading.lexicon.words
    if token.lower_ in words["position-parts"]:
        return True
    if token.text in {"-", "‐"}:
        return index > 0 and not token.whitespace_ and not reading.doc[index - 1].whitespace_ and not _is_mark(
            reading, reading.doc[index - 1])
    if linked is not None:
        post = linked.kind == "Office" and linked.end == index + 1 and not is_rank(reading, linked)
        return post or linked.is_equipment
    if token.lower_ in words["position-fillers"] or _is_mark(reading, token):
        return False
    if not (token.pos_ in {"NOUN", "PROPN", "ADJ"} or token.dep_ == "amod") or not token.text[0].isalpha():
        return False
    unknown_name = token.text[0].isupper() and core.text[0].islower()
    return not unknown_name or (token.is_sent_start is True and token.pos_ != "PROPN")


def _is_mark(reading: Reading, token: "Token") -> bool:
    words = reading.lexicon.words
    return token.lower_ in words["position-ended"] or token.lower_ in words["position-contested"] or (
        token.lower_ in {"proclaimed", "declared", "styled"})


def _owner_in_front(reading: Reading, start: int, first: int) -> tuple[Party | None, int, "Token | None"]:
    """Return whose title it is by the words in front, where the phrase begins, and a word that ends the title."""
    doc, mark, index = reading.doc, None, start - 1
    while index >= first:
        token = doc[index]
        if _is_mark(reading, token):
            mark = token
        elif not _is_filler(reading, token):
            break
        index -= 1
    while index >= first and doc[index].text in _POSSESSIVES:
        index -= 1
    owner, left = _owner_at(reading, index, first)
    while left > first and doc[left - 1].pos_ == "ADJ" and reading.mentions.at(left - 1) is None and not _is_mark(
        reading, doc[left - 1]):
        left -= 1  # "a senior U.S. official"
    while left > first and (doc[left - 1].dep_ == "det" or doc[left - 1].lower_ in {"the", "a", "an", "its", "his"}):
        left -= 1
    if mark is None and left > first and _is_mark(reading, doc[left - 1]):
        mark, left = doc[left - 1], left - 1  # "former Peruvian president"
    return owner, left, mark


def _is_filler(reading: Reading, token: "Token") -> bool:
    """Return whether a word in front is no part of a title: ``new``, or who backs an officer (``U.N.-backed``)."""
    filler = token.lower_ in reading.lexicon.words["position-fillers"] or token.text in {"-", "‐", "self"}
    return filler or _is_backed(token)


def _is_backed(token: "Token") -> bool:
    return token.text.count("-") == 1 and token.lower_.endswith(("-backed", "-recognised", "-recognized", "-appointed"))


def _owner_at(reading: Reading, index: int, first: int) -> tuple[Party | None, int]:
    if index < first:
        return None, index + 1
    token, linked = reading.doc[index], reading.mentions.at(index)
    if linked and linked.end == index + 1:
        return _owner_named(reading, linked)
    if token.dep_ == "nmod:poss" or token.tag_ == "PRP$":
        return next(iter(reading.arguments.parties(token)), None), index
    name = capitals(reading, index, -1)
    if name and reading.doc[index + 1].text[0].islower():
        return _unknown_organization(reading, *name), name[0]
    return None, index + 1


def _owner_named(reading: Reading, linked: Linked) -> tuple[Party | None, int]:
    if linked.kind in {"Person", "Office", "EquipmentType"}:
        return None, linked.end
    head = reading.doc[linked.head]
    if linked.is_party or linked.kind == "Medium":
        return Party(head, linked, linked.reason, linked.text), linked.start
    return next(iter(reading.arguments.parties(head)), None), linked.start


def _phrases_behind(reading: Reading, end: int, core: "Token") -> tuple[int, int, Party | None, Party | None]:
    """Return where the title's words and its phrase end, and the parties that the phrases behind it name."""
    organization, posted, own_end = None, None, end
    envoy = is_word(core, reading.lexicon.words["position-envoys"])
    for _ in range(_MOST_PHRASES):
        if end >= len(reading.doc) or reading.doc[end].lower_ not in _OWNING | _POSTING:
            break
        preposition = reading.doc[end].lower_
        party, behind = _party_behind(reading, end + 1)
        longer = _nouns_behind(reading, behind) if preposition == "of" and behind > end + 1 else behind
        if longer > behind and organization is None:
            own_end, organization, behind = longer, party, longer  # "commander of Russian forces"
        elif party and preposition in _POSTING and envoy and posted is None:
            posted = party
        elif party and preposition in _OWNING and organization is None:
            organization = party
        elif party is None and preposition == "of" and behind > end + 1 and organization is None:
            own_end = behind  # "director of arms transfers"
        else:
            break
        end = behind
    return own_end, end, organization, posted


def _party_behind(reading: Reading, index: int) -> tuple[Party | None, int]:
    """Return the party of the noun phrase that begins at a token, and where that ends."""
    doc, start = reading.doc, index
    while index < len(doc) and reading.mentions.at(index) is None and (
        doc[index].pos_ in {"DET", "ADJ"} or doc[index].lower_ in {"the", "state", "run", "owned", "-"}
    ):
        index += 1
    linked = reading.mentions.at(index) if index < len(doc) else None
    if linked and linked.start == index and (linked.is_party or linked.kind in {"Service", "Medium", "Place"}):
        head = doc[linked.head]
        if linked.end + 1 < len(doc) and doc[linked.end].text in _POSSESSIVES:  # "head of Turkey's export agency"
            inner, behind = _party_behind(reading, linked.end + 1)
            if inner:
                return inner, behind
        own = not _owns_body(reading, linked)
        named = next(iter(reading.arguments.parties(head)), None)
        if linked.is_party or linked.kind != "Service":
            named = Party(head, linked, linked.reason, linked.text)
        return (named, linked.end) if own else (None, start)
    name = capitals(reading, index, 1)
    if name:
        return _unknown_organization(reading, *name), name[1]
    while (index < len(doc) and doc[index].pos_ in {"NOUN", "PROPN", "ADJ"} and not (
        linked := reading.mentions.at(index))) or (linked and linked.is_equipment):
        index += 1
        linked = reading.mentions.at(index) if index < len(doc) else None
    if index > start and doc[index - 1].pos_ == "NOUN":
        return next(iter(reading.arguments.parties(doc[index - 1])), None), index
    return None, start


def _owns_body(reading: Reading, linked: Linked) -> bool:
    """Return whether a state only owns a body that is meant: ``the president of Peru's chamber of commerce``."""
    words, index = reading.lexicon.words, linked.end + 1
    if linked.kind != "State" or index >= len(reading.doc) or reading.doc[index - 1].text not in _POSSESSIVES:
        return False
    while index + 1 < len(reading.doc) and reading.doc[index].pos_ == "ADJ":
        index += 1
    while index + 1 < len(reading.doc) and reading.doc[index + 1].pos_ == "NOUN":
        index += 1
    return is_word(reading.doc[index], words["position-other-bodies"])


def _nouns_behind(reading: Reading, index: int) -> int:
    """Return where the common nouns that go on behind a name end."""
    end = index
    while end < len(reading.doc) and reading.doc[end].pos_ in {"NOUN", "ADJ", "PROPN"} and (
        reading.doc[end].text[0].islower()):
        end += 1
    return end if end > index and reading.doc[end - 1].pos_ in {"NOUN", "PROPN"} else index


def capitals(reading: Reading, index: int, step: int) -> tuple[int, int] | None:
    """Return the run of capitalised words that nothing names yet, from a token on to the right (1) or left (-1)."""
    times = {i for date in reading.dates for i in range(date.start, date.end)}
    place = index
    while 0 <= place < len(reading.doc) and abs(place - index) < _MOST_NAME:
        token = reading.doc[place]
        named = reading.mentions.at(place) is not None or place in times
        if named or not token.text[0].isupper() or token.pos_ not in {"PROPN", "NOUN", "ADJ"} or (
            token.is_sent_start and step > 0 and place != index):
            break
        place += step
    if place == index:
        return None
    return (index, place) if step > 0 else (place + 1, index + 1)


def _unknown_organization(reading: Reading, start: int, end: int) -> Party:
    span = reading.doc[start:end]
    linked = Linked(start, end, span.root.i, span.text, "Organization", "", span.text)
    return Party(span.root, linked, "unknownName", span.text)
