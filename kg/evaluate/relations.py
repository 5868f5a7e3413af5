"""Compares the claims of an article with its gold reading: found, missed, wrong argument, trap.

What comes in: ``Gold`` and claim lines.  What goes out: ``Comparison``.  A relation is found in a claim of its type
with evidence in its sentence, whose key arguments and factuality are right; speaker and dates are scored apart.  A
claim may be found again in each sentence that it has evidence in; claims that repeat themselves within one are one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from kg.evaluate.matching import best_matching
from kg.evaluate.naming import Line, Names, touches, values
from kg.evaluate.readings import Gold, GoldRelation, Trap
from kg.evaluate.traps import takes

__all__ = ["OUTCOMES", "Comparison", "Finding", "Outcome", "compare"]

Outcome: TypeAlias = Literal["found", "wrong argument", "missed"]
OUTCOMES: tuple[Outcome, ...] = ("found", "wrong argument", "missed")
"""What may become of a gold relation."""

_SURE, _OPTIONAL = 1000.0, 900.0
_DATES = ("earliest", "latest", "asOf")


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one gold relation.

    Attributes:
        relation: the gold relation.
        claim: the claim that was compared with it, or None where it is missed.
        wrong: key arguments that differ, and ``factuality``.
        absent: inferred key arguments that the claim leaves out, which is right too.
        speaker: whether the speaker is right.
        dates: whether all dates are right; None where neither side has any.
    """

    relation: GoldRelation
    claim: Line | None = None
    wrong: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    speaker: bool = False
    dates: bool | None = None

    @property
    def outcome(self) -> Outcome:
        """What became of it, in a word."""
        if self.claim is None:
            return "missed"
        return "wrong argument" if self.wrong else "found"

    def said(self, key: str) -> str:
        """Return what the claim says in a role, or in one of ``a|b``; empty where nothing."""
        given = [value for role in key.split("|") for value in values(self.claim or {}, role)]
        return ", ".join(value["label"] if isinstance(value, dict) else str(value) for value in given)


@dataclass(frozen=True, slots=True)
class Comparison:
    """How claims and a gold reading agree.

    Attributes:
        findings: one for each gold relation, in order.
        traps: each trap with the claims that take it.
        others: claims that meet no gold relation.
    """

    findings: Sequence[Finding]
    traps: Sequence[tuple[Trap, Sequence[Line]]]
    others: Sequence[Line] = field(default_factory=tuple)

    def count(self, outcome: Outcome, *, optional: bool = False) -> int:
        """Return how many relations came to this."""
        return sum(one.outcome == outcome for one in self.findings if one.relation.optional == optional)

    def score(self, detail: Literal["speaker", "dates"]) -> tuple[int, int]:
        """Return how often a detail is right, and how often asked, over what is found and not optional."""
        asked = [
            getattr(one, detail) for one in self.findings if one.outcome == "found" and not one.relation.optional
        ]
        return asked.count(True), len(asked) - asked.count(None)

    @property
    def taken(self) -> int:
        """How many traps are taken."""
        return sum(bool(claims) for _, claims in self.traps)

    @property
    def perfect(self) -> bool:
        """Whether every relation that counts is found and no trap is taken."""
        return not (self.count("missed") or self.count("wrong argument") or self.taken)


def compare(gold: Gold, claims: Sequence[Line]) -> Comparison:
    """Compare the claims of the article with its reading."""
    called = Names(gold.surfaces, claims)
    found: dict[str, Finding] = {}
    met: set[int] = set()
    for sentence in sorted({one.sentence for one in gold.relations}, key=lambda p: p.start):
        relations = [one for one in gold.relations if one.sentence == sentence]
        said = [claim for claim in claims if touches(claim, sentence.start, sentence.end)]
        for finding, fitting in _matched(gold, called, relations, said):
            found[finding.relation.number] = finding
            met.update(fitting)
    return Comparison(
        [found.get(one.number, Finding(one)) for one in gold.relations],
        [(trap, [c for c in claims if takes(trap, c, called)]) for trap in gold.traps],
        [claim for claim in claims if id(claim) not in met],
    )


def _matched(
    gold: Gold, called: Names, relations: Sequence[GoldRelation], said: Sequence[Line]
) -> list[tuple[Finding, set[int]]]:
    """Match the relations of a sentence with its claims.

    Returns findings, each with the claims (by ``id``) that it accounts for.
    """
    judged = {
        (r, c): _judged(gold, called, relation, claim)
        for r, relation in enumerate(relations)
        for c, claim in enumerate(said)
        if claim["type"] == relation.type
    }
    right = {place for place, finding in judged.items() if not finding.wrong}
    used = {c for _, c in right}  # a claim that repeats a relation is no wrong reading of another
    weights = {
        place: _weight(finding, len(gold.keys[finding.relation.type]))
        for place, finding in judged.items()
        if place in right or (place[1] not in used and not finding.relation.optional)
    }
    pairs = best_matching(weights, len(relations), len(said))
    accounted = {r: {id(said[c])} | {id(said[o]) for o in used if (r, o) in right} for r, c in pairs.items()}
    return [(judged[r, c], accounted[r]) for r, c in pairs.items()]


def _weight(finding: Finding, keys: int) -> float:
    """Weigh a pair: a right one above all, then right keys, then speaker and dates."""
    details = finding.speaker + bool(finding.dates)
    if not finding.wrong:
        return (_OPTIONAL if finding.relation.optional else _SURE) + details
    return 1 + 10 * (keys + 1 - len(finding.wrong)) + details


def _judged(gold: Gold, called: Names, relation: GoldRelation, claim: Line) -> Finding:
    verdicts = {key: _key(called, relation, claim, key) for key in gold.keys[relation.type]}
    wrong = [key for key, verdict in verdicts.items() if verdict is False]
    if claim["factuality"].casefold() != relation.factuality.casefold():
        wrong.append("factuality")
    absent = [key for key, verdict in verdicts.items() if verdict is None]
    return Finding(
        relation, claim, tuple(wrong), tuple(absent), _speaker(called, relation, claim), _dates(relation, claim)
    )


def _key(called: Names, relation: GoldRelation, claim: Line, key: str) -> bool | None:
    """Return whether a key argument is right; None where it is absent and may be."""
    roles = key.split("|")
    wanted = [(role, name) for role in roles for name in relation.args.get(role, ())]
    given = [value for role in roles for value in values(claim, role)]
    inferred = {role for role, _ in wanted} <= relation.inferred
    if not wanted or not given:
        return None if inferred else False
    hits = [{n for n, (role, name) in enumerate(wanted) if called.right(value, name, role)} for value in given]
    if len(roles) > 1 or len(wanted) == 1:
        return any(hits)
    return all(hits) and (inferred or len(set().union(*hits)) == len(wanted))


def _speaker(called: Names, relation: GoldRelation, claim: Line) -> bool:
    """Return whether a claim is told by those who tell the relation, and by nobody else."""
    told = claim["attributed_to"]
    if not told:
        return not relation.speakers or relation.speaker_optional
    hits = [{name for name in relation.speakers if called.right(thing, name)} for thing in told]
    return all(hits) and set().union(*hits) == set(relation.speakers)


def _dates(relation: GoldRelation, claim: Line) -> bool | None:
    wanted: Mapping[str, str] = {role: relation.args[role][0] for role in _DATES if role in relation.args}
    given = {role: found[0] for role in _DATES if (found := values(claim, role))}
    return given == wanted if wanted or given else None
