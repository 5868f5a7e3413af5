"""Finds positions: who holds which office, or speaks for whom.

Example:
    "Rosoboronexport spokesman Davydenko said." → Position(Davydenko, spokesman, Rosoboronexport)

Needs mentions, the order of words and, for verbs, the UD tree.  Emits ``Position``, dated by the article.  Misses, on
purpose: what somebody is recognised as, bare ranks, candidates, offices without a holder, and groups of officials.
The words are in ``ontology/lexicon-positions.yaml``, the offices in ``ontology/offices.ttl``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.extraction.actors import owners_in_front, unnamed
from kg.extraction.arguments import Party
from kg.extraction.claims import Part, Told, claim_of, party_part, standing, unnamed_part, words_part
from kg.extraction.holders import Holder, holders_beside, person_of, subject_of_copula
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.registry import extractor
from kg.extraction.roles import found_by, is_word, near_ways, openings
from kg.extraction.syntax import case_of, governor, is_passive, lemmas
from kg.extraction.titles import Title, find_titles, is_rank
from kg.lexicon import Frame
from kg.model import Claim

if TYPE_CHECKING:
    from spacy.tokens import Token

    from kg.extraction.fillers import Filler
    from kg.language.mentions import Linked

__all__ = ["positions"]

Held = tuple[Title, Sequence[Holder]]
_HEADED = frozenset({"Organization", "ArmedGroup", "InternationalOrganization"})
_REACH = 8  # tokens from a verb of appointing to the title


@extractor(emits=("Position",))
def positions(reading: Reading) -> Iterator[Claim]:
    """Yield positions."""
    held: list[Held] = []
    for title in find_titles(reading):
        held.append((title, [] if _is_bare_rank(reading, title) else holders_beside(reading, title, held)))
    free = [title for title, holders in held if not holders and not is_rank(reading, title.office)]
    for title, holders in held:
        for holder in holders:
            yield _claim(reading, title, holder, _descriptor(reading, title))
    told = list(_told_by_verbs(reading, free))
    yield from (claim for _, claim in told)
    taken = {title.start for title, _ in told if title}
    for title in free:
        if title.start not in taken:
            yield from _predicated(reading, title)
            yield from _unnamed(reading, title, held)


def _is_bare_rank(reading: Reading, title: Title) -> bool:
    return is_rank(reading, title.office) and title.organization is None


def _descriptor(reading: Reading, title: Title) -> Told:
    """Return how a title beside a name is told: by the article itself, whoever else speaks in the sentence."""
    return Told(title.head, _marked(reading, title, Stance("Ongoing", "Asserted", title.head.text)), "descriptor")


def _marked(reading: Reading, title: Title, stance: Stance) -> Stance:
    """Let ``former`` end a position, and ``self-proclaimed`` leave it open."""
    if title.mark is None:
        return stance
    ended = title.mark.lower_ in reading.lexicon.words["position-ended"]
    cue = f"{title.mark.text} {stance.cue}"
    return replace(stance, status="Ended", cue=cue) if ended else replace(stance, factuality="Hedged", cue=cue)


def _predicated(reading: Reading, title: Title) -> Iterator[Claim]:
    person = subject_of_copula(reading, title)
    if person:
        stance = _marked(reading, title, standing(reading, title.head))
        told = Told(title.head, stance, "copula", voices=reading.voices(title.head))
        yield _claim(reading, title, Holder(person, "copula", f"{person.text} is {title.head.text}"), told)


def _claim(reading: Reading, title: Title, holder: Holder, told: Told) -> Claim:
    parts = [_person_part(reading, holder.person, told.trigger)]
    told = replace(told, rule=f"{told.rule}+{holder.rule}", path=(holder.path,))
    return _position(reading, title, parts, told)


def _position(reading: Reading, title: Title, parts: list[Part], told: Told) -> Claim:
    role = words_part(reading, "role", title.start, title.end)
    if title.mark is not None and told.stance.status == "Ended" and title.mark.lower_ not in {"then", "late"}:
        role = replace(role, value=f"{title.mark.lower_} {role.value}")
    parts = [*parts, role]
    if title.office and title.office.concept and title.office.end >= title.end:
        parts.append(Part("office", title.office.entity()))
    if title.organization:
        parts.append(party_part(reading, "organization", title.organization))
    if title.posted_to:
        parts.append(party_part(reading, "postedTo", title.posted_to))
    return claim_of(reading, "Position", [*parts, *_as_of(reading, title.head)], told, extractor="positions")


def _as_of(reading: Reading, head: "Token") -> list[Part]:
    """Return the day on which it holds: that of the speech in which the person speaks, else that of the article."""
    verb = next((token for token in head.ancestors if token.pos_ in {"VERB", "AUX"}), None)
    day = reading.article.date
    if verb is not None and _speaks(reading, verb):
        for date in reading.dates:
            if reading.doc[date.start : date.end].root.head.i == verb.i and date.earliest == date.latest:
                day = date.latest or day
    return [Part("asOf", day.isoformat())] if day else []


def _speaks(reading: Reading, verb: "Token") -> bool:
    words = reading.lexicon.words["speech"] | reading.lexicon.words["position-speech"]
    return not words.isdisjoint(lemmas(verb, reading.lexicon.forms))


def _told_by_verbs(reading: Reading, free: Sequence[Title]) -> Iterator[tuple[Title | None, Claim]]:
    """Yield positions that a verb gives, takes or describes: ``was appointed``, ``resigned as``, ``who heads``."""
    for verb, frame in openings(reading, "Position"):
        ways = near_ways(verb, ())
        person = _person(reading, ways, frame)
        if "organization" in frame.roles:
            yield from ((None, claim) for claim in _heads(reading, (verb, frame), person, ways))
            continue
        title = _title_behind(verb, free)
        between = title and next((m for m in reading.mentions.within(verb.i, title.left) if m.kind == "Person"), None)
        person = between or person
        if title and person:
            holder = Holder(person, frame.id, f"{verb.text} > {person.text}")
            yield title, _claim(reading, title, holder, _by_verb(reading, verb, frame))


def _title_behind(verb: "Token", free: Sequence[Title]) -> Title | None:
    """Return the next title behind a verb in its clause."""
    for title in free:
        near = 0 < title.left - verb.i <= _REACH and verb.sent.start <= title.start < verb.sent.end
        if near and not any(t.pos_ == "VERB" for t in verb.doc[verb.i + 1 : title.left]):
            return title
    return None


def _person(reading: Reading, ways: Sequence["Filler"], frame: Frame) -> "Linked | None":
    people = (person_of(reading, way.token) for way in found_by(ways, frame.roles["person"]))
    return next((person for person in people if person), None)


def _by_verb(reading: Reading, verb: "Token", frame: Frame) -> Told:
    aside = verb.dep_ in {"acl", "acl:relcl"} and is_passive(verb)  # "the junta [led by Tiani] asked for": stands apart
    stance = Stance("Delivered", "Asserted", verb.text) if aside else reading.modality.of(verb, "Delivered")
    if stance.status == "Delivered":
        stance = replace(stance, status=frame.status)
    once = any(c.lower_ == "had" for c in verb.children) or verb.tag_ == "VBD"
    if once and "organization" in frame.roles and not is_passive(verb):
        stance = replace(stance, status="Ended")
    return Told(verb, stance, frame.id, voices=reading.voices(verb))


def _heads(
    reading: Reading, told_by: "tuple[Token, Frame]", person: "Linked | None", ways: Sequence["Filler"]
) -> Iterator[Claim]:
    """Yield who heads, leads, commands or chairs an organisation."""
    verb, frame = told_by
    for way in found_by(ways, frame.roles["organization"]) if person else ():
        parties = _bodies(reading, way.token)
        if person and parties:
            parts = [_person_part(reading, person, verb), Part("role", frame.id),
                     party_part(reading, "organization", parties[0]), *_as_of(reading, verb)]
            told = replace(_by_verb(reading, verb, frame), path=way.path)
            yield claim_of(reading, "Position", parts, told, extractor="positions")
            return


def _bodies(reading: Reading, token: "Token") -> list[Party]:
    """Return what somebody heads: an organisation by its name, or a junta, army or office by its words."""
    linked = reading.mentions.at(token.i)
    if linked is not None and linked.head == token.i and linked.kind in _HEADED:
        return reading.arguments.parties(token)
    if not is_word(token, reading.lexicon.words["position-bodies"]):
        return []
    states = owners_in_front(reading, token)
    general = is_word(token, reading.lexicon.words["position-juntas"])
    return states[:1] if general and states else [unnamed(token, "Organization")]


def _person_part(reading: Reading, person: "Linked", trigger: "Token") -> Part:
    """Return a person as what fills the role, with the words where they stand in the trigger's sentence."""
    if not trigger.sent.start <= person.start < trigger.sent.end:
        return Part("person", person.entity())
    mention = reading.mention("person", person.start, person.end, person.iri, person.reason)
    return Part("person", person.entity(), replace(mention, label=person.label or person.text))


