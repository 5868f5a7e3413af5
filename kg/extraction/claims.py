"""Builds a claim from what fills its roles.

What comes in: parts (a role, what fills it, its words) and how the article tells it.  What goes out: a ``Claim`` with
its evidence.  It must not know what any relation type means.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from kg.extraction.arguments import Item, Party
from kg.extraction.modality import Stance
from kg.extraction.reading import Reading
from kg.extraction.speakers import Voices
from kg.extraction.syntax import is_bare_participle
from kg.model import Argument, Claim, Entity, Mention

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

__all__ = ["Part", "Told", "claim_of", "item_parts", "party_part", "standing", "unnamed_part", "within",
           "words_part"]

_NEGATIONS = frozenset({"not", "n't", "n’t", "never"})
_ARTICLE = Voices()  # nobody: the article's own voice


@dataclass(frozen=True, slots=True)
class Part:
    """One argument of a claim.

    Attributes:
        role: the role's name.
        value: what fills it.
        mention: its words; None where the sentence does not name it.
    """

    role: str
    value: Argument
    mention: Mention | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """How the article tells a claim.

    Attributes:
        trigger: the word that opens it; its sentence is the evidence.
        stance: status and factuality.
        rule: id of the rule that read it.
        path: the steps from the trigger to its arguments.
        voices: who says so; nobody is the article's own voice.
        dated: the date fields.
    """

    trigger: "Token"
    stance: Stance
    rule: str
    path: tuple[str, ...] = ()
    voices: Voices = _ARTICLE
    dated: Mapping[str, Any] = field(default_factory=dict)


def claim_of(reading: Reading, kind: str, parts: Iterable[Part], told: Told, *, extractor: str) -> Claim:
    """Return a claim of a type, its roles filled by the parts."""
    parts = list(parts)
    arguments: dict[str, tuple[Argument, ...]] = {}
    for part in parts:
        arguments[part.role] = (*arguments.get(part.role, ()), part.value)
    mentions = [part.mention for part in parts if part.mention]
    mentions.extend(reading.named("speaker", v.token, v.linked, v.reason) for v in told.voices.speakers)
    return Claim(
        type=kind,
        arguments=arguments,
        evidence=(reading.evidence(
            told.trigger.sent, mentions, rule=told.rule, cue=told.stance.cue, path=told.path),),
        status=told.stance.status,
        factuality=told.stance.factuality,
        attributed_to=tuple(voice.linked.entity() for voice in told.voices.speakers),
        reported_by=told.voices.medium.linked.entity() if told.voices.medium else None,
        extractor=extractor,
        **told.dated,
    )


def party_part(reading: Reading, role: str, party: Party) -> Part:
    """Return a party as what fills a role."""
    mention = reading.named(role, party.token, party.linked, party.reason)
    return Part(role, reading.party_entity(party), mention)


def item_parts(reading: Reading, item: Item) -> list[Part]:
    """Return an item of equipment as what fills ``equipment``, and its words as ``equipmentText``."""
    mention = reading.mention("equipment", item.start, item.end, item.linked.iri, item.reason)
    named = replace(mention, label=item.linked.label or item.linked.text)
    return [Part("equipment", reading.item_entity(item), named), Part("equipmentText", item.words)]


def within(part: Part, token: "Token", sent: "Span") -> Part:
    """Return a part without its words where they stand in another sentence: what was told before has no words here."""
    return part if sent.start <= token.i < sent.end else replace(part, mention=None)


def words_part(reading: Reading, role: str, start: int, end: int) -> Part:
    """Return the words of tokens ``start`` to ``end`` (exclusive) as what fills a role."""
    mention = reading.mention(role, start, end)
    return Part(role, mention.text, mention)


def unnamed_part(reading: Reading, role: str, start: int, end: int, kind: str) -> Part:
    """Return something without a name, under the words used (``a spokesman``), as what fills a role."""
    mention = reading.mention(role, start, end, reason="unknownName")
    return Part(role, Entity(mention.text, mention.text, kind=kind), replace(mention, label=mention.text))


def standing(reading: Reading, trigger: "Token") -> Stance:
    """Return the stance of a standing relation that a predicate tells: ``is the client of``, ``is owned by``."""
    if trigger.dep_ in {"acl", "amod"} and is_bare_participle(trigger):  # "a firm [owned by …] may sell": stands apart
        return Stance("Ongoing", "Asserted", trigger.text)
    stance = replace(reading.modality.of(trigger, "Ongoing"), perfect=False)
    if stance.status not in {"Planned", "Cancelled", "None"}:
        stance = replace(stance, status="Ongoing")
    negations = [c for c in trigger.children if c.lower_ in _NEGATIONS]
    if negations and stance.factuality == "Asserted" and trigger.pos_ not in {"VERB", "AUX"}:
        stance = replace(stance, factuality="Denied", cue=f"{negations[0].text} {stance.cue}")
    if any(c.lower_ == "longer" for c in trigger.children):
        stance = replace(stance, status="Ended", factuality="Denied", cue=f"no longer {stance.cue}")
    return stance
