"""Scores what extractors read in the sentences of their cases, type by type.

What comes in: case files, one for each extractor and of its name, whose lines hold a sentence and the claims expected
of it, and claim lines.  What goes out: ``CaseScore``.  An expected claim is met by a claim with the same labels in the
roles that it mentions, and with no key argument that it does not mention; where a file speaks of factuality at all,
what says nothing of it is asserted.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import DataFileError
from kg.evaluate.matching import best_matching
from kg.evaluate.naming import Line, values
from kg.evaluate.readings import Keys

__all__ = ["Case", "CaseScore", "Mistake", "late_cases", "read_cases", "score_cases"]

_AFTER = "after"
_SEVERAL = "party"


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence with the claims expected of it.

    Attributes:
        key: file and number of its line, ``clients:3``.
        text: the sentence.
        construction: what it is an example of; ``after`` where it was written after the rules were frozen.
        expected: the claims of the type, role → label; empty for a look-alike.
    """

    key: str
    text: str
    construction: str
    expected: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A case that was not read as expected.

    Attributes:
        case: the case.
        missed: expected claims that were not made.
        spurious: claims that nobody expects.
    """

    case: Case
    missed: tuple[Mapping[str, Any], ...]
    spurious: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class CaseScore:
    """How the claims of one type meet what is expected.

    Attributes:
        cases: how many sentences there are.
        negatives: how many of them expect nothing.
        expected: claims expected.
        claimed: claims made.
        right: claims that meet one expected.
        mistakes: cases with a claim missed or made up.
    """

    cases: int
    negatives: int
    expected: int
    claimed: int
    right: int
    mistakes: tuple[Mistake, ...] = ()

    @property
    def precision(self) -> float | None:
        """Share of the claims that are right; None where there is none."""
        return self.right / self.claimed if self.claimed else None

    @property
    def recall(self) -> float | None:
        """Share of the expected claims that are made; None where none is expected."""
        return self.right / self.expected if self.expected else None


def read_cases(path: Path) -> tuple[Case, ...]:
    """Read a case file.

    Raises:
        DataFileError: the file cannot be read, or a line is no case; names file and line.
    """
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileError(f"{path}: the cases cannot be read: {error}") from error
    return tuple(_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _case(path: Path, number: int, line: str) -> Case:
    try:
        told = json.loads(line)
        return Case(f"{path.stem}:{number}", told["text"], told["construction"], tuple(told["expect"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DataFileError(f"{path}:{number}: a case has construction, text and expect: {error}") from error


def late_cases(cases: Sequence[Case]) -> tuple[Case, ...]:
    """Return the cases written after the rules were frozen: those that say so, or the last third where none does."""
    marked = tuple(case for case in cases if case.construction.split(":")[0].strip() == _AFTER)
    return marked or tuple(cases[len(cases) - len(cases) // 3 :])


def score_cases(cases: Sequence[Case], claims: Mapping[str, Sequence[Line]], keys: Keys) -> CaseScore:
    """Score the claims made of each case.

    Args:
        cases: the cases of one extractor.
        claims: key of a case → claims of the extractor's type in it.
        keys: the key arguments of each type.
    """
    surely = any("factuality" in expected for case in cases for expected in case.expected)
    results = [_met(case, claims.get(case.key, ()), keys, surely=surely) for case in cases]
    mistakes = [Mistake(case, *wrong) for case, (_, *wrong) in zip(cases, results, strict=True) if any(wrong)]
    return CaseScore(
        len(cases),
        sum(not case.expected for case in cases),
        sum(len(case.expected) for case in cases),
        sum(len(claims.get(case.key, ())) for case in cases),
        sum(right for right, *_ in results),
        tuple(mistakes),
    )


def _met(
    case: Case, claims: Sequence[Line], keys: Keys, *, surely: bool
) -> tuple[int, tuple[Mapping[str, Any], ...], tuple[Line, ...]]:
    """Return how many claims are right, what is missed, and what is made up."""
    weights = {
        (e, c): 1.0
        for e, expected in enumerate(case.expected)
        for c, claim in enumerate(claims)
        if _meets(claim, expected, keys, surely=surely)
    }
    pairs = best_matching(weights, len(case.expected), len(claims))
    missed = tuple(one for e, one in enumerate(case.expected) if e not in pairs)
    return len(pairs), missed, tuple(claim for c, claim in enumerate(claims) if c not in pairs.values())


def _meets(claim: Line, expected: Mapping[str, Any], keys: Keys, *, surely: bool) -> bool:
    wanted: dict[str, Any] = {key: None for key in keys[claim["type"]] if "|" not in key}
    wanted |= {"factuality": "Asserted"} if surely else {}
    wanted |= expected
    return all(_label(claim, role) == _plain(value, role) for role, value in wanted.items())


def _label(claim: Line, role: str) -> Any:
    """Return the label of what fills a role, the first where several do; parties as a list, None if nothing does."""
    labels = [value["label"] if isinstance(value, dict) else str(value) for value in values(claim, role)]
    return _plain(labels if role == _SEVERAL else next(iter(labels), None), role)


def _plain(value: Any, role: str) -> Any:
    """Return labels in an order of their own, and statuses in lower case."""
    if isinstance(value, list):
        return sorted(value)
    return value.lower() if value and role in {"status", "factuality"} else value
