"""Looks at the plain words of a paragraph: whether it may hold a claim, on what matters here, and what it needs.

What comes in: the text of a paragraph; the lexicons and gazetteers stand behind.  What goes out: a ``Glance``.  It
sees more than the parser will: a word that may be a trigger is one, a capitalised word may be a name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg.gazetteer import Gazetteer
from kg.language.designations import is_designation
from kg.language.mentions import EQUIPMENT_KINDS, PARTY_KINDS
from kg.language.sights import Sights, singulars
from kg.lexicon import Lexicon, forms_of
from kg.model import Concept

__all__ = ["Glance", "Glances"]

_SENTENCE_END = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[\"“‘(]*[A-Z])")
_WORD = re.compile(r"[^\W_]+")
_WHOLE = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
_NAME = re.compile(r"[A-ZÀ-Þ][\w'’-]*(?:\s+[A-ZÀ-Þ][\w.'’-]*)*")
_SUM = re.compile(
    r"[$€£¥₹]|\d\s?(?:m|bn|k)\b|illion|[A-Z]{3}\s?\d|\d\s?[A-Z]{3}\b|crore|lakh|dollar|euro|pound|ro?uble|rupee|yuan|yen"
)
_NO_NAMES = frozenset(
    "the a an i he she it we they you this that these those his her its our their my your in on at of to for with "
    "from by and but or so if when while as there here what who how why where which is are was were be do did does "
    "have has had not no yes oh well okay one all some many most more other another such now then today after before "
    "although though because since until during under over between among also just only even still very too each "
    "every both either neither nor yet however".split()
)
"""Words that begin a sentence without being names."""
_PRONOUNS = frozenset("he she him her his hers it its they them their".split())
_DESCRIPTIONS = frozenset(
    "country nation state republic kingdom government customer buyer client recipient supplier company firm group "
    "manufacturer shipbuilder yard contractor maker corporation shipyard side neighbour neighbor troop troops".split()
)
_PAIRED = frozenset("country government side nation state neighbour neighbor".split())
_TRIGGER_LISTS = (
    "position-heads", "ownership-firms", "ownership-owned-by", "manufacture-participles", "manufacture-makes",
    "manufacture-plants", "forces", "gear", "demand-people",
)  # fmt: skip
_EVERYWHERE = frozenset({"be", "have"})  # they open a relation of armed forces only, which are words of their own
_PUBLIC = frozenset({"Office", "ServiceTemplate"})
_ARMED = frozenset({"ArmedGroup", "SalesProgramme"})
_FIRMS = frozenset({"Organization", "SalesProgramme"})
_STATES = frozenset({"State", "Territory"})


@dataclass(frozen=True, slots=True)
class Glance:
    """What the plain words of a paragraph show.

    Attributes:
        sentences: how many it has at least.
        matters: how many of them tell of arms or armed forces.
        strong: whether one of these names a state, firm or armed group too, or any names two of them and goods.
        claims: whether a sentence has a trigger, and an argument or a reference to one.
        public: whether such a sentence names goods or public life beside a state, firm or armed group, or two of these.
        weak: whether such a sentence names any of all that.
        refers: whether such a sentence may refer to something in front of the paragraph.
        pairs: whether it may mean one or two of all states in front of it (``the two countries``).
        states: whether it may name a state.
        firms: whether it may name a firm or sales programme of a gazetteer.
        sums: whether it may tell a sum of money.
        balanced: whether it closes every quotation that it opens.
        names: its capitalised runs, word by word.
    """

    sentences: int
    matters: int
    strong: bool
    claims: bool
    public: bool
    weak: bool
    refers: bool
    pairs: bool
    states: bool
    firms: bool
    sums: bool
    balanced: bool
    names: frozenset[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The words of one sentence, in lower case and what they may be the plural of, and what they may name."""

    words: frozenset[str]
    names: tuple[tuple[str, ...], ...]
    concepts: Sequence[Concept]
    kinds: frozenset[str]
    parties: int
    goods: bool

    def any_of(self, words: frozenset[str]) -> bool:
        return not self.words.isdisjoint(words)

    def named(self, kinds: frozenset[str]) -> bool:
        return not self.kinds.isdisjoint(kinds)


