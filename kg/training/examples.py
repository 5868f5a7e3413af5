"""Turns passages with gold transfers into what the network learns from.

What comes in: gold passages, as ``kg evaluate`` reads them, and the reader.  What goes out: ``Example`` records: the
marked runs of a passage, and for each of its goods whether they change hands, between whom, and how far that has come.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kg.evaluate import article_of_passage
from kg.evaluate.matching import equipment_right, party_right
from kg.extraction.arguments import Item, Party
from kg.extraction.opinion.candidates import candidates
from kg.extraction.opinion.runs import Run, runs
from kg.language.network.pairs import STATUSES, MarkedRun
from kg.language.network.wordpiece import WordPieces

if TYPE_CHECKING:
    from kg.extraction import Reader
    from kg.extraction.reading import Reading
    from kg.model import Entity

__all__ = ["UNSURE", "Example", "Target", "examples"]

UNSURE = -1.0
"""Stands for goods of which the gold leaves open whether they belong to a transfer."""

_STATUS = {"refused": "Cancelled", "unspecified": "Unknown", "denied": "Denied"}
Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Target:
    """What is true of goods.

    Attributes:
        told: 1 they change hands, 0 they do not, ``UNSURE``.
        suppliers: columns of the right suppliers, the last column for nobody; empty where the words are not known.
        recipients: the same for recipients.
        status: number of the status; -1 where there is none.
    """

    told: float
    suppliers: Sequence[int] = ()
    recipients: Sequence[int] = ()
    status: int = -1


@dataclass(frozen=True, slots=True)
class Example:
    """One run with what is true of its goods.

    Attributes:
        marked: the run.
        targets: one for each of its goods.
        silent: whether the whole passage tells of no transfer.
    """

    marked: MarkedRun
    targets: Sequence[Target]
    silent: bool


def examples(passages: Sequence[Gold], reader: "Reader", pieces: WordPieces) -> Iterator[Example]:
    """Yield the examples of gold passages."""
    articles = [article_of_passage(gold, gold["id"]) for gold in passages]
    for gold, reading in zip(passages, reader.readings(articles), strict=True):
        silent = not gold["transfers"] and not gold.get("optional")
        for run in runs(reading.doc, candidates(reading), pieces):
            yield Example(run.marked, [_target(reading, gold, run, item) for item in run.goods], silent)


def _target(reading: "Reading", gold: Gold, run: Run, item: Item) -> Target:
    meant = [one for one in gold["transfers"] if _is_meant(item, one)]
    there = [one for one in meant if _stands_in(reading, item, one)]
    optional = any(_is_meant(item, one) for one in gold.get("optional", ()))
    mine = [one for one in there or meant if one in there or not _stands_elsewhere(reading, run, one)]
    if not mine:
        return Target(UNSURE if meant or optional else 0.0)
    return Target(
        1.0, _columns(run.parties, mine, "supplier"), _columns(run.parties, mine, "recipient"),
        STATUSES.index(_STATUS.get(mine[0]["status"], mine[0]["status"].capitalize())),
    )  # fmt: skip


def _is_meant(item: Item, gold: Gold) -> bool:
    return equipment_right({"text": item.words, "label": item.linked.label}, gold["equipment"])


def _stands_in(reading: "Reading", item: Item, gold: Gold) -> bool:
    """Return whether goods stand in the sentence that the gold quotes."""
    start = reading.article.text.find(gold["sentence"])
    return start <= reading.offset(item.token) < start + len(gold["sentence"])


def _stands_elsewhere(reading: "Reading", run: Run, gold: Gold) -> bool:
    """Return whether the quoted sentence names the goods: then the same words elsewhere may tell of anything."""
    return any(_is_meant(item, gold) and _stands_in(reading, item, gold) for item in run.goods)


def _columns(parties: Sequence[Party], gold: Sequence[Gold], role: str) -> list[int]:
    accepted = [one[role] for one in gold if one[role]]
    if not accepted:
        return [len(parties)]
    return [column for column, party in enumerate(parties)
            if any(party_right(_slot(party.words, party.linked.entity()), names) for names in accepted)]


def _slot(words: str, entity: "Entity") -> dict[str, Any]:
    return {"text": words, "label": entity.label, "iri": entity.iri, "aliases": list(entity.aliases)}
