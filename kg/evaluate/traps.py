"""Says whether a claim takes a trap: something that must not be claimed of a sentence.

What comes in: traps of a gold reading (``gold/README.md`` tells their form) and claim lines.  What goes out: yes or no.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

from kg.evaluate.naming import Line, Names, touches, values
from kg.evaluate.readings import Sentence, Trap

__all__ = ["CONDITIONS", "takes"]

_NO_WORDS = frozenset({"document", "claim", "type", "status", "factuality", "extractor", "iri", "aliases", "state",
                       "evidence", "attributed_to", "reported_by"})

_Condition: TypeAlias = Callable[[Any, Line, Names, Sentence], bool]


def takes(trap: Trap, claim: Line, called: Names) -> bool:
    """Return whether a claim with evidence in the trap's sentence fits one of its patterns."""
    sentence = trap.sentence
    return touches(claim, sentence.start, sentence.end) and any(
        all(CONDITIONS[name](wanted, claim, called, sentence) for name, wanted in pattern.items())
        for pattern in trap.patterns
    )


def _args(wanted: Mapping[str, Any], claim: Line, called: Names, _: Sentence) -> bool:
    return all(
        _fills(called, claim, key.split("|"), name)
        for key, names in wanted.items()
        for name in (names if isinstance(names, list) else [names])
    )


def _fills(called: Names, claim: Line, roles: list[str], name: str) -> bool:
    return any(called.right(value, name, role) for role in roles for value in values(claim, role))


def _words(wanted: list[str], claim: Line, _: Names, sentence: Sentence) -> bool:
    cues = [one.get("cue") or "" for one in claim["evidence"]
            if one["start"] < sentence.end and sentence.start < one["end"]]
    said = " ".join([*_literals(claim), *cues]).casefold()
    return any(phrase.casefold() in said for phrase in wanted)


def _literals(value: Any) -> Iterator[str]:
    """Yield the words of arguments, and of the things among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in _NO_WORDS:
                yield from _literals(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _literals(inner)


CONDITIONS: Mapping[str, _Condition] = {
    "type": lambda wanted, claim, _, __: claim["type"] == wanted,
    "args": _args,
    "status": lambda wanted, claim, _, __: claim["status"] in {one.lower() for one in wanted},
    "factuality": lambda wanted, claim, _, __: claim["factuality"] in {one.lower() for one in wanted},
    "own_voice": lambda wanted, claim, _, __: bool(claim["attributed_to"]) != wanted,
    "speaker": lambda wanted, claim, called, _: any(called.right(one, wanted) for one in claim["attributed_to"]),
    "words": _words,
    "names": lambda wanted, claim, called, _: any(called.named(claim, name) for name in wanted),
    "gives": lambda wanted, claim, _, __: any(values(claim, role) for role in wanted),
}
"""What a pattern may ask of a claim: its name → whether the claim has it."""