def _unnamed(reading: Reading, title: Title, held: Sequence[Held]) -> Iterator[Claim]:
    """Yield who speaks under a title alone: ``a spokesman for Rosoboronexport told``."""
    party = title.organization
    if party is None or party.linked.kind == "Region" or title.is_plural:
        return
    if not is_word(title.head, reading.lexicon.words["position-unnamed"]) or not _is_speaker(reading, title.head):
        return
    told = replace(_descriptor(reading, title), rule="unnamed")
    known = next((holder for other, holders in held for holder in holders if _same(title, other)), None)
    if reading.doc[title.left].lower_ in {"a", "an"}:
        known = None  # a spokesman may be another one
    if known:
        yield _claim(reading, title, known, told)
        return
    yield _position(reading, title, [unnamed_part(reading, "person", title.left, title.end, "Person")], told)


def _same(title: Title, other: Title) -> bool:
    """Return whether two titles are the same office of the same organisation."""
    if title.organization is None or other.organization is None:
        return False
    one, two = title.organization.linked, other.organization.linked
    same_owner = (one.iri or one.label) == (two.iri or two.label)
    if title.office and other.office:
        return same_owner and title.office.iri == other.office.iri
    return same_owner and title.head.lower_ == other.head.lower_


def _is_speaker(reading: Reading, head: "Token") -> bool:
    """Return whether somebody speaks: the subject of a verb of speech, or cited by ``according to``."""
    verb = governor(head)
    if verb is None:
        return False
    subject = head.dep_.startswith("nsubj") or head.dep_ == "obl:agent"
    return (subject and _speaks(reading, verb)) or case_of(head) == "according to"


