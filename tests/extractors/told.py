"""What the tests of extractors share: reading a sentence, and a claim in the words of a case."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from _pytest.mark import ParameterSet

from kg.articles import article_of
from kg.extraction import Reader
from kg.lexicon import Frame, read_lexicon
from kg.model import Argument, Claim, Entity
from kg.settings import shipped

__all__ = ["claims_in", "frames_in", "marked", "stated", "told"]


def claims_in(reader: Reader, text: str, kind: str) -> list[Claim]:
    """Return the claims of one type that a text makes."""
    (read,) = reader.read([article_of(text, key="case", date="2020-07-01")])
    return [claim for claim in read.claims if claim.type == kind]


def frames_in(name: str) -> tuple[Frame, ...]:
    """Return the frames of one lexicon file."""
    return read_lexicon([shipped("ontology") / f"lexicon-{name}.yaml"]).frames


def marked(cases: Sequence[Mapping[str, Any]]) -> list[ParameterSet]:
    """Return cases with their ids; one that says why it is missed must be missed, until a rule finds it."""
    missed = {number: case["missed"] for number, case in enumerate(cases) if "missed" in case}
    marks = {number: [pytest.mark.xfail(reason=why, strict=True)] for number, why in missed.items()}
    return [
        pytest.param(case, id=f"{case['construction']}-{number}", marks=marks.get(number, []))
        for number, case in enumerate(cases)
    ]


def told(claim: Claim, roles: Iterable[str]) -> Mapping[str, Any]:
    """Return what fills these roles, by label, and the factuality; several fillers of ``party`` as a sorted list."""
    found: dict[str, Any] = {}
    for role in roles:
        labels = [_label(value) for value in claim.arguments.get(role, ())]
        found[role] = sorted(labels) if role == "party" else next(iter(labels), None)
    return {**found, "factuality": claim.factuality}


def stated(
    claims: Iterable[Claim], keys: Sequence[str], expected: Iterable[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return claims in the words of what is expected of them, in its order; what nobody expects comes last.

    Each is told by its key arguments, whatever else is expected of it, and by a factuality other than asserted.
    """
    left, found = list(claims), list[Mapping[str, Any]]()
    for wanted in expected:
        names = {**dict.fromkeys(keys), **wanted}
        claim = next((c for c in left if _said(c, names) == {"factuality": "Asserted", **names}), None)
        if claim is not None:
            left.remove(claim)
            found.append(wanted)
    return [*found, *(_said(claim, dict.fromkeys((*keys, "status"))) for claim in left)]


def _said(claim: Claim, names: Iterable[str]) -> Mapping[str, Any]:
    own = {"factuality": claim.factuality, "status": claim.status}
    labels = {name: own.get(name) or next(map(_label, claim.arguments.get(name, ())), None) for name in names}
    return {"factuality": claim.factuality, **labels}


def _label(value: Argument) -> str:
    return value.label if isinstance(value, Entity) else str(value)
