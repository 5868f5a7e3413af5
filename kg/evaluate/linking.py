"""Scores what names, pronouns and descriptions are tied to.

What comes in: passages with their gold mentions, and what a reader tied the words of each to.  What goes out:
``LinkScores``.  A mention is right where words that overlap it are tied to the same IRI, or where nobody knows the
thing and no words over it are tied to any.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kg.errors import DataFileError
from kg.model import Mention
from kg.terms import ID

__all__ = ["GoldMention", "LinkPassage", "LinkScores", "WrongLink", "read_links", "score_links"]

_NO_EVIDENCE = frozenset({"", "unknownName", "designationForm"})


@dataclass(frozen=True, slots=True)
class GoldMention:
    """Words, and what they name.

    Attributes:
        start: offset of the first code point.
        end: offset behind the last code point.
        text: the words.
        iri: what they name, ``""`` where no gazetteer has it, or they name nothing.
        reason: code of the link reason.
        equipment: whether they name military equipment.
    """

    start: int
    end: int
    text: str
    iri: str
    reason: str
    equipment: bool


@dataclass(frozen=True, slots=True)
class LinkPassage:
    """A passage with its mentions.

    Attributes:
        key: its id.
        group: its id without the number at the end: passages of one origin.
        text: the words.
        date: day of publication as ``YYYY-MM-DD``, or None.
        mentions: what the words name, in any order.
    """

    key: str
    group: str
    text: str
    date: str | None
    mentions: tuple[GoldMention, ...]


@dataclass(frozen=True, slots=True)
class WrongLink:
    """A mention that was not tied as it should be.

    Attributes:
        passage: id of the passage.
        gold: the mention.
        found: IRI that it was tied to, ``""`` if to none.
    """

    passage: str
    gold: GoldMention
    found: str


@dataclass(slots=True)
class LinkScores:
    """How the links of some passages meet the gold.

    Attributes:
        by_group: origin of passages → (right, mentions).
        by_reason: link reason of the gold → (right, mentions).
        reasons: of the mentions with an IRI that are right, (those with the gold's reason, all).
        tied: links with an IRI, (right, all), over all words: what nobody asked for is wrong.
        equipment: mentions of equipment, (recognised as such, all).
        wrong: the mentions that are wrong.
    """

    by_group: dict[str, tuple[int, int]] = field(default_factory=dict)
    by_reason: dict[str, tuple[int, int]] = field(default_factory=dict)
    reasons: tuple[int, int] = (0, 0)
    tied: tuple[int, int] = (0, 0)
    equipment: tuple[int, int] = (0, 0)
    wrong: list[WrongLink] = field(default_factory=list)

    @property
    def all(self) -> tuple[int, int]:
        """Right mentions, and all mentions."""
        return sum(right for right, _ in self.by_group.values()), sum(n for _, n in self.by_group.values())


def read_links(path: Path) -> tuple[LinkPassage, ...]:
    """Read a gold set: a passage a line, with id, text and mentions.

    A mention has text, iri (the local name in the gazetteer, or null) and reason; ``nth`` where the words stand there
    more than once, ``equipment`` where they name some.

    Raises:
        DataFileError: the file cannot be read, or a line is no such passage; names file and line.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: the gold set cannot be read: {error}") from error
    return tuple(_passage(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip())


def _passage(line: str, place: str) -> LinkPassage:
    try:
        told = json.loads(line)
        mentions = tuple(_mention(told["text"], one) for one in told["mentions"])
        group = re.sub(r"[\W_]*\d+$", "", told["id"])
        return LinkPassage(told["id"], group, told["text"], told.get("date"), mentions)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        accepted = "a passage has id, text and mentions with text, iri and reason"
        raise DataFileError(f"{place}: {accepted}: {error}") from error


def _mention(text: str, told: Mapping[str, object]) -> GoldMention:
    words, nth = str(told["text"]), int(str(told.get("nth", 1)))
    places = [match.start() for match in re.finditer(f"(?={re.escape(words)})", text)]
    if not words or nth < 1 or len(places) < nth:
        raise ValueError(f"{words!r} does not stand {nth} times in the text")
    iri = ID + str(told["iri"]) if told["iri"] else ""
    start = places[nth - 1]
    return GoldMention(start, start + len(words), words, iri, str(told["reason"]), bool(told.get("equipment")))


def score_links(passages: Sequence[LinkPassage], links: Mapping[str, Sequence[Mention]]) -> LinkScores:
    """Score what a reader tied the words of each passage to.

    Args:
        passages: the gold.
        links: id of a passage → what its words are tied to; the role of a mention is the kind of the thing.
    """
    scores = LinkScores()
    for passage in passages:
        found = links.get(passage.key, ())
        right_links = {id(link) for gold in passage.mentions for link in [_score(scores, passage, gold, found)] if link}
        tied = [link for link in found if link.iri and link.link_reason not in _NO_EVIDENCE]
        scores.tied = _more(scores.tied, sum(id(link) in right_links for link in tied), len(tied))
    return scores


def _score(scores: LinkScores, passage: LinkPassage, gold: GoldMention, found: Sequence[Mention]) -> Mention | None:
    """Add one mention to the scores; return the link that met it."""
    over = sorted((m for m in found if m.start < gold.end and gold.start < m.end), key=lambda m: -_overlap(m, gold))
    met = next((m for m in over if m.iri == gold.iri != ""), None)
    right = met is not None if gold.iri else not any(m.iri for m in over)
    scores.by_group[passage.group] = _more(scores.by_group.get(passage.group, (0, 0)), right, 1)
    scores.by_reason[gold.reason] = _more(scores.by_reason.get(gold.reason, (0, 0)), right, 1)
    if met:
        scores.reasons = _more(scores.reasons, met.link_reason == gold.reason, 1)
    if gold.equipment:
        scores.equipment = _more(scores.equipment, any(m.role == "EquipmentType" for m in over), 1)
    if not right:
        scores.wrong.append(WrongLink(passage.key, gold, next((m.iri for m in over if m.iri), "")))
    return met


def _overlap(link: Mention, gold: GoldMention) -> int:
    return min(link.end, gold.end) - max(link.start, gold.start)


def _more(counts: tuple[int, int], right: int, asked: int) -> tuple[int, int]:
    return counts[0] + right, counts[1] + asked
