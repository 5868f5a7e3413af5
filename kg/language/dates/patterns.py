"""Compiles the rules of ``lexicon-dates.yaml``: puts the words of time into their patterns.

What comes in: ``TimeWords``. What goes out: compiled ``Rule``s, and the pattern of what may stand
before any time. It must not know what a rule means; that is in ``timerules``.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kg.errors import DataFileError
from kg.language.dates.words import TimeWords
from kg.language.patterns import GAP, HYPHEN, alternatives, compiled

__all__ = ["Rule", "compile_lead", "compile_rules"]

_PLACEHOLDER = re.compile(r"\{([a-z]+)(2?)\}")
_END = r"(?![A-Za-z0-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to write a time.

    Attributes:
        name: its name in the file.
        means: what is done with it, a key of ``timerules.MEANINGS``.
        pattern: matches it.
        after: what must stand before it, or None.
        needs_part: whether it says nothing without a part or side before it.
    """

    name: str
    means: str
    pattern: re.Pattern[str]
    after: re.Pattern[str] | None
    needs_part: bool


def compile_rules(words: TimeWords) -> tuple[Rule, ...]:
    """Return the rules, in the order of the file: the first of two equally long matches wins.

    Raises:
        DataFileError: a pattern is no regular expression or uses an unknown placeholder.
    """
    fragments = _fragments(words)
    return tuple(_rule(words, entry, fragments) for entry in words.rules)


def _rule(words: TimeWords, entry: Mapping[str, Any], fragments: Mapping[str, str]) -> Rule:
    def fragment(found: re.Match[str]) -> str:
        name, second = found.groups()
        if name not in fragments:
            known = ", ".join(sorted(fragments))
            raise DataFileError(
                f"{words.path}: rule {entry['name']!r} uses {{{name}}}, known are {known}"
            )
        return fragments[name].replace(f"(?P<{name}>", f"(?P<{name}{second}>")

    core = _PLACEHOLDER.sub(fragment, entry["pattern"].replace(" ", GAP))
    after = str(entry.get("after", "")).replace(" ", GAP)
    try:
        pattern = compiled(f"(?:{core})")
        required = compiled(rf"(?:{after}){GAP}(?:the{GAP})?\Z") if after else None
    except re.error as error:
        raise DataFileError(
            f"{words.path}: the pattern of rule {entry['name']!r} is wrong: {error}"
        ) from error
    return Rule(entry["name"], entry["means"], pattern, required, entry.get("part") == "needed")


def compile_lead(words: TimeWords) -> re.Pattern[str]:
    """Return the pattern of what may stand right before any time: a bound, then a part or side."""
    bounds = alternatives(words.groups["bounds"].words)
    parts, sides = (
        "|".join(_joined(word) for word in sorted(words.groups[name].words, key=len, reverse=True))
        for name in ("parts", "sides")
    )
    part = rf"(?:the{GAP})?(?:(?P<part>{parts})|(?P<side>{sides}))"
    return compiled(rf"(?:(?P<bound>{bounds}){GAP}(?:the{GAP})?)?(?:{part})?\Z")


def _joined(word: str) -> str:
    """Return a part with what joins it to a time: ``mid-March``, ``the end of the year``."""
    if word.endswith("-"):
        return alternatives([word.removesuffix("-")]) + HYPHEN
    if word.endswith((" of", " in")):
        return rf"{alternatives([word])}{GAP}(?:the{GAP})?"
    return rf"{alternatives([word])}(?:{GAP}|{HYPHEN})"


def _cased(words: tuple[str, ...]) -> str:
    """Return a pattern for names that count only with a capital, or all in capitals."""
    forms = sorted({form for word in words for form in (word, word.upper())}, key=len, reverse=True)
    return rf"(?-i:{'|'.join(re.escape(form) for form in forms)})"


def _fragments(words: TimeWords) -> dict[str, str]:
    """Return what the placeholders of rules stand for, each in a group of its own name."""
    listed = {name: alternatives(group.words) for name, group in words.groups.items()}
    weekdays, short = (_cased(words.groups[name].words) for name in ("weekdays", "short-weekdays"))
    named = {
        "month": _cased(words.groups["months"].words),
        "weekday": weekdays,
        "season": listed["seasons"],
        "feast": listed["feasts"],
        "decade": listed["decades"],
        "ordinal": listed["ordinals"],
        "unit": listed["units"],
        "count": rf"{listed['vague-counts']}|a couple of|{words.numerals.pattern}|an?",
        "which": listed["which"],
        "neighbour": listed["neighbours"],
        "distance": listed["distances"],
        "nearday": listed["near-days"],
        "period": "day|week|month|quarter|year|decade",
        "year": "(?:19|20)[0-9][0-9]",
        "yy": "[0-9][0-9]",
    }
    return {name: rf"(?P<{name}>{source}){_END}" for name, source in named.items()} | {
        "gap": GAP,
        "hyphen": HYPHEN,
        "weekdays": rf"(?:{weekdays}|{short}\.?),?",
        "hour": rf"(?:{listed['hours']}){_END}",
        "day": rf"(?P<day>{_DAY})(?:st|nd|rd|th)?{_END}",
        "ordinalday": rf"(?P<ordinalday>{_DAY})(?:st|nd|rd|th){_END}",
        "digits": "(?P<digits>[0-9][0-9]?)",
        "yearstem": "(?P<yearstem>(?:19|20)[0-9])",
        "shortstem": "(?P<shortstem>[0-9])",
        "fullyear": rf"(?P<year>(?:1[5-9]|20)[0-9][0-9]){_END}",
        "quarternumber": "(?P<quarternumber>[1-4])",
        "halfnumber": "(?P<halfnumber>[12])",
    }