class Glances:
    """Looks at paragraphs with the words of the lexicons and gazetteers."""

    def __init__(self, lexicon: Lexicon, gazetteer: Gazetteer) -> None:
        """Index the trigger words, the words that matter and the labels."""
        lemmas = {word.split()[0] for frame in lexicon.frames for word in frame.lemmas} - _EVERYWHERE
        listed = {word for name in _TRIGGER_LISTS for word in lexicon.words[name]}
        inflected = {form for form, lemma in lexicon.forms.items() if lemma.split()[0] in lemmas}
        self._triggers = frozenset(forms_of(lemmas | listed) | inflected) | lexicon.words["irregular-triggers"]
        self._arguments = frozenset(forms_of(lexicon.words["demand-people"])) | _PRONOUNS
        self._matters, self._public = lexicon.words["matters"], lexicon.words["public"]
        self._civil = lexicon.words["civil-goods"]
        self._sights = Sights(gazetteer.concepts.values())

    def at(self, text: str) -> Glance:
        """Return what a paragraph shows."""
        seen = [self._seen(part) for part in _SENTENCE_END.split(text)]
        claims = [one for one in seen if self._may_claim(one)]
        return Glance(
            sentences=len(seen),
            matters=sum(map(self._is_matter, seen)),
            strong=any((one.parties and self._is_matter(one)) or (one.parties > 1 and one.goods) for one in seen),
            claims=bool(claims),
            public=any(one.parties > 1 or (one.parties and (one.goods or self._is_public(one))) for one in claims),
            weak=any(one.parties or one.goods or self._is_public(one) or self._is_matter(one) for one in claims),
            refers=text[:1] in {'"', "“"} or any(map(_refers, claims)),
            pairs=any(one.any_of(_PAIRED) for one in claims),
            states=any(one.named(_STATES) for one in seen),
            firms=any(one.named(_FIRMS) for one in seen),
            sums=_SUM.search(text) is not None,
            balanced=text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in ("“”", "«»")),
            names=frozenset(name for one in seen for name in one.names),
        )

    def _seen(self, text: str) -> _Seen:
        words, whole = _WORD.findall(text), _WHOLE.findall(text)
        concepts = list(self._sights.seen(words))
        kinds = frozenset(kind for concept in concepts for kind in concept.kinds)
        return _Seen(
            words=frozenset(stem for word in {*words, *whole} for stem in singulars(word.lower())),
            names=tuple(tuple(name.split()) for name in _NAME.findall(text)),
            concepts=concepts,
            kinds=kinds,
            parties=len({concept.iri for concept in concepts if not PARTY_KINDS.isdisjoint(concept.kinds)}),
            goods=not EQUIPMENT_KINDS.isdisjoint(kinds) or any(map(is_designation, whole)),
        )

    def _may_claim(self, seen: _Seen) -> bool:
        """Return whether a sentence has a trigger with anything that may fill a role, or goods beside a name."""
        named = bool(seen.concepts) or any(name[-1].lower() not in _NO_NAMES for name in seen.names)
        told = seen.any_of(self._triggers) or "Office" in seen.kinds
        return (told and (named or seen.goods or seen.any_of(self._arguments))) or (seen.goods and named)

    def _is_matter(self, seen: _Seen) -> bool:
        """Return whether a sentence tells of arms or armed forces."""
        civil = (c.label in self._civil for c in seen.concepts if not EQUIPMENT_KINDS.isdisjoint(c.kinds))
        return seen.any_of(self._matters) or seen.named(_ARMED) or (seen.goods and not all(civil))

    def _is_public(self, seen: _Seen) -> bool:
        return seen.any_of(self._public) or seen.named(_PUBLIC)


def _refers(seen: _Seen) -> bool:
    """Return whether a sentence has a pronoun, or a description of a party or of goods."""
    return seen.goods or seen.any_of(_PRONOUNS | _DESCRIPTIONS) or "ServiceTemplate" in seen.kinds
