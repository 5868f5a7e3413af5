"""Counts what was found, missed and made up, and says how sure the counts are.

What comes in: gold passages and claim lines. What goes out: ``Scores`` with the measures of the development set's
scorer, tables by status and style, and the passages with an error. The interval is a bootstrap over passages (1,000
resamples, fixed seed), because errors come in passages.
"""

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from kg.evaluate.matching import best_matching, date_right, equipment_right, party_right, told

__all__ = ["PRF", "Passage", "Scores", "score"]

PRF: TypeAlias = tuple[float, float, float]
_NEGATED = frozenset({"refused", "denied"})
_RESAMPLES, _SEED = 1000, 20190330
_BINS = 5  # of scores, from 0 to 1
_DETAILS = ("quantity", "date", "value")

Record: TypeAlias = Mapping[str, Any]


@dataclass(slots=True)
class Passage:
    """The counts of one passage, and what went wrong in it.

    Attributes:
        gold: the passage with its gold transfers.
        counts: measure → count.
        missed: gold transfers that no claim meets.
        spurious: claims that meet no gold transfer.
        matched: pairs of gold transfer and claim.
    """

    gold: Record
    counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    missed: list[Record] = field(default_factory=list)
    spurious: list[Record] = field(default_factory=list)
    matched: list[tuple[Record, Record]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scores:
    """All measures of a run.

    Attributes:
        triple: supplier, recipient and equipment right: precision, recall, F1.
        triple_interval: 95% interval of the triple F1.
        asserted: the same, with refused and denied told apart from the rest.
        pair: distinct supplier-recipient pairs.
        shares: ``status``, ``quantity``, ``date``, ``value``, ``swap``, ``silence`` → share, None if nothing was asked.
        counts: ``passages``, ``gold``, ``predicted``, ``triple``.
        by_status: gold status → (gold, found, status right).
        by_style: style → (gold, predicted, found).
        by_score: fifth of the claims' scores → (claims, their scores added up, right): how far scores can be believed.
        passages: each passage with its errors.
    """

    triple: PRF
    triple_interval: tuple[float, float]
    asserted: PRF
    pair: PRF
    shares: Mapping[str, float | None]
    counts: Mapping[str, int]
    by_status: Mapping[str, tuple[int, int, int]]
    by_style: Mapping[str, tuple[int, int, int]]
    by_score: Mapping[str, tuple[int, float, int]]
    passages: Sequence[Passage]


def score(gold: Sequence[Record], claims: Iterable[Record]) -> Scores:
    """Score claim lines (those of type ``ArmsTransfer``) against gold passages."""
    by_document: dict[str, list[Record]] = defaultdict(list)
    for claim in claims:
        if claim.get("type") == "ArmsTransfer":
            by_document[claim["document"]].append(claim)
    passages = [_passage(row, by_document[row["id"]]) for row in gold]
    total = _total(passages)
    return Scores(
        triple=_prf(total["triple"], total["predicted"], total["gold"]),
        triple_interval=_interval(passages),
        asserted=_prf(total["asserted"], total["predicted"], total["gold"]),
        pair=_prf(total["pair"], total["pair_predicted"], total["pair_gold"]),
        shares=_shares(total),
        counts={"passages": len(passages), **{k: total[k] for k in ("gold", "predicted", "triple")}},
        by_status=_by_status(passages),
        by_style=_by_style(passages),
        by_score=_by_score(passages),
        passages=passages,
    )


def _triple(gold: Record, claim: Record) -> bool:
    return _pair(gold, claim) and equipment_right(claim.get("equipment"), gold["equipment"])


def _pair(gold: Record, claim: Record, supplier: str = "supplier", recipient: str = "recipient") -> bool:
    optional = bool(gold.get("supplier_optional"))
    return party_right(claim.get(supplier), gold["supplier"], optional=optional) and party_right(
        claim.get(recipient), gold["recipient"]
    )


def _agreement(gold: Record, claim: Record) -> int:
    """Weigh a pair: a right triple first, then status, then quantity, then date."""
    date = date_right(gold["date"], claim.get("date")) if gold.get("date") else not claim.get("date")
    status = bool(gold["status"] == told(claim))
    quantity = bool(gold.get("quantity") == claim.get("quantity"))
    return 1000 + 100 * status + 10 * quantity + date


def _match(gold: Sequence[Record], claims: Sequence[Record], *, asserted: bool = False) -> dict[int, int]:
    weights = {
        (g, c): _agreement(one, claim)
        for g, one in enumerate(gold)
        for c, claim in enumerate(claims)
        if _triple(one, claim)
        and (not asserted or (one["status"] in _NEGATED) == (told(claim) in _NEGATED))
    }
    return best_matching(weights, len(gold), len(claims))


def _passage(row: Record, claims: Sequence[Record]) -> Passage:
    """Count one passage; a claim that meets no gold transfer but an optional one is neither right nor wrong."""
    gold, optional = row["transfers"], row.get("optional") or ()
    kept = set(_match(gold, claims).values())
    claims = [c for i, c in enumerate(claims) if i in kept or not any(_triple(o, c) for o in optional)]
    passage = Passage(row)
    matched = _match(gold, claims)
    passage.matched = [(gold[g], claims[c]) for g, c in matched.items()]
    passage.missed = [one for g, one in enumerate(gold) if g not in matched]
    passage.spurious = [claim for c, claim in enumerate(claims) if c not in matched.values()]
    counts = passage.counts
    counts |= {"gold": len(gold), "predicted": len(claims), "triple": len(matched)}
    counts["asserted"] = len(_match(gold, claims, asserted=True))
    counts["swap"] = sum(any(_swapped(one, claim) for one in gold) for claim in passage.spurious)
    counts["negatives"], counts["silent"] = int(not gold), int(not gold and not claims)
    _count_details(passage)
    _count_pairs(passage, gold, claims)
    return passage


def _swapped(gold: Record, claim: Record) -> bool:
    return bool(
        gold["supplier"] and gold["recipient"] and _pair(gold, claim, "recipient", "supplier")
        and equipment_right(claim.get("equipment"), gold["equipment"])
    )


def _value(claim: Record) -> str | None:
    value = claim.get("value")
    return f"{value:.0f} {claim.get('currency')}" if isinstance(value, int | float) else None


def _count_details(passage: Passage) -> None:
    counts = passage.counts
    for gold, claim in passage.matched:
        counts["status"] += gold["status"] == told(claim)
        wanted = {key: gold.get(key) for key in _DETAILS}
        given = {"quantity": claim.get("quantity"), "date": claim.get("date"), "value": _value(claim)}
        for key in _DETAILS:
            right = wanted[key] == given[key]
            if key == "date" and wanted[key]:
                right = date_right(gold["date"], given["date"])
            counts[key + "_asked"] += wanted[key] is not None
            counts[key + "_given"] += given[key] is not None
            counts[key] += wanted[key] is not None and right


def _count_pairs(passage: Passage, gold: Sequence[Record], claims: Sequence[Record]) -> None:
    distinct: list[Record] = []
    for one in gold:
        if not any(_same_pair(one, other) for other in distinct):
            distinct.append(one)
    said: dict[tuple[str | None, ...], Record] = {}
    for claim in claims:
        slots = [claim.get(role) or {} for role in ("supplier", "recipient")]
        said.setdefault(tuple(slot.get("label") or slot.get("text") for slot in slots), claim)
    weights = {
        (g, c): 1 for g, one in enumerate(distinct) for c, claim in enumerate(said.values()) if _pair(one, claim)
    }
    passage.counts["pair"] = len(best_matching(weights, len(distinct), len(said)))
    passage.counts["pair_gold"], passage.counts["pair_predicted"] = len(distinct), len(said)


def _same_pair(one: Record, other: Record) -> bool:
    roles = ("supplier", "recipient")
    return all(set(one[r]) & set(other[r]) for r in roles) or all(one[r] == other[r] for r in roles)


def _total(passages: Iterable[Passage]) -> dict[str, int]:
    total: dict[str, int] = defaultdict(int)
    for passage in passages:
        for key, value in passage.counts.items():
            total[key] += value
    return total


def _prf(hit: int, predicted: int, gold: int) -> PRF:
    precision = hit / predicted if predicted else 0.0
    recall = hit / gold if gold else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _shares(total: Mapping[str, int]) -> dict[str, float | None]:
    def share(part: int, whole: int) -> float | None:
        return part / whole if whole else None

    details = {key: _prf(total[key], total[key + "_given"], total[key + "_asked"])[2] for key in _DETAILS}
    return {
        "status": share(total["status"], total["triple"]),
        **details,
        "swap": share(total["swap"], total["predicted"]),
        "silence": share(total["silent"], total["negatives"]),
    }


def _interval(passages: Sequence[Passage]) -> tuple[float, float]:
    """Return the 95% interval of the triple F1 over passages."""
    if not passages:
        return 0.0, 0.0
    rng = random.Random(_SEED)  # noqa: S311 - resampling, not secrets
    f1s: list[float] = []
    for _ in range(_RESAMPLES):
        total = _total([passages[rng.randrange(len(passages))] for _ in passages])
        f1s.append(_prf(total["triple"], total["predicted"], total["gold"])[2])
    f1s.sort()
    return f1s[25], f1s[974]


def _by_status(passages: Iterable[Passage]) -> dict[str, tuple[int, int, int]]:
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for passage in passages:
        for gold in passage.gold["transfers"]:
            rows[gold["status"]][0] += 1
        for gold, claim in passage.matched:
            rows[gold["status"]][1] += 1
            rows[gold["status"]][2] += gold["status"] == told(claim)
    return {status: (row[0], row[1], row[2]) for status, row in sorted(rows.items())}


def _by_style(passages: Iterable[Passage]) -> dict[str, tuple[int, int, int]]:
    rows: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for passage in passages:
        row = rows[passage.gold.get("style", "")]
        for place, key in enumerate(("gold", "predicted", "triple")):
            row[place] += passage.counts[key]
    return {style: (row[0], row[1], row[2]) for style, row in sorted(rows.items())}


def _by_score(passages: Iterable[Passage]) -> dict[str, tuple[int, float, int]]:
    """Return the reliability table of the claims that have a score and are right or wrong."""
    rows: dict[str, list[float]] = defaultdict(lambda: [0, 0.0, 0])
    for passage in passages:
        judged = [(claim, 1) for _, claim in passage.matched] + [(claim, 0) for claim in passage.spurious]
        for sure, is_right in ((claim["score"], right) for claim, right in judged if claim.get("score") is not None):
            fifth = min(int(sure * _BINS), _BINS - 1)
            row = rows[f"{fifth / _BINS:.1f} to {(fifth + 1) / _BINS:.1f}"]
            row[:] = [row[0] + 1, row[1] + sure, row[2] + is_right]
    return {name: (int(row[0]), round(row[1], 2), int(row[2])) for name, row in sorted(rows.items())}
